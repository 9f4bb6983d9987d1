"""What of the old systems needs a person: ended and undecided, fences that do not hold, decisions that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry, PaidSupport, RingfenceClaim
from earnest.duties.legacy.rules.fences import Fence
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, first_of, nobodys
from earnest.foundation.record import visible_to

ENDS_SOON = 90
"""Days ahead in which the end of paid support, or of what a fence was agreed for, is told of."""


def concerns(actor: Actor, today: date) -> list[Concern]:
    """What is computed of evidence is kept under the digest of the evidence."""
    if not actor.may(May.SEE_RECORD):
        return []
    return [
        *_undecided(actor, today),
        *_fences(actor, today),
        *_late(actor, today),
        *_unplanned(actor, today),
        *_paid(actor, today),
        *_reviews(actor, today),
        *_nobodys(actor),
    ]


def _undecided(actor: Actor, today: date) -> Iterator[Concern]:
    found = queries.register(today)
    entries = list(visible_to(actor, LifeCycleEntry).select_related("decision"))
    rows = [
        row
        for group in queries.ended(found)
        for row in group.rows
        if (entry := queries.entry_of(row, entries)) is None or entry.decision_id is None
    ]
    machines = sorted({row.machine for row in rows})
    if not machines:
        return
    titles = list(dict.fromkeys(row.title for row in rows))
    yield Concern(
        rule="legacy-ended-undecided",
        weight=Weight.DECISION,
        kind=_("Old system"),
        look="decide",
        title=ngettext(
            "%s machine runs something that ended, and nobody has decided",
            "%s machines run something that ended, and nobody has decided",
            len(machines),
        )
        % len(machines),
        detail=first_of(titles),
        cost=_("New flaws stay open"),
        cost_note=_("no updates come any more"),
        who=_("Nobody has decided"),
        when="",
        act=_("Decide"),
        page="legacy-register",
        query="show=undecided",
        bears=len(machines),
    )


def _fences(actor: Actor, today: date) -> Iterator[Concern]:
    claims = visible_to(actor, RingfenceClaim).select_related("asset", "accountable")
    for claim in claims:
        found = queries.ringfence(claim, today).verified
        if found.state is Fence.HOLDS:
            continue
        broken = found.state is Fence.BROKEN
        yield Concern(
            rule=f"legacy-ringfence-{found.state}",
            weight=Weight.FAILING if broken else Weight.LAPSING,
            kind=_("Ringfence"),
            look="fail" if broken else "lapse",
            title=(_("The ringfence “%s” is broken") if broken else _("Nothing proves that the ringfence “%s” holds"))
            % claim.title,
            detail=found.because,
            cost=_("What it keeps out is in") if broken else _("Unknown"),
            cost_note=_("seen to answer") if broken else _("nobody has looked"),
            who=claim.accountable.name if claim.accountable else _("Nobody named"),
            when="",
            act=_("See who reaches it") if broken else _("See what is missing"),
            page="ringfences-detail",
            args=(claim.pk,),
            tone="bad" if broken else "unk",
        )


def _late(actor: Actor, today: date) -> Iterator[Concern]:
    for step in queries.roadmap(actor, today).late:
        row = step.row
        yield Concern(
            rule="legacy-step-late",
            weight=Weight.OVERDUE,
            kind=_("Old system"),
            look="clock",
            title=_("“%(step)s” for %(system)s is late") % {"step": row.title, "system": row.entry.title},
            detail=_("It was to be done by %s.") % date_format(row.ends_on),
            cost=_("The loss goes on"),
            cost_note=_("as if nothing was decided"),
            who=row.accountable.name if row.accountable else _("Nobody named"),
            when=date_format(row.ends_on),
            act=_("Open the roadmap"),
            page="legacy-roadmap",
            due=row.ends_on,
        )


def _unplanned(actor: Actor, today: date) -> Iterator[Concern]:
    for entry in queries.roadmap(actor, today).without:
        yield Concern(
            rule="legacy-decided-unplanned",
            weight=Weight.OVERDUE,
            kind=_("Old system"),
            look="flag",
            title=_("“%(option)s” is decided for %(system)s and no step carries it out")
            % {"option": entry.decision, "system": entry.title},
            detail=_("Decided on %s.") % date_format(entry.decided_on) if entry.decided_on else "",
            cost=_("The loss goes on"),
            cost_note=_("as if nothing was decided"),
            who=entry.accountable.name if entry.accountable else _("Nobody named"),
            when="",
            act=_("Plan it"),
            page="old-systems-detail",
            args=(entry.pk,),
            due=entry.decided_on,
        )


def _paid(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, PaidSupport).filter(until__lte=today + timedelta(days=ENDS_SOON))
    newest = {(row.product, row.line, row.asset_id): row for row in visible_to(actor, PaidSupport).order_by("until")}
    for row in rows.select_related("stated_by"):
        if newest[row.product, row.line, row.asset_id].pk != row.pk:
            continue
        past = row.until < today
        name = f"{row.product} {row.line}"
        yield Concern(
            rule="legacy-paid-support-ends",
            weight=Weight.LAPSING,
            kind=_("Paid support"),
            look="lapse",
            title=(_("Paid support of %s has ended") if past else _("Paid support of %s ends soon")) % name,
            detail=row.document,
            cost=_("New flaws stay open"),
            cost_note=_("no updates come from then on"),
            who=row.stated_by.name,
            when=date_format(row.until),
            act=_("Renew it or decide"),
            page="paid-support-detail",
            args=(row.pk,),
            due=row.until,
        )


def _reviews(actor: Actor, today: date) -> Iterator[Concern]:
    for entry in (
        visible_to(actor, LifeCycleEntry).filter(review_on__lte=today).select_related("accountable", "decision")
    ):
        yield Concern(
            rule="legacy-review-due",
            weight=Weight.OVERDUE,
            kind=_("Old system"),
            look="clock",
            title=_("Look again at “%(option)s” for %(system)s") % {"option": entry.decision, "system": entry.title},
            detail=entry.decision_note,
            cost=_("A decision grows old"),
            cost_note=_("what it rested on may have changed"),
            who=entry.accountable.name if entry.accountable else _("Nobody named"),
            when=date_format(entry.review_on) if entry.review_on else "",
            act=_("Compare again"),
            page="old-systems-detail",
            args=(entry.pk,),
            due=entry.review_on,
        )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    names = list(visible_to(actor, LifeCycleEntry).filter(accountable=None).values_list("title", flat=True))
    says = ngettext("%s old system has no accountable person", "%s old systems have no accountable person", len(names))
    yield from nobodys("nobody-old-systems", says, names, page="old-systems-list")
