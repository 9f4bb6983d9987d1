"""What is known of when a release line stops being supported, and how a product stands on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

Teller = Literal["library", "distribution", "evidence", "export"]

MONTHS = (6, 12, 24)
"""How far ahead ends are grouped, in months."""


class Support(StrEnum):
    """How a product stands on a day. Unknown is not fine."""

    SUPPORTED = "supported"
    PAID = "paid"
    ENDED = "ended"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        return {
            Support.SUPPORTED: "supported",
            Support.PAID: "supported for money",
            Support.ENDED: "support has ended",
            Support.UNKNOWN: "not known",
        }[self]


@dataclass(frozen=True)
class Fact:
    """What one source says of one release line. Each date is the last day of what it names, None where it is silent.

    `security_end` ends the vendor's free security updates, `free_end` free updates that others give after it,
    `paid_end` a paid programme. `ended` is what a list says without a day; `updated_on` is the day of the newest
    security update that is known of a line whose end nobody has announced. `told_by` is for people; `snapshot` and
    `place` lead to the row where a file of evidence says it.
    """

    product: str
    line: str
    title: str
    security_end: date | None
    paid_end: date | None
    teller: Teller
    told_by: str
    as_of: date
    free_end: date | None = None
    ended: bool | None = None
    updated_on: date | None = None
    snapshot: int = 0
    place: str = ""

    @property
    def last_free(self) -> date | None:
        """The last day of security updates that cost nothing."""
        known = [day for day in (self.security_end, self.free_end) if day is not None]
        return max(known, default=None)

    def agrees_with(self, other: Fact) -> bool:
        """Whether both name the same last days; one that is silent does not disagree."""
        pairs = ((self.last_free, other.last_free), (self.paid_end, other.paid_end))
        return all(mine == theirs for mine, theirs in pairs if mine and theirs)


@dataclass(frozen=True)
class Told:
    """The fact that speaks, and those that say something else."""

    fact: Fact
    others: tuple[Fact, ...]


@dataclass(frozen=True)
class Standing:
    """How a product stands: until or since which day, and in words why."""

    support: Support
    ends_on: date | None
    because: str


def told_of(facts: Iterable[Fact], lines: Sequence[str]) -> Told | None:
    """The newest fact of any of the lines; of two as new, the one of the more exact line, then by teller.

    Where it is silent on paid support, the newest that agrees with it and is not adds that.
    """
    there = [fact for fact in facts if fact.line in lines]
    if not there:
        return None
    there.sort(key=lambda fact: (-fact.as_of.toordinal(), lines.index(fact.line), fact.teller, fact.told_by))
    first = there[0]
    others = tuple(fact for fact in there[1:] if not first.agrees_with(fact))
    sold = next((fact for fact in there if fact.paid_end and fact.agrees_with(first)), None)
    if first.paid_end is None and sold is not None:
        words = f"{first.told_by}; paid support by {sold.told_by}"
        first = replace(first, paid_end=sold.paid_end, told_by=words)
    return Told(first, others)


def standing(fact: Fact | None, day: date, *, at_best: bool = False, bought_until: date | None = None) -> Standing:
    """How a product stands on a day.

    Paid support counts only where `bought_until` says that it is bought, and never beyond what the vendor sells. With
    `at_best` the fact is of the line that is supported longest, so that it can prove an end and nothing else.
    """
    if fact is None:
        return Standing(Support.UNKNOWN, None, "No source says when this release line ends.")
    free = fact.last_free
    if free is None:
        return _without_a_day(fact)
    last = free
    if bought_until is not None and fact.paid_end is not None:
        last = max(free, min(bought_until, fact.paid_end))
    if day > last:
        return Standing(Support.ENDED, last, _ended(fact, last, free))
    if at_best:
        because = f"Which service pack or edition it is was not told. The best of them is supported until {last}."
        return Standing(Support.UNKNOWN, None, because)
    if day > free:
        return Standing(Support.PAID, last, f"Free updates ended on {free}. Paid support is bought until {last}.")
    return Standing(Support.SUPPORTED, last, f"Security updates come until {last}.")


def _without_a_day(fact: Fact) -> Standing:
    if fact.ended:
        return Standing(Support.ENDED, None, "The list says that support has ended, and gives no day.")
    if fact.ended is False:
        return Standing(Support.SUPPORTED, None, "The list says that support goes on, and gives no day.")
    if fact.updated_on is not None:
        because = f"The vendor announces no last day. The newest security update that is known is of {fact.updated_on}."
        return Standing(Support.UNKNOWN, None, because)
    return Standing(Support.UNKNOWN, None, "The list names the release line without a day.")


def _ended(fact: Fact, last: date, free: date) -> str:
    if last > free:
        return f"Free updates ended on {free}, the paid support that was bought on {last}."
    if fact.paid_end is not None and fact.paid_end > free:
        return (
            f"Free updates ended on {free}. Paid support is sold until {fact.paid_end}; nobody has shown it is bought."
        )
    return f"Security updates ended on {free}."


def within(ends_on: date | None, day: date) -> int | None:
    """The number of months of `MONTHS` within which something ends; None if later, not known or past."""
    if ends_on is None or ends_on < day:
        return None
    return next((months for months in MONTHS if ends_on <= months_after(day, months)), None)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"{day} plus {months} months is no day")
