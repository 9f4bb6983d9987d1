"""What of arguments needs a person: a review that is asked for, a doubt without an answer, a review that is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.controls.models import Argument
from earnest.core.controls.queries import loaded, open_on
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight

SOON = 30
"""Days ahead in which a review that is due is told."""


def arguing(actor: Actor, today: date) -> Iterator[Concern]:
    """Nothing of arguments that were withdrawn."""
    for row in loaded(actor).exclude(state=Argument.State.WITHDRAWN):
        if row.state == Argument.State.REVIEW:
            yield _review_asked(row, today)
        for _doubt in open_on(today, [row])[:1]:
            yield _doubted(row, today)
        if row.state == Argument.State.REVIEWED and row.review_due and row.review_due <= today + timedelta(days=SOON):
            yield _review_due(row, row.review_due, today)


def _review_asked(row: Argument, today: date) -> Concern:
    return Concern(
        rule="argument-review",
        weight=Weight.DECISION,
        kind=_("Decision"),
        look="decide",
        title=_("Review the argument: %s") % row.title,
        detail=_("%(who)s argues that “%(what)s” is met another way.")
        % {"who": row.author.name, "what": row.requirement},
        cost=_("It counts for nothing"),
        cost_note=_("until another person has reviewed it"),
        who=_("Anyone but %s") % row.author.name,
        when=_("waiting"),
        act=_("Review it"),
        page="arguments-detail",
        args=(row.pk,),
        due=today,
    )


def _doubted(row: Argument, today: date) -> Concern:
    doubts = open_on(today, [row])
    oldest = min(one.raised_on for one in doubts)
    days = (today - oldest).days
    return Concern(
        rule="argument-doubted",
        weight=Weight.DECISION,
        kind=_("Doubt without an answer"),
        look="decide",
        title=_("Answer the doubt: %s") % doubts[0].text,
        detail=_("It is about the argument “%s”.") % row.title,
        cost=_("Unproven"),
        cost_note=_("until it is answered"),
        who=row.author.name,
        when=ngettext("waits %s day", "waits %s days", days) % days if days > 0 else _("raised today"),
        act=_("See the doubt"),
        page="arguments-detail",
        args=(row.pk,),
        due=oldest,
    )


def _review_due(row: Argument, due: date, today: date) -> Concern:
    days = abs((due - today).days)
    over = due < today
    return Concern(
        rule="argument-overdue" if over else "argument-due",
        weight=Weight.LAPSING,
        kind=_("Review overdue") if over else _("Review due soon"),
        look="clock",
        title=_("Review the argument again: %s") % row.title,
        detail=_("It stands until %s without a new review.") % date_format(due, "j M Y"),
        cost=_("Unproven"),
        cost_note=_("after that day"),
        who=row.author.name,
        when=ngettext("%s day ago", "%s days ago", days) % days
        if over
        else ngettext("in %s day", "in %s days", days) % days,
        act=_("Open the argument"),
        page="arguments-detail",
        args=(row.pk,),
        due=due,
    )
