"""One edition: who wrote and approved it, its files, what moved since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.assurance.operations import assess
from earnest.core.organization.models import Person
from earnest.core.telling.models import Edition
from earnest.core.telling.queries import Told, edition_before, held, is_whole, wrote
from earnest.engines.documents.editions import Move, compare, spoken
from earnest.foundation import jobs, ledger
from earnest.foundation.actor import May
from earnest.foundation.errors import NotAllowed
from earnest.foundation.jobs import Progress
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person
from earnest.narrative import approve
from earnest.narrative.changed import kept

SHOWN = 50
"""Statements that moved and are shown; of the others the page says how many there are."""


class ApproveForm(Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Stands in the proof of the approval, and in the history."),
    )


@dataclass(frozen=True)
class Moved:
    """A statement as it reads now, and as it read before."""

    now: str
    before: str


@require_safe
def edition(request: ActorRequest, pk: int) -> HttpResponseBase:
    found = _one(request, pk)
    told = Told(found.audience, found.framework, found.document)
    before = edition_before(request.actor, told, found.as_of)
    moves = compare(kept(before), kept(found)) if before else None
    moved = [*moves.statuses, *moves.figures] if moves else []
    blocked = () if found.is_approved else held(found)
    decides = request.actor.may(May.DECIDE_EXCEPTION) and not found.is_approved and not blocked
    own = decides and wrote(request.actor, found)
    about = {key: value for key, value in (("framework", found.framework), ("document", found.document)) if value}
    context: dict[str, Any] = {
        "edition": found,
        "title": found.title,
        "files": files_of(found),
        "whole": is_whole(found),
        "before": before,
        "moves": moves,
        "moved": [_moved(move) for move in moved[:SHOWN]],
        "more": max(0, len(moved) - SHOWN),
        "held": blocked,
        "explain": f"{reverse('narrative-framing', args=[found.audience])}?{urlencode(about)}",
        "form": ApproveForm() if decides and not own else None,
        "own": own,
        "may_see_ledger": request.actor.may(May.SEE_LEDGER),
        "person": _person(request),
        "entries": ledger.history(found.reference, 20),
        "crumbs": [Crumb(_("Narratives"), reverse("narratives")), Crumb(str(found))],
    }
    return render(request, "narratives/edition.html", context)


@require_POST
def approve_edition(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Approve it in the reader's own name; its files are written anew by a job."""
    found = _one(request, pk)
    request.actor.require(May.DECIDE_EXCEPTION)
    person = own_person(request.actor)
    if wrote(request.actor, found):
        raise NotAllowed(_("Nobody approves what they wrote themselves. Another person must decide."))
    form = ApproveForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    title = _("Approving: %s") % found
    seen = revision_seen(request)
    job = jobs.start(request.actor, approve_job, title, edition=found.pk, approver=person.pk, note=note, seen=seen)
    return redirect("job", pk=job.pk)


def approve_job(
    progress: Progress, *, edition: int, approver: int, note: str, seen: int | None = None
) -> dict[str, Any]:
    """Derive the statuses of its day, hold the edition against them, approve it, and write its files."""
    found = visible_to(progress.actor, Edition).get(pk=edition)
    progress.step(0, 2, "control tests")
    assess(found.as_of)
    progress.step(1, 2, "the document")
    person = visible_to(progress.actor, Person).get(pk=approver)
    written = approve(progress.actor, found, approver=person, note=note, seen=seen)
    return {"documents": [one.path.name for one in written]}


def files_of(found: Edition) -> list[dict[str, str]]:
    """The files of an edition that are in the workspace."""
    folder = Path(settings.WORKSPACE) / "documents"
    return [one for one in found.files if (folder / str(one["name"])).is_file()]


def _moved(move: Move) -> Moved:
    return Moved(spoken(move.now), spoken(move.before))


def _one(request: ActorRequest, pk: int) -> Edition:
    if not request.actor.may(May.SEE_RECORD):
        raise Http404
    return get_object_or_404(visible_to(request.actor, Edition).select_related("approver"), pk=pk)


def _person(request: ActorRequest) -> Person | None:
    if request.actor.person is None:
        return None
    return visible_to(request.actor, Person).filter(pk=request.actor.person).first()
