"""All control tests of the library over two big estates, in processor and wall seconds.

    python benchmarks/control_tests.py [--rows 1000000] [--folder FOLDER] [--no-ratio]
                                       [--estate accounts|vulnerabilities]

One estate has `--rows` accounts and seven authenticators for ten of them, the other `--rows` vulnerabilities on
20,000 assets; all other tables are small. They are made up, the same each time, in a temporary folder. About one row
in a hundred breaks a rule. Each estate is measured in a process of its own, children included.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from earnest.engines.canonical.model import Column, Table
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import ControlTest

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SMALL = 20_000
ESTATES = {
    "accounts": {"accounts": 1.0, "authenticators": 0.7},
    "vulnerabilities": {"vulnerabilities": 1.0},
}
"""Rows of the big tables of each estate as a share of --rows; the others have up to SMALL. The list of
exploited flaws is as long as the real one, which names about one in two hundred of all flaws."""
FEW = {"access_reviews": 200, "restore_tests": 300, "log_sources": 500, "encryption": 2_000, "known_exploited": 1_600}
RARE = {"privileged", "public", "jailbroken", "exploited", "archived", "open"}
SYSTEMS = (
    "case when {h} % 10 < 6 then 'okta' when {h} % 10 < 8 then 'entra' when {h} % 10 < 9 then 'aws' else 'github' end"
)
LINKS = {
    "asset_id": "'host-' || ({h} % 20000)",
    "device_id": "'device-' || i",
    "asset": "'host-' || ({h} % 20000)",
    "hostname": "'host-' || i",
    "serial": "'SERIAL-' || i",
    "repository": "'acme/repository-' || ({h} % 20000)",
    "cvss_vector": "'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:' || ({h} % 3)",
    "tls_version": "case when {h} % 100 = 0 then 'TLSv1.0' else 'TLSv1.3' end",
    "package_name": "'package-' || ({h} % 3000)",
    "vulnerability_id": "'CVE-202' || ({h} % 6) || '-' || ({h} % 30000)",
}


def value(table: Table, column: Column, number: int) -> str:
    """An SQL expression over the row number i that gives a plausible value."""
    h = f"hash(i * 1000 + {number})"
    if column.choices:
        usual = column.choices[2 if column.name == "severity" else 0]
        cases = " ".join(f"when {place} then '{choice}'" for place, choice in enumerate(column.choices))
        return f"case when {h} % 50 <> 0 then '{usual}' else case {h} // 50 % {len(column.choices)} {cases} end end"
    match column.kind:
        case "boolean":
            yes = f"{h} % 100 = 0" if column.name in RARE else f"{h} % 100 <> 0"
            return f"case when {h} // 100 % 500 = 0 then null else {yes} end"
        case "timestamp" | "date" if column.name == "certificate_expires_at":
            return f"timestamp '2027-08-01' + ({h} % 200)::int * interval '1 day'"
        case "timestamp" if column.name == "created_at" and table.name == "accounts":
            return f"timestamp '2026-10-01' - ({h} % 900)::int * interval '1 day'"
        case "date" if column.name in {"started_on", "left_on"}:
            past = f"date '2022-12-01' + ({h} % 300)::int"
            return past if column.name == "started_on" else f"case when {h} % 100 = 0 then {past} + 900 end"
        case "timestamp":
            days = f"(case when {h} % 100 = 0 then {h} % 500 else {h} % 6 end)"
            made = f"timestamp '2026-11-01' - {days}::int * interval '1 day'"
            return made if column.required else f"case when {h} // 500 % 500 = 0 then null else {made} end"
        case "date":
            return f"case when {h} % 9 = 0 then null else date '2027-12-01' - ({h} % 300)::int end"
        case "integer":
            return f"({h} % 900)::bigint"
        case "real":
            return f"({h} % 1000) / 10.0"
    return _text(table, column, h)


def _text(table: Table, column: Column, h: str) -> str:
    if column.name == "account_id":
        return "'account-' || i"
    if column.name == "system" and table.name in {"accounts", "authenticators", "credentials", "group_members"}:
        return SYSTEMS.format(h="hash(i)")
    if table.name == "known_exploited" and column.name == "vulnerability_id":
        return f"'CVE-202' || ({h} % 6) || '-' || ({h} % 300000)"
    if column.name in LINKS and not (table.name == "scan_targets" and column.name == "asset_id"):
        return LINKS[column.name].format(h=h)
    if column.name.endswith("email"):
        return (
            "'person-' || i || '@example.com'"
            if table.name == "people"
            else f"'person-' || ({h} % {SMALL}) || '@example.com'"
        )
    if column.name in table.key and column.name not in {"system", "tool", "provider", "kind", "protocol"}:
        return f"'{column.name}-' || i"
    return f"'{column.name} ' || ({h} % 20)"


def make(folder: Path, estate: str, rows: int) -> tuple[Dataset, dict[str, int]]:
    """The estate as canonical Parquet files, and the rows of each table."""
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": "false"})
    pieces: dict[str, tuple[Piece, ...]] = {}
    counts: dict[str, int] = {}
    for table in TABLES.values():
        small = min(FEW.get(table.name, SMALL), rows)
        counts[table.name] = int(rows * ESTATES[estate].get(table.name, 0)) or small
        path = folder / f"{estate}-{table.name}-{counts[table.name]}.parquet"
        if not path.exists():
            columns = ", ".join(f"{value(table, column, n)} as {column.name}" for n, column in enumerate(table.columns))
            connection.execute(
                f"copy (select {columns}, 'row ' || i as place from range({counts[table.name]}) t(i)) "
                f"to '{path}' (format parquet, compression zstd)"
            )
        pieces[table.name] = (Piece(path, "estate", "0" * 64, AS_OF - dt.timedelta(hours=6), counts[table.name]),)
    return Dataset(pieces), counts


def seconds() -> float:
    """Processor seconds of this process and of its children that have ended."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def measure(folder: Path, estate: str, rows: int, *, compare: bool) -> None:
    """Run every test over one estate and print what it took."""
    dataset, counts = make(folder, estate, rows)
    began, clock = seconds(), time.perf_counter()
    from earnest.engines.control_tests import runner, work
    from earnest.engines.control_tests.model import Bound
    from earnest.library.shipped_tests import control_tests

    tests = list(control_tests().values())
    turn = work.Turn(AS_OF, dataset)
    tasks = [work.admit(Bound(test, {})) for test in tests]
    admitted, admitted_wall = seconds() - began, time.perf_counter() - clock
    ledger = runner.Ledger(total=len(tests), results=[runner.blank(task, turn) for task in tasks])
    items = [work.Item(number, task, turn) for number, task in enumerate(tasks)]
    runner.execute(items, ledger, work.Limits())
    total, wall = seconds() - began, time.perf_counter() - clock
    results = ledger.results
    each = sorted(result.seconds for result in results)
    print(f"{estate}: {len(tests)} tests over {sum(counts.values()):,} rows in {len(counts)} tables")
    print(f"  reading and admitting the tests  {admitted:6.2f} processor s {admitted_wall:6.2f} wall s")
    print(f"  child, loading, tests, results   {total - admitted:6.2f} processor s {wall - admitted_wall:6.2f} wall s")
    print(f"  all together                     {total:6.2f} processor s {wall:6.2f} wall s")
    print(
        f"  loading {ledger.load_seconds:.2f} wall s; tests {sum(each):.2f} wall s: p50 "
        f"{statistics.median(each) * 1e3:.0f} ms, "
        f"p95 {each[int(len(each) * 0.95)] * 1e3:.0f} ms, max {each[-1] * 1e3:.0f} ms"
    )
    print(f"  child's peak memory {ledger.peak_kib >> 10} MiB")
    if compare:
        base = bare(dataset, tests)
        print(f"  DuckDB alone counting the same violations: {base:.2f} processor s; ratio {total / base:.2f}")
    print(
        f"  subjects {sum(r.population for r in results):,}, violations {sum(r.violation_count for r in results):,}, "
        f"unknown {sum(r.unknown_count for r in results):,}, errors {sum(r.error is not None for r in results)}"
    )
    for result in sorted(results, key=lambda item: -item.seconds)[:10]:
        found = f"{result.population:,} / {result.violation_count:,} / {result.unknown_count:,}"
        print(f"    {result.seconds * 1e3:6.0f} ms  {result.test_id}: {found}")
    for result in results:
        if result.error:
            print(f"    {result.test_id}: {result.error}")


