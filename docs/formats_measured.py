"""Reads every real sample with its format, counts its rows by other means, and writes the table of both.

python docs/formats_measured.py            write docs/reference/formats-measured.md; end with 1 on a mismatch
python docs/formats_measured.py --check    count and compare only

The samples are real exports of other projects' test data and are not part of this repository: EARNEST_SAMPLES names
their folder, else `../shared/samples` beside the repository is looked at. Without them nothing is written.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from earnest.engines.ingest import read_file
from earnest.engines.ingest.tests.truths import Truth, every_truth

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = Path(os.environ.get("EARNEST_SAMPLES", ROOT.parent / "shared" / "samples"))
PAGE = ROOT / "docs" / "reference" / "formats-measured.md"
_HEAD = """\
# Formats held against real exports

*Made by `python docs/formats_measured.py`, which needs the folder of samples. Run it again after a change of a format.*

Each line is one real export. The rows of each canonical table are counted twice: by the standard library alone
(`engines/ingest/tests/truths`), and by the reader. {summary} Seconds are of processor time for the whole reading, to
Parquet; memory is the highest resident size of a process that reads only this file, and of this the program itself with
its libraries takes {bare:.0f} MB. Measured on {machine}.

| format | sample | MB | counted independently | ours | rejected | not held by a table | seconds | peak MB |
|---|---|---:|---|---|---:|---:|---:|---:|
"""


@dataclass(frozen=True)
class Measured:
    """What one reading took: rows by table, refused and ignored records, seconds of processor time, peak in MB."""

    rows: Mapping[str, int]
    rejected: int
    ignored: int
    seconds: float
    peak: float


def held() -> Iterator[tuple[Truth, Path]]:
    """Every sample with the truth that counts it."""
    for truth in sorted(every_truth(), key=lambda one: (one.format, one.pattern)):
        for path in sorted(SAMPLES.glob(truth.pattern)):
            yield truth, path


def measured(path: str, as_format: str | None) -> Measured:
    """Read one sample, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        reading = read_file(Path(path), as_format=as_format, into=Path(folder))
        seconds = time.process_time() - started
    rows = {name: file.rows for name, file in reading.tables.items() if file.rows}
    return Measured(rows, reading.rejected_count, sum(reading.ignored.values()), seconds, _peak())


def bare() -> float:
    """Resident size, in MB, of a process that has loaded the readers and read nothing."""
    return _peak()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Count, compare, and write the page unless told otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="count and compare only")
    asked = parser.parse_args()
    if not SAMPLES.is_dir():
        print(f"There is no folder of samples at {SAMPLES}; nothing was measured.")
        return 0
    lines, wrong = [], 0
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        alone = pool.apply(bare)
        for truth, path in held():
            counted = {name: rows for name, rows in truth.count(path).items() if rows}
            found = pool.apply(measured, (str(path), truth.as_format))
            same = counted == found.rows and found.rejected == truth.rejected
            wrong += not same
            line = _line(truth, path, counted, found)
            lines.append(line)
            print(line if same else f"MISMATCH {line}")
    files = f"{len(lines)} files of {len({truth.format for truth, _ in held()})} formats; "
    print(f"{files}{wrong} mismatches")
    if not asked.check:
        summary = files + ("no mismatch." if not wrong else f"**{wrong} mismatches.**")
        head = _HEAD.format(summary=summary, bare=alone, machine=_machine())
        PAGE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return 1 if wrong else 0


def _line(truth: Truth, path: Path, counted: Mapping[str, int], found: Measured) -> str:
    size = path.stat().st_size / 1e6
    cells = [
        truth.format,
        f"{path.parent.name}/{path.name}",
        f"{size:.2f}",
        _told(counted),
        _told(found.rows),
        str(found.rejected),
        str(found.ignored),
        f"{found.seconds:.2f}",
        f"{found.peak:.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _told(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(rows.items())) or "none"


def _machine() -> str:
    processor = platform.processor() or platform.machine()
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        processor = next(line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} cores ({processor}), Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
