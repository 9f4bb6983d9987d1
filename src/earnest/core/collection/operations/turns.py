"""One turn of a collector: look into its folder or run its command, and take in what is there."""

from __future__ import annotations

import fnmatch
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from earnest.core.collection import queries
from earnest.core.collection.models import Collector, Tally
from earnest.core.collection.operations.running import CommandFailed, output_of
from earnest.core.collection.rules.declared import Command, Folder
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Snapshot
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError, Invalid

STILL = 5.0
"""Seconds for which a file must not have changed, so that it is not read while it is written."""
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Brought:
    """What one turn brought: `new` snapshots, files that were `known` already, `problem` empty if all went well."""

    collector: Collector
    new: int = 0
    known: int = 0
    problem: str = ""


def collect(actor: Actor, collector: Collector) -> Brought:
    """One turn now. What goes wrong is noted, shown and returned; what was brought before it stays.

    Invalid for a push, which has no turn, and for a collector or source out of use.
    """
    actor.require(May.INGEST)
    if collector.kind == Collector.Kind.PUSH:
        raise Invalid(f"{collector}: others push to it; there is nothing to fetch.")
    if not (collector.active and collector.source.active):
        raise Invalid(f"{collector}: it, or its source, is out of use.")
    started = clock.now()
    found: list[evidence.Taken | evidence.Refused] = []
    seen = dict(queries.tally_of(collector).seen)
    problem = ""
    try:
        if collector.kind == Collector.Kind.FOLDER:
            seen, problem = _look(actor, collector, seen, found)
        else:
            _run(actor, collector, found)
    except (EarnestError, CommandFailed) as error:
        problem = str(error)
    problem = problem or _problem_of(found)
    note(collector, tried_at=started, problem=problem, brought=bool(found), seen=seen)
    return Brought(
        collector,
        new=sum(isinstance(one, evidence.Taken) and one.new for one in found),
        known=sum(isinstance(one, evidence.Taken) and not one.new for one in found),
        problem=problem,
    )


def note(
    collector: Collector, *, tried_at: datetime, problem: str, brought: bool, seen: dict[str, list[int]] | None
) -> None:
    """Note how a turn went. A turn that found nothing new worked as well."""
    before = queries.tally_of(collector)
    failing = (before.failing_since or tried_at) if problem else None
    worked = before.worked_at if problem else tried_at
    if collector.kind == Collector.Kind.PUSH and not brought:
        worked = before.worked_at
    values: dict[str, Any] = {
        "tried_at": tried_at,
        "worked_at": worked,
        "failing_since": failing,
        "problem": problem[:2_000],
    }
    if seen is not None:
        values["seen"] = seen
    Tally.objects.update_or_create(collector=collector, defaults=values)


def _look(
    actor: Actor, collector: Collector, seen: dict[str, list[int]], found: list[evidence.Taken | evidence.Refused]
) -> tuple[dict[str, list[int]], str]:
    """Take in the files of the folder that are new or changed; which are there now, and what is wrong with any."""
    folder = queries.declared().folders.get(collector.key)
    if folder is None:
        raise Invalid(f"{queries.FILE} declares no folder {collector.key!r}. Add it there, under `folders`.")
    there: dict[str, list[int]] = {}
    problem = ""
    for path, mark in _files(folder):
        if seen.get(path.name) == mark:
            there[path.name] = mark
        elif mark[0] > collector.megabytes * _MEGABYTE:
            problem = f"{path.name} is larger than {collector.megabytes:,} MB, the limit of this collector."
        else:
            found += evidence.take_in_all(actor, path, source=collector.source.slug)
            there[path.name] = mark
    return there, problem


def _files(folder: Folder) -> Iterator[tuple[Path, list[int]]]:
    """Plain files that have come to rest, oldest first, each with its size and time. Links are not followed."""
    root = queries.folder_of(folder)
    try:
        names = [path for path in root.iterdir() if fnmatch.fnmatch(path.name, folder.pattern)]
    except OSError as error:
        raise Invalid(f"The folder {folder.path} cannot be looked into: {error.strerror}.") from None
    resting: list[tuple[int, Path, int]] = []
    for path in names:
        try:
            status = path.lstat()
        except OSError:
            continue
        at_rest = time.time() - status.st_mtime >= STILL
        if stat.S_ISREG(status.st_mode) and not path.name.startswith(".") and status.st_size and at_rest:
            resting.append((status.st_mtime_ns, path, status.st_size))
    for moment, path, size in sorted(resting):
        yield path, [size, moment]


def _run(actor: Actor, collector: Collector, found: list[evidence.Taken | evidence.Refused]) -> None:
    command: Command | None = queries.declared().commands.get(collector.key)
    if command is None:
        raise Invalid(f"{queries.FILE} declares no command {collector.key!r}. Add it there, under `commands`.")
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        path = Path(folder) / "output"
        output_of(command, path, workspace=queries.workspace())
        now = clock.now()
        given: dict[str, Any] = {
            "name": command.name,
            "source": collector.source.slug,
            "collected_at": now,
            "uploaded": True,
        }
        taken = evidence.take_in_all(actor, path, **given)
        if any(_unchanged(one) for one in taken):
            taken = evidence.take_in_all(actor, path, **given, observed_at=now)
        found += taken


def _unchanged(one: evidence.Taken | evidence.Refused) -> bool:
    """Whether the same bytes came before and do not say when they were made: then this run is another look."""
    return isinstance(one, evidence.Taken) and not one.new and one.snapshot.observed_basis != Snapshot.Basis.CONTENT


def _problem_of(found: list[evidence.Taken | evidence.Refused]) -> str:
    for one in found:
        if isinstance(one, evidence.Refused):
            return f"{one.name}: {one.problem}"
        if one.snapshot.problem:
            return f"{one.snapshot.name}: {one.snapshot.problem}"
    return ""
