"""What may be theatre: rules that each module holds its part of the record against.

A rule names facts and a way out; it accuses nobody. What a rule could not look at it says, so that silence is never
taken for a clean record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to


class Severity(StrEnum):
    """How far a reader is misled where a rule is broken, worst first."""

    HIGH = "high"
    """What we say is not so, or nobody can know."""
    MEDIUM = "medium"
    """What we say rests on less than it seems."""
    LOW = "low"
    """It is worth a look."""


Text: TypeAlias = str | Promise


@dataclass(frozen=True)
class Rule:
    """One way in which a record can look better than what it stands for: why that matters, and what to do instead."""

    id: str
    title: Text
    reason: Text
    severity: Severity
    way_out: Text

    def found(
        self,
        subject: object,
        detail: str,
        reference: str,
        page: str,
        /,
        *args: int | str,
        query: str = "",
        **facts: object,
    ) -> Finding:
        """A finding of this rule. `reference` names the record as the ledger does, `page` with `args` the page that
        mends it."""
        told = tuple((name, str(value)) for name, value in facts.items())
        return Finding(self.id, str(subject), detail, reference, page, args, query, told)

    def blind(self, why: str) -> Unlooked:
        """That this rule could not look, or not everywhere."""
        return Unlooked(self.id, why)


@dataclass(frozen=True)
class Finding:
    """One fact that a rule found. `facts` are names and values that a program can read."""

    rule: str
    subject: str
    detail: str
    reference: str
    page: str
    args: tuple[int | str, ...] = ()
    query: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Unlooked:
    """What a rule could not look at, and why."""

    rule: str
    why: str


Look: TypeAlias = Callable[[Actor, date], Iterable[Finding | Unlooked]]


@dataclass(frozen=True)
class Check:
    """A rule, and how one module looks for it. Several modules may look for the same rule."""

    rule: Rule
    look: Look


NOBODY = Rule(
    "nobody-accountable",
    gettext_lazy("Nobody is accountable"),
    gettext_lazy("What nobody answers for is done by nobody, however well it is described."),
    Severity.HIGH,
    gettext_lazy("Name one person for each. A team or a committee is not a person."),
)
LEFT = Rule(
    "accountable-has-left",
    gettext_lazy("Who is accountable has left"),
    gettext_lazy("The record names somebody, and nobody is there. It looks answered for and is not."),
    Severity.HIGH,
    gettext_lazy("Name somebody who works here, and make handing over part of leaving."),
)


def answered_for(
    model: type[Record], page: str, *, by: str = "accountable", counted: Q | None = None
) -> tuple[Check, ...]:
    """The checks that somebody who works here answers for each row of a kind that is `counted`, all by default.

    `page` is the page of one row, `by` the field that names the person.
    """

    def rows(actor: Actor) -> Iterable[Record]:
        return visible_to(actor, model).filter(counted or Q()).select_related(by)

    def nobody(actor: Actor, _day: date) -> Iterator[Finding]:
        kind = str(model._meta.verbose_name)
        for row in rows(actor):
            if getattr(row, f"{by}_id") is None:
                detail = _("No person is accountable for this %s.") % kind
                yield NOBODY.found(row, detail, row.reference, page, row.pk, kind=kind)

    def left(actor: Actor, day: date) -> Iterator[Finding]:
        kind = str(model._meta.verbose_name)
        for row in rows(actor):
            person = getattr(row, by)
            if person is not None and person.left_on is not None and person.left_on < day:
                told = {"who": person.name, "kind": kind, "day": date_format(person.left_on, "j M Y")}
                detail = _("%(who)s is accountable for this %(kind)s and left on %(day)s.") % told
                yield LEFT.found(row, detail, row.reference, page, row.pk, kind=kind, left_on=person.left_on)

    return (Check(NOBODY, nobody), Check(LEFT, left))
