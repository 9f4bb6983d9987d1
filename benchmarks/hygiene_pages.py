"""Server time of the pages of hygiene over many open findings, beside the page that does nothing.

    python benchmarks/hygiene_pages.py [--rows 1000000] [--times 9] [--folder FOLDER]

A scanner that looked three times, a list of exploited flaws, predictions and a register of 400 machines are put into a
workspace as canonical tables; they are folded, mapped and concluded as in production. Each page is asked for through
the WSGI application. Told is the least of `--times`, in processor time of all threads and in wall time: the machine
may do other things, and the least is nearest to what the page costs. `--folder` keeps the workspace for the next time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import resource
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

LIMIT_MS = 100.0
SOURCE = "scanner"
MACHINES = 20_000
REGISTERED = 400
TEAMS = ("Security", "Payments", "Platform", "Data", "Finance", "Support")
VECTORS = tuple(
    f"CVSS:3.1/AV:{reach}/AC:{effort}/PR:{rights}/UI:{user}/S:U/C:{kept}/I:{whole}/A:H"
    for reach in "NAL"
    for effort in "LH"
    for rights in "NLH"
    for user in "NR"
    for kept in "HLN"
    for whole in "HLN"
)
FINDINGS = """
select 'CVE-2025-' || flaw || ' package-' || flaw % 900 || ' ' || i as finding_id, 'trivy' as tool,
  case when i % 3 = 0 then 'registry.example/app-' || i % 500 || ':1.' || i % 4 else 'host-' || i % {machines} end
    as asset_id,
  case when i % 3 = 0 then 'image' else 'host' end as asset_kind, 'CVE-2025-' || flaw as vulnerability_id,
  'A flaw numbered ' || flaw || ' in a package of some name' as title,
  case when flaw % 10 = 0 then 'critical' when flaw % 10 < 4 then 'high' when flaw % 10 < 8 then 'medium'
    else 'low' end as severity,
  7.5 as cvss_score, {vectors}[1 + i % {many}] as cvss_vector, 'package-' || flaw % 900 as package_name,
  '1.' || i % 9 || '.' || flaw % 13 as package_version,
  case when i % 3 = 0 then case when i % 2 = 0 then 'debian' else 'npm' end
    else case when i % 2 = 0 then 'redhat' else 'jar' end end as package_type,
  case when i % 11 > 0 then '2.' || flaw % 7 || '.' || flaw % 5 end as fixed_version,
  'usr/lib/package-' || flaw % 900 as path, 'open' as status, date '2025-01-01' + (flaw % 300)::int as published_on,
  timestamptz '{moment}' - to_days((hash(i * 3) % 365)::int) as first_seen_at, 'Results[' || i || ']' as place
from (select i, i * 7919 % 40000 as flaw from range({start}, {end}) t(i))
"""
EXPLOITED = """
select 'CVE-2025-' || i as vulnerability_id, 'cisa-kev' as catalogue, 'Vendor' as vendor, 'Product' as product,
  'Title' as title, date '2026-01-01' + (i % 300)::int as added_on, date '2026-02-01' + (i % 300)::int as due_on,
  i % 2 = 0 as ransomware, 'entry ' || i as place
from range(0, 40000, 40) t(i)
"""
PREDICTED = """
select 'CVE-2025-' || i as vulnerability_id, 'epss v4' as model,
  (hash(i) % 100000) / 100000.0 * (hash(i) % 7 = 0)::int as probability,
  0.5 as percentile, date '2026-01-01' as scored_on, 'row ' || i as place
