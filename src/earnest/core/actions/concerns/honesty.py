"""Promises that are put off again and again, and those called done while what they were for still fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.actions.models import Action
from earnest.core.assurance.queries import latest
from earnest.foundation import ledger
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked, answered_for
from earnest.foundation.ledger import Move
from earnest.foundation.record import visible_to

OFTEN = 2
"""How many times a day may move later before it is told."""
RECENT = 180
"""Days for which a finished action is held against its control."""

POSTPONED = Rule(
    "action-postponed",
    gettext_lazy("A promise is put off again and again"),
    gettext_lazy("A day that always moves is no day. A reader of the plan thinks that the work is under way."),
    Severity.MEDIUM,
    gettext_lazy("Do it, give it the people it needs, or drop it and say so."),
)
DONE = Rule(
    "done-yet-failing",
    gettext_lazy("An action is called done, and its control still fails"),
    gettext_lazy("Closing an action proves nothing. Only what is seen afterwards does."),
    Severity.HIGH,
    gettext_lazy("Open it again, or find out why its control still fails."),
)


def _postponed(actor: Actor, day: date) -> Iterator[Finding]:
    later: dict[str, list[Move]] = defaultdict(list)
    for move in ledger.moves(Action, "due_on", until=day):
        if move.before and move.after and str(move.after) > str(move.before):
            later[move.record].append(move)
    rows = {row.reference: row for row in visible_to(actor, Action).filter(state=Action.State.OPEN)}
    for reference, moves in later.items():
        row = rows.get(reference)
        if row is None or len(moves) < OFTEN:
            continue
        first = date.fromisoformat(str(moves[0].before))
        detail = ngettext(
            "It was moved later %(times)s time. It was first due on %(first)s.",
            "It was moved later %(times)s times. It was first due on %(first)s.",
            len(moves),
        ) % {"times": len(moves), "first": date_format(first, "j M Y")}
        yield POSTPONED.found(
            row, detail, reference, "actions-detail", row.pk, times=len(moves), first_due=first, due=row.due_on
        )


def _done(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    rows = visible_to(actor, Action).filter(
        state=Action.State.DONE, done_on__range=(day - timedelta(days=RECENT), day), control__isnull=False
    )
    assessment = latest(day)
    if assessment is None:
        yield DONE.blind(_("Nothing is concluded for this day yet."))
        return
    failing = set(assessment.controls.filter(status="failing").values_list("control_id", flat=True))
    for row in rows.select_related("control"):
        if row.control_id in failing and row.done_on is not None and row.control is not None:
            detail = _("Done on %(day)s. “%(control)s” fails.") % {
                "day": date_format(row.done_on, "j M Y"),
                "control": row.control,
            }
            yield DONE.found(
                row, detail, row.reference, "actions-detail", row.pk, done_on=row.done_on, control=row.control.key
            )


HONESTY: tuple[Check, ...] = (
    Check(POSTPONED, _postponed),
    Check(DONE, _done),
    *answered_for(Action, "actions-detail", counted=Q(state=Action.State.OPEN)),
)
