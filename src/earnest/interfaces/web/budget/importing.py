"""Lines of a year from a spreadsheet: looked at first, then kept all or none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from earnest.duties.budget import operations, queries
from earnest.duties.budget.models import FiscalYear
from earnest.duties.budget.operations import Imported
from earnest.duties.budget.rules.sheets import COLUMNS, FILE_LIMIT, NEEDED
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.books import books
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.uploads import refuse_too_large, safe_name, takes_files


class ImportForm(Form):
    fiscal_year = forms.ModelChoiceField(FiscalYear.objects.none(), label=gettext_lazy("Year"))
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("CSV or XLSX; the first row names the columns."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fiscal_year"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = visible_to(actor, FiscalYear).order_by("-starts_on")


@takes_files(May.EDIT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def import_lines(request: ActorRequest) -> HttpResponseBase:
    """A form for the file; looking shows what it holds, keeping adds it."""
    actor = request.actor
    found = books(request)
    looked: Imported | None = None
    if request.method == "POST":
        refuse_too_large(request)
        form = ImportForm(request.POST, request.FILES, actor=actor)
        if form.is_valid():
            looked = _taken(actor, form, keep="keep" in request.POST)
        if looked is not None and looked.kept:
            number = len(looked.lines)
            messages.success(request, ngettext("%d line was added.", "%d lines were added.", number) % number)
            return redirect(found.link("budget"))
    else:
        form = ImportForm(actor=actor, initial={"fiscal_year": found.year})
    context = {
        "form": form,
        "looked": looked,
        "columns": [(name, name in NEEDED) for name in COLUMNS],
        "currency": queries.own_currency(),
        "title": _("Import budget lines"),
        "crumbs": [Crumb(_("Budget"), found.link("budget")), Crumb(_("Import lines"))],
    }
    return render(request, "budget/import.html", context, status=422 if form.errors else 200)


def _taken(actor: Actor, form: ImportForm, *, keep: bool) -> Imported | None:
    """What the file holds; None, with the error at the form, where it cannot be used."""
    file: UploadedFile[Any] = form.cleaned_data["file"]
    data = file.read(FILE_LIMIT + 1)
    year, name = form.cleaned_data["fiscal_year"], safe_name(file.name or "")
    try:
        return operations.import_lines(actor, year, data, name=name, dry_run=not keep)
    except EarnestError as error:
        form.refuse(error)
    return None
