"""From the file to the visible state, with history and ledger: rates, peaks and ratios.

    python benchmarks/ingest [--rows 200000] [--days 365] [--folder FOLDER]

Exports are made up, shaped like those of Trivy and Nessus (`exports`), each step runs in a process of its own
(`steps`). The reference are DefectDojo's figures as measured on its own importer with PostgreSQL 15 (61.8 findings a
second, 297 to 502 when the same file comes again) and on its parsers alone. The limit is measured in the same run: the
file hashed once and looked at once by a bare parser. Other work on the machine slows all of it: processor seconds are
told beside the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import days
from exports import nessus, trivy, written

HERE = Path(__file__).parent
DEFECTDOJO_IMPORT, DEFECTDOJO_REIMPORT = 61.8, 502.0
DEFECTDOJO_PARSERS = {"trivy": 4_605.0, "nessus": 5_293.0}


@dataclass(frozen=True)
class Case:
    """`again` is the same export made at another time, where the format says when it was made."""

    title: str
    kind: str
    suffix: str
    text: Iterator[str]
    again: Iterator[str] | None
    aim: int
    memory: int


@dataclass(frozen=True)
class Measured:
    findings: int
    wall: float
    cpu: float
    peak: int
    before: int


def step(name: str, path: Path, workspace: Path) -> Measured:
    """Run a step in a process of its own."""
    command = [sys.executable, str(HERE / "steps.py"), name, str(path)]
    environment = {**os.environ, "EARNEST_WORKSPACE": str(workspace)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def machine() -> str:
    """The machine in one line."""
    model = platform.processor() or "unknown processor"
    about = Path("/proc/cpuinfo")
    if about.exists():
        names = [
            line.partition(":")[2].strip() for line in about.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores of {model}; Python {platform.python_version()}; load at start {load:.1f}"


def line(what: str, found: Measured, findings: int, reference: float = 0.0) -> None:
    rate, of_cpu = findings / found.wall, findings / found.cpu
    times = f"{rate / reference:8,.0f} × DefectDojo" if reference else ""
    print(
        f"  {what:34} {found.wall:7.2f} s {rate:9,.0f}/s   processor {found.cpu:6.2f} s {of_cpu:9,.0f}/s   "
        f"peak {found.peak:4} MiB (before it {found.before:3}) {times}",
        flush=True,
    )


def measure(case: Case, rows: int, folder: Path) -> None:
    workspace = folder / "workspace"
    workspace.mkdir()
    path = written(folder / f"export{case.suffix}", case.text)
    print(
        f"{case.title}: {rows:,} findings, {path.stat().st_size / 1e6:,.0f} MB; aim {case.aim:,}/s in {case.memory} MiB"
    )
    hashed, parsed = step("hash", path, workspace), step("parse", path, workspace)
    limit = Measured(rows, hashed.wall + parsed.wall, hashed.cpu + parsed.cpu, parsed.peak, parsed.before)
    line("limit: SHA-256 and a bare parse", limit, rows)
    line("reader alone", step("read", path, workspace), rows, DEFECTDOJO_PARSERS[case.kind])
    step("prepare", path, workspace)
    first = step("take-in", path, workspace)
    if first.findings != rows:
        raise SystemExit(f"{case.title}: {first.findings:,} findings are open instead of {rows:,}.")
    line("file to visible state", first, rows, DEFECTDOJO_IMPORT)
    print(f"  that is {first.cpu / limit.cpu:.2f} times the processor time of the limit")
    line("the same bytes again", step("take-in", path, workspace), rows, DEFECTDOJO_REIMPORT)
    if case.again is not None:
        path = written(path, case.again)
        line("the same findings, made later", step("take-in", path, workspace), rows, DEFECTDOJO_REIMPORT)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--days", type=int, default=365, help="daily scans to fold; 0 leaves them out")
    parser.add_argument("--folder", type=Path, help="make the files here")
    given = parser.parse_args()
    rows, later = given.rows, "2026-11-02T08:00:00.123456789Z"
    cases = (
        Case("Trivy, 200 a result", "trivy", ".json", trivy(rows, 200), trivy(rows, 200, later), 50_000, 400),
        Case("Trivy, one result", "trivy", ".json", trivy(rows, rows), None, 50_000, 400),
        Case("Nessus", "nessus", ".nessus", nessus(rows), None, 15_000, 150),
    )
    print(machine())
    for case in cases:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            measure(case, rows, Path(folder))
    if given.days:
        days.main(given.days, rows // 2)


if __name__ == "__main__":
    main()
