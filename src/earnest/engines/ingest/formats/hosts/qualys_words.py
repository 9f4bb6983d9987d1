"""What Qualys means by its severity levels, types and statuses, for all of its exports."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo

from earnest.engines.ingest.coerce import FieldError, real, shown, text
from earnest.engines.ingest.formats.severity import severity

NOTHING = frozenset({"", "-", "'-", "n/a", "none"})
_LEVELS = {"1": "low", "2": "low", "3": "medium", "4": "high", "5": "critical"}
_KINDS = {
    "vuln": "vuln",
    "vulnerability": "vuln",
    "confirmed": "vuln",
    "practice": "potential",
    "potential": "potential",
    "ig": "information",
    "info": "information",
    "information": "information",
    "information gathered": "information",
}
_STATES = {"new": "open", "active": "open", "re-opened": "open", "reopened": "open", "fixed": "fixed"}
_SCORE = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:\((?:CVSS:3\.[01]/)?([A-Za-z0-9:/.]+)\))?$")
_OFFSET = re.compile(r"\(?GMT\s*([+-]\d{2}):?(\d{2})\)?")
_METHODS = frozenset({"38307", "70028"})
"""QIDs whose results tell how the scanner signed in, to Unix and to Windows; that they are there tells nothing."""
_FAILURES = frozenset({"105015", "105053"})
"""QIDs that tell that it could not, on Windows and on Unix."""
_USER = re.compile(r"\buser name (\S+)")


def signed_in(qid: str, results: str | None, status: str) -> bool | None:
    """Whether the scanner signed in, as one finding tells it: None if it does not tell.

    A method without a user, or a NULL session, is no signing in: the scanner falls back to it where it failed.
    """
    if status == "fixed":
        return None
    if qid in _FAILURES:
        return False
    if qid not in _METHODS:
        return None
    told = " ".join((said(results) or "").lower().replace("_", " ").split())
    user = _USER.search(told)
    if "null session" in told or (user and user.group(1) == "(none)"):
        return False
    return True if user else None


def said(written: str | None) -> str | None:
    """What a cell says; None for the signs that Qualys writes for nothing."""
    told = text(written)
    return None if told is None or told.lower() in NOTHING else told


def kind(word: str | None) -> str:
    """vuln, potential or information."""
    told = said(word)
    if told is None:
        return "vuln"
    known = _KINDS.get(told.lower())
    if known is None:
        raise FieldError("Type", f"{shown(told)} is none of Vuln, Practice and Ig")
    return known


def rated(level: str | None, of: str) -> str:
    """Severity of a level from 1 to 5, or of a word. Information gathered has a scale of its own: none."""
    told = said(level)
    if of == "information":
        return "none"
    if told is not None and told.isdecimal() and told not in _LEVELS:
        raise FieldError("Severity", f"{shown(told)} is not a level from 1 to 5")
    return _LEVELS.get(told or "") or severity(told)


def standing(word: str | None, of: str) -> str:
    """The status of a finding: a potential one that stands is under investigation."""
    told = said(word)
    state = _STATES.get(told.lower()) if told else "open"
    if state is None:
        raise FieldError("Vuln Status", f"{shown(told)} is none of New, Active, Re-Opened and Fixed")
    return "under_investigation" if state == "open" and of == "potential" else state


def scored(*columns: tuple[str | None, str]) -> tuple[float | None, str | None]:
    """Score and vector of the first column that gives one, as `8.1 (AV:N/…)`; with it comes the vector's prefix."""
    for written, prefix in columns:
        told = said(written)
        if told is None:
            continue
        found = _SCORE.match(told)
        if found is None:
            raise FieldError("CVSS Base", f"{shown(told)} is not a score with a vector")
        vector = found.group(2)
        return real(found.group(1), "CVSS Base"), f"{prefix}{vector}" if vector else None
    return None, None


def zone_of(preamble: tuple[tuple[str, ...], ...]) -> tzinfo:
    """The offset from GMT that a report's title gives; UTC if it gives none."""
    found = next((match for row in preamble for cell in row if (match := _OFFSET.search(cell))), None)
    if found is None:
        return UTC
    hours, minutes = int(found.group(1)), int(found.group(2))
    if abs(hours) > 14 or minutes > 59:
        return UTC
    return timezone(timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes))
