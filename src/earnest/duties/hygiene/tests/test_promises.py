"""The clock of a control test on the page says what the control test itself says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from earnest.duties.hygiene.queries import finding, promised
from earnest.duties.hygiene.rules.promises import Kept, Told, promise
from earnest.duties.hygiene.tests.conftest import Estate, flaw
from earnest.library.shipped_tests import control_test

LOOKED = datetime(2026, 6, 1, 9, tzinfo=UTC)
SEEN = (None, *(LOOKED - timedelta(days=days, seconds=more) for days in (3, 14, 30, 90) for more in (0, 1)))
PUBLISHED = (None, date(2026, 5, 29), date(2026, 1, 2))
LISTED = (None, date(2026, 5, 30), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("test", "severity"),
    [
        ("exploited-flaws-overdue", "low"),
        ("critical-flaws-overdue", "critical"),
        ("high-flaws-overdue", "high"),
        ("high-flaws-overdue", "unknown"),
        ("medium-flaws-overdue", "medium"),
    ],
)
def test_a_promise_is_broken_where_the_query_of_the_test_says_so(test: str, severity: str) -> None:
    shipped = control_test(test)
    (limit,) = shipped.parameters
    days, emergency = int(str(limit.default)), test.startswith("exploited")
    cases = list(product(SEEN, PUBLISHED, LISTED if emergency else (None,), (None, "2.0")))
    wanted: dict[Kept, set[str]] = {Kept.BROKEN: set(), Kept.UNPROVEN: set()}
    for number, (seen, published, listed, fixed) in enumerate(cases):
        told = Told(((seen, published),), listed, severity != "unknown", fixed is not None, LOOKED)
        kept = promise(told, days, emergency=emergency).kept
        wanted.setdefault(kept, set()).add(f"scanner:web:{number}")
    with duckdb.connect() as connection:
        _evidence(connection, cases, severity)
        values = {limit.name: days}
        asked = values if f"${limit.name}" in str(shipped.unknown_sql) else {}
        broken = {row[0] for row in connection.execute(shipped.violations_sql, values).fetchall()}
        unknown = {row[0] for row in connection.execute(str(shipped.unknown_sql), asked).fetchall()}
    assert (broken, unknown) == (wanted[Kept.BROKEN], wanted[Kept.UNPROVEN])


def _evidence(connection: duckdb.DuckDBPyConnection, cases: list[tuple[Any, ...]], severity: str) -> None:
    shape = pa.schema(
        [
            *(
                (name, pa.string())
                for name in ("tool", "asset_id", "finding_id", "vulnerability_id", "title", "severity")
            ),
            *((name, pa.string()) for name in ("tool", "asset_id", "finding_id", "vulnerability_id", "title")),
            *((name, pa.string()) for name in ("severity", "asset_kind", "fixed_version", "package_type", "status")),
            ("exploited", pa.bool_()),
            ("first_seen_at", pa.timestamp("us")),
            ("published_on", pa.date32()),
            ("observed_at", pa.timestamp("us")),
        ]
    )
    rows = [
        {
            "tool": "scanner", "asset_id": "web", "finding_id": str(number), "vulnerability_id": f"CVE-{number}",
            "severity": severity, "fixed_version": fixed, "package_type": "npm", "exploited": True,
            "first_seen_at": seen and seen.replace(tzinfo=None), "published_on": published,
            "observed_at": LOOKED.replace(tzinfo=None),
        }
        for number, (seen, published, _listed, fixed) in enumerate(cases)
    ]  # fmt: skip
    listed = [
        {"vulnerability_id": f"CVE-{number}", "added_on": case[2]} for number, case in enumerate(cases) if case[2]
    ] or [{"vulnerability_id": "CVE-none", "added_on": date(2026, 1, 1)}]
    for name, table in (("vulnerabilities", pa.Table.from_pylist(rows, shape)), ("known_exploited", _table(listed))):
        connection.register(f"given_{name}", table)
        connection.execute(f"create table {name} as select * from given_{name}")


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def test_a_finding_tells_the_clock_of_its_control_test_beside_that_of_the_policy(estate: Estate) -> None:
    estate.adopt()
    estate.patching()
    estate.look("vulnerabilities", [flaw(1, first_seen_at="2026-04-01T00:00:00Z")], days_ago=20)
    estate.lists(1, added="2026-05-20")
    told = finding(estate.board(), estate.line(1).finding)
    assert told is not None
    found = promised(estate.board(), told)
    assert found is not None
    assert (found.test, found.control != "") == ("exploited-flaws-overdue", True)
    assert found.promise.since == datetime(2026, 5, 20, tzinfo=UTC)
    assert found.promise.ends == datetime(2026, 5, 23, tzinfo=UTC)
    assert found.promise.kept is Kept.BROKEN
    assert (told.line.clock_start, told.line.clock) == (date(2026, 5, 20), "overdue")
