"""One control of Chef InSpec: its results, its waiver, and what they come to."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, shown, text
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Row

TOOL = "inspec"
_WORDS = frozenset({"passed", "failed", "skipped", "error"})
_STEPS = ((0.9, "critical"), (0.7, "high"), (0.4, "medium"), (0.01, "low"))
_TOLD = 5


class Result(msgspec.Struct, gc=False):
    status: str
    code_desc: str | None = None
    message: str | None = None
    skip_message: str | None = None
    start_time: str | None = None


class Waiver(msgspec.Struct, gc=False):
    justification: str | None = None
    message: str | None = None
    skipped_due_to_waiver: bool | str | None = None


class Control(msgspec.Struct, gc=False):
    id: str
    title: str | None = None
    impact: float | str | None = None
    waiver_data: Waiver | None = None
    results: list[Result] | None = None


def control_row(control: Control, asset: str, platform: str | None, benchmark: str | None) -> Row:
    """One row of `config_checks`. FieldError if a result has a status that InSpec does not write."""
    words = Counter(_word(result) for result in control.results or ())
    status = _outcome(words, _impact(control))
    waiver = control.waiver_data or Waiver()
    waived = text(waiver.justification) or text(waiver.message)
    if status == "fail" and _in_force(waiver):
        status = "muted"
    return {
        "check_id": needed(control.id, "id"),
        "tool": TOOL,
        "resource_id": asset,
        "status": status,
        "title": text(control.title),
        "severity": _severity(control),
        "resource_type": platform,
        "benchmark": benchmark,
        "detail": ". ".join(part for part in (f"waived: {waived}" if waived else None, _told(words, control)) if part),
    }


def looked_at(control: Control) -> datetime | None:
    """The newest start of its results."""
    times = [instant(result.start_time, "start_time") for result in control.results or ()]
    return max(filter(None, times), default=None)


def _word(result: Result) -> str:
    word = result.status.strip().lower()
    if word not in _WORDS:
        raise FieldError("results[].status", f"{shown(result.status)} is not one of {', '.join(sorted(_WORDS))}")
    return word


def _outcome(words: Counter[str], impact: float | None) -> str:
    if words["failed"]:
        return "fail"
    if words["error"]:
        return "error"
    if words["skipped"] or not words:
        return "not_applicable" if impact == 0 and words else "not_assessed"
    return "pass"


def _in_force(waiver: Waiver) -> bool:
    """Whether the control ran under a waiver that had not expired."""
    return bool(waiver.justification) and "expired" not in (waiver.message or "").lower()


def _impact(control: Control) -> float | None:
    try:
        return float(control.impact) if control.impact is not None else None
    except ValueError:
        return None


def _severity(control: Control) -> str:
    impact = _impact(control)
    if impact is None:
        return severity(control.impact if isinstance(control.impact, str) else None)
    return next((word for least, word in _STEPS if impact >= least), "none")


def _told(words: Counter[str], control: Control) -> str:
    counts = ", ".join(f"{number} {word}" for word, number in sorted(words.items())) or "no results"
    said = [
        text(result.skip_message) or text(result.message) or text(result.code_desc)
        for result in control.results or ()
        if _word(result) != "passed"
    ]
    kept = [part for part in said if part]
    more = f" and {len(kept) - _TOLD} more" if len(kept) > _TOLD else ""
    return counts + (": " + "; ".join(kept[:_TOLD]) + more if kept else "")
