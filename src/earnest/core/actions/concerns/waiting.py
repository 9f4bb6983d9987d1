"""Actions that are overdue, and those that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.actions.models import Action
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight, nobodys
from earnest.foundation.record import visible_to


def concerns(actor: Actor, today: date) -> list[Concern]:
    """Also for people who see only their own actions."""
    return [*_overdue(actor, today), *_nobodys(actor)]


def _overdue(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, Action).filter(state=Action.State.OPEN, due_on__lt=today)
    for row in rows.select_related("accountable", "control", "asset").order_by("due_on"):
        assert row.due_on is not None  # filtered by it
        late = (today - row.due_on).days
        about = row.control or row.asset
        yield Concern(
            rule="action-overdue",
            weight=Weight.OVERDUE,
            kind=_("Overdue action"),
            look="flag",
            title=row.title,
            detail=row.detail.strip().splitlines()[0][:200] if row.detail.strip() else "",
            cost=str(about)[:60] if about else _("A promise"),
            cost_note=_("waits for it") if about else _("not kept yet"),
            who=row.accountable.name if row.accountable else _("Nobody named"),
            when=ngettext("%s day overdue", "%s days overdue", late) % late,
            act=_("Open the action"),
            page="actions-detail",
            args=(row.pk,),
            due=row.due_on,
        )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    names = list(
        visible_to(actor, Action).filter(state=Action.State.OPEN, accountable=None).values_list("title", flat=True)
    )
    says = ngettext(
        "%s open action has no accountable person", "%s open actions have no accountable person", len(names)
    )
    yield from nobodys("nobody-actions", says, names, page="actions", query="accountable=none&state=open")
