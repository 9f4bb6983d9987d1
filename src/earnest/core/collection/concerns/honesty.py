"""Evidence that no machine brings, and collectors that are on in name only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.collection.models import Collector
from earnest.core.collection.queries import states
from earnest.core.collection.rules.health import Health
from earnest.core.evidence.models import Source
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, answered_for
from earnest.foundation.record import visible_to

STOPPED = Rule(
    "collector-brings-nothing",
    gettext_lazy("A collector is on and brings nothing"),
    gettext_lazy("It looks as if evidence comes by itself. It does not, and the old evidence ends on its day."),
    Severity.MEDIUM,
    gettext_lazy("Mend it, or turn it off and say who brings the evidence."),
)
BY_HAND = Rule(
    "evidence-by-hand",
    gettext_lazy("Evidence comes only when somebody remembers"),
    gettext_lazy("What a person picks and brings can be chosen, and stops when that person is away."),
    Severity.LOW,
    gettext_lazy("Set up a collector for the source: a watched folder, a push or a command."),
)


def _stopped(actor: Actor, _day: date) -> Iterator[Finding]:
    for state in states(actor):
        if state.health in {Health.FAILS, Health.SILENT}:
            one = state.collector
            detail = state.problem or _("It brought nothing for %s days.") % state.silent_for.days
            yield STOPPED.found(one.title, detail, one.reference, "collectors-detail", one.pk, source=one.source.slug)


def _by_hand(actor: Actor, _day: date) -> Iterator[Finding]:
    rows = visible_to(actor, Source).filter(active=True).exclude(collectors__active=True).order_by("title")
    for row in rows.filter(snapshots__isnull=False).distinct():
        detail = _("No collector brings it. A person adds each file.")
        yield BY_HAND.found(row.title, detail, row.reference, "sources-detail", row.pk, source=row.slug)


HONESTY: tuple[Check, ...] = (
    Check(STOPPED, _stopped),
    Check(BY_HAND, _by_hand),
    *answered_for(Collector, "collectors-detail", counted=Q(active=True)),
)
