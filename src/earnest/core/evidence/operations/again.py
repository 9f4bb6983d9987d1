"""A file that says what an earlier one of its source said: what was read then is not read again."""

from __future__ import annotations

import time
from pathlib import Path

from earnest.core.evidence import queries
from earnest.core.evidence.models import Snapshot, Source
from earnest.engines.canonical import TABLES
from earnest.engines.ingest import Reading, Rejected, TableFile, recognise
from earnest.engines.ingest.body import Body, made_again
from earnest.engines.ingest.document import HEAD_BYTES
from earnest.engines.store import Blob, digest_of


def kept(path: Path) -> Blob | None:
    """The content of a file, if it is in the record already; only one that begins like such content is read for that.

    None too where the file cannot be read: whoever opens it next says why.
    """
    evidence = queries.store()
    try:
        head, size = _head(path), path.stat().st_size
        alike = Snapshot.objects.filter(size=size).values_list("sha256", flat=True).distinct()
        if not any(evidence.has(one) and _head(evidence.path(one)) == head for one in alike):
            return None
        found = digest_of(path)
    except OSError:
        return None
    return found if evidence.has(found.sha256) else None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def put(path: Path, as_format: str | None) -> tuple[Blob, Body | None]:
    """Keep the bytes of a file. Its body too is told apart, if the format it would be read as knows one."""
    known = recognise(path, as_format=as_format, adapters=queries.adapters())
    if known is None:
        return queries.store().put(path), None
    with known.digest() as digest:
        return queries.store().put(path, digest.add), digest.close()


def read_again(given: Source | None, blob: Blob, body: Body, folder: Path) -> Reading | None:
    """What reading the file would give, out of an earlier snapshot of its source with the same body.

    None where there is no such snapshot, or where a table of it is of an older declaration or damaged: then the file is
    to be read. What says when the file was made is written anew into `folder`.
    """
    started = time.perf_counter()
    earlier = _earlier(given, body)
    if earlier is None:
        return None
    evidence = queries.store()
    tables = {}
    for one in earlier.tables.all():
        if one.version != TABLES[one.table].version or evidence.fault(one.sha256):
            return None
        tables[one.table] = TableFile(evidence.path(one.sha256), one.rows)
    made = made_again({table: file.path for table, file in tables.items()}, body, folder)
    return Reading(
        sha256=blob.sha256,
        size=blob.size,
        format=earlier.format,
        tables=tables | made,
        rejected=tuple(Rejected(**row) for row in earlier.rejected),
        rejected_count=earlier.rejected_count,
        observed_at=body.observed_at,
        seconds=time.perf_counter() - started,
        ignored=earlier.ignored,
        part=earlier.part,
    )


def _earlier(given: Source | None, body: Body) -> Snapshot | None:
    """A readable snapshot with that body, of the source to which reading the file would lead."""
    alike = [given] if given else list(Source.objects.filter(format=body.format)[:2])
    if len(alike) != 1:
        return None
    rows = Snapshot.objects.filter(body=body.sha256, format=body.format, state=Snapshot.State.GOOD)
    return rows.filter(source=alike[0]).prefetch_related("tables").order_by("pk").last()
