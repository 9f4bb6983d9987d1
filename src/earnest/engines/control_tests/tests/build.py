"""Small tests and datasets for the tests of this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import results, runner, work
from earnest.engines.control_tests.admission import Admission
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import Bound, ControlTest, Sentences
from earnest.engines.control_tests.parsing import parse

DAY = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}

HEAD = """/*
id: {id}
title: Accounts have a second factor
version: 1
control: mfa
severity: high
tables: [{tables}]
{extra}rationale: A password alone is not enough.
sentence:
  pass: All {{population}} accounts have a second factor.
  fail: "{{violations}} of {{population}} accounts have no second factor, {{excepted}} excepted."
  unproven: We cannot tell for {{unknown}} of {{population}}.
*/
"""
POPULATION = "select account_id as subject, username as label from accounts"
VIOLATIONS = (
    "select account_id as subject, username as label, 'no factor' as reason from accounts where not mfa_enrolled"
)
UNKNOWN = "select account_id as subject, 'not told' as reason from accounts where mfa_enrolled is null"


def text(
    population: str = POPULATION,
    violations: str = VIOLATIONS,
    unknown: str | None = UNKNOWN,
    *,
    tables: str = "accounts",
    extra: str = "",
    test_id: str = "mfa",
) -> str:
    sections = f"-- population\n{population}\n-- violations\n{violations}\n"
    if unknown is not None:
        sections += f"-- unknown\n{unknown}\n"
    return HEAD.format(id=test_id, tables=tables, extra=extra) + sections


def made(
    population: str = POPULATION,
    violations: str = VIOLATIONS,
    unknown: str | None = UNKNOWN,
    *,
    tables: str = "accounts",
    extra: str = "",
    test_id: str = "mfa",
) -> ControlTest:
    whole = text(population, violations, unknown, tables=tables, extra=extra, test_id=test_id)
    return parse(whole, place="mfa.sql")


def account(number: int | str, **values: object) -> dict[str, object]:
    return {"account_id": str(number), "system": "okta", "username": f"user{number}", "mfa_enrolled": True, **values}


def piece(
    folder: Path,
    table: str,
    rows: Sequence[Mapping[str, object]],
    *,
    source: str = "okta",
    groups: int = 1000,
    name: str = "",
) -> Piece:
    schema = pa.schema(
        [(column.name, _ARROW[column.kind]) for column in TABLES[table].columns] + [("place", pa.string())]
    )
    columns = {field.name: [row.get(field.name) for row in rows] for field in schema}
    columns["place"] = [f"row {number}" for number in range(len(rows))]
    path = folder / f"{name or source}-{table}.parquet"
    pq.write_table(pa.table(columns, schema=schema), path, row_group_size=groups)
    return Piece(path, source, "a" * 64, DAY - dt.timedelta(hours=1), len(rows))


def dataset(folder: Path, **tables: Sequence[Mapping[str, object]]) -> Dataset:
    return Dataset({table: (piece(folder, table, rows),) for table, rows in tables.items()})


def one(test: ControlTest, data: Dataset, **options: object) -> results.TestResult:
    excepted = frozenset(options.pop("excepted", ()))  # type: ignore[call-overload]  # options are the test's own
    parameters = options.pop("parameters", {})
    return runner.run([Bound(test, parameters, excepted)], data, as_of=DAY, **options)[0]  # type: ignore[arg-type]  # as above


def ungated(sql: str, data: Dataset, *, also: Sequence[str] = (), **limits: object) -> list[results.TestResult]:
    """Results of violation queries that never saw the gate."""
    turn = work.Turn(DAY, data)
    ledger = runner.Ledger(total=1 + len(also))
    items = []
    columns = {"accounts": ("account_id", "mfa_enrolled", "username")}
    admitted = Admission(columns, {"population": (), "violations": ()}, {}, None)
    for number, query in enumerate([sql, *also]):
        sentences = Sentences("yes", "no", "perhaps")
        test = ControlTest(
            f"t{number}",
            "t",
            1,
            "c",
            "low",
            ("accounts",),
            (),
            (),
            "r",
            sentences,
            "select account_id as subject from accounts",
            query,
            None,
            query,
        )
        task = work.Task(test, {}, frozenset(), admitted)
        ledger.results.append(runner.blank(task, turn))
        items.append(work.Item(number, task, turn))
    runner.execute(items, ledger, work.Limits(**limits), prepare=False)  # type: ignore[arg-type]  # as above
    return ledger.results
