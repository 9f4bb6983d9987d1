"""How the sample company's arguments are written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NodeRecord:
    """One element; `below` is the key of its parent, empty at the top. `evidence` is (control, test or nothing)."""

    key: str
    kind: str
    below: str
    text: str
    evidence: tuple[str, str] = ("", "")
    undeveloped: bool = False


@dataclass(frozen=True)
class DoubtRecord:
    """A doubt. With `until` it was accepted as residual, with `answer` alone answered, else it is open."""

    node: str
    kind: str
    text: str
    raised_by: str
    raised_on: date
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class ArgumentRecord:
    """One argument with what was decided about it."""

    key: str
    framework: str
    requirement: str
    kind: str
    title: str
    objective: str
    author: str
    written_on: date
    nodes: tuple[NodeRecord, ...]
    doubts: tuple[DoubtRecord, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    constraint: str = ""
    replaces: str = ""
    instead: str = ""
    reviewer: str = ""
    reviewed_on: date | None = None
    review_note: str = ""
    review_due: date | None = None
    approver: str = ""
    approved_on: date | None = None
