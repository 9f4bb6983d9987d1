"""CISA: the Known Exploited Vulnerabilities catalogue, known_exploited_vulnerabilities.json or .csv.

Follows CISA's JSON schema of the catalogue (title, catalogVersion, dateReleased, count, vulnerabilities[]: cveID,
vendorProject, product, vulnerabilityName, dateAdded, shortDescription, requiredAction, dueDate,
knownRansomwareCampaignUse, notes, cwes); the CSV has the same names as headings. One row of `known_exploited` per
entry. `ransomware` is true where its use is Known; Unknown stays unknown, for it is not a no. When it was released is
dateReleased; the CSV does not say. A catalogue that has another number of entries than its own `count` was cut short
and is refused: a flaw that is missing would count as not exploited.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from earnest.engines.ingest.coerce import FieldError, day, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, csv_format, emit
from earnest.engines.ingest.formats.either import either
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_USE = {"known": True, "unknown": None}


class Flaw(msgspec.Struct, gc=False):
    cve: str = msgspec.field(name="cveID")
    vendor: str | None = msgspec.field(name="vendorProject", default=None)
    product: str | None = None
    title: str | None = msgspec.field(name="vulnerabilityName", default=None)
    added: str | None = msgspec.field(name="dateAdded", default=None)
    due: str | None = msgspec.field(name="dueDate", default=None)
    action: str | None = msgspec.field(name="requiredAction", default=None)
    use: str | None = msgspec.field(name="knownRansomwareCampaignUse", default=None)


_FLAWS = Element(Flaw)
_TEXT = Element(str)
_COUNT = Element(int)


def _rows(flaw: Flaw) -> list[Entry]:
    use = (text(flaw.use) or "unknown").lower()
    if use not in _USE:
        raise FieldError("knownRansomwareCampaignUse", f"{use[:60]!r} is neither Known nor Unknown")
    return [
        (
            "known_exploited",
            {
                "vulnerability_id": needed(flaw.cve, "cveID").upper(),
                "catalogue": "cisa-kev",
                "vendor": text(flaw.vendor),
                "product": text(flaw.product),
                "title": text(flaw.title),
                "added_on": day(flaw.added, "dateAdded"),
                "due_on": day(flaw.due, "dueDate"),
                "ransomware": _USE[use],
                "action": text(flaw.action),
            },
        )
    ]


def _of_cells(cells: Cells) -> list[Entry]:
    return _rows(Flaw(cells["cve"] or "", *(cells[name] for name in Flaw.__struct_fields__[1:])))


def _read(document: Document, sink: Sink) -> None:
    told: int | None = None
    number: int | None = None
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        for key in stream.fields():
            if key == "vulnerabilities" and stream.peek() == b"[":
                number = _flaws(stream, sink)
            elif key == "dateReleased":
                released = stream.record(_TEXT)
                sink.observed(_time(released))
            elif key == "count":
                found = stream.record(_COUNT)
                told = found if isinstance(found, int) else None
            else:
                stream.skip()
    if number is None:
        raise UnreadableFile("The catalogue has no list of vulnerabilities", "", "download it again from CISA.")
    if told is not None and told != number:
        what = f"The catalogue says that it has {told} entries, and has {number}"
        raise UnreadableFile(what, "/count", "it was cut short; download it again from CISA.")


def _flaws(stream: JsonStream, sink: Sink) -> int:
    """Read the entries; how many there are."""
    number = 0
    for batch in stream.batches(_FLAWS):
        for flaw in batch or ():
            place = f"/vulnerabilities/{number}"
            number += 1
            if isinstance(flaw, FieldError):
                sink.reject(place, flaw)
            else:
                emit(sink, place, _rows, flaw)
    return number


def _time(written: str | FieldError) -> datetime | None:
    """When it was released; a time that cannot be read is not told."""
    try:
        return None if isinstance(written, FieldError) else instant(written, "dateReleased")
    except FieldError:
        return None


FORMAT = either(
    csv_format(
        id="cisa-kev",
        title="CISA Known Exploited Vulnerabilities, JSON or CSV",
        tables=("known_exploited",),
        columns={field.name: field.encode_name for field in msgspec.structs.fields(Flaw)},
        needs=("cve", "added", "due"),
        rows=_of_cells,
    ),
    Format(
        id="cisa-kev",
        title="",
        tables=(),
        matches=lambda outline: (
            outline.container == "json" and outline.has_paths("catalogVersion", "vulnerabilities.[].cveID")
        ),
        read=_read,
    ),
)
