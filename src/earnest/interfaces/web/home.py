"""The first page, and whether the server is well."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earnest.core.actions.models import Action
from earnest.core.evidence.models import Snapshot
from earnest.core.organization.models import Organization, Person
from earnest.foundation import clock
from earnest.foundation.actor import May
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.audits import guests
from earnest.interfaces.web.standing import standing
from earnest.interfaces.web.surface import Surface
from earnest.interfaces.web.underneath import underneath


@require_safe
@reading_once()
def home(request: ActorRequest) -> HttpResponseBase:
    """Surface and underneath, for those who see the record; for guests, their engagement; else what is theirs."""
    if guests.is_guest(request.actor):
        return guests.landing(request)
    organization = Organization.objects.first()
    if not request.actor.may(May.SEE_RECORD):
        return _mine(request, organization)
    stands = standing(request)
    surface = Surface(stands)
    context = {
        **stands.context,
        "organization": organization,
        "people": visible_to(request.actor, Person).filter(left_on=None).count(),
        "snapshots": visible_to(request.actor, Snapshot).filter(observed_at__lte=clock.end_of(stands.day)).count(),
        "surface": surface,
        "below": underneath(request.actor, stands.assessment) if stands.day == stands.today else None,
    }
    return render(request, "home/home.html", context)


def _mine(request: ActorRequest, organization: Organization | None) -> HttpResponseBase:
    actions = visible_to(request.actor, Action).filter(state=Action.State.OPEN).order_by("due_on")
    return render(request, "home/mine.html", {"organization": organization, "actions": actions[:50]})


@login_not_required
@require_safe
def health(_request: HttpRequest) -> HttpResponseBase:
    """200 when the database answers, 503 when it does not. Tells nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
