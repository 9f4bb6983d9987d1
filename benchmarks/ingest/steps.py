"""One step of the benchmark, in a process of its own: what it did, its seconds and its peak memory, as JSON.

python benchmarks/ingest/steps.py prepare|take-in|read|hash|parse FILE
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

import msgspec

Step = Callable[[Path], int]
"""What is done with a file; gives the number of findings, 0 if it does not count them."""


def prepare(_: Path) -> int:
    """An empty workspace."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return 0


def take_in(path: Path) -> int:
    """From the file to the visible state: kept as evidence, read, in the ledger, folded, counted."""
    from earnest.core.evidence import operations, queries
    from earnest.core.findings import queries as findings
    from earnest.core.findings.models import FindingState
    from earnest.foundation.actor import program

    queries.adapters()
    operations.take_in(program("benchmark"), path)
    findings.state_files()
    state = FindingState.objects.order_by("-pk").values_list("open", flat=True).first()
    return state or 0


def read(path: Path) -> int:
    """The reader alone: canonical Parquet."""
    from earnest.engines.ingest import read_file

    with tempfile.TemporaryDirectory() as folder:
        return read_file(path, into=Path(folder)).tables["vulnerabilities"].rows


def sha256(path: Path) -> int:
    """The limit of keeping: every byte is hashed once."""
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return 0


def parse(path: Path) -> int:
    """The limit of reading: a bare parser looks at every value and keeps nothing."""
    if path.suffix == ".json":
        msgspec.json.decode(path.read_bytes())
        return 0
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda *_: None
    parser.EndElementHandler = parser.CharacterDataHandler = lambda _: None
    with path.open("rb") as file:
        parser.ParseFile(file)
    return 0


STEPS: dict[str, Step] = {"prepare": prepare, "take-in": take_in, "read": read, "hash": sha256, "parse": parse}


class Watch(threading.Thread):
    """Looks at the processes that this one starts, ten times a second.

    What the system tells of them when they are over counts the memory of this process too, from which they split off.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, sum(_own_peak(child) for child in _children()))

    def end(self) -> None:
        self._over.set()
        self.join()


def _children() -> Iterator[str]:
    for tasks in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            yield from tasks.read_text().split()


def _own_peak(process: str) -> int:
    """KiB that a process held at most since it runs its own program; 0 where the system does not tell."""
    with suppress(OSError):
        about = Path("/proc", process)
        if (about / "exe").readlink() == Path(sys.executable).resolve():
            found = re.search(r"VmHWM:\s+(\d+)", (about / "status").read_text())
            return int(found.group(1)) if found else 0
    return 0


def peak() -> int:
    """MiB that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def processor() -> float:
    """Seconds of processor of this process and of those that it started."""
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in every)


def main() -> None:
    name, path = sys.argv[1], Path(sys.argv[2])
    if name in ("prepare", "take-in"):
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
        django.setup()
        import earnest.core.evidence.operations
        import earnest.core.findings.operations  # noqa: F401  loaded before the clock starts
    before = peak()
    watch = Watch()
    wall, cpu = time.perf_counter(), processor()
    found = STEPS[name](path)
    watch.end()
    told = {
        "findings": found,
        "wall": time.perf_counter() - wall,
        "cpu": processor() - cpu,
        "peak": peak() + (watch.most >> 10),
        "before": before,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
