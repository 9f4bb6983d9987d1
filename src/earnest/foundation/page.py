"""Values that the components of a page draw. Every module may make them; the templates decide how they look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a page; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A word and its value at the head of a record. `value` may be safe HTML. `why` is the address of its proof."""

    label: str
    value: object
    why: str = ""


@dataclass(frozen=True)
class Todo:
    """Something that needs a person.

    `icon` is clock, decide, fail, lapse, flag or none; `tone` is bad, unk or empty; `left` is the time that is left.
    """

    kind: str
    icon: str
    title: str
    detail: str
    cost: str
    cost_note: str
    who: str
    when: str
    act: str
    url: str
    tone: str = ""
    left: str = ""


@dataclass(frozen=True)
class Step:
    """One link of a proof. `value` may be safe HTML; a weak step is one that was left out or is missing."""

    label: str
    value: object
    url: str = ""
    weak: bool = False


@dataclass(frozen=True)
class Day:
    """What is known about one day: effective, partly, failing, unproven or none (nobody looked)."""

    day: date
    state: str
    why: str = ""


@dataclass(frozen=True)
class Choice:
    """One value that a filter offers, with how many rows have it."""

    value: str
    label: str
    count: int | None = None
    status: bool = False
