"""Ending an action from its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.core.actions import operations
from earnest.core.actions.models import Action
from earnest.core.actions.queries import visible_to
from earnest.foundation.request import ActorRequest


@require_POST
def finish(request: ActorRequest, pk: int, verb: str) -> HttpResponseBase:
    """Mark an action as done, or drop it with a reason."""
    found = get_object_or_404(visible_to(request.actor, Action), pk=pk)
    reason, revision = request.POST.get("reason", "")[:2000], request.POST.get("seen", "")
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else None
    if verb == "done":
        operations.mark_done(request.actor, found, note=reason, seen=seen)
        messages.success(request, _("“%s” is done.") % found)
    else:
        operations.drop(request.actor, found, reason=reason, seen=seen)
        messages.success(request, _("“%s” is dropped.") % found)
    return redirect("actions-detail", pk=pk)
