"""Narratives: whom there is one for, writing it, reading it, and the editions that were written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.assurance.operations import assess
from earnest.core.frameworks.models import Framework
from earnest.engines.documents.html import render_fragment
from earnest.foundation import clock, jobs
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.jobs import Progress
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.standing import asked_day
from earnest.narrative import AUDIENCES, SLIDES, compose, write

_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:html|pdf|pptx)")
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "pptx": _SLIDES}


@dataclass(frozen=True)
class Audience:
    """Whom a narrative is for, and what it does for them. `of_framework`: there is one for each framework."""

    key: str
    title: str | Promise
    purpose: str | Promise
    of_framework: bool = False

    @property
    def write(self) -> str:
        """What the button says that writes it."""
        return _("Write HTML, PDF and slides") if self.key in SLIDES else _("Write HTML and PDF")


TOLD: dict[str, Audience] = {
    "board": Audience(
        "board",
        gettext_lazy("For the board"),
        gettext_lazy("Where we stand, what it may cost and what to decide, on a few pages."),
    ),
    "auditor": Audience(
        "auditor",
        gettext_lazy("For an auditor"),
        gettext_lazy("Every requirement of one framework: met by what, proven how, with the chain to each snapshot."),
        of_framework=True,
    ),
    "insurer": Audience(
        "insurer",
        gettext_lazy("For an insurer"),
        gettext_lazy("Answers to what underwriters ask, each with its evidence, and what is not known."),
    ),
    "budget": Audience(
        "budget",
        gettext_lazy("For the budget round"),
        gettext_lazy("What we ask, what a euro buys, what is left undone and what that costs, and what to decide."),
    ),
    "legacy": Audience(
        "legacy",
        gettext_lazy("On old systems"),
        gettext_lazy("What is no longer updated, what each way with it costs and risks, and what waiting means."),
    ),
}


@dataclass(frozen=True)
class Edition:
    """A file that was written."""

    name: str
    audience: str
    size: int
    day: date | None
    kind: str


@require_safe
def narratives(request: ActorRequest) -> HttpResponseBase:
    _record_only(request.actor)
    context = {
        "audiences": [TOLD[key] for key in AUDIENCES],
        "frameworks": visible_to(request.actor, Framework).order_by("title"),
        "editions": editions(),
        "title": _("Narratives"),
        "may_write": request.actor.may(May.EDIT_RECORD),
    }
    return render(request, "narratives/list.html", context)


@require_safe
def narrative(request: ActorRequest, audience: str) -> HttpResponseBase:
    """The narrative as it reads as of a day, composed now."""
    _record_only(request.actor)
    told = _audience(audience)
    day = asked_day(request, clock.today())
    assess(day)
    framework = request.GET.get("framework") or None
    document = compose(audience, day, framework=framework, actor=request.actor)
    context = {
        "told": told,
        "title": told.title,
        "as_of": day,
        "framework": framework or "",
        "document": mark_safe(render_fragment(document)),  # noqa: S308  the writer escapes all content
        "shapes": _shapes(),
        "may_write": request.actor.may(May.EDIT_RECORD),
        "crumbs": [Crumb(_("Narratives"), reverse("narratives")), Crumb(str(told.title))],
    }
    return render(request, "narratives/narrative.html", context)


@require_POST
def read(request: ActorRequest, audience: str) -> HttpResponseBase:
    """From the list to the narrative that was chosen there: an address that can be kept."""
    _record_only(request.actor)
    told = _audience(audience)
    framework = request.POST.get("framework", "")
    query = f"?{urlencode({'framework': framework})}" if told.of_framework and framework else ""
    return redirect(reverse("narrative", args=[audience]) + query)


@require_POST
def write_edition(request: ActorRequest, audience: str) -> HttpResponseBase:
    """Start writing an edition: HTML, PDF and for some slides, in the workspace's documents."""
    _record_only(request.actor)
    request.actor.require(May.EDIT_RECORD)
    told = _audience(audience)
    framework = request.POST.get("framework") or None
    keys = set(visible_to(request.actor, Framework).values_list("key", flat=True))
    if told.of_framework and framework not in keys:
        raise Invalid(_("Choose the framework that the auditor looks at."), field="framework")
    title = _("Writing: %s") % told.title
    arguments: dict[str, Any] = {"audience": audience, "framework": framework if told.of_framework else None}
    job = jobs.start(request.actor, write_job, title, day=clock.today().isoformat(), **arguments)
    return redirect("job", pk=job.pk)


@require_safe
def edition(request: ActorRequest, name: str) -> HttpResponseBase:
    """An edition as a file: never shown by the browser as a page of ours."""
    _record_only(request.actor)
    found = next((one for one in editions() if one.name == name), None)
    if found is None:
        raise Http404
    content = (_folder() / found.name).open("rb")
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=_TYPES[found.kind])


def write_job(progress: Progress, *, audience: str, framework: str | None, day: str) -> dict[str, Any]:
    """Derive the statuses of the day, then write the narrative."""
    told = date.fromisoformat(day)
    progress.step(0, 2, "control tests")
    assess(told)
    progress.step(1, 2, "the document")
    written = write(audience, told, framework=framework, actor=progress.actor)
    return {"documents": [one.path.name for one in written]}


def editions() -> list[Edition]:
    """What was written, newest day first. Only plain files with a name of ours, in the folder itself."""
    found = []
    for path in _folder().glob("*"):
        if not _NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
            continue
        audience = path.name.partition("-")[0].partition(".")[0]
        if audience in TOLD:
            kind = path.suffix[1:]
            found.append(Edition(path.name, str(TOLD[audience].title), path.stat().st_size, _day(path.stem), kind))
    return sorted(found, key=lambda one: (one.day or date.min, one.name), reverse=True)


def _day(stem: str) -> date | None:
    try:
        return date.fromisoformat(stem[-10:])
    except ValueError:
        return None


def _folder() -> Path:
    return Path(settings.WORKSPACE) / "documents"


def _audience(key: str) -> Audience:
    if key not in AUDIENCES or key not in TOLD:
        raise Http404
    return TOLD[key]


def _record_only(actor: Actor) -> None:
    if not actor.may(May.SEE_RECORD):
        raise Http404


@cache
def _shapes() -> SafeString:
    """The symbols that a document draws by their id within its own page."""
    path = settings.PACKAGE / "engines" / "documents" / "templates" / "shapes.svg"
    return mark_safe(path.read_text(encoding="utf-8"))  # noqa: S308  a file of this package
