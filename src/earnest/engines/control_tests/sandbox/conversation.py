"""One job from its first line to its last."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

import duckdb

from .data import Views, load, lock, opened
from .examination import Examination
from .queries import Queries
from .rows import Broken

UNREADABLE = 4
"""Exit code when a file cannot be loaded."""
UNWELL = 3
"""Exit code after an error that may have harmed the database: the parent starts another child."""


def main() -> int:
    job = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_AS, job["memory_bytes"])
    _limit(resource.RLIMIT_CPU, job["processor_seconds"])
    started = time.perf_counter()
    connection = opened(job)
    for number, piece in enumerate(job["pieces"]):
        try:
            load(connection, number, piece)
        except duckdb.Error as error:
            say({"failed": _first_line(error), "piece": number})
            return UNREADABLE
    lock(connection)
    confine()
    say({"ready": round(time.perf_counter() - started, 6)})
    views = Views(connection)
    queries = Queries(connection, views, job)
    for number, test, turn in turns(job):
        say({"start": number})
        begun = time.perf_counter()
        answer, unwell = attempt(queries, views, job, test, turn)
        answer["number"] = number
        answer["seconds"] = round(time.perf_counter() - begun, 6)
        say(answer)
        if unwell:
            return UNWELL
    say({"end": True, "peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})
    return 0


def say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def turns(job: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """The work in order: number, test, turn (one instant and its views)."""
    for item in job["work"]:
        yield item["number"], job["tests"][item["test"]], job["turns"][item["turn"]]


def confine() -> None:
    """Give up what only loading needed. Descriptors 0 to 2 are open, so no other can be opened from here on."""
    for number in sorted(int(name) for name in os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else ():
        if number > 2:
            try:
                os.close(number)
            except OSError:
                continue
    _limit(resource.RLIMIT_NOFILE, 3)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (value, value))


def attempt(
    queries: Queries, views: Views, job: dict[str, Any], test: dict[str, Any], turn: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """One answer, and whether the database may have been harmed."""
    try:
        views.show(turn)
        answer = Examination(queries, job, test, turn).answer()
    except Broken as error:
        return {"error": str(error)}, False
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        return {
            "error": f"It needs more memory than the {job['memory_bytes'] >> 20} MiB it may have. {_first_line(error)}"
        }, True
    except (duckdb.FatalException, duckdb.InternalException, duckdb.IOException, OSError, RuntimeError) as error:
        return {"error": _first_line(error)}, True
    except duckdb.Error as error:
        return {"error": _first_line(error)}, False
    return answer, False


def _first_line(error: BaseException) -> str:
    lines = (str(error) or type(error).__name__).splitlines()
    return lines[0][:500]
