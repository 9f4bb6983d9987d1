"""What of controls and exceptions needs a person: a decision, an end that comes, an owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.controls.concerns.arguments import arguing
from earnest.core.controls.models import Control, ControlException
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, nobodys
from earnest.foundation.record import visible_to

SOON = 14
"""Days ahead in which the end of an exception is told, and days back in which one that has ended still is."""


def concerns(actor: Actor, today: date) -> list[Concern]:
    return [*_asked(actor, today), *_ending(actor, today), *arguing(actor, today), *_nobodys(actor)]


def _asked(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, ControlException).filter(state=ControlException.State.ASKED)
    for row in rows.select_related("control__accountable", "asked_by"):
        waits = (today - max(row.starts_on, row.created_at.date())).days
        yield Concern(
            rule="exception-asked",
            weight=Weight.DECISION,
            kind=_("Decision"),
            look="decide",
            title=_("Accept or refuse: %s") % row.label,
            detail=_("%(who)s asks to except it from “%(control)s” until %(day)s.")
            % {"who": row.asked_by.name, "control": row.control, "day": _day(row.ends_on)},
            cost=_("It counts"),
            cost_note=_("as a violation until then"),
            who=_("Anyone but %s") % row.asked_by.name,
            when=ngettext("waits %s day", "waits %s days", waits) % waits if waits > 0 else _("asked today"),
            act=_("Decide") if actor.may(May.DECIDE_EXCEPTION) else _("See the request"),
            page="exceptions-detail",
            args=(row.pk,),
            due=row.starts_on,
        )


def _ending(actor: Actor, today: date) -> Iterator[Concern]:
    first, last = today - timedelta(days=SOON), today + timedelta(days=SOON)
    rows = visible_to(actor, ControlException).filter(
        state=ControlException.State.APPROVED, ends_on__range=(first, last)
    )
    live = ControlException.objects.filter(state=ControlException.State.APPROVED, ends_on__gt=last)
    renewed = set(live.values_list("test", "subject"))
    for row in rows.select_related("control__accountable", "asked_by"):
        if (row.test, row.subject) in renewed:
            continue
        over = row.ends_on < today
        days = abs((row.ends_on - today).days)
        owner = row.control.accountable
        says = _("The exception from “%(control)s” ends on %(day)s.")
        if over:
            says = _("The exception from “%(control)s” ended on %(day)s.")
        yield Concern(
            rule="exception-ended" if over else "exception-ending",
            weight=Weight.LAPSING,
            kind=_("Exception has ended") if over else _("Exception ends soon"),
            look="clock",
            title=(_("“%s” counts again") if over else _("“%s” is soon excepted no longer")) % row.label,
            detail=says % {"control": row.control, "day": _day(row.ends_on)},
            cost=_("It counts"),
            cost_note=_("as a violation again"),
            who=owner.name if owner else _("Nobody named"),
            when=(
                ngettext("%s day ago", "%s days ago", days) % days
                if over
                else ngettext("in %s day", "in %s days", days) % days
                if days
                else _("today")
            ),
            act=_("See the exception"),
            page="exceptions-detail",
            args=(row.pk,),
            due=row.ends_on,
        )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    rows = visible_to(actor, Control).exclude(state=Control.State.RETIRED).filter(accountable=None)
    names = list(rows.values_list("name", flat=True))
    says = ngettext("%s control has no accountable person", "%s controls have no accountable person", len(names))
    yield from nobodys("nobody-controls", says, names, page="controls", query="owner=none")


def _day(day: date) -> str:
    return date_format(day, "j M Y")
