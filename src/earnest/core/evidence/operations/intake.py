"""Taking evidence in: a file becomes a snapshot, whole or not at all."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from earnest.core.evidence import queries
from earnest.core.evidence.models import Snapshot, SnapshotTable, Source
from earnest.core.evidence.operations.again import kept, put, read_again
from earnest.engines.canonical import TABLES
from earnest.engines.ingest import Reading, UnreadableFile, read_file
from earnest.engines.ingest.archive import BETWEEN
from earnest.engines.ingest.body import Body
from earnest.engines.store import Blob
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Work, operation

UNRECOGNISED = "unrecognised"
_FUTURE = timedelta(minutes=10)


@dataclass(frozen=True)
class Taken:
    """What became of one file. `new` is false where the same bytes were already there, under `name` or another."""

    snapshot: Snapshot
    new: bool
    name: str = ""


def take_in(
    actor: Actor,
    path: Path,
    *,
    name: str | None = None,
    source: str | None = None,
    as_format: str | None = None,
    observed_at: datetime | None = None,
    collected_at: datetime | None = None,
    uploaded: bool = False,
) -> Taken:
    """Keep a file as evidence and read it into canonical tables.

    The same bytes for the same source are one snapshot, unless another time of observation is stated: then somebody
    looked again and found nothing changed. A file that differs from an earlier one only in when it was made is a look
    of its own, and shares the earlier one's tables. A file that cannot be read is kept and explained, and changes no
    conclusion. `source` is a slug; without it the one source of the file's format is used, or made. `uploaded` says
    that
    the file's own time was lost on the way, so that it is not taken for the time of observation. Invalid if the times
    contradict one another or the source is unknown. An archive is taken for a file that cannot be read: see
    `take_in_all`.
    """
    actor.require(May.INGEST)
    shown = (name or path.name)[:300]
    if not path.is_file():
        raise Invalid(f"{shown}: there is no such file.")
    given = _source(source) if source else None
    stamp = Stamp(shown, None if uploaded else datetime.fromtimestamp(path.stat().st_mtime, UTC))
    evidence = queries.store()
    read_as = as_format or _format_of(given)
    before = kept(path)
    if before and (known := _there(given, before, as_format, observed_at)):
        return Taken(known, new=False)
    blob, body = put(path, read_as)
    if known := _there(given, blob, as_format, observed_at):
        return Taken(known, new=False)
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        try:
            reading = (read_again(given, blob, body, Path(folder)) if body else None) or read_file(
                evidence.path(blob.sha256),
                name=shown.rpartition(BETWEEN)[2].rpartition("/")[2],
                as_format=read_as,
                adapters=queries.adapters(),
                sha256=blob.sha256,
                into=Path(folder),
            )
        except UnreadableFile as error:
            return _keep_broken(actor, given, shown, blob, str(error), _times(stamp, None, observed_at, collected_at))
        if reading.rejected_count and not any(file.rows for file in reading.tables.values()):
            return _keep_broken(
                actor, given, shown, blob, _all_rejected(reading), _times(stamp, None, observed_at, collected_at)
            )
        tables = {table: (evidence.put(file.path), file.rows) for table, file in reading.tables.items()}
    times = _times(stamp, reading.observed_at, observed_at, collected_at)
    with operation(actor, "evidence.take_in") as work:
        home = given or _source_of_format(work, reading.format)
        if known := _known(home, blob, observed_at):
            return Taken(known, new=False)
        snapshot = work.create(_snapshot(home, shown, blob, times, reading, body))
        for table, (stored, rows) in tables.items():
            work.create(
                SnapshotTable(
                    snapshot=snapshot, table=table, version=TABLES[table].version, rows=rows, sha256=stored.sha256
                )
            )
        _close(work, snapshot, blob)
    return Taken(snapshot, new=True)


@dataclass(frozen=True)
class Given:
    """What was said of a file, or of all files of an archive."""

    source: str | None = None
    as_format: str | None = None
    observed_at: datetime | None = None
    collected_at: datetime | None = None


@dataclass(frozen=True)
class Stamp:
    """What a file is called, and when it was last written, if that is known."""

    name: str
    file_time: datetime | None


def keep_refused(actor: Actor, path: Path, problem: str, *, stamp: Stamp, given: Given) -> Taken:
    """Keep a file that cannot be read and say why. It changes no conclusion."""
    home = _source(given.source) if given.source else None
    times = _times(stamp, None, given.observed_at, given.collected_at)
    taken = _keep_broken(actor, home, stamp.name, queries.store().put(path), problem, times)
    return replace(taken, name=stamp.name)


def _there(given: Source | None, blob: Blob, as_format: str | None, stated: datetime | None) -> Snapshot | None:
    """The snapshot that the file already is."""
    return _known(given, blob, stated) if given else _read_before(blob, as_format, stated)


def _known(source: Source, blob: Blob, stated: datetime | None) -> Snapshot | None:
    rows = Snapshot.objects.filter(source=source, sha256=blob.sha256)
    return (rows if stated is None else rows.filter(observed_at=stated)).first()


def _read_before(blob: Blob, as_format: str | None, stated: datetime | None) -> Snapshot | None:
    """The snapshot of the same bytes, where reading them again would lead to its source."""
    rows = Snapshot.objects.filter(sha256=blob.sha256, state=Snapshot.State.GOOD).select_related("source")
    for snapshot in rows if stated is None else rows.filter(observed_at=stated):
        alike = Source.objects.filter(format=snapshot.format)
        if as_format in (None, snapshot.format) and [one.pk for one in alike] == [snapshot.source_id]:
            return snapshot
    return None


@dataclass(frozen=True)
class _Times:
    observed_at: datetime
    basis: Snapshot.Basis
    collected_at: datetime | None
    uploaded_at: datetime


def _times(file: Stamp, content: datetime | None, stated: datetime | None, collected: datetime | None) -> _Times:
    now = clock.now()
    if stated is not None:
        observed, basis = stated, Snapshot.Basis.STATED
    elif content is not None:
        observed, basis = content, Snapshot.Basis.CONTENT
    elif collected is not None:
        observed, basis = collected, Snapshot.Basis.STATED
    else:
        observed, basis = (file.file_time, Snapshot.Basis.FILE) if file.file_time else (now, Snapshot.Basis.UPLOAD)
    if observed > now + _FUTURE:
        if basis is not Snapshot.Basis.FILE:
            raise Invalid(
                f"{file.name}: observed at {observed:%Y-%m-%d %H:%M %Z}, which is in the future. "
                "Evidence cannot come from a day that has not happened.",
                field="observed_at",
            )
        observed, basis = now, Snapshot.Basis.UPLOAD
    if collected is not None and collected + _FUTURE < observed:
        raise Invalid(
            f"{file.name}: collected at {collected:%Y-%m-%d %H:%M}, "
            f"before it was observed at {observed:%Y-%m-%d %H:%M}.",
            field="collected_at",
        )
    return _Times(observed, basis, collected, now)


def _snapshot(source: Source, name: str, blob: Blob, times: _Times, reading: Reading, body: Body | None) -> Snapshot:
    return Snapshot(
        source=source,
        part=_visible(reading.part)[:300],
        name=name,
        sha256=blob.sha256,
        size=blob.size,
        body=body.sha256 if body else "",
        format=reading.format,
        observed_at=times.observed_at,
        observed_basis=times.basis,
        collected_at=times.collected_at,
        uploaded_at=times.uploaded_at,
        rejected_count=reading.rejected_count,
        rejected=[
            {"place": _visible(row.place), "field": _visible(row.field or ""), "reason": _visible(row.reason)}
            for row in reading.rejected[:200]
        ],
        ignored={_visible(kind): count for kind, count in reading.ignored.items()},
        seconds=round(reading.seconds, 3),
    )


def _keep_broken(actor: Actor, source: Source | None, name: str, blob: Blob, problem: str, times: _Times) -> Taken:
    with operation(actor, "evidence.keep_broken", reason=problem) as work:
        home = source or _unrecognised(work)
        stated = times.observed_at if times.basis is Snapshot.Basis.STATED else None
        if known := _known(home, blob, stated):
            return Taken(known, new=False)
        snapshot = work.create(
            Snapshot(
                source=home,
                name=name,
                sha256=blob.sha256,
                size=blob.size,
                state=Snapshot.State.BROKEN,
                observed_at=times.observed_at,
                observed_basis=times.basis,
                collected_at=times.collected_at,
                uploaded_at=times.uploaded_at,
                problem=problem,
            )
        )
        _close(work, snapshot, blob)
    return Taken(snapshot, new=True)


def _close(work: Work, snapshot: Snapshot, blob: Blob) -> None:
    work.facts |= {"sha256": blob.sha256, "size": blob.size, "source": snapshot.source.slug}


def _all_rejected(reading: Reading) -> str:
    """Why a file of which no row could be read is a broken one, with its first row as the example."""
    first = reading.rejected[0]
    field = f", {first.field}" if first.field else ""
    rows = "The only row" if reading.rejected_count == 1 else f"None of {reading.rejected_count:,} rows"
    verb = "could not be read" if reading.rejected_count == 1 else "could be read"
    return _visible(f"{rows} {verb} as {reading.format}. {first.place}{field}: {first.reason}")


def _visible(text: str) -> str:
    """Text out of a file as any database can keep it."""
    return text.replace("\x00", "\ufffd")


def _source(slug: str) -> Source:
    found = Source.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Source.objects.values_list("slug", flat=True)) or "none yet"
        raise Invalid(f"There is no evidence source {slug!r}. Sources: {there}.", field="source")
    return found


def _format_of(source: Source | None) -> str | None:
    return source.format if source and source.slug != UNRECOGNISED else None


def _source_of_format(work: Work, format_id: str) -> Source:
    found = list(Source.objects.filter(format=format_id))
    if len(found) > 1:
        there = ", ".join(source.slug for source in found)
        raise Invalid(f"Several sources deliver {format_id}: {there}. Name the one this file is from.", field="source")
    if found:
        return found[0]
    title = queries.format_title(format_id)
    return work.create(Source(slug=format_id, title=title, format=format_id, note="Made when its first file came in."))


def _unrecognised(work: Work) -> Source:
    found = Source.objects.filter(slug=UNRECOGNISED).first()
    return found or work.create(
        Source(
            slug=UNRECOGNISED,
            title="Files that could not be read",
            format=UNRECOGNISED,
            active=False,
            note="Kept so that nothing is lost. Nothing rests on them.",
        )
    )
