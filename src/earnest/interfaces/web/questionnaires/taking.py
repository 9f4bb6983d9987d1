"""Taking a questionnaire in: the file, then where its questions are, looked at before they are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from earnest.core.telling import operations, queries
from earnest.core.telling.models import Questionnaire
from earnest.engines.workbooks.errors import WorkbookError
from earnest.engines.workbooks.questions import Layout, guess, layout_of, questions
from earnest.engines.workbooks.reading import Book, read
from earnest.foundation import clock
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.forms import DayInput
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.uploads import refuse_too_large, safe_name, takes_files

SHOWN = 60
"""Questions of the dry run that a page lists."""


class TakeForm(Form):
    """A workbook and whose it is."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("XLSX or XLSM. Macros and links in it are kept and never used."),
    )
    customer = forms.CharField(label=gettext_lazy("Customer"), max_length=200)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    due_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=DayInput())


class ColumnsForm(Form):
    """Where the questions and answers are."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    question = forms.CharField(label=gettext_lazy("Column of questions"), max_length=3)
    answer = forms.CharField(label=gettext_lazy("Column of answers"), max_length=3)
    comment = forms.CharField(label=gettext_lazy("Column of comments"), max_length=3, required=False)
    number = forms.CharField(label=gettext_lazy("Column of numbers"), max_length=3, required=False)
    header = forms.IntegerField(label=gettext_lazy("Row of headings"), min_value=0, max_value=1000, initial=0)

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.name, one.name) for one in book.sheets]

    def layout(self, book: Book) -> Layout:
        """What was told. WorkbookError where it cannot be."""
        told = self.cleaned_data
        found = layout_of(
            book, sheet=told["sheet"], question=told["question"], answer=told["answer"], comment=told["comment"]
        )
        comment = told["comment"].upper()
        return Layout(
            found.sheet, told["header"], found.question, found.answer, comment and found.comment, told["number"].upper()
        )


@require_safe
def overview(request: ActorRequest) -> HttpResponseBase:
    """Every questionnaire, and the words that are remembered."""
    if not request.actor.may(May.SEE_RECORD):
        raise Http404
    rows = queries.questionnaires(request.actor)
    words = sorted(queries.remembered(request.actor).values(), key=lambda one: one.question)
    context = {
        "title": _("Questionnaires of customers"),
        "crumbs": (Crumb(_("Questionnaires")),),
        "rows": rows,
        "words": words,
        "today": clock.today(),
        "may_take": request.actor.may(May.EDIT_RECORD),
    }
    return render(request, "questionnaires/overview.html", context)


@takes_files(May.EDIT_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: ActorRequest) -> HttpResponseBase:
    """Take a workbook in; where its questions are is guessed, and looked at next."""
    posted = request.method == "POST"
    if posted:
        refuse_too_large(request)
    form = TakeForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        told = form.cleaned_data
        try:
            data = told["file"].read()
            made = operations.take_questionnaire(
                request.actor,
                data,
                name=safe_name(told["file"].name),
                customer=told["customer"],
                title=told["title"],
                layout=guess(read(data)),
                received_on=clock.today(),
                due_on=told["due_on"],
            )
        except WorkbookError as error:
            form.add_error("file", str(error))
        except EarnestError as error:
            form.refuse(error)
        else:
            return redirect("questionnaire-columns", pk=made.pk)
    crumbs = (Crumb(_("Questionnaires"), reverse("questionnaires")), Crumb(_("Take one in")))
    context = {"title": _("Take in a questionnaire"), "form": form, "crumbs": crumbs}
    return render(request, "questionnaires/take.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Where its questions are: what would be read is shown first, and read when a person says so."""
    row = get_object_or_404(visible_to(request.actor, Questionnaire), pk=pk)
    request.actor.require(May.EDIT_RECORD)
    book = read(queries.workbook(row))
    initial = {name: getattr(queries.layout_of(row), name) for name in ColumnsForm.base_fields}
    form = ColumnsForm(request.POST or None, book=book, initial=initial)
    layout: Layout | None = queries.layout_of(row)
    if form.is_bound:
        layout = _told(form, book)
    if layout is not None and request.POST.get("do") == "read":
        try:
            operations.read_questions(request.actor, row, layout)
        except Invalid as error:
            form.refuse(error)
        else:
            messages.success(request, _("The questions are read. Nothing is answered before you have looked."))
            return redirect("questionnaire", pk=row.pk)
    found = questions(book, layout) if layout is not None else ()
    crumbs = (
        Crumb(_("Questionnaires"), reverse("questionnaires")),
        Crumb(row.title, reverse("questionnaire", args=[row.pk])),
        Crumb(_("Where its questions are")),
    )
    context = {
        "title": _("Where its questions are"),
        "row": row,
        "form": form,
        "crumbs": crumbs,
        "found": found[:SHOWN],
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "carries": book.package.carries,
    }
    return render(request, "questionnaires/columns.html", context, status=422 if form.errors else 200)


def _told(form: ColumnsForm, book: Book) -> Layout | None:
    if not form.is_valid():
        return None
    try:
        told = form.layout(book)
        questions(book, told)
    except WorkbookError as error:
        form.add_error(None, str(error))
        return None
    return told
