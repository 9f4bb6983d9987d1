from __future__ import annotations

import pyarrow as pa
import pytest

from earnest.engines.canonical import TABLES, Table
from earnest.engines.canonical.arrow import ARROW_TYPES, arrow_schema
from earnest.engines.canonical.model import PROVENANCE
from earnest.engines.canonical.reference import render


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_is_well_declared(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert not set(table.names) & {column.name for column in PROVENANCE}
    assert all(column.doc.endswith((".", "…")) for column in table.columns)
    assert all(column.kind == "text" for column in table.columns if column.choices)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_stored_schema_has_the_columns_their_types_and_the_version(table: Table) -> None:
    schema = arrow_schema(table)
    assert schema.names == [*table.names, "place"]
    assert [field.type for field in schema][:-1] == [ARROW_TYPES[column.kind] for column in table.columns]
    assert [field.nullable for field in schema] == [*(not column.required for column in table.columns), False]
    assert schema.metadata == {
        b"earnest.table": table.name.encode(),
        b"earnest.table_version": str(table.version).encode(),
    }


def test_instants_are_microseconds_in_utc() -> None:
    assert ARROW_TYPES["timestamp"] == pa.timestamp("us", tz="UTC")


def test_the_reference_page_names_every_table_and_column_once() -> None:
    page = render()
    assert page == render()
    for table in TABLES.values():
        section = page.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            assert section.count(f"| `{column.name}` |") == 1
    assert page.endswith("|\n")
