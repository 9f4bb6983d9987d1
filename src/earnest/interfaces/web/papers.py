"""What people say of documents and of their own controls, each in their own name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from earnest.core.controls.models import Control
from earnest.core.evidence import operations
from earnest.core.evidence.queries import visible_to
from earnest.core.organization.models import Person
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.forms import DayInput
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.uploads import refuse_too_large, takes_files

GOOD_FOR = timedelta(days=365)
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


class SayForm(Form):
    """What both forms ask: which control it is about, and how long the word is good."""

    control = forms.ModelChoiceField(Control.objects.none(), label=gettext_lazy("Control"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        control = self.fields["control"]
        if isinstance(control, forms.ModelChoiceField):
            control.queryset = visible_to(actor, Control).exclude(state=Control.State.RETIRED)


class InspectForm(SayForm):
    title = forms.CharField(label=gettext_lazy("Document"), max_length=300)
    document = forms.FileField(
        label=gettext_lazy("The document itself"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Kept under the hash of its bytes."),
    )
    document_date = day_field(gettext_lazy("Date of the document"))
    question = forms.CharField(
        label=gettext_lazy("What you asked of it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One question that the document can answer with yes or no."),
    )
    supports = forms.ChoiceField(
        label=gettext_lazy("Does it show that?"), choices=[("", gettext_lazy("Choose")), *YES_NO]
    )
    note = forms.CharField(
        label=gettext_lazy("What you found"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    valid_until = day_field(gettext_lazy("Good until"))


class AttestForm(SayForm):
    operates = forms.ChoiceField(
        label=gettext_lazy("Does it operate as described?"), choices=[("", gettext_lazy("Choose")), *YES_NO]
    )
    statement = forms.CharField(
        label=gettext_lazy("Your statement"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    valid_until = day_field(gettext_lazy("Good until"))


@takes_files(May.ATTEST)
@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: ActorRequest) -> HttpResponseBase:
    """Record that the reader has looked at a document, and whether it shows what they asked of it."""
    if request.method != "POST":
        return _page(request, "inspect", InspectForm(actor=request.actor, initial=_initial(request)))
    refuse_too_large(request)
    form = InspectForm(request.POST, request.FILES, actor=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with _as_path(given["document"]) as document:
                made = operations.inspect(
                    request.actor,
                    given["control"],
                    title=given["title"],
                    question=given["question"],
                    supports=given["supports"] == "yes",
                    note=given["note"],
                    document_date=given["document_date"],
                    inspected_by=own_person(request.actor),
                    inspected_on=clock.today(),
                    valid_until=given["valid_until"],
                    document=document,
                )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("“%s” counts as inspected by you.") % made)
            return redirect("inspected-records-detail", pk=made.pk)
    return _page(request, "inspect", form)


@require_http_methods(["GET", "HEAD", "POST"])
def attest(request: ActorRequest) -> HttpResponseBase:
    """The reader's own word on whether a control operates: the weakest evidence that counts."""
    request.actor.require(May.ATTEST)
    if request.method != "POST":
        return _page(request, "attest", AttestForm(actor=request.actor, initial=_initial(request)))
    form = AttestForm(request.POST, actor=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.attest(
                request.actor,
                given["control"],
                statement=given["statement"],
                operates=given["operates"] == "yes",
                attested_by=own_person(request.actor),
                attested_on=clock.today(),
                valid_until=given["valid_until"],
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your word is kept, under your name."))
            return redirect("attestations-detail", pk=made.pk)
    return _page(request, "attest", form)


def own_person(actor: Actor) -> Person:
    """The person behind the reader's account, in whose name they decide. Invalid if there is none."""
    found = Person.objects.filter(pk=actor.person).first() if actor.person else None
    if found is None:
        raise Invalid(
            _(
                "Your account is not joined to a person of the record, so there is no name to say this in. "
                "Whoever keeps the people can join them."
            )
        )
    return found


@contextmanager
def _as_path(file: UploadedFile[Any] | None) -> Iterator[Path | None]:
    if file is None:
        yield None
        return
    with tempfile.NamedTemporaryFile(prefix="earnest-") as out:
        for chunk in file.chunks():
            out.write(chunk)
        out.flush()
        yield Path(out.name)


def _initial(request: ActorRequest) -> dict[str, Any]:
    asked = request.GET.get("control", "")
    rows = visible_to(request.actor, Control)
    found = rows.filter(pk=int(asked)) if asked.isdecimal() and len(asked) < 18 else rows.filter(key=asked[:80])
    return {"control": found.first(), "valid_until": clock.today() + GOOD_FOR}


def _page(request: ActorRequest, kind: str, form: Form) -> HttpResponseBase:
    person = Person.objects.filter(pk=request.actor.person).first() if request.actor.person else None
    name = _("Inspect a document") if kind == "inspect" else _("Attest")
    context = {
        "form": form,
        "person": person,
        "title": name,
        "crumbs": [Crumb(_("Evidence"), reverse("evidence")), Crumb(name)],
    }
    return render(request, f"papers/{kind}.html", context, status=422 if form.is_bound else 200)
