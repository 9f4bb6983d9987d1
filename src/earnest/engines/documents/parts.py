"""Inline parts: what a sentence, a heading or a table cell is made of.

Words are literals. Every number, status, date and grade is a reference to a conclusion: it names the claim that it
comes from, and `check.unsupported` finds those that do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

Unit = Literal["count", "share", "points", "money", "days", "hours", "minutes", "months", "years", "factor"]
"""`share` and `points` are fractions of one (0.885 prints as 88.5% or 88.5 points); `money` needs a currency."""

Status = Literal[
    "effective", "partly-effective", "failing", "unproven", "planned", "retired",
    "met", "met-another-way", "partly-met", "not-met", "not-applicable",
    "yes", "partly", "no",
    "supported", "contradicted",
    "fresh", "stale", "overdue", "done", "open",
    "earns-its-place", "costs-more", "cannot-tell", "unstated", "unestimated",
]  # fmt: skip

Shape = Literal["ok", "alt", "part", "bad", "unk", "off"]

SHAPES: Mapping[Status, Shape] = {
    "effective": "ok", "partly-effective": "part", "failing": "bad",
    "met": "ok", "met-another-way": "alt", "partly-met": "part", "not-met": "bad",
    "yes": "ok", "partly": "part", "no": "bad",
    "supported": "ok", "contradicted": "bad",
    "done": "ok", "open": "part", "overdue": "bad",
    "earns-its-place": "ok", "costs-more": "bad",
    "fresh": "ok", "stale": "unk", "unproven": "unk", "cannot-tell": "unk", "unstated": "unk",
    "unestimated": "unk",
    "planned": "off", "retired": "off", "not-applicable": "off",
}  # fmt: skip
"""The shape that goes with each status. A status is always shown by a word, a shape and a colour together.
The order is that of legends."""

Grade = Literal["A", "B", "C", "D", "E"]
"""Strength of evidence: A whole population by machine, B sample by machine, C record, D attested, E asserted."""

NameKind = Literal[
    "organisation", "person", "role", "system", "vendor", "product", "framework", "law", "policy", "document",
    "account", "asset", "place", "file", "record", "quotation",
]  # fmt: skip
"""What a proper name names. `quotation` is somebody else's words, shown in quotation marks."""


@dataclass(frozen=True)
class Text:
    """Literal words. They hold no digit, no number word and no status word."""

    text: str


@dataclass(frozen=True)
class Name:
    """A proper name, an identifier or a quotation, exactly as the record has it. It may hold any character."""

    text: str
    kind: NameKind


@dataclass(frozen=True)
class RequirementId:
    """The number of a requirement, for example `A.5.17` of `ISO/IEC 27001:2022`."""

    id: str
    framework: str


@dataclass(frozen=True)
class ControlRef:
    """The id of a control and, where it helps the reader, its title."""

    id: str
    title: str = ""


@dataclass(frozen=True)
class Figure:
    """A number of a claim, with its range. `value` is None where nobody knows; it then prints as "unknown".

    `low` and `high` bound the range and `level` is the chance (0 to 1) that it holds. `one` and `many` are the noun
    that follows ("control", "controls"). `short` prints large money as "€2.3 million".
    """

    value: int | float | Decimal | None
    unit: Unit
    claim_id: str
    low: int | float | Decimal | None = None
    high: int | float | Decimal | None = None
    level: float | None = None
    currency: str = ""
    decimals: int | None = None
    one: str = ""
    many: str = ""
    short: bool = False

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError(f"figure of claim {self.claim_id}: give both ends of the range or none")
        if self.unit == "money" and not self.currency:
            raise ValueError(f"figure of claim {self.claim_id}: money needs a currency, for example EUR")
        for number in (self.value, self.low, self.high):
            if number is not None and not Decimal(str(number)).is_finite():
                raise ValueError(f"figure of claim {self.claim_id}: {number} is not a number that can be printed")


@dataclass(frozen=True)
class StatusRef:
    """A status that a claim concludes. With `in_words` it stands in a sentence as a plain word: "48 are effective"."""

    status: Status
    claim_id: str
    in_words: bool = False


@dataclass(frozen=True)
class StatusName:
    """The name of a status in a heading or a label. It says of nothing that it has that status."""

    status: Status


@dataclass(frozen=True)
class DateRef:
    """A date, or a time with its zone, that a claim states."""

    date: date | datetime
    claim_id: str

    def __post_init__(self) -> None:
        if isinstance(self.date, datetime) and self.date.tzinfo is None:
            raise ValueError(f"date of claim {self.claim_id}: a time needs its zone")


@dataclass(frozen=True)
class GradeRef:
    """The grade of the evidence behind a claim."""

    grade: Grade
    claim_id: str


@dataclass(frozen=True)
class Term:
    """A technical word that the document's glossary explains under `key`."""

    word: str
    key: str


Reference: TypeAlias = Figure | StatusRef | DateRef | GradeRef
Part: TypeAlias = Text | Name | RequirementId | ControlRef | Term | StatusName | Reference
Inline: TypeAlias = "str | Part | tuple[str | Part, ...]"
"""What may stand in a line. A bare string is a `Text`."""


def parts_of(inline: Inline) -> tuple[Part, ...]:
    """The parts of a line, bare strings as `Text`, empty ones dropped."""
    several = inline if isinstance(inline, tuple) else (inline,)
    made = (Text(part) if isinstance(part, str) else part for part in several)
    return tuple(part for part in made if not (isinstance(part, Text) and not part.text))


def references(inline: Inline) -> Iterator[Reference]:
    """The references to claims in a line, in order."""
    for part in parts_of(inline):
        if isinstance(part, (Figure, StatusRef, DateRef, GradeRef)):
            yield part


_HOLE = re.compile(r"\{([a-z_]+)\}")


def compose(template: str, holes: Mapping[str, Inline]) -> tuple[Part, ...]:
    """Fill `{name}` holes of a sentence template with parts. ValueError where a hole has no filling."""
    pieces = _HOLE.split(template)
    made: list[Part] = []
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            made.extend(parts_of(piece))
        elif piece in holes:
            made.extend(parts_of(holes[piece]))
        else:
            raise ValueError(f"sentence template {template!r}: nothing is given for {{{piece}}}")
    return tuple(made)
