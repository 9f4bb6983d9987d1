"""Answering a request: what is said, and the evidence that is picked for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import AnswerEvidence, AuditRequest
from earnest.duties.audits.operations import Link
from earnest.duties.audits.queries import Choice, Offer
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Conflict, EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits.asking import answered, forms_page, to, way
from earnest.interfaces.web.audits.forms import AnswerForm
from earnest.interfaces.web.audits.requests import mine_or, one_request
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.uploads import LimitedUpload, refuse_too_large, safe_name

MOST = 50
"""Pieces of evidence that an answer may rest on."""


@dataclass(frozen=True)
class Picker:
    """What was looked for, what is chosen, and what else there is."""

    words: str
    kind: str
    kinds: list[tuple[str, str]]
    chosen: tuple[Choice, ...]
    offer: Offer


def picker(actor: Actor, row: AuditRequest, given: QueryDict) -> Picker:
    values = given.getlist("evidence")[:MOST]
    words, kind = given.get("q", "")[:200].strip(), given.get("kind", "")
    kind = kind if kind in AnswerEvidence.Kind.values else ""
    found = queries.offered(actor, row, words, kind, without=values)
    kinds = [("", _("Everything")), *((one.value, str(one.label)) for one in AnswerEvidence.Kind)]
    return Picker(words, kind, kinds, queries.chosen(actor, values), found)


@require_safe
def pick(request: ActorRequest, pk: int) -> HttpResponse:
    """The evidence that may be picked, drawn anew while somebody looks for it."""
    row = one_request(request.actor, pk)
    mine_or(request.actor, row)
    return render(request, "audits/picked.html", {"picker": picker(request.actor, row, request.GET)})


@csrf_exempt
def answer(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Nothing of what is sent is read before it is known that the actor may answer; the form is guarded behind it."""
    mine_or(request.actor, one_request(request.actor, pk))
    request.upload_handlers = [LimitedUpload(request)]
    return _answer(request, pk)


@csrf_protect
@forms_page
def _answer(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Answer it in the reader's own name; what evidence says now is kept. `look` only looks for evidence."""
    actor, row = request.actor, one_request(request.actor, pk)
    looks = "look" in request.POST
    form = AnswerForm(initial={"text": request.POST.get("text", "")})
    conflict = None
    if request.method == "POST":
        refuse_too_large(request)
    if request.method == "POST" and not looks:
        form = AnswerForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                _kept(actor, row, form, request.POST, revision_seen(request))
            except Conflict as error:
                conflict = error
            except EarnestError as error:
                form.refuse(error)
            else:
                return answered(request, _("Answered in your name."), reverse("audit-requests-detail", args=[pk]))
    first = request.method != "POST" and row.control is not None
    given = request.POST if request.method == "POST" else _first(row) if first else request.GET
    path = way(to("audit-requests-detail", row), Crumb(_("Answer")))
    context = {
        "form": form,
        "row": row,
        "revision": row.revision if conflict or revision_seen(request) is None else revision_seen(request),
        "conflict": conflict,
        "picker": picker(actor, row, given),
        "title": _("Answer"),
        "lede": f"{row.number} {row.title}",
        "crumbs": path,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "audits/answer.html", context, status=status)


def _first(row: AuditRequest) -> QueryDict:
    """What is chosen to begin with: the control that the request is about."""
    found = QueryDict(mutable=True)
    if row.control is not None:
        found.setlist("evidence", [f"{AnswerEvidence.Kind.CONTROL.value}:{row.control.key}"])
    return found


def _kept(actor: Actor, row: AuditRequest, form: AnswerForm, given: QueryDict, seen: int | None) -> None:
    links = _links(actor, given.getlist("evidence"))
    file: UploadedFile[Any] | None = form.cleaned_data["file"]
    if isinstance(file, TemporaryUploadedFile):
        links.append(operations.hand_over(actor, row, Path(file.temporary_file_path()), safe_name(file.name or "")))
    text = form.cleaned_data["text"]
    operations.answer(actor, row, text=text, answered_by=own_person(actor), evidence=links, seen=seen)


def _links(actor: Actor, values: list[str]) -> list[Link]:
    """What was picked. Invalid for what is not there, or not theirs to see."""
    if len(values) > MOST:
        raise Invalid(_("An answer may rest on %d pieces of evidence at most.") % MOST)
    found = {one.value: one for one in queries.chosen(actor, values)}
    links = []
    for value in dict.fromkeys(values):
        if value not in found:
            raise Invalid(_("“%s” is no evidence that you can point at. Choose from the list.") % value[:80])
        kind, _colon, reference = value.partition(":")
        links.append(Link(kind, reference, label=found[value].label))
    return links
