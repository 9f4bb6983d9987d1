"""Questionnaires that are due, and remembered answers that are past their time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from earnest.core.telling import queries
from earnest.core.telling.models import Questionnaire
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight

SOON = timedelta(days=5)


def due(actor: Actor, today: date) -> Iterator[Concern]:
    """Those not sent back that are due within five days or overdue."""
    rows = queries.questionnaires(actor).exclude(state=Questionnaire.State.SENT).filter(due_on__lte=today + SOON)
    for row in rows:
        if row.due_on is None:
            continue
        late = row.due_on < today
        yield Concern(
            rule="questionnaire-due",
            weight=Weight.DECISION,
            kind=_("Questionnaire of a customer"),
            look="decide",
            title=_("%(customer)s waits for answers to “%(title)s”") % {"customer": row.customer, "title": row.title},
            detail=_("It was due on %s.") % date_format(row.due_on)
            if late
            else _("It is due on %s.") % date_format(row.due_on),
            cost=_("A customer who waits"),
            cost_note="",
            who="",
            when=date_format(row.due_on),
            act=_("Answer it"),
            page="questionnaire",
            args=(row.pk,),
            due=row.due_on,
        )


def lapsed(actor: Actor, today: date) -> Iterator[Concern]:
    """One for all answers that are past their time."""
    rows = queries.lapsed(actor, today)
    if not rows:
        return
    yield Concern(
        rule="answers-lapsed",
        weight=Weight.DECISION,
        kind=_("Answers to customers"),
        look="decide",
        title=_("%s remembered answers are past their time") % len(rows),
        detail=_("They are not used until somebody approves them again."),
        cost=_("Words nobody stands behind"),
        cost_note="",
        who=rows[0].approved_by.name,
        when="",
        act=_("Look at them"),
        page="questionnaires",
        args=(),
        due=rows[0].valid_until,
    )
