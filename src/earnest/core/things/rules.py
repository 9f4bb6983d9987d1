"""Which things are meant, as people write it, and what a look at them proves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from earnest.engines.canonical import TABLES
from earnest.engines.identity import KINDS, MARKS

FIELDS = ("table", "source", "system", "kind", "mark", "not", "registered")


class BadFilterError(ValueError):
    """A condition that cannot be used; its text says which line and what may stand there."""


@dataclass(frozen=True)
class Filter:
    """Conditions on one sighting; within a field any value will do, and all fields that are named must hold.

    `kinds` are kinds of the whole thing; `without` are marks that the thing may not have from any sighting;
    `registered` is whether the register knows the thing, None where that does not matter.
    """

    tables: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    registered: bool | None = None

    @property
    def of_sightings(self) -> bool:
        """Whether any condition is about what a source saw, and not only about the register."""
        return bool(self.tables or self.sources or self.systems or self.marks or self.kinds)


def filter_from(text: str) -> Filter:
    """A filter from lines such as `kind: laptop, desktop`. BadFilterError names the line and what it may hold."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, rest = line.partition(":")
        name = name.strip().lower()
        if not colon or name not in FIELDS:
            raise BadFilterError(f"Line {number}: start with one of {', '.join(FIELDS)}, and a colon.")
        values = tuple(value.strip() for value in rest.split(",") if value.strip())
        if not values:
            raise BadFilterError(f"Line {number}: say what {name} it is.")
        _known(number, name, values)
        found[name] = found.get(name, ()) + values
    if not found:
        raise BadFilterError("Write at least one condition, such as “table: devices”.")
    return Filter(
        tables=found.get("table", ()),
        sources=found.get("source", ()),
        systems=found.get("system", ()),
        kinds=found.get("kind", ()),
        marks=found.get("mark", ()),
        without=found.get("not", ()),
        registered=None if "registered" not in found else found["registered"] == ("yes",),
    )


def _known(number: int, name: str, values: Iterable[str]) -> None:
    there: dict[str, Iterable[str]] = {
        "table": TABLES, "kind": KINDS, "mark": MARKS, "not": MARKS, "registered": ("yes", "no")
    }  # fmt: skip
    for value in values if name in there else ():
        if value not in there[name]:
            raise BadFilterError(f"Line {number}: there is no {name} “{value}”. There are: {', '.join(there[name])}.")


class State(StrEnum):
    """What can be said of an expectation."""

    FOUND = "found"
    NONE = "none"
    UNPROVEN = "unproven"


def state_of(population: int, missing: int, unclear: int, lookers: Iterable[str], lists: Iterable[str]) -> State:
    """What is proven of `population` things, `missing` of which nobody who should look has seen.

    `unclear` of the missing might be other things that were seen, had their keys not been ambiguous. `lookers` are
    reasons for which a look proves nothing, `lists` reasons for which the population may not be whole. No look, no
    pass: what is missing is proven only where everybody has looked, and that nothing is missing only of a whole list.
    """
    if not population:
        return State.UNPROVEN
    if missing:
        return State.FOUND if missing > unclear and not any(lookers) else State.UNPROVEN
    return State.UNPROVEN if any(lists) else State.NONE
