"""Long work: what runs, how far it is, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.foundation import jobs
from earnest.foundation.models import Job
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest

PAGE = 50


@require_safe
def job_list(request: ActorRequest) -> HttpResponseBase:
    """The reader's own jobs, or all for those who see the ledger."""
    rows = jobs.visible_to(request.actor).select_related("user")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page, "title": _("Long work")})


@require_safe
def job(request: ActorRequest, pk: int) -> HttpResponseBase:
    """How far a job is; asked by htmx, only that part, and the whole page again once it is over."""
    found = _one(request, pk)
    if request.htmx:
        if found.is_over:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render(request, "components/progress.html", _shown(found))
    return render(request, "jobs/job.html", _shown(found))


@require_POST
def cancel(request: ActorRequest, pk: int) -> HttpResponseBase:
    jobs.cancel(request.actor, _one(request, pk))
    messages.info(request, _("It stops at the next step. What is done already stays."))
    return redirect("job", pk=pk)


@require_POST
def resume(request: ActorRequest, pk: int) -> HttpResponseBase:
    jobs.resume(request.actor, _one(request, pk))
    messages.success(request, _("It goes on from where it stopped."))
    return redirect("job", pk=pk)


def _shown(found: Job) -> dict[str, Any]:
    return {
        "job": found,
        "title": found.title,
        "poll_url": reverse("job", args=[found.pk]),
        "files": found.result.get("files", ()),
        "documents": found.result.get("documents", ()),
        "back_url": found.result.get("page", ""),
        "crumbs": [Crumb(_("Long work"), reverse("jobs")), Crumb(found.title)],
        "may_resume": found.state in {Job.State.FAILED, Job.State.CANCELLED},
    }


def _one(request: ActorRequest, pk: int) -> Job:
    return get_object_or_404(jobs.visible_to(request.actor), pk=pk)
