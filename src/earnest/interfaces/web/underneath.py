"""Below the line: what needs a person, collected from every module that can say so."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from earnest.core.actions import concerns as actions
from earnest.core.assets import concerns as assets
from earnest.core.assurance import concerns as assurance
from earnest.core.assurance.models import Assessment
from earnest.core.collection import concerns as collection
from earnest.core.controls import concerns as controls
from earnest.core.evidence import concerns as evidence
from earnest.core.frameworks import concerns as frameworks
from earnest.core.organization import concerns as organization
from earnest.core.risks import concerns as risks
from earnest.core.telling import concerns as telling
from earnest.core.things import concerns as things
from earnest.duties.audits import concerns as audits
from earnest.duties.hygiene import concerns as hygiene
from earnest.duties.legacy import concerns as legacy
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight, in_order
from earnest.foundation.models import LedgerEntry
from earnest.foundation.page import Todo
from earnest.interfaces.web.proven import history_digest
from earnest.interfaces.web.wording import in_words
from earnest.narrative.customer import honesty as customers

SHOWN_OF_A_RULE = 4
"""Concerns of one rule that are shown at once; the others wait behind a line that counts them."""

MODULES: tuple[Callable[[Actor, date], list[Concern]], ...] = (
    assurance.concerns,
    controls.concerns,
    evidence.concerns,
    collection.concerns,
    frameworks.concerns,
    actions.concerns,
    assets.concerns,
    organization.concerns,
    risks.concerns,
    things.concerns,
    telling.concerns,
    customers.concerns,
    hygiene.concerns,
    legacy.concerns,
    audits.concerns,
)


@dataclass(frozen=True)
class Underneath:
    """`first` is shown, `rest` is folded away; both in order of what it costs to wait."""

    first: tuple[Todo, ...]
    rest: tuple[Todo, ...]

    @property
    def total(self) -> int:
        return len(self.first) + len(self.rest)


def collect(actor: Actor, today: date) -> tuple[Concern, ...]:
    """Everything that needs a person and that the actor may see, heaviest first."""
    return in_order(one for module in MODULES for one in module(actor, today))


def underneath(actor: Actor, assessment: Assessment) -> Underneath:
    """What needs a person on the day of an assessment; kept while neither record nor history changes."""
    entry = LedgerEntry.objects.order_by("-number").values_list("hash", flat=True).first()
    told = [assessment.digest, entry, history_digest(), actor.role, actor.user, actor.person, get_language()]
    key = f"underneath-{assessment.as_of}-{hashlib.sha256(repr(told).encode()).hexdigest()}"
    kept: Underneath | None = cache.get(key)
    if kept is None:
        kept = _collected(actor, assessment.as_of)
        cache.set(key, kept, 600)
    return kept


def _collected(actor: Actor, today: date) -> Underneath:
    first: list[Todo] = []
    rest: list[Todo] = []
    told: Counter[str] = Counter()
    for one in _joined(collect(actor, today)):
        told[one.rule] += 1
        (first if told[one.rule] <= SHOWN_OF_A_RULE else rest).append(_todo(one))
    return Underneath(tuple(first), tuple(rest))


def _joined(found: tuple[Concern, ...]) -> tuple[Concern, ...]:
    """What nobody answers for is told in one line, whatever it is; its proof lists it."""
    nobody = [one for one in found if one.weight is Weight.NOBODY]
    if len(nobody) < 2:
        return found
    line = replace(
        nobody[0],
        rule="nobody",
        title=_("Things of %s kinds have nobody who answers for them") % in_words(len(nobody)),
        detail=". ".join(one.title for one in nobody) + ".",
        act=_("See which"),
        page="proof-home",
        args=("accountable",),
        query="",
    )
    return (*(one for one in found if one.weight is not Weight.NOBODY), line)


def _todo(one: Concern) -> Todo:
    return Todo(
        kind=one.kind,
        icon=one.look,
        title=one.title,
        detail=one.detail,
        cost=one.cost,
        cost_note=one.cost_note,
        who=one.who,
        when=one.when,
        act=one.act,
        url=_address(one),
        tone=one.tone,
    )


def _address(one: Concern) -> str:
    try:
        url = reverse(one.page, args=one.args)
    except NoReverseMatch:
        url = reverse("home")
    return f"{url}?{one.query}" if one.query else url
