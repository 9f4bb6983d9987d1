"""The honesty review: every module's rules held against the record of one day.

`review` looks, `section` tells it in a document. A rule that could not look is told as that, never as clean.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from earnest.core.actions import concerns as actions
from earnest.core.assets import concerns as assets
from earnest.core.assurance import concerns as assurance
from earnest.core.assurance.queries import latest
from earnest.core.collection import concerns as collection
from earnest.core.controls import concerns as controls
from earnest.core.evidence import concerns as evidence
from earnest.core.frameworks import concerns as frameworks
from earnest.core.organization import concerns as organization
from earnest.core.risks import concerns as risks
from earnest.core.things import concerns as things
from earnest.duties.audits import concerns as audits
from earnest.duties.budget import concerns as budget
from earnest.duties.hygiene import concerns as hygiene
from earnest.duties.legacy import concerns as legacy
from earnest.engines.documents.model import Block, Column, Paragraph, Row, Section, Sentence, Table
from earnest.engines.documents.parts import Inline, Name
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked
from earnest.foundation.models import LedgerEntry
from earnest.foundation.once import reading_once
from earnest.narrative import honesty_told
from earnest.narrative.claims import Claims, method
from earnest.narrative.customer import honesty as customers
from earnest.narrative.lines import say
from earnest.narrative.told import Told

CHECKS: tuple[Check, ...] = (
    *assurance.HONESTY,
    *evidence.HONESTY,
    *controls.HONESTY,
    *things.HONESTY,
    *risks.HONESTY,
    *frameworks.HONESTY,
    *honesty_told.HONESTY,
    *customers.HONESTY,
    *audits.HONESTY,
    *budget.HONESTY,
    *hygiene.HONESTY,
    *legacy.HONESTY,
    *actions.HONESTY,
    *collection.HONESTY,
    *organization.HONESTY,
    *assets.HONESTY,
)
"""Every check there is, named module by module."""

RULES: tuple[Rule, ...] = tuple(
    sorted(dict.fromkeys(one.rule for one in CHECKS), key=lambda one: (list(Severity).index(one.severity), one.id))
)
"""Every rule once, the gravest first."""

KEPT_SECONDS = 600


@dataclass(frozen=True)
class Held:
    """One rule, what it found, and what it could not look at."""

    rule: Rule
    findings: tuple[Finding, ...] = ()
    unlooked: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether it looked everywhere and found nothing."""
        return not self.findings and not self.unlooked


@dataclass(frozen=True)
class Review:
    """What all rules say of one day, the gravest first."""

    day: date
    held: tuple[Held, ...]

    @property
    def found(self) -> tuple[Held, ...]:
        return tuple(one for one in self.held if one.findings)

    @property
    def clean(self) -> tuple[Held, ...]:
        return tuple(one for one in self.held if one.is_clean)

    @property
    def unlooked(self) -> tuple[Held, ...]:
        """Rules that could not look, or not everywhere, whatever else they found."""
        return tuple(one for one in self.held if one.unlooked)

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(len(one.findings) for one in self.held if one.rule.severity is severity)

    @property
    def total(self) -> int:
        return sum(len(one.findings) for one in self.held)

    def of(self, rule: str) -> Held:
        """KeyError where there is no such rule."""
        for one in self.held:
            if one.rule.id == rule:
                return one
        raise KeyError(rule)


def review(actor: Actor, day: date | None = None) -> Review:
    """Hold every rule against the record as of a day, today by default. NotAllowed for those who may not see it.

    What was concluded for the day is read, not concluded anew: without an assessment the rules that need one say so.
    Kept while neither the record nor the conclusions change, for ten minutes at most.
    """
    actor.require(May.SEE_RECORD)
    day = day or clock.today()
    key = _key(actor, day)
    kept: tuple[tuple[tuple[Finding, ...], tuple[str, ...]], ...] | None = cache.get(key)
    if kept is None:
        kept = tuple((one.findings, one.unlooked) for one in _held(actor, day))
        cache.set(key, kept, KEPT_SECONDS)
    return Review(day, tuple(Held(rule, *told) for rule, told in zip(RULES, kept, strict=True)))


def _key(actor: Actor, day: date) -> str:
    entry = LedgerEntry.objects.order_by("-number").values_list("hash", flat=True).first()
    made = latest(day)
    told = [day, entry, made.digest if made else "", actor.role, actor.user, actor.person, get_language()]
    return f"honesty-{hashlib.sha256(repr(told).encode()).hexdigest()}"


@reading_once()
def _held(actor: Actor, day: date) -> Iterable[Held]:
    findings: dict[str, list[Finding]] = defaultdict(list)
    unlooked: dict[str, list[str]] = defaultdict(list)
    for check in CHECKS:
        try:
            for told in check.look(actor, day):
                if isinstance(told, Unlooked):
                    unlooked[told.rule].append(told.why)
                else:
                    findings[told.rule].append(told)
        except Invalid as error:
            unlooked[check.rule.id].append(str(error))
    return [Held(rule, tuple(findings[rule.id]), tuple(dict.fromkeys(unlooked[rule.id]))) for rule in RULES]


