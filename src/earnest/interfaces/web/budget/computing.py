"""The exact answers of a budget, computed in the background: the page shows a quick one with its gap meanwhile."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.core.risks.queries import modelled
from earnest.duties.budget import queries
from earnest.duties.budget.queries import Question
from earnest.foundation import clock, jobs
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.jobs import Progress
from earnest.foundation.models import Job
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.books import Books, books
from earnest.interfaces.web.budget.choice_form import form_of

AGAIN = timedelta(seconds=60)
"""A page asks for the same work by itself no more often than this."""
RECENT = 50


@require_POST
def compute(request: ActorRequest) -> HttpResponseBase:
    """Start the work, or join it where it runs already."""
    found = books(request, request.POST)
    year = found.of
    form = form_of(found, request.POST, queries.items(found.modelled, year))
    if form.is_bound and not form.is_valid():
        raise Invalid(" ".join(str(one) for errors in form.errors.values() for one in errors))
    told = arguments(found, form.question, form.share)
    job = running(request.actor, told)
    if job is None or job.is_over:
        title = _("The best investments for %s") % year.label
        job = jobs.start(request.actor, compute_choice, title, **told, page=request.POST.get("page", "")[:2000])
    if request.htmx:
        return render(request, "components/progress.html", {"job": job, "poll_url": reverse("job", args=[job.pk])})
    return redirect("job", pk=job.pk)


def arguments(found: Books, question: Question, share: float) -> dict[str, Any]:
    """What the work is told; two pages that ask the same tell the same."""
    return {
        "year": found.of.label,
        "day": found.stands.day.isoformat(),
        "budget": None if question.budget is None else float(question.budget),
        "objective": question.objective,
        "must": list(question.must),
        "never": list(question.never),
        "cut": share,
    }


def running(actor: Actor, told: dict[str, Any]) -> Job | None:
    """The newest job that was told the same, over or not."""
    kind = f"{compute_choice.__module__}.{compute_choice.__qualname__}"
    for job in jobs.visible_to(actor).filter(kind=kind).order_by("-pk")[:RECENT]:
        if {key: value for key, value in job.arguments.items() if key != "page"} == told:
            return job
    return None


def starts_itself(job: Job | None) -> bool:
    """Whether a page may ask for the work without being told: not where it has just been done or has failed."""
    return job is None or (job.state == Job.State.DONE and clock.now() - job.created_at > AGAIN)


def compute_choice(
    progress: Progress,
    *,
    year: str,
    day: str,
    budget: float | None,
    objective: str,
    must: list[str],
    never: list[str],
    cut: float,
    page: str,
) -> dict[str, Any]:
    """Conclude the best set, the frontier and the cut; what is concluded is kept, and the page finds it."""
    progress.step(0, 3, "the best set")
    model, chosen = modelled(date.fromisoformat(day)), queries.fiscal_year(year)
    named = queries.objective_named(objective)
    queries.best(model, chosen, budget, named, must=must, never=never)
    progress.step(1, 3, "the frontier")
    queries.frontier(model, chosen, objective=named, must=must, never=never)
    progress.step(2, 3, "what to drop first")
    with suppress(Invalid):  # the page says by itself why so much cannot be cut
        queries.drop_first(model, chosen, cut)
    return {"page": page if page.startswith("/") and not page.startswith("//") else ""}
