"""Microsoft Secure Score: `GET /security/secureScores` of Microsoft Graph v1.0, `{"value": […]}` or one of its objects.

Follows the resource types secureScore and controlScore (2024). The document of controlScore names its category, name,
description and score; scoreInPercentage, implementationStatus, on and IsApplicable are in answers but in no document.
Graph gives one object for each of the last 90 days: the newest of each tenant is read, the others are counted as
ignored.

- `posture_scores`: the score of the tenant (measure `secure-score`) and one row per control. Graph tells the highest
  score of the tenant, not that of a control.
- `config_checks`: one row per control. A control passes at scoreInPercentage 100 and fails below; without a percentage,
  `on` says it. One that has neither is not assessed; one that is not applicable says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, flag, instant, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, Record, emit
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Row, Sink

_SYSTEM = "secure-score"
_WRAPPERS = ("value",)
_PERFECT = 100.0


class Day(Record):
    """One score, by what tells the newest."""

    azure_tenant_id: str
    created_date_time: str


class Control(Record):
    control_name: str
    control_category: str | None = None
    description: str | None = None
    score: float | None = None
    score_in_percentage: float | None = None
    implementation_status: str | None = None
    on: str | bool | None = None
    is_applicable: str | bool | None = None
    applicable: str | bool | None = msgspec.field(default=None, name="IsApplicable")


class Score(Day):
    current_score: float
    max_score: float | None = None
    control_scores: list[Control] | None = None


def _read(document: Document, sink: Sink) -> None:
    newest: dict[str, str] = {}
    for _, day in records(document, Day, _WRAPPERS):
        if not isinstance(day, FieldError):
            newest[day.azure_tenant_id] = max(newest.get(day.azure_tenant_id, ""), day.created_date_time)
    taken: set[str] = set()
    for place, score in records(document, Score, _WRAPPERS):
        if isinstance(score, FieldError):
            sink.reject(place, score)
        elif score.created_date_time != newest[score.azure_tenant_id] or score.azure_tenant_id in taken:
            sink.ignore("scores of earlier days")
        else:
            taken.add(score.azure_tenant_id)
            try:
                sink.observed(_when(score))
            except FieldError as error:
                sink.reject(place, error)
                continue
            emit(sink, place, _tenant, score)
            for number, control in enumerate(score.control_scores or ()):
                emit(sink, f"{place}/controlScores/{number}", partial(_control, score), control)


def _when(score: Score) -> datetime | None:
    return instant(score.created_date_time, "createdDateTime")


def _tenant(score: Score) -> Iterator[Entry]:
    yield "posture_scores", _points(score, _SYSTEM, "Microsoft Secure Score", score.current_score, score.max_score)


def _control(score: Score, control: Control) -> Iterator[Entry]:
    name = needed(control.control_name, "controlName")
    title = text(control.description) or name
    yield "posture_scores", _points(score, name, title, control.score, None)
    yield (
        "config_checks",
        {
            "check_id": name,
            "tool": _SYSTEM,
            "resource_id": needed(score.azure_tenant_id, "azureTenantId"),
            "status": _status(control),
            "title": title,
            "resource_type": "tenant",
            "provider": "microsoft-365",
            "account": text(score.azure_tenant_id),
            "service": text(control.control_category),
            "benchmark": "Microsoft Secure Score",
            "detail": text(control.implementation_status),
        },
    )


def _points(score: Score, measure: str, title: str, points: float | None, most: float | None) -> Row:
    return {
        "measure": measure,
        "system": _SYSTEM,
        "scope": needed(score.azure_tenant_id, "azureTenantId"),
        "title": title,
        "score": real(points, "score"),
        "max_score": real(most, "maxScore"),
        "lower_is_better": False,
        "measured_at": _when(score),
    }


def _status(control: Control) -> str:
    if False in (flag(control.is_applicable, "isApplicable"), flag(control.applicable, "IsApplicable")):
        return "not_applicable"
    if control.score_in_percentage is not None:
        return "pass" if control.score_in_percentage >= _PERFECT else "fail"
    on = flag(control.on, "on")
    return "not_assessed" if on is None else "pass" if on else "fail"


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and any(
        outline.has_paths(f"{way}azureTenantId", f"{way}currentScore") for way in ("value.[].", "[].", "")
    )


FORMAT = Format(
    id="secure-score",
    title="Microsoft Secure Score",
    tables=("posture_scores", "config_checks"),
    matches=_matches,
    read=_read,
)