MOST_TOLD = 20
"""Findings of a rule that its proof lists one by one."""


def section(claims: Claims, *, severities: tuple[Severity, ...] = (Severity.HIGH, Severity.MEDIUM)) -> Section:
    """What of the record may mislead its reader, as a section of a document, with a claim and a proof for each rule.

    Rules of other severities are counted and not listed. What could not be looked at is always listed.
    """
    found = review(claims.basis.actor, claims.basis.day)
    total = _total(claims, found)
    holes: dict[str, Inline] = {
        "rules": total.count(len(found.held), "rule", "rules"),
        "found": total.count(len(found.found)),
        "blind": total.count(len(found.unlooked)),
    }
    lead = Paragraph(
        (
            Sentence("We look for places where our own record may look better than what it stands for."),
            say("We hold {rules} against it: {found} found something, {blind} could not look everywhere.", holes),
        )
    )
    listed = [one for one in found.found if one.rule.severity in severities]
    blocks: list[Block] = [lead]
    if listed:
        columns = (Column("What was found", 4), Column("How often", 1, "end"), Column("What would mend it", 4))
        blocks.append(Table(columns, tuple(_row(claims, one) for one in listed), "What the rules found", compact=True))
    else:
        blocks.append(Paragraph((Sentence("None of the graver rules found anything.", (total.id,)),)))
    if found.unlooked:
        of_blind = (Column("Rule", 4), Column("Why nobody can say", 5))
        blocks.append(Table(of_blind, tuple(_unlooked(claims, found)), "What could not be looked at", compact=True))
    return Section("Where this record may mislead", tuple(blocks))


_FIRST = frozenset({"ledger-broken", "answer-contradicted"})
"""Rules that are told before others of their weight: others rely on what they speak of."""


def gravest(claims: Claims) -> Sentence:
    """One line on the gravest findings: how many there are, and which rule finds most of them."""
    found = review(claims.basis.actor, claims.basis.day)
    grave = [one for one in found.found if one.rule.severity is Severity.HIGH]
    told = Told("honesty-grave")
    count = told.count(found.count(Severity.HIGH), "place", "places")
    inputs = [(one.rule.id, str(len(one.findings))) for one in grave]
    how = method("Findings of the gravest rules, counted", inputs)
    claims.add(told.id, ("Places where our own record may mislead gravely: ", count, "."), how, [count])
    if not grave:
        return Sentence("None of our gravest checks found a place where our own record may mislead.", (told.id,))
    worst = max(grave, key=lambda one: (one.rule.id in _FIRST, len(one.findings)))
    holes: dict[str, Inline] = {"count": count, "worst": Name(str(worst.rule.title), "record")}
    return say("Our own record may mislead in {count}; above all: {worst}.", holes)


def _total(claims: Claims, found: Review) -> Told:
    total = Told("honesty")
    inputs = [(one.value, str(found.count(one))) for one in Severity]
    inputs += [("could not look", ", ".join(one.rule.id for one in found.unlooked) or "none")]
    states = [total.count(len(rows)) for rows in (found.held, found.found, found.unlooked)]
    sentence: Inline = ("Rules that look for theatre: ", total.count(len(found.held)), ".")
    claims.add(total.id, sentence, method("Each rule held against the record of the day", inputs), states)
    return total


def _row(claims: Claims, held: Held) -> Row:
    told, rule = Told(f"honesty:{held.rule.id}"), held.rule
    count = told.count(len(held.findings))
    inputs = [(one.subject, one.detail) for one in held.findings[:MOST_TOLD]]
    if len(held.findings) > MOST_TOLD:
        inputs.append(("and more", str(len(held.findings) - MOST_TOLD)))
    title = Name(str(rule.title), "record")
    claims.add(told.id, (title, ": ", count, "."), method(str(rule.reason), inputs), [count])
    return Row((title, count, Name(str(rule.way_out), "record")), (told.id,))


def _unlooked(claims: Claims, found: Review) -> Iterator[Row]:
    for held in found.unlooked:
        told = Told(f"honesty-blind:{held.rule.id}")
        title = Name(str(held.rule.title), "record")
        steps = method("What the rule could not look at", [(held.rule.id, why) for why in held.unlooked])
        claims.add(told.id, (title, ": nobody can say."), steps)
        yield Row((title, Name(" ".join(held.unlooked), "record")), (told.id,))


def plain(one: Review) -> dict[str, Any]:
    """A review as JSON can hold it; the same for command line and API."""
    return {
        "as_of": one.day.isoformat(),
        "findings": one.total,
        "by_severity": {severity.value: one.count(severity) for severity in Severity},
        "rules": [_plain(held) for held in one.held],
    }


def _plain(held: Held) -> dict[str, Any]:
    rule = held.rule
    return {
        "id": rule.id,
        "title": str(rule.title),
        "reason": str(rule.reason),
        "severity": rule.severity.value,
        "way_out": str(rule.way_out),
        "findings": [
            {
                "subject": one.subject,
                "detail": one.detail,
                "reference": one.reference,
                "page": one.page,
                "facts": dict(one.facts),
            }
            for one in held.findings
        ],
        "could_not_look": list(held.unlooked),
    }
