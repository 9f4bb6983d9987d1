"""The papers that an argument becomes: to read now, and to write as files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.core.assurance.operations import assess
from earnest.engines.documents.html import render_fragment
from earnest.foundation import clock, jobs
from earnest.foundation.actor import May
from earnest.foundation.jobs import Progress
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.arguments.page import one_of
from earnest.interfaces.web.narratives import shapes
from earnest.interfaces.web.standing import standing
from earnest.narrative import another_way


@require_safe
def read(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The paper as of a day, composed now."""
    stands = standing(request)
    row = one_of(request.actor, pk)
    document = another_way.compose(row.key, stands.day, request.actor)
    context = {
        **stands.context,
        "title": _("Paper: %s") % row.title,
        "argument": row,
        "may_write": request.actor.may(May.EDIT_RECORD),
        "shapes": shapes(),
        "content": mark_safe(render_fragment(document)),  # noqa: S308 - our own renderer escaped every word
        "crumbs": [
            Crumb(_("Another way"), stands.link("arguments")),
            Crumb(row.title, stands.link("arguments-detail", pk)),
            Crumb(_("Paper")),
        ],
    }
    return render(request, "arguments/paper.html", context)


@require_POST
def write(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Start writing the paper into the workspace's documents."""
    row = one_of(request.actor, pk)
    request.actor.require(May.EDIT_RECORD)
    title = _("Writing: %s") % row.title
    job = jobs.start(request.actor, write_job, title, key=row.key, day=clock.today().isoformat())
    return redirect("job", pk=job.pk)


def write_job(progress: Progress, *, key: str, day: str) -> dict[str, Any]:
    """Derive the statuses of the day, then write every format of the paper."""
    told = date.fromisoformat(day)
    progress.step(0, 2, "control tests")
    assess(told)
    progress.step(1, 2, "the document")
    written = another_way.write(key, told, actor=progress.actor)
    return {"documents": [one.path.name for one in written]}