from range(300000) t(i)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--folder", type=Path, help="keep the workspace here and use it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earnest-bench-") as temporary:
        folder = (options.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["EARNEST_WORKSPACE"] = str(folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
        measure(options.rows, options.times)


def measure(rows: int, times: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(rows)
    from earnest.duties.hygiene import queries

    started = time.process_time()
    board = queries.board_file()
    print(f"{board.open:,} open findings, {board.overdue:,} overdue; {platform.machine()}, {os.cpu_count()} processors")
    print(f"folded, mapped and board made: {time.process_time() - started:.1f} processor s")
    print(f"{'page':28} {'status':>6} {'cpu ms':>8} {'wall ms':>8} {'of the limit':>13} {'x health':>9} {'kB':>6}")
    floor = 0.0
    worst = 0.0
    client = visitor()
    for name, address in addresses().items():
        cpu, wall, status, size = ask(client, address, times)
        floor = floor or cpu
        worst = max(worst, cpu)
        mark = "" if cpu <= LIMIT_MS else "  OVER"
        ratio = f"{cpu / LIMIT_MS:12.2f} {cpu / floor:9.1f}"
        print(f"{name:28} {status:6} {cpu:8.1f} {wall:8.1f} {ratio} {size / 1000:6.0f}{mark}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"slowest page {worst:.0f} ms of {LIMIT_MS:.0f}; peak memory {peak:,.0f} MiB")


def fill(rows: int) -> None:
    """Put the estate into the workspace, if it is not there."""
    from earnest.core.evidence.models import Source

    if Source.objects.filter(slug=SOURCE).exists():
        return
    register()
    look("kev", "known_exploited", EXPLOITED, days_ago=2)
    look("epss", "exploit_predictions", PREDICTED, days_ago=2)
    fixed = rows // 10
    for number, days_ago in enumerate((60, 30, 2)):
        moment = (now() - timedelta(days=days_ago)).isoformat()
        given = {"machines": MACHINES, "vectors": list(VECTORS), "many": len(VECTORS), "moment": moment}
        some = FINDINGS.format(**given, start=number * fixed, end=rows + 2 * fixed)
        look(SOURCE, "vulnerabilities", some, days_ago=days_ago)


def register() -> None:
    from earnest.core.assets.models import Asset
    from earnest.core.organization.models import Team
    from earnest.foundation.actor import program
    from earnest.foundation.record import operation

    reached = tuple(Asset.Exposure.values)
    with operation(program("bench"), "bench.register") as work:
        teams = [work.create(Team(name=name)) for name in TEAMS]
        for number in range(REGISTERED):
            work.create(
                Asset(
                    key=f"host-{number}",
                    name=f"Host {number}",
                    kind=Asset.Kind.SERVER,
                    tier=1 + number % 4,
                    exposure=reached[number % len(reached)],
                    team=teams[number % len(teams)],
                    known_as=f"host-{number}\nregistry.example/app-{number}",
                )
            )


def look(slug: str, table: str, sql: str, *, days_ago: int) -> None:
    """What a source saw some days ago, as a canonical table."""
    import duckdb
    import pyarrow as pa
    from pyarrow import parquet

    from earnest.core.evidence import queries as evidence
    from earnest.core.evidence.models import Snapshot, SnapshotTable, Source
    from earnest.engines.canonical import TABLES
    from earnest.engines.canonical.arrow import arrow_schema
    from earnest.foundation.actor import program
    from earnest.foundation.record import operation

    schema = arrow_schema(TABLES[table])
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    connection.execute("set timezone = 'UTC'")
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in connection.sql(sql).to_arrow_reader(65_536):
                given = {name: batch[name].cast(schema.field(name).type) for name in batch.schema.names}
                empty = {name: pa.nulls(len(batch), schema.field(name).type) for name in schema.names}
                writer.write_batch(pa.record_batch({**empty, **given}, schema=schema))
                count += len(batch)
        kept = evidence.store().put(path)
    moment = now() - timedelta(days=days_ago)
    told = hashlib.sha256(f"{slug} {kept.sha256} {moment}".encode()).hexdigest()
    with operation(program("bench"), "bench.look") as work:
        source = Source.objects.filter(slug=slug).first() or work.create(
            Source(slug=slug, title=slug.title(), format=slug, freshness_days=3650)
        )
        snapshot = work.create(
            Snapshot(
                source=source,
                name=f"{slug}.json",
                sha256=told,
                size=1,
                observed_at=moment,
                observed_basis=Snapshot.Basis.CONTENT,
                uploaded_at=moment,
            )
        )
        work.create(SnapshotTable(snapshot=snapshot, table=table, version=1, rows=count, sha256=kept.sha256))


def now() -> datetime:
    from earnest.foundation import clock

    return clock.now()


def visitor() -> Client:
    from django.test import Client

    from earnest.foundation import users
    from earnest.foundation.actor import Role, program
    from earnest.foundation.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    email = "ciso@big.example"
    user = User.objects.filter(email=email).first() or users.create_user(
        program("bench"), email=email, name="Bench", role=Role.CISO
    )
    client.force_login(user)
    return client


def addresses() -> Mapping[str, str]:
    """The pages: the one that does nothing first, then lists by filter and order, a finding, its history and proof."""
    from earnest.duties.hygiene import queries

    board = queries.board_file()
    middle = queries.findings(board, sort="asset", page=2500).lines or queries.findings(board).lines
    exploited = queries.findings(board, queries.Filters(exploited="yes")).lines or middle
    one, listed = f"{middle[0].finding}/", f"{exploited[0].finding}/"
    packages = queries.packages(board).packages
    widest = max(packages, key=lambda package: package.findings).key
    team = board.by_team[0].team
    return {
        "health": "/health/",
        "policy (nothing to count)": "/hygiene/policy/",
        "overview": "/hygiene/",
        "list": "/hygiene/findings/",
        "list, last page": "/hygiene/findings/?page=100",
        "list, by asset": "/hygiene/findings/?sort=asset&page=100",
        "list, newest, filtered": "/hygiene/findings/?sort=newest&exploited=yes&tier=1",
        "list, of a team by EPSS": f"/hygiene/findings/?team={team}&clock=overdue&sort=-epss",
        "list, search": "/hygiene/findings/?q=package-77",
        "list, search a host": "/hygiene/findings/?q=host-1234",
        "a finding with history": f"/hygiene/findings/{one}",
        "a finding, exploited": f"/hygiene/findings/{listed}",
        "its proof": f"/hygiene/proof/finding/{one}",
        "asking an exception": f"/hygiene/findings/{one}exception/",
        "proof of a list": "/hygiene/proof/findings/?clock=overdue",
        "work packages": "/hygiene/packages/",
        "a work package": f"/hygiene/packages/{widest}/",
        "its proof (package)": f"/hygiene/proof/package/{widest}/",
        "time to fix": "/hygiene/time-to-fix/",
        "time to fix, by team": "/hygiene/time-to-fix/?by=team",
        "benchmarks": "/hygiene/benchmarks/",
        "policy, another": "/hygiene/policy/?policy=ssvc-deployer",
    }


def ask(client: Client, address: str, times: int) -> tuple[float, float, int, int]:
    """The least processor and wall milliseconds of a page that was asked for once before, its status and its bytes."""
    cpu = wall = float("inf")
    response = client.get(address)
    for _ in range(times):
        began, clock = time.process_time(), time.perf_counter()
        response = client.get(address)
        body = response.content
        cpu = min(cpu, (time.process_time() - began) * 1000)
        wall = min(wall, (time.perf_counter() - clock) * 1000)
    return cpu, wall, response.status_code, len(body)


if __name__ == "__main__":
    main()
