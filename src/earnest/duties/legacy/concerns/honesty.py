"""Fences that are only claimed, and decisions on old systems that nobody carries out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry, RingfenceClaim
from earnest.duties.legacy.rules.fences import Fence
from earnest.foundation.actor import Actor, May
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked, answered_for
from earnest.foundation.record import visible_to

CLAIMED = Rule(
    "ringfence-only-claimed",
    gettext_lazy("A ringfence is claimed, and what was seen does not show it"),
    gettext_lazy("An old system is kept because a fence is said to be around it. Without the fence it stands open."),
    Severity.HIGH,
    gettext_lazy("Close what answers, then look again from outside the fence and keep that look as evidence."),
)
UNPLANNED = Rule(
    "decided-and-not-begun",
    gettext_lazy("Something is decided for an old system, and no step carries it out"),
    gettext_lazy("The decision is told as if it protected. Nothing has changed."),
    Severity.MEDIUM,
    gettext_lazy("Put steps with days and people on the roadmap, or take the decision back."),
)


def _claimed(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    claims = visible_to(actor, RingfenceClaim).select_related("asset") if actor.may(May.SEE_RECORD) else ()
    for claim in claims:
        found = queries.ringfence(claim, day).verified
        if found.state is Fence.BROKEN:
            yield CLAIMED.found(
                claim.title, found.because, claim.reference, "ringfences-detail", claim.pk,
                asset=claim.asset.key, state=found.state.value,
            )  # fmt: skip
        elif found.state is not Fence.HOLDS:
            yield CLAIMED.blind(f"{claim.title}: {found.because}")


def _unplanned(actor: Actor, day: date) -> Iterator[Finding]:
    for entry in queries.roadmap(actor, day).without if actor.may(May.SEE_RECORD) else ():
        on = date_format(entry.decided_on, "j M Y") if entry.decided_on else _("a day that is not told")
        detail = _("“%(option)s” was decided on %(day)s.") % {"option": entry.decision, "day": on}
        yield UNPLANNED.found(
            entry.title, detail, entry.reference, "old-systems-detail", entry.pk, decided_on=entry.decided_on
        )


HONESTY: tuple[Check, ...] = (
    Check(CLAIMED, _claimed),
    Check(UNPLANNED, _unplanned),
    *answered_for(LifeCycleEntry, "old-systems-detail"),
    *answered_for(RingfenceClaim, "ringfences-detail"),
)
