"""OSCAL on the pages of frameworks: taking a catalog into use, and documents to download."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from earnest.core.assurance.operations import assess
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.engines.oscal.errors import OscalError
from earnest.engines.oscal.reading import MOST_BYTES
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.oscal import importing
from earnest.interfaces.oscal.export import KINDS, Made
from earnest.interfaces.oscal.importing import Taken
from earnest.interfaces.oscal.record import tell
from earnest.interfaces.oscal.taking import take_in
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.standing import asked_day

PURPOSES = {
    "catalog": gettext_lazy("What is asked: every requirement with its number and words."),
    "profile": gettext_lazy("What of it applies to us."),
    "component-definition": gettext_lazy("Our controls, and which requirements each helps to meet."),
    "ssp": gettext_lazy("System security plan: how far each requirement is implemented, by which control."),
    "assessment-plan": gettext_lazy("What is tested, with every query."),
    "assessment-results": gettext_lazy("What was found: observations, findings, risks, with the evidence by hash."),
    "poam": gettext_lazy("Plan of action and milestones: what is not satisfied, and what is being done."),
}


class ImportForm(Form):
    """A catalog, and what to call it."""

    catalog = forms.FileField(
        label=gettext_lazy("Catalog (OSCAL JSON)"),
        help_text=gettext_lazy("For instance the catalog of NIST SP 800-53. Versions 1.0 to 1.2 are read."),
    )
    profile = forms.FileField(
        label=gettext_lazy("Profile"),
        required=False,
        help_text=gettext_lazy(
            "Leave it out to take the whole catalog. A profile chooses controls and sets parameters."
        ),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits, dots and hyphens, such as nist-800-53."),
    )
    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leave it out to use the title in the file."),
    )
    licence = forms.CharField(
        label=gettext_lazy("What its licence allows"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Shown wherever the framework is shown."),
    )
    accountable = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=gettext_lazy("Who answers for it"), required=False
    )

    def __init__(self, request: ActorRequest) -> None:
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None)
        field = self.fields["accountable"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_to(request.actor, Person).filter(left_on=None)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: ActorRequest) -> HttpResponseBase:
    """Take an OSCAL catalog into use as a framework."""
    request.actor.require(May.EDIT_RECORD)
    form = ImportForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            taken = _taken(request.actor, form)
        except OscalError as error:
            form.add_error("catalog", str(error))
        except Invalid as error:
            form.refuse(error)
        else:
            says = _("%(title)s is in use: %(n)s requirements are assessed. Link controls to them next.")
            messages.success(request, says % {"title": taken.title, "n": taken.assessable})
            return redirect("framework", key=taken.key)
    crumbs = (Crumb(_("Frameworks"), reverse("frameworks")), Crumb(_("Import OSCAL")))
    context = {"title": _("Import OSCAL"), "form": form, "crumbs": crumbs}
    return render(request, "oscal/import.html", context, status=422 if form.errors else 200)


def _taken(actor: Actor, form: ImportForm) -> Taken:
    given = form.cleaned_data
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        catalog = _kept(Path(folder) / "catalog.json", given["catalog"])
        profile = _kept(Path(folder) / "profile.json", given["profile"]) if given["profile"] else None
        content = importing.read(catalog, profile, key=given["key"], title=given["title"], licence=given["licence"])
    return take_in(actor, content, accountable=given["accountable"])


def _kept(path: Path, given: UploadedFile[bytes]) -> Path:
    if (given.size or 0) > MOST_BYTES:
        raise OscalError(str(given.name), "It is too big.", f"At most {MOST_BYTES / 1e6:,.0f} MB are read.")
    with path.open("wb") as file:
        for chunk in given.chunks():
            file.write(chunk)
    return path


@require_safe
def documents(request: ActorRequest, key: str) -> HttpResponseBase:
    """The OSCAL documents of a framework, to download."""
    framework = get_object_or_404(visible_to(request.actor, Framework), key=key)
    crumbs = (
        Crumb(_("Frameworks"), reverse("frameworks")),
        Crumb(framework.title, reverse("framework", args=[key])),
        Crumb(_("OSCAL")),
    )
    day = asked_day(request, clock.today())
    context = {"title": _("OSCAL documents"), "framework": framework, "crumbs": crumbs, "as_of": day}
    return render(request, "oscal/documents.html", {**context, "documents": [(one, PURPOSES[one]) for one in KINDS]})


@require_safe
def document(request: ActorRequest, key: str, kind: str) -> HttpResponseBase:
    """One OSCAL document, made from the assessment of a day."""
    get_object_or_404(visible_to(request.actor, Framework), key=key)
    if kind not in KINDS:
        raise Http404
    made = Made(tell(request.actor, assess(asked_day(request, clock.today())), key))
    answer = HttpResponse(made.checked(kind), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{made.name(kind)}"'
    return answer


urlpatterns = [
    path("frameworks/import/", take, name="frameworks-import"),
    path("frameworks/<str:key>/oscal/", documents, name="oscal"),
    path("frameworks/<str:key>/oscal/<slug:kind>/", document, name="oscal-document"),
]
