"""Taking in archives: each file in them is evidence of its own."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from earnest.core.evidence.operations.intake import Given, Stamp, Taken, keep_refused, take_in
from earnest.engines.ingest import UnreadableFile
from earnest.engines.ingest.archive import BETWEEN, Member, is_archive, members
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid


@dataclass(frozen=True)
class Refused:
    """A file of an archive that was not taken in, and why; the others of the archive were."""

    name: str
    problem: str


def take_in_all(
    actor: Actor,
    path: Path,
    *,
    name: str | None = None,
    source: str | None = None,
    as_format: str | None = None,
    observed_at: datetime | None = None,
    collected_at: datetime | None = None,
    uploaded: bool = False,
) -> tuple[Taken | Refused, ...]:
    """`take_in`, and of an archive (ZIP or gzip) each file in it as a snapshot of its own: `archive.zip › report.json`.

    The time of a file in an archive is the one that the archive keeps for it, and never later than the archive's own.
    An archive that is refused is kept and explained, and none of its files is. Invalid as in `take_in`, for a file that
    is no archive.
    """
    actor.require(May.INGEST)
    shown = name or path.name
    given = Given(source, as_format, observed_at, collected_at)
    if not path.is_file() or not is_archive(path):
        return (_one(actor, path, shown, given, uploaded=uploaded),)
    own = None if uploaded else datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        try:
            found = tuple(members(path, Path(folder), name=shown))
        except UnreadableFile as error:
            return (keep_refused(actor, path, str(error), stamp=Stamp(shown[:300], own), given=given),)
        return tuple(_member(actor, member, shown, given, own) for member in found)


def _member(actor: Actor, member: Member, archive: str, given: Given, own: datetime | None) -> Taken | Refused:
    known = [when for when in (member.modified, own) if when is not None]
    if known:
        os.utime(member.path, times=(min(known).timestamp(),) * 2)
    name = f"{archive}{BETWEEN}{member.name}"
    try:
        return _one(actor, member.path, name, given, uploaded=not known)
    except Invalid as error:
        return Refused(name, str(error))


def _one(actor: Actor, path: Path, name: str, given: Given, *, uploaded: bool) -> Taken:
    taken = take_in(
        actor,
        path,
        name=name,
        source=given.source,
        as_format=given.as_format,
        observed_at=given.observed_at,
        collected_at=given.collected_at,
        uploaded=uploaded,
    )
    return replace(taken, name=name)
