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
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.core.assurance.operations import assess
from earnest.core.frameworks.models import Framework
from earnest.core.telling import queries
from earnest.core.telling.models import Edition
from earnest.core.telling.queries import edition_of
from earnest.engines.documents.html import render_fragment
from earnest.foundation import clock, jobs
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.jobs import Progress
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.editions import files_of
from earnest.interfaces.web.standing import asked_day
from earnest.narrative import BY_KEY, FORMATS, Audience, Telling, asked, write
from earnest.narrative.measured import grades

_NAME = re.compile(rf"[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:{'|'.join(FORMATS)})")
_AGAIN = re.compile(r"-e\d+$")
SHOWN = 40
"""Editions that the list shows."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class File:
    """A file that was written."""

    name: str
    audience: str
    size: int
    day: date | None
    kind: str


@require_safe
def narratives(request: ActorRequest) -> HttpResponseBase:
    _record_only(request.actor)
    frameworks = list(visible_to(request.actor, Framework).order_by("title"))
    context = {
        "audiences": [(one, [each for each in frameworks if one.of(each.key)]) for one in BY_KEY.values()],
        "told": told_editions(request.actor)[:SHOWN],
        "loose": loose_files(request.actor),
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
    framework, paper = request.GET.get("framework") or None, request.GET.get("document") or None
    found = asked(audience, day, framework=framework, actor=request.actor, document=paper)
    document = found.document()
    about = {key: value for key, value in (("framework", found.framework), ("document", paper or "")) if value}
    context = {
        "told": told,
        "title": told.title,
        "as_of": day,
        "framework": found.framework,
        "paper": paper or "",
        "others": _others(found),
        "query": urlencode(about),
        "edition": edition_of(request.actor, found.about, day),
        "grades": grades(audience, document),
        "document": mark_safe(render_fragment(document)),  # noqa: S308  the writer escapes all content
        "shapes": shapes(),
        "may_write": request.actor.may(May.EDIT_RECORD),
        "crumbs": [Crumb(_("Narratives"), reverse("narratives")), Crumb(str(told.title))],
    }
    return render(request, "narratives/narrative.html", context)


def _others(found: Telling) -> list[tuple[str, str, bool]]:
    """The papers that this audience can be told of the framework, where there are several: name, address, shown."""
    papers = found.audience.of(found.framework)
    base = reverse("narrative", args=[found.audience.key])
    about = {"framework": found.framework} if found.framework else {}
    made = [(paper, f"{base}?{urlencode({**about, 'document': paper.key})}") for paper in papers]
    words = [(paper.key.replace("-", " ").capitalize(), url, paper == found.paper) for paper, url in made]
    return words if len(words) > 1 else []


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
    """Start writing an edition in every format that it has, in the workspace's documents."""
    _record_only(request.actor)
    request.actor.require(May.EDIT_RECORD)
    told = _audience(audience)
    framework = request.POST.get("framework") or None
    keys = set(visible_to(request.actor, Framework).values_list("key", flat=True))
    if told.of_framework and framework not in keys:
        raise Invalid(_("Choose the framework that it is about."), field="framework")
    title = _("Writing: %s") % told.title
    arguments: dict[str, Any] = {"audience": audience, "framework": framework if told.of_framework else None}
    arguments["document"] = request.POST.get("document") or None
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


def write_job(
    progress: Progress, *, audience: str, framework: str | None, day: str, document: str | None = None
) -> dict[str, Any]:
    """Derive the statuses of the day, then write the narrative."""
    told = date.fromisoformat(day)
    progress.step(0, 2, "control tests")
    assess(told)
    progress.step(1, 2, "the document")
    written = write(audience, told, framework=framework, actor=progress.actor, document=document)
    return {"documents": [one.path.name for one in written]}


def editions() -> list[File]:
    """What was written, newest day first. Only plain files with a name of ours, in the folder itself."""
    found = []
    for path in _folder().glob("*"):
        if not _NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
            continue
        audience = path.name.partition("-")[0].partition(".")[0]
        if audience in BY_KEY:
            kind = path.suffix[1:]
            found.append(File(path.name, str(BY_KEY[audience].title), path.stat().st_size, _day(path.stem), kind))
    return sorted(found, key=lambda one: (one.day or date.min, one.name), reverse=True)


def told_editions(actor: Actor) -> list[tuple[Edition, list[dict[str, str]]]]:
    """The editions on record, newest day first, each with its files that are there."""
    return [(one, files_of(one)) for one in queries.editions(actor)]


def loose_files(actor: Actor) -> list[File]:
    """Files in the folder that belong to no edition on record."""
    known = {str(file["name"]) for one in queries.editions(actor) for file in one.files}
    return [one for one in editions() if one.name not in known]


def _day(stem: str) -> date | None:
    try:
        return date.fromisoformat(_AGAIN.sub("", stem)[-10:])
    except ValueError:
        return None


def _folder() -> Path:
    return Path(settings.WORKSPACE) / "documents"


def _audience(key: str) -> Audience:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _record_only(actor: Actor) -> None:
    if not actor.may(May.SEE_RECORD):
        raise Http404


@cache
def shapes() -> SafeString:
    """The symbols that a document draws by their id within its own page."""
    path = settings.PACKAGE / "engines" / "documents" / "templates" / "shapes.svg"
    return mark_safe(path.read_text(encoding="utf-8"))  # noqa: S308  a file of this package
