"""Identifiers and times as OSCAL writes them, the same for the same record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

OSCAL_VERSION = "1.1.3"
"""The version that documents are written in."""
NAMESPACE = "urn:earnest:oscal:1"
"""Namespace of our own properties."""

_BASE = UUID("6b0c5f6e-9c0e-5b53-8a0e-3b8a6c8d0f11")
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9_.\-]+")


def uuid_of(*keys: str) -> str:
    """A version 5 UUID from stable keys, such as the organisation, the kind of thing and its key."""
    return str(uuid5(_BASE, "\x1f".join(keys)))


def moment(when: datetime) -> str:
    """An aware time as 2026-03-31T12:00:00Z. ValueError for a naive one: OSCAL wants a zone."""
    if when.tzinfo is None:
        raise ValueError("an OSCAL time needs a zone")
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def start_of(day: date) -> str:
    """The first moment of a day in UTC."""
    return moment(datetime.combine(day, time.min, UTC))


def tokens(keys: Iterable[str]) -> dict[str, str]:
    """For each key an OSCAL token, unique among them; a key that is a token already stays as it is."""
    given = tuple(dict.fromkeys(keys))
    found = {key: key for key in given if _TOKEN.fullmatch(key)}
    taken = set(found.values())
    for key in given:
        if key in found:
            continue
        base = _NOT_TOKEN.sub("-", key).strip("-") or "item"
        base = base if _TOKEN.fullmatch(base) else f"r-{base}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        found[key] = name
        taken.add(name)
    return found
