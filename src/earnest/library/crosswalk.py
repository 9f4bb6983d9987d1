"""Which controls of the catalogue support which requirements, one file per framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import NotInLibraryError, ids_in, read

RELATION: Literal["supports"] = "supports"
"""The one relation between a control and a requirement; it never says "fully satisfies"."""

CROSSWALK_NOTE = (
    "A control supports a requirement: it helps to meet it and may cover only a part. A requirement is met only when "
    "all its parts have evidence. The mapping is expert judgement in own words. It was not reviewed by an accredited "
    "practitioner; have one review it before audit use."
)
"""To be shown wherever the product shows a mapping."""


@dataclass(frozen=True, kw_only=True)
class CrosswalkCounts:
    """What the file states about itself. `core_own_covered` leaves out what only part controls support."""

    assessable: int
    covered: int
    core_own_covered: int
    mappings: int


@dataclass(frozen=True, kw_only=True)
class Crosswalk:
    """The mappings of one framework. `supports` leads from requirement id to the ids of controls, as written."""

    framework: str
    relation: Literal["supports"]
    as_of: date
    source: str
    confidence: str
    review: str
    counts: CrosswalkCounts
    supports: Mapping[str, tuple[str, ...]]


def crosswalk_ids() -> tuple[str, ...]:
    """Ids of the frameworks that have a crosswalk, in alphabetical order."""
    return ids_in("crosswalk")


@cache
def crosswalk(framework_id: str) -> Crosswalk:
    """The mappings of that framework; reads its file once. Raises NotInLibraryError."""
    known = crosswalk_ids()
    if framework_id not in known:
        raise NotInLibraryError("crosswalk of framework", framework_id, known)
    return read(f"crosswalk/{framework_id}.yaml", Crosswalk)
