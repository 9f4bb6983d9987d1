"""Gophish: the results of a phishing campaign, CSV of "Export CSV > Results" or JSON of `GET /api/campaigns/{id}`.

Follows the Gophish API documentation and user guide (0.12). One row of `phishing_results` per recipient whose message
was sent; those with the status Error, Scheduled, Sending or Retrying are counted as ignored.

The JSON has a timeline: each time is the first event of its kind. The CSV has only `modified_date`, the time of the
last event, so that following the link and entering data are at most as early as told there; when somebody reported is
the same time. It does not name the campaign either: that is the name of the file, which Gophish calls
"CAMPAIGN - Results.csv". A person who entered data followed the link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, flag, instant, needed, text
from earnest.engines.ingest.csv_rows import open_csv, positions
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, emit
from earnest.engines.ingest.formats.either import either
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_COLUMNS: dict[str, tuple[str, ...]] = {
    name: (name,) for name in ("email", "status", "send_date", "modified_date", "reported")
}
_SENT = frozenset({"email sent", "email opened", "clicked link", "submitted data", "email reported", "success"})
_UNSENT = frozenset({"error", "scheduled", "sending", "retrying", "queued", "unknown"})
_ENDING = re.compile(r"( - (results|raw events|events))?(\.csv)?$", re.IGNORECASE)


class Result(msgspec.Struct, gc=False):
    email: str
    status: str | None = None
    send_date: str | None = None
    modified_date: str | None = None
    reported: bool | None = None


class Event(msgspec.Struct, gc=False):
    email: str | None = None
    time: str | None = None
    message: str | None = None


class Campaign(msgspec.Struct, gc=False):
    name: str
    results: list[Result]
    timeline: list[Event] | None = None


def _unsent(status: str | None) -> bool:
    word = (text(status) or "").lower()
    if word not in _SENT and word not in _UNSENT:
        raise FieldError("status", f"{word[:60]!r} is not a status of Gophish")
    return word in _UNSENT


def _row(campaign: str, result: Result, times: Mapping[str, datetime] | None) -> Iterator[Entry]:
    status = (text(result.status) or "").lower()
    last = instant(result.modified_date, "modified_date")
    entered, followed = status == "submitted data", status in ("clicked link", "submitted data")
    told = times or {}
    submitted = told.get("submitted data") or (last if entered else None)
    yield (
        "phishing_results",
        {
            "campaign": campaign,
            "person_email": needed(result.email, "email").lower(),
            "sent_at": told.get("email sent") or instant(result.send_date, "send_date"),
            "clicked_at": told.get("clicked link") or submitted or (last if followed else None),
            "submitted_at": submitted,
            "reported_at": told.get("email reported") or (last if result.reported else None),
        },
    )


def _read_table(document: Document, sink: Sink) -> None:
    campaign = _ENDING.sub("", document.name).strip() or document.name
    with open_csv(document, sink) as table:
        found = positions(table.header, _COLUMNS)
        missing = [name for name in ("email", "status", "send_date", "modified_date") if name not in found]
        if missing:
            what = f"The file has no column {' and no column '.join(map(repr, missing))}"
            raise UnreadableFile(what, "row 1", "export the results of the campaign, not its raw events.")
        absent: dict[str, str | None] = dict.fromkeys(_COLUMNS)
        for place, cells in table.rows(sink):
            _take(campaign, place, absent | {name: cells[index] for name, index in found.items()}, sink)


def _take(campaign: str, place: str, cells: Cells, sink: Sink) -> None:
    try:
        if _unsent(cells["status"]):
            sink.ignore("messages that were not sent")
            return
        result = Result(
            email=cells["email"] or "",
            status=cells["status"],
            send_date=cells["send_date"],
            modified_date=cells["modified_date"],
            reported=flag(cells["reported"], "reported"),
        )
    except FieldError as error:
        sink.reject(place, error)
    else:
        emit(sink, place, partial(_row, campaign, times=None), result)


def _read_objects(document: Document, sink: Sink) -> None:
    for place, campaign in records(document, Campaign):
        if isinstance(campaign, FieldError):
            sink.reject(place, campaign)
            continue
        try:
            name, told = needed(campaign.name, "name"), _times(campaign.timeline)
        except FieldError as error:
            sink.reject(place, error)
            continue
        for index, result in enumerate(campaign.results):
            at = f"{place}/results/{index}"
            try:
                unsent = _unsent(result.status)
            except FieldError as error:
                sink.reject(at, error)
                continue
            if unsent:
                sink.ignore("messages that were not sent")
            else:
                times = None if told is None else told.get(result.email.strip().lower(), {})
                emit(sink, at, partial(_row, name, times=times), result)


def _times(timeline: list[Event] | None) -> dict[str, dict[str, datetime]] | None:
    """By address and kind of event, when it first happened; None if there is no timeline."""
    if timeline is None:
        return None
    first: dict[str, dict[str, datetime]] = {}
    for event in timeline:
        when = instant(event.time, "timeline.time")
        if when is None or not event.email:
            continue
        known = first.setdefault(event.email.strip().lower(), {})
        kind = (event.message or "").lower()
        known[kind] = min(when, known.get(kind, when))
    return first


FORMAT = either(
    Format(
        id="gophish",
        title="Gophish campaign results, CSV or JSON",
        tables=("phishing_results",),
        matches=lambda outline: (
            outline.container == "csv"
            and outline.has_columns("id", "status", "ip", "send_date", "reported", "modified_date", "email")
        ),
        read=_read_table,
    ),
    Format(
        id="gophish",
        title="",
        tables=(),
        matches=lambda outline: (
            outline.container == "json"
            and any(
                outline.has_paths(f"{way}launch_date", f"{way}results", f"{way}results.[].send_date")
                for way in ("", "[].")
            )
        ),
        read=_read_objects,
    ),
)
