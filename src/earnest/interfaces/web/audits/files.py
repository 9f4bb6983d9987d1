"""The request list as a workbook: in, after a dry run that names each bad cell, and out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import Engagement
from earnest.duties.audits.rules.workbook import RequestSheet
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.audits.asking import to, way
from earnest.interfaces.web.audits.engagement import one_engagement
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.uploads import refuse_too_large, safe_name, takes_files

FILE_LIMIT = 5 * 2**20 + 1
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(Form):
    file = forms.FileField(
        label=gettext_lazy("The auditor's workbook"),
        help_text=gettext_lazy("XLSX. A row near its top names the columns: at least a number and a request."),
    )


@csrf_exempt
def import_list(request: ActorRequest, pk: int) -> HttpResponseBase:
    """An engagement that the actor cannot see is not there, whatever their role; the form is guarded behind it."""
    one_engagement(request.actor, pk)
    return _import_list(request, pk)


@takes_files(May.EDIT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def _import_list(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Looking shows what the file holds; keeping takes all of it in, or nothing."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    form, looked = ImportForm(), None
    if request.method == "POST":
        refuse_too_large(request)
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            looked, kept = _taken(actor, row, form, keep="keep" in request.POST)
            if kept is not None:
                messages.success(request, ngettext("%d request came in.", "%d requests came in.", kept) % kept)
                return redirect("engagements-detail", pk=pk)
    context = {
        "form": form,
        "looked": looked,
        "title": _("Import the request list"),
        "crumbs": way(to("engagements-detail", row), Crumb(_("Import"))),
    }
    return render(request, "audits/import.html", context, status=422 if form.errors else 200)


def _taken(actor: Actor, row: Engagement, form: ImportForm, *, keep: bool) -> tuple[RequestSheet | None, int | None]:
    """What the file holds, and how many requests came in; None where nothing was to come in, or could."""
    file: UploadedFile[Any] = form.cleaned_data["file"]
    data, name = file.read(FILE_LIMIT), safe_name(file.name or "")
    sheet = None
    try:
        sheet = queries.read_request_file(row, data, name, clock.today())
        if keep:
            return sheet, len(operations.import_requests(actor, row, sheet))
    except EarnestError as error:
        form.refuse(error)
    return sheet, None


@require_safe
def export_list(request: ActorRequest, pk: int) -> HttpResponse:
    """The list as it stands today."""
    row = one_engagement(request.actor, pk)
    request.actor.require(May.SEE_RECORD)
    return workbook(request.actor, row)


def workbook(actor: Actor, row: Engagement) -> HttpResponse:
    """The list as a download, which the ledger keeps."""
    operations.downloaded(actor, row, what=_("Request list as a workbook"))
    today = clock.today()
    body = queries.request_workbook(actor, row, today)
    headers = {"Content-Disposition": f'attachment; filename="requests-{row.pk}-{today:%Y-%m-%d}.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=headers)
