"""A year of daily scans: seconds for each fold, and for the state of today and of any day.

python benchmarks/ingest/days.py [days [findings [churn]]]
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.findings import Folded, Look, fold

START = dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC)
SCHEMA = arrow_schema(TABLES["vulnerabilities"])


def look(folder: Path, day: int, findings: int, churn: float) -> Look:
    """The scan of a day: a share of the findings is fixed each day, and as many others come."""
    first = day * int(findings * churn)
    rows = range(first, first + findings)
    columns = {
        "finding_id": [f"CVE-2025-{n % 90_000} lib{n % 700} 1.{n}" for n in rows],
        "tool": ["scanner"] * findings,
        "asset_id": [f"host-{n % 5_000}.example.org" for n in rows],
        "asset_kind": ["host"] * findings,
        "vulnerability_id": [f"CVE-2025-{n % 90_000}" for n in rows],
        "title": [f"flaw {n % 90_000} of lib{n % 700}" for n in rows],
        "severity": [("critical", "high", "medium", "low")[n % 4] for n in rows],
        "cvss_score": [n % 100 / 10 for n in rows],
        "package_name": [f"lib{n % 700}" for n in rows],
        "package_version": [f"1.{n}" for n in rows],
        "fixed_version": [f"2.{n % 31}" for n in rows],
        "status": ["open"] * findings,
        "place": [f"row {n - first}" for n in rows],
    }
    arrays = [pa.array(columns[f.name], f.type) if f.name in columns else pa.nulls(findings, f.type) for f in SCHEMA]
    path = folder / f"look-{day % 2}.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA), path, compression="zstd")
    return Look(f"{day:064x}", START + dt.timedelta(days=day), {"vulnerabilities": path})


def asked(path: Path, day: int) -> tuple[int, float, float]:
    """Findings that were open on a day, by severity and asset, and the seconds that took: wall and processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("set timezone = 'UTC'")
        moment = (START + dt.timedelta(days=day, hours=1)).replace(tzinfo=None).isoformat(sep=" ")
        rows = connection.execute(
            f"select severity, count(*), count(distinct asset_id), min(opened_at)::varchar from '{path}' "
            f"where opened_at <= timestamp '{moment}' and (closed_at is null or closed_at > timestamp '{moment}') "
            "group by severity"
        ).fetchall()
    return sum(row[1] for row in rows), time.perf_counter() - wall, time.process_time() - cpu


def peak() -> int:
    """MiB that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main(days: int, findings: int, churn: float = 0.01) -> None:
    print(f"{days} daily scans of {findings:,} findings, {churn:.0%} of them new each day")
    state: Folded | None = None
    spent = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for day in range(days):
            seen = look(folder, day, findings, churn)
            into = folder / f"state-{day % 2}"
            into.mkdir(exist_ok=True)
            wall, cpu = time.perf_counter(), time.process_time()
            state = fold(state.path if state else None, seen, "vulnerabilities", into)
            spent.append((time.perf_counter() - wall, time.process_time() - cpu))
        if state is None:
            return
        for name, part in (("first ten", spent[:10]), ("last ten", spent[-10:]), ("all", spent)):
            wall, cpu = (sum(each) / len(part) for each in zip(*part, strict=True))
            print(f"  a fold, {name:9} {wall:6.2f} s wall {cpu:6.2f} s processor")
        print(f"  state: {state.rows:,} spells, {state.open:,} open, {state.path.stat().st_size / 2**20:.1f} MiB")
        print(f"  peak of making the scans and folding them: {peak()} MiB")
        for day in (days - 1, days * 2 // 3, days // 3, 0):
            found, wall, cpu = asked(state.path, day)
            print(f"  as of day {day + 1:3}: {found:,} open in {wall:.3f} s wall, {cpu:.3f} s processor")
        print(f"  peak with the questions: {peak()} MiB")


if __name__ == "__main__":
    given = [*sys.argv[1:], *("365", "100000", "0.01")[len(sys.argv) - 1 :]]
    main(int(given[0]), int(given[1]), float(given[2]))
