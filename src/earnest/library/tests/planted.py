"""Canonical tables made of a few planted rows, and what a control test finds in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from earnest.engines.canonical.model import PROVENANCE, Column
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import gate
from earnest.engines.control_tests.model import ControlTest

AS_OF = dt.datetime(2026, 6, 30, 12, 0)  # noqa: DTZ001  the queries see UTC without a zone
CASES = Path(__file__).with_name("control_test_cases")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_TYPES = {
    "text": "varchar",
    "integer": "bigint",
    "real": "double",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "date": "date",
}
_STEPS = {"d": dt.timedelta(days=1), "h": dt.timedelta(hours=1), "s": dt.timedelta(seconds=1)}
_OFFSET = re.compile(r"(?:[+-]\d+[dhs])+")
_FILLED = {"source": "planted", "snapshot": "0" * 64, "observed_at": AS_OF, "place": "1"}


@dataclass(frozen=True)
class Case:
    """Rows given to one control test, and the subjects that it must find.

    `limit` names a parameter held at its boundary; `reason` is one that must be among the reasons given.
    """

    test_id: str
    title: str
    rows: Rows
    population: int
    found: frozenset[str]
    unknown: frozenset[str]
    parameters: Mapping[str, Any]
    limit: str | None
    reason: str | None


@dataclass(frozen=True)
class Found:
    """Subjects of the three sections, and the rows (subject, label, reason) behind the last two."""

    population: tuple[str, ...]
    violations: tuple[tuple[str, str, str], ...]
    unknown: tuple[tuple[str, str, str], ...]

    @property
    def subjects(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(row[0] for row in self.violations), frozenset(row[0] for row in self.unknown)


def instant(text: str) -> dt.datetime:
    """`-90d-1s` is 90 days and a second before AS_OF."""
    if not _OFFSET.fullmatch(text):
        raise ValueError(f"{text!r} is not an offset such as -90d or +1d-1s")
    steps = re.findall(r"([+-]\d+)([dhs])", text)
    return AS_OF + sum((int(number) * _STEPS[unit] for number, unit in steps), dt.timedelta())


def value(column: Column, given: object) -> object:
    """A cell as the database takes it: times are offsets from AS_OF, everything else stands for itself."""
    if given is None or column.kind not in {"timestamp", "date"}:
        return given
    moment = instant(str(given)) if not isinstance(given, dt.datetime) else given
    return moment.date() if column.kind == "date" else moment


class Stage:
    """A database with every canonical table, empty between two cases."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute("pragma disable_optimizer")  # over a few rows planning is all the time there is
        for table in TABLES.values():
            columns = ", ".join(f'"{column.name}" {_TYPES[column.kind]}' for column in (*table.columns, *PROVENANCE))
            self.connection.execute(f"create table {table.name} ({columns})")

    def find(self, test: ControlTest, rows: Rows, parameters: Mapping[str, Any]) -> Found:
        """What the test finds in these rows and nothing else."""
        for table, some in rows.items():
            for row in some:
                self._plant(table, row)
        try:
            values = {**test.bind(parameters).parameters, "as_of": AS_OF}
            sections = {name: self._rows(sql, values) for name, sql in test.queries}
        finally:
            for table in rows:
                self.connection.execute(f"delete from {table}")
        population = tuple(row[0] for row in sections["population"])
        return Found(population, tuple(sections["violations"]), tuple(sections.get("unknown", [])))

    def _plant(self, table: str, row: Mapping[str, Any]) -> None:
        known = {column.name: column for column in (*TABLES[table].columns, *PROVENANCE)}
        missing = [
            name for name, column in known.items() if column.required and row.get(name, _FILLED.get(name)) is None
        ]
        if missing or set(row) - set(known):
            raise ValueError(f"{table}: {row} lacks {missing} or has strange columns {set(row) - set(known)}")
        cells = {name: value(known[name], cell) for name, cell in {**_FILLED, **row}.items()}
        names = ", ".join(f'"{name}"' for name in cells)
        holes = ", ".join("?" * len(cells))
        self.connection.execute(f"insert into {table} ({names}) values ({holes})", list(cells.values()))

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        used = {name: values[name] for name in gate.parameters_of(sql)}
        return (self.connection.execute(sql, used) if used else self.connection.execute(sql)).fetchall()


@cache
def cases() -> tuple[Case, ...]:
    """All planted cases, in the order of their files."""
    return tuple(case for path in sorted(CASES.glob("*.yaml")) for case in _in_file(path))


def _in_file(path: Path) -> list[Case]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        _case(test_id, entry, block.get("each", {})) for test_id, block in loaded.items() for entry in block["cases"]
    ]


def _case(test_id: str, entry: Mapping[str, Any], each: Mapping[str, Mapping[str, Any]]) -> Case:
    keys = {"it", "of", "found", "unknown", "with", "limit", "reason"}
    rows = {
        table: [{**each.get(table, {}), **row} for row in some] for table, some in entry.items() if table not in keys
    }
    return Case(
        test_id=test_id,
        title=entry["it"],
        rows=rows,
        population=entry["of"],
        found=frozenset(entry.get("found", ())),
        unknown=frozenset(entry.get("unknown", ())),
        parameters=entry.get("with", {}),
        limit=entry.get("limit"),
        reason=entry.get("reason"),
    )