def bare(dataset: Dataset, tests: list[ControlTest]) -> float:
    """Processor seconds of DuckDB without the engine: load the same files, count the violations of the same queries.

    No populations, no unknown, no checks, no rows, no digests; so an engine that does all of it may well need more.
    """
    began = seconds()
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": "false"})
    connection.execute("set timezone = 'UTC'")
    used = {name for test in tests for name in (*test.tables, *test.optional_tables)}
    for name in sorted(used):
        path = dataset.pieces(name)[0].path
        connection.execute(
            f"create table {name} as select *, 'estate' as source, '' as snapshot, "
            f"timestamp '2026-10-31 18:00:00' as observed_at from read_parquet('{path}')"
        )
    for test in tests:
        values = {**test.bind().parameters, "as_of": AS_OF.replace(tzinfo=None)}
        needed = {name: values[name] for name in values if re.search(rf"\${name}\b", test.violations_sql)}
        connection.execute(
            f"select count(distinct subject) from ({test.violations_sql}\n) q", needed or None
        ).fetchall()
    return seconds() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-ratio", action="store_true", help="leave out the slow comparison with DuckDB alone")
    parser.add_argument("--folder", type=Path, help="keep the estates here and use them again")
    parser.add_argument("--estate", choices=list(ESTATES), help="measure only this one, in this process")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if arguments.estate:
            measure(folder, arguments.estate, arguments.rows, compare=not arguments.no_ratio)
            return 0
        for estate in ESTATES:
            command = [sys.executable, __file__, "--estate", estate, "--rows", str(arguments.rows)]
            command += ["--folder", str(folder), *(["--no-ratio"] if arguments.no_ratio else [])]
            subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
