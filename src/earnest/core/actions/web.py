"""Actions, from anywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.actions.models import Action
from earnest.foundation.resource import Resource

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
    ),
)
