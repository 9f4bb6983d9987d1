"""A package over one big table: making it, verifying it, withholding from it, in processor seconds and memory.

    python benchmarks/package.py [--rows 1000000]

Each step runs in a process of its own, the sandbox of control tests included. The table is made up, the same each time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyarrow import parquet

from earnest.engines.assurance import ControlState
from earnest.engines.assurance.facts import ControlFact, RequirementFact, SourceFact
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests.parsing import parse
from earnest.engines.control_tests.runner import run
from earnest.engines.package import Contents, build, concluding, disclosure, keys, verify
from earnest.engines.package.concluding import Facts
from earnest.engines.package.ledger import Chosen, content_hash, packaged
from earnest.engines.package.parts import BoundTest, LedgerContent, SnapshotFile, TableFile
from earnest.engines.package.withholding import PURPOSE, rules, withhold

AS_OF = dt.datetime(2026, 11, 1, 23, 59, 59, 999999, dt.UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SQL = """\
/*
id: accounts-owned
title: Accounts have an owner
version: 1
control: access
severity: high
tables: [accounts]
rationale: An account that nobody owns is used by everybody.
sentence: {pass: All are owned., fail: Some are not., unproven: We cannot tell.}
*/
-- population
select system || ':' || account_id as subject, username as label from accounts
-- violations
select system || ':' || account_id as subject, username as label, 'nobody owns it' as reason
from accounts where owner_email is null
"""
ROWS = """
select i::varchar as account_id, 'okta' as system, 'user.' || i || '@acme.example' as username,
    case when hash(i) % 100 = 0 then null else 'owner' || (i % 5000) || '@acme.example' end as owner_email,
    'person' as kind, hash(i) % 7 <> 0 as mfa_enrolled, hash(i) % 50 = 0 as privileged,
    timestamp '2025-01-01' + to_seconds((hash(i) % 30000000)::bigint) as created_at, i::varchar as place
from range({rows}) as t(i)
"""


def table(folder: Path, rows: int) -> TableFile:
    """The table of accounts as the record would keep it."""
    schema = arrow_schema(TABLES["accounts"])
    relation = duckdb.sql(ROWS.format(rows=rows))
    assert relation is not None
    made = relation.arrow().read_all()
    columns = [
        made.column(f.name).cast(f.type) if f.name in made.column_names else pa.nulls(rows, f.type) for f in schema
    ]
    path = folder / "table.parquet"
    parquet.write_table(pa.table(columns, schema=schema), path, compression="zstd")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return TableFile("accounts", TABLES["accounts"].version, rows, sha256, None)


def contents(folder: Path, held: TableFile) -> Contents:
    """One control, one test, one snapshot, one entry of the ledger among 100,000."""
    observed = AS_OF.replace(hour=6, microsecond=0)
    snapshot = SnapshotFile("evidence.snapshot:1", "okta", "", "users.json", "ab" * 32, 1, "okta-users", observed,
                            "content", None, observed, 0, (held,), False)  # fmt: skip
    change = {"record": snapshot.record, "label": "users.json", "before": None, "after": {"sha256": snapshot.sha256}}
    entry = LedgerContent(1, "2026-11-01T07:00:00.000000+00:00", "a", "ciso", 1, "evidence.take_in", "", [change], {},
                          "0" * 64)  # fmt: skip
    facts = Facts(
        sources=(SourceFact("okta", "Okta", ("accounts",), 30, last_observed_at=observed),),
        controls=(ControlFact("access", "Access", ControlState("operating"), "ada@acme.example"),),
        parameters=(BoundTest("access", "accounts-owned", "", {}, sampled=False),),
        exceptions=(),
        inspected=(),
        attestations=(),
        requirements=(RequirementFact("iso", "A.1", ("access",)),),
    )
    test = parse(SQL, place="benchmark")
    path = folder / "table.parquet"
    data = concluding.dataset([snapshot], facts.sources, AS_OF, lambda _: path)
    (result,) = run([concluding.bind(facts.parameters[0], test, ())], data, as_of=AS_OF)
    hashes = [content_hash(entry), *(hashlib.sha256(str(n).encode()).hexdigest() for n in range(99_999))]
    return Contents(
        organisation="Acme", program="benchmark", as_of=AS_OF, frameworks=("iso",), whole=True, facts=facts,
        tests={test.id: test}, results={("access", test.id): replace(result, seconds=0.0)}, snapshots=(snapshot,),
        tables={held.sha256: path}, raw={}, ledger=packaged(hashes, [Chosen(1, entry)]),
    )  # fmt: skip


def make(folder: Path, rows: int) -> dict[str, object]:
    return {"table bytes": (table(folder, rows), (folder / "table.parquet").stat().st_size)[1]}


def gather(folder: Path, rows: int) -> Contents:
    with (folder / "table.parquet").open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return contents(folder, TableFile("accounts", TABLES["accounts"].version, rows, sha256, None))


def pack(folder: Path, rows: int) -> dict[str, object]:
    return {"bytes": build(gather(folder, rows), KEY, folder / "whole.earnest", AS_OF).size}


def redact(folder: Path, rows: int) -> dict[str, object]:
    chosen = rules(["accounts.username"], [f"accounts:account_id={n * 7919 % rows}" for n in range(100)])
    held, _ = withhold(gather(folder, rows), chosen, KEY, folder)
    return {"bytes": build(held, KEY, folder / "redacted.earnest", AS_OF).size}


def check(folder: Path, _rows: int) -> dict[str, object]:
    verdict = verify(folder / "whole.earnest")
    return {"good": verdict.good, "recomputed": verdict.checked.get("results recomputed", 0)}


def check_redacted(folder: Path, _rows: int) -> dict[str, object]:
    verdict = verify(folder / "redacted.earnest")
    return {"good": verdict.good, "not checked": len(verdict.unchecked)}


def disclose(folder: Path, _rows: int) -> dict[str, object]:
    held = disclosure.withheld_tables(folder / "redacted.earnest")[0][1]
    secret = keys.derived(KEY, PURPOSE)
    content = disclosure.disclose(
        folder / "redacted.earnest", held, folder / "table.parquet", ["username"], [5], secret
    )
    verdict = verify(folder / "redacted.earnest", disclosed=[("one cell", content)])
    return {"bytes": len(content), "good": verdict.good}


STEPS: dict[str, Callable[[Path, int], dict[str, object]]] = {
    "make the table": make,
    "package": pack,
    "verify": check,
    "package, a column and 100 rows withheld": redact,
    "verify that": check_redacted,
    "disclose one cell, verify with it": disclose,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(STEPS[asked.step](Path(asked.folder), asked.rows)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            line = [sys.executable, __file__, "--rows", str(asked.rows), "--step", step, "--folder", folder]
            process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
            told = process.stdout.read() if process.stdout else ""
            _, code, used = os.wait4(process.pid, 0)
            process.returncode = code
            if code:
                raise SystemExit(f"{step} failed")
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            spent = spent or used.ru_utime + used.ru_stime
            facts = ", ".join(f"{name} {value:,}" for name, value in json.loads(told).items())
            print(f"{step:42} {spent:7.2f} CPU s {time.monotonic() - start:7.2f} s "
                  f"{used.ru_maxrss >> 10:6,} MiB  {facts}")  # fmt: skip


if __name__ == "__main__":
    main()
