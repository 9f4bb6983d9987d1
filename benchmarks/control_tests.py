"""All control tests of the library over a big estate: seconds in all and for each, memory, and ratio to a bare count.

    python benchmarks/control_tests.py [--rows 1000000] [--folder FOLDER]

The estate is made up, the same each time, in a temporary folder: `--rows` accounts, authenticators and
vulnerabilities, and
fewer rows in the other tables. About one row in 25 breaks a rule.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from earnest.engines.canonical.model import Column, Table
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import runner, work
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import Bound
from earnest.engines.control_tests.parsing import parse

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
LIBRARY = Path(runner.__file__).parents[2] / "library" / "control_tests"
BIG = ("accounts", "authenticators", "vulnerabilities")
SIZES = {
    "people": 0.1, "devices": 0.1, "software": 0.2, "group_members": 0.5, "config_checks": 0.3, "cloud_resources": 0.1,
    "credentials": 0.1, "training_records": 0.2, "phishing_results": 0.2, "tickets": 0.1, "changes": 0.1, "backups":
    0.1,
    "access_reviews": 0.0004,
}  # fmt: skip
"""Rows of the other tables as a share of --rows; 0.01 where none is given."""
RARE = {"privileged", "public", "jailbroken", "exploited", "archived", "open"}
LINKS = {
    "account_id": "'account-' || {i}", "asset_id": "'host-' || ({h} % 100000)", "device_id": "'device-' || ({i} % 100000)",  # noqa: E501
    "asset": "'host-' || ({h} % 100000)", "hostname": "'host-' || ({h} % 100000)", "serial": "'SERIAL-' || ({i} % 90000)",  # noqa: E501
    "repository": "'acme/repository-' || ({h} % 20000)",
}  # fmt: skip


def value(table: Table, column: Column, number: int) -> str:
    """An SQL expression over the row number i that gives a plausible value."""
    h = f"hash(i * 1000 + {number})"
    if column.choices:
        cases = " ".join(f"when {place} then '{choice}'" for place, choice in enumerate(column.choices))
        usual = column.choices[0]
        return f"case when {h} % 20 < 18 then '{usual}' else case {h} % {len(column.choices)} {cases} end end"
    match column.kind:
        case "boolean":
            yes = f"{h} % 50 = 0" if column.name in RARE else f"{h} % 25 <> 0"
            return f"case when hash(i * 1000 + {number + 500}) % 100 = 0 then null else {yes} end"
        case "timestamp":
            made = f"timestamp '2026-11-01' - (case when {h} % 25 = 0 then {h} % 500 else {h} % 25 end)::int * interval '1 day'"  # noqa: E501
            return made if column.required else f"case when {h} % 33 = 0 then null else {made} end"
        case "date":
            return f"case when {h} % 9 = 0 then null else date '2026-12-01' - ({h} % 500)::int end"
        case "integer":
            return f"({h} % 900)::bigint"
        case "real":
            return f"({h} % 1000) / 10.0"
    if column.name in LINKS:
        return LINKS[column.name].format(i="i", h=h)
    if column.name.endswith("email"):
        return f"'person-' || ({h} % 50000) || '@example.com'"
    if column.name in table.key and column.name not in {"system", "tool", "provider", "kind", "protocol"}:
        return f"'{column.name}-' || i"
    return f"'{column.name} ' || ({h} % 20)"


def make(folder: Path, rows: int) -> tuple[Dataset, dict[str, int]]:
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": "false"})
    pieces: dict[str, tuple[Piece, ...]] = {}
    counts: dict[str, int] = {}
    for table in TABLES.values():
        counts[table.name] = rows if table.name in BIG else max(int(rows * SIZES.get(table.name, 0.01)), 10)
        path = folder / f"{table.name}.parquet"
        if not path.exists():
            columns = ", ".join(f"{value(table, column, n)} as {column.name}" for n, column in enumerate(table.columns))
            connection.execute(
                f"copy (select {columns}, 'row ' || i as place from range({counts[table.name]}) t(i)) "
                f"to '{path}' (format parquet, compression zstd)"
            )
        pieces[table.name] = (Piece(path, "estate", "0" * 64, AS_OF - dt.timedelta(hours=6), counts[table.name]),)
    return Dataset(pieces), counts


def bare(folder: Path) -> float:
    """Seconds of one scan of the three big tables, all columns, by DuckDB alone."""
    connection = duckdb.connect(config={"threads": 2})
    started = time.perf_counter()
    for name in BIG:
        counted = ", ".join(f"count({column})" for column in TABLES[name].names)
        connection.execute(f"select count(*), {counted} from read_parquet('{folder / name}.parquet')").fetchall()
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the estate here and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        dataset, counts = make(folder, arguments.rows)
        report(folder, dataset, counts)
    return 0


def report(folder: Path, dataset: Dataset, counts: dict[str, int]) -> None:
    started = time.perf_counter()
    tests = [parse(path.read_text(), place=path.name) for path in sorted(LIBRARY.rglob("*.sql"))]
    parsed = time.perf_counter() - started
    turn = work.Turn(AS_OF, dataset)
    started = time.perf_counter()
    ledger = runner.Ledger(total=len(tests))
    items = []
    for number, test in enumerate(tests):
        task = work.admit(Bound(test, {}))
        ledger.results.append(runner.blank(task, turn))
        items.append(work.Item(number, task, turn))
    runner.execute(items, ledger, work.Limits())
    total = time.perf_counter() - started
    each = sorted(result.seconds for result in ledger.results)
    base = bare(folder)
    print(f"{len(tests)} tests over {sum(counts.values()):,} rows in {len(counts)} tables")
    print(f"  reading the tests {parsed:6.2f} s (once; kept afterwards)")
    print(f"  running them all  {total:6.2f} s: loading {ledger.load_seconds:.2f} s, tests {sum(each):.2f} s")
    print(
        f"  each test         p50 {statistics.median(each) * 1e3:.0f} ms, p95 {each[int(len(each) * 0.95)] * 1e3:.0f} ms, max {each[-1] * 1e3:.0f} ms"  # noqa: E501
    )
    print(f"  child's peak      {ledger.peak_kib >> 10} MiB")
    print(f"  bare DuckDB count of the big tables {base:.2f} s; ratio {total / base:.1f}")
    print(
        f"  subjects {sum(r.population for r in ledger.results):,}, violations {sum(r.violation_count for r in ledger.results):,}, "  # noqa: E501
        f"unknown {sum(r.unknown_count for r in ledger.results):,}, errors {sum(r.error is not None for r in ledger.results)}"  # noqa: E501
    )
    for result in sorted(ledger.results, key=lambda item: -item.seconds)[:12]:
        print(
            f"    {result.seconds * 1e3:6.0f} ms  {result.test_id}: {result.population:,} / {result.violation_count:,} / {result.unknown_count:,}"  # noqa: E501
        )
    for result in ledger.results:
        if result.error:
            print(f"    {result.test_id}: {result.error}")


if __name__ == "__main__":
    sys.exit(main())
