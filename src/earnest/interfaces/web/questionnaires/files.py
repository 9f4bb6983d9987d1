"""The answered workbook and the document with its proofs, to download."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.telling import operations, queries
from earnest.core.telling.models import Questionnaire
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.listing import Column, download
from earnest.interfaces.web.questionnaires.answering import answered_of
from earnest.interfaces.web.standing import Standing, standing
from earnest.narrative import customer
from earnest.narrative.audiences import Format
from earnest.narrative.basis import load
from earnest.narrative.telling import render

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: dict[str, tuple[Format, str]] = {
    "html": ("html", "text/html; charset=utf-8"),
    "pdf": ("pdf", "application/pdf"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


COLUMNS = (
    Column("number", gettext_lazy("Number"), lambda one: one.number),
    Column("question", gettext_lazy("Question"), lambda one: one.text),
    Column("found", gettext_lazy("Evidence says"), lambda one: one.proposal.found),
    Column("answer", gettext_lazy("Goes in"), lambda one: one.filled.word),
    Column("text", gettext_lazy("Words"), lambda one: one.filled.text),
    Column("confidence", gettext_lazy("Confidence"), lambda one: one.proposal.confidence),
    Column("grade", gettext_lazy("Grade"), lambda one: one.proposal.grade),
    Column("seen", gettext_lazy("Evidence as of"), lambda one: one.proposal.seen),
    Column("controls", gettext_lazy("Controls"), lambda one: ", ".join(one.proposal.controls)),
    Column("why", gettext_lazy("Why it is left empty"), lambda one: one.proposal.outdated or one.proposal.why),
)


@require_safe
def workbook(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The customer's workbook with the answers in it."""
    row = get_object_or_404(visible_to(request.actor, Questionnaire), pk=pk)
    name = row.file_name.encode("ascii", "replace").decode().replace('"', "").replace("?", "-")
    return _download(_filled(standing(request), row), _XLSX, name)


@require_safe
def paper(request: ActorRequest, pk: int, kind: str) -> HttpResponseBase:
    """Every question with its answer and its proof, as a document."""
    row = get_object_or_404(visible_to(request.actor, Questionnaire), pk=pk)
    if kind not in _KINDS:
        raise Http404
    stands = standing(request)
    made = customer.compose(load(stands.actor, stands.assessment), row.customer, row.title, answered_of(stands, row))
    wanted, content_type = _KINDS[kind]
    return _download(render(made, wanted), content_type, f"answers-{row.pk}-{stands.day}.{kind}")


@require_safe
def listed(request: ActorRequest, pk: int, kind: str) -> HttpResponseBase:
    """Every question with what evidence answers, as a table for a spreadsheet or a program."""
    row = get_object_or_404(visible_to(request.actor, Questionnaire), pk=pk)
    stands = standing(request)
    made = download(f"answers-{row.pk}-{stands.day}", COLUMNS, answered_of(stands, row), kind)
    if made is None:
        raise Http404
    return made


@require_POST
def sent(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say that the answered workbook went back; its digest is kept."""
    row = get_object_or_404(visible_to(request.actor, Questionnaire), pk=pk)
    request.actor.require(May.ATTEST)
    try:
        answered = answered_of(standing(request), row)
        filled = customer.filled_in(queries.workbook(row), queries.layout_of(row), answered)
        digest = hashlib.sha256(filled).hexdigest()
        operations.mark_sent(request.actor, row, sha256=digest, told=customer.told(answered))
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sent back. The digest of the workbook is kept."))
    return redirect("questionnaire", pk=row.pk)


def _filled(stands: Standing, row: Questionnaire) -> bytes:
    return customer.filled_in(queries.workbook(row), queries.layout_of(row), answered_of(stands, row))


def _download(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
