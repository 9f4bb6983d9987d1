"""Actions, from anywhere."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from earnest.core.actions.models import Action
from earnest.core.actions.operations import may_finish
from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.plain import may_change
from earnest.foundation.resource import Panel, Resource


def overdue_days(action: Action) -> int:
    """Days since an open action was due; 0 while it is not."""
    if action.state != Action.State.OPEN or action.due_on is None:
        return 0
    return max(0, (clock.today() - action.due_on).days)


def _ending(actor: Actor, action: Action) -> dict[str, Any]:
    still_open = action.state == Action.State.OPEN
    return {
        "action": action,
        "overdue_days": overdue_days(action),
        "may_finish": still_open and may_finish(actor, action),
        "may_drop": still_open and may_change(actor, action),
    }


RESOURCES = (
    Resource(
        model=Action,
        slug="actions",
        list_name="actions",
        purpose=_("What people have promised to do, and by when."),
        columns=("title", "accountable", "due_on", "state"),
        more_columns=("detail", "done_on", "control", "asset"),
        fields=("title", "detail", "accountable", "due_on", "state", "done_on", "control", "asset"),
        search=("title", "detail"),
        filters=("state", "accountable", "control", "asset"),
        sort="due_on",
        panels=(Panel("actions/finish.html", _ending),),
        flag=lambda action: _("overdue") if overdue_days(action) else "",
    ),
)
