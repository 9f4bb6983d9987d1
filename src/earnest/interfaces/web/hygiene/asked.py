"""Which findings an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from django.http import QueryDict

from earnest.core.assets.models import Asset
from earnest.duties.hygiene.queries import SORTS, Filters
from earnest.interfaces.web.hygiene.words import CLOCKS, EXPLOITED, GROUPED, SEVERITIES

EVERYTHING = "*"
"""What a list of choices sends for all of them, as does no value at all. An empty team is what nobody answers for."""
LONGEST = 200
_KNOWN: Mapping[str, frozenset[str]] = {
    "clock": frozenset({*CLOCKS, *GROUPED}),
    "exploited": frozenset(EXPLOITED),
    "severity": frozenset(SEVERITIES),
    "exposure": frozenset(Asset.Exposure.values),
}
_NAMES = tuple(one.name for one in fields(Filters))


def filters(query: QueryDict | Mapping[str, str]) -> Filters:
    """What is asked for. A value that there cannot be is left out."""
    given = {name: str(query.get("q" if name == "search" else name, EVERYTHING))[:LONGEST] for name in _NAMES}
    told: dict[str, object] = {}
    for name, value in given.items():
        if value == EVERYTHING or (name in _KNOWN and value not in _KNOWN[name]):
            continue
        if name == "tier":
            told[name] = int(value) if value in {"1", "2", "3", "4"} else None
        elif name in {"unlooked", "contradicted"}:
            told[name] = value == "yes"
        else:
            told[name] = value.strip()
    return Filters(**told)  # type: ignore[arg-type]  # each name has a value of its own kind


def pairs(found: Filters) -> dict[str, str]:
    """What an address says for filters: the other way round."""
    told = {}
    for name in _NAMES:
        value = getattr(found, name)
        if value is None or value is False or (value == "" and name != "team"):
            continue
        told["q" if name == "search" else name] = "yes" if value is True else str(value)
    return told


def sort(query: QueryDict | Mapping[str, str]) -> str:
    """How to sort: what is to be done first where nothing else is asked for that can be."""
    told = str(query.get("sort", ""))
    return told if told.removeprefix("-") in SORTS else "clock"


def number(query: QueryDict | Mapping[str, str], name: str = "page") -> int:
    """The number of a page, 1 where none is given that can be."""
    told = str(query.get(name, ""))
    return max(1, int(told)) if told.isascii() and told.isdecimal() and len(told) < 9 else 1
