"""Fuzzing of the readers of exports: harmed files must give a reading or an explanation, in bounded time and memory.

    python fuzz/parsers.py --seconds 60 [--format id] [--seed n]

Every example of every format is harmed in one to three ways, by bytes and by structure, and read in a child process
with limits. What makes the child raise anything but UnreadableFile, break the law of the suites (tests/law.py), take
too long or die is kept in fuzz/found/ as the file itself and what happened. The same seed gives the same files in the
same order. Ends with a table, and with status 1 if anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import select
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from earnest.engines.ingest import FORMATS
from earnest.engines.ingest.tests.examples import Example, every_example
from earnest.engines.ingest.tests.law import read_or_explain
from earnest.engines.ingest.tests.mutations import mutated, wrong_value

FOUND = Path(__file__).parent / "found"
MEMORY = 4 * 1024**3
"""Bytes of address space that the child may take."""
PATIENCE = 10.0
"""Seconds that one small file may take."""


def harmed(example: Example, seed: int) -> tuple[bytes, str | None]:
    """The content that a seed makes of an example, and the format that it is named as, if it is."""
    chance = random.Random(seed)  # noqa: S311 - the same seed must give the same file
    content = example.content
    # Half of the files stay well-formed, so that wrong values reach the code behind the decoders.
    way = wrong_value if chance.random() < 0.5 else mutated
    for _ in range(chance.choice((1, 1, 2, 3))):
        content = way(content, chance)
    return content, example.format if chance.random() < 0.8 else None


def serve() -> None:
    """The child: one case a line on standard input, one outcome a line on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    examples = every_example()
    for line in sys.stdin:
        number, seed = json.loads(line)
        started = time.perf_counter()
        outcome, problem = _outcome(examples[number], seed)
        told = {"outcome": outcome, "problem": problem, "seconds": time.perf_counter() - started}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _outcome(example: Example, seed: int) -> tuple[str, str]:
    content, as_format = harmed(example, seed)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        try:
            reading = read_or_explain(Path(folder), content, as_format)
        except Exception:  # noqa: BLE001 - any exception at all is what is looked for
            return "crash", traceback.format_exc()
    return ("refused" if reading is None else "read"), ""


class Child:
    """The child process, started anew when it died or was too slow."""

    def __init__(self) -> None:
        self._process = self._started()

    def run(self, number: int, seed: int) -> dict[str, Any]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the child has no pipes")
        self._process.stdin.write(json.dumps([number, seed]) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        line = self._process.stdout.readline() if ready else ""
        if line:
            told: dict[str, Any] = json.loads(line)
            return told
        self.stop()
        problem = f"The child died with status {self._process.returncode}." if ready else f"More than {PATIENCE} s."
        self._process = self._started()
        return {"outcome": "crash", "problem": problem, "seconds": PATIENCE}

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    @staticmethod
    def _started() -> subprocess.Popen[str]:
        command = [sys.executable, str(Path(__file__).resolve()), "--serve"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - itself


@dataclass
class Tally:
    """What became of the files of one format."""

    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    slowest: float = 0.0


def keep(example: Example, seed: int, problem: str) -> Path:
    """Keep the file that did it, and what it did, under the digest of the problem's last lines."""
    content, as_format = harmed(example, seed)
    mark = hashlib.sha256("\n".join(problem.strip().splitlines()[-3:]).encode()).hexdigest()[:10]
    FOUND.mkdir(exist_ok=True)
    kept = FOUND / f"{example.format}-{mark}"
    if not kept.exists():
        kept.write_bytes(content)
        told = f"example {example.name}, seed {seed}, named as {as_format}\n\n{problem}"
        kept.with_suffix(".txt").write_text(told, encoding="utf-8", errors="backslashreplace")
    return kept


def fuzz(examples: list[tuple[int, Example]], seconds: float, seed: int) -> tuple[dict[str, Tally], set[Path]]:
    """Harm the examples in turn until the time is over."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    found: set[Path] = set()
    child = Child()
    ends = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < ends:
        number, example = examples[turn % len(examples)]
        case = seed * 1_000_003 + turn
        turn += 1
        told = child.run(number, case)
        tally = tallies[example.format]
        tally.outcomes[told["outcome"]] += 1
        tally.slowest = max(tally.slowest, told["seconds"])
        if told["outcome"] == "crash":
            found.add(keep(example, case, told["problem"]))
    child.stop()
    return tallies, found


def table(tallies: dict[str, Tally]) -> str:
    """What became of the files, one format a line."""
    lines = [f"{'format':32} {'files':>7} {'read':>7} {'refused':>8} {'crashes':>8} {'slowest ms':>11}"]
    for known, tally in sorted(tallies.items()):
        of = tally.outcomes
        counts = f"{sum(of.values()):>7,} {of['read']:>7,} {of['refused']:>8,} {of['crash']:>8,}"
        lines.append(f"{known:32} {counts} {tally.slowest * 1000:>11,.0f}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fuzz the readers of exports.")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (default 60)")
    parser.add_argument("--format", action="append", choices=sorted(known.id for known in FORMATS), metavar="id")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeat a run")  # noqa: S311
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve()
        return 0
    wanted = [(n, one) for n, one in enumerate(every_example()) if not given.format or one.format in given.format]
    sys.stdout.write(f"{len(wanted)} examples, {given.seconds:.0f} s, seed {given.seed}\n")
    tallies, found = fuzz(wanted, given.seconds, given.seed)
    sys.stdout.write(table(tallies))
    for path in sorted(found):
        sys.stdout.write(f"found: {path}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
