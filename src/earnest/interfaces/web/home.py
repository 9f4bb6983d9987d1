"""The first page, and whether the server is well."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from earnest.core.organization.models import Organization
from earnest.foundation.request import ActorRequest


@require_safe
def home(request: ActorRequest) -> HttpResponseBase:
    return render(request, "home.html", {"organization": Organization.objects.first()})


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
