"""What of audits needs a person: late answers, evidence that moved, closes that do not hold, reviews, untrue duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.duties.audits import queries
from earnest.duties.audits.models import (
    AuditRequest,
    Engagement,
    Invitation,
    ManagementReview,
    Nonconformity,
    Obligation,
)
from earnest.duties.audits.rules.standing import Standing, Truth
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, first_of, nobodys
from earnest.foundation.record import visible_to

SOON = 14
"""Days ahead in which a management review that is due is told of."""
_OURS = (AuditRequest.State.OPEN, AuditRequest.State.RETURNED)


def concerns(actor: Actor, today: date) -> list[Concern]:
    """People who see only what is given to them get their late requests."""
    if actor.may(May.SEE_RECORD):
        return [
            *_late(actor, today),
            *_contradicted(actor, today),
            *_overdue(actor, today),
            *_obligations(actor, today),
            *_review(actor, today),
            *_guests(actor, today),
            *_nobodys(actor),
        ]
    return list(_late(actor, today)) if actor.person else []


def _late(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, AuditRequest).filter(state__in=_OURS, due_on__lt=today)
    rows = rows.exclude(engagement__state=Engagement.State.CLOSED).select_related("engagement", "assigned_to")
    for engagement, found in _by_engagement(rows.order_by("due_on", "pk")).items():
        names = list(dict.fromkeys(one.assigned_to.name if one.assigned_to else _("Nobody named") for one in found))
        yield Concern(
            rule="audit-requests-late",
            weight=Weight.OVERDUE,
            kind=_("Audit request"),
            look="clock",
            title=ngettext("%(n)s answer to “%(who)s” is late", "%(n)s answers to “%(who)s” are late", len(found))
            % {"n": len(found), "who": engagement},
            detail=first_of([str(one) for one in found]),
            cost=_("The auditor waits"),
            cost_note=_("and notes what did not come"),
            who=first_of(names),
            when=date_format(found[0].due_on),
            act=_("Answer"),
            page="audit-requests-list",
            query=f"engagement={engagement.pk}&state=open&state=returned",
            due=found[0].due_on,
        )


def _by_engagement(rows: Iterable[AuditRequest]) -> dict[Engagement, list[AuditRequest]]:
    found: dict[Engagement, list[AuditRequest]] = {}
    for row in rows:
        found.setdefault(row.engagement, []).append(row)
    return found


def _contradicted(actor: Actor, today: date) -> Iterator[Concern]:
    for one in queries.nonconformities(actor, today):
        if one.stands.standing is not Standing.CONTRADICTED:
            continue
        yield Concern(
            rule="nonconformity-contradicted",
            weight=Weight.FAILING,
            kind=_("Nonconformity"),
            look="fail",
            title=_("“%s” was closed, and evidence shows that it is still there") % one.row,
            detail=one.live_because,
            cost=_("A closed finding"),
            cost_note=_("that an auditor will find again"),
            who=one.row.accountable.name if one.row.accountable else _("Nobody named"),
            when="",
            act=_("See what evidence shows"),
            page="nonconformities-detail",
            args=(one.row.pk,),
            tone="bad",
        )


def _overdue(actor: Actor, today: date) -> Iterator[Concern]:
    for one in queries.nonconformities(actor, today):
        if not one.stands.overdue_days or one.stands.standing is Standing.CONTRADICTED:
            continue
        late = one.stands.overdue_days
        yield Concern(
            rule="nonconformity-overdue",
            weight=Weight.OVERDUE,
            kind=_("Nonconformity"),
            look="clock",
            title=str(one.row),
            detail=one.stands.because,
            cost=one.row.get_kind_display(),
            cost_note=_("not closed in time"),
            who=one.row.accountable.name if one.row.accountable else _("Nobody named"),
            when=ngettext("%s day overdue", "%s days overdue", late) % late,
            act=_("See what is missing"),
            page="nonconformities-detail",
            args=(one.row.pk,),
            due=one.row.due_on,
        )


def _obligations(actor: Actor, today: date) -> Iterator[Concern]:
    found = [one for one in queries.obligations(actor, today) if one.truth is Truth.NOT_TRUE]
    if found:
        yield Concern(
            rule="obligation-not-true",
            weight=Weight.FAILING,
            kind=_("Obligation"),
            look="fail",
            title=ngettext(
                "What %s obligation asks is not true here", "What %s obligations ask is not true here", len(found)
            )
            % len(found),
            detail=first_of([f"{one.row.title} ({one.row.clause})" for one in found]),
            cost=_("A duty of law or contract"),
            cost_note=_("that evidence says is not met"),
            who=first_of(sorted({one.row.accountable.name for one in found if one.row.accountable}))
            or _("Nobody named"),
            when="",
            act=_("See what must be true"),
            page="obligations-list",
            tone="bad",
            bears=len(found),
        )


def _review(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, ManagementReview).filter(held_on=None, due_on__lte=today + timedelta(days=SOON))
    for row in rows.select_related("chair").order_by("due_on"):
        late = (today - row.due_on).days
        yield Concern(
            rule="management-review-due",
            weight=Weight.OVERDUE if late > 0 else Weight.LAPSING,
            kind=_("Management review"),
            look="clock",
            title=(_("“%s” is overdue") if late > 0 else _("“%s” is due soon")) % row,
            detail=_("Its inputs are derived and ready."),
            cost=_("A requirement of the standard"),
            cost_note=_("leaders decide on what they see"),
            who=row.chair.name if row.chair else _("Nobody named"),
            when=date_format(row.due_on),
            act=_("See the inputs"),
            page="management-reviews-detail",
            args=(row.pk,),
            due=row.due_on,
        )


def _guests(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, Invitation).filter(
        revoked_on=None, expires_on__gte=today, engagement__state=Engagement.State.CLOSED
    )
    for row in rows.select_related("engagement"):
        yield Concern(
            rule="guest-after-close",
            weight=Weight.WEAK,
            kind=_("Guest"),
            look="flag",
            title=_("%(who)s may still look at “%(what)s”, which is closed")
            % {"who": row.name, "what": row.engagement},
            detail=_("Until %s.") % date_format(row.expires_on),
            cost=_("A door left open"),
            cost_note=_("nobody needs it any more"),
            who=row.invited_by or _("Nobody named"),
            when=date_format(row.expires_on),
            act=_("Show them out"),
            page="invitations-detail",
            args=(row.pk,),
            due=row.expires_on,
        )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    open_ones = visible_to(actor, Nonconformity).filter(accountable=None, closed_on=None)
    names = [str(one) for one in open_ones]
    says = ngettext(
        "%s nonconformity has no accountable person", "%s nonconformities have no accountable person", len(names)
    )
    yield from nobodys("nobody-nonconformities", says, names, page="nonconformities-list")
    duties = list(visible_to(actor, Obligation).filter(accountable=None).values_list("title", flat=True))
    says = ngettext("%s obligation has no accountable person", "%s obligations have no accountable person", len(duties))
    yield from nobodys("nobody-obligations", says, duties, page="obligations-list")
