"""Taking frameworks and controls of the library into use, and choosing the tests that speak for a control."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from earnest.core.controls import operations as controls
from earnest.core.controls.models import BoundTest, Control
from earnest.core.controls.queries import tests
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.engines.control_tests.model import ControlTest
from earnest.foundation.actor import May
from earnest.foundation.errors import Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.plain import may_change
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.library.catalogue import CatalogueControl, catalogue
from earnest.library.frameworks import frameworks as library


class AdoptForm(Form):
    """Who is to answer for what is taken into use."""

    accountable = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=gettext_lazy("Who answers for it"),
        required=False,
        help_text=gettext_lazy("Without a name it is listed on the first page as nobody's."),
    )

    def __init__(self, request: ActorRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        field = self.fields["accountable"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_to(request.actor, Person).filter(left_on=None)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt_frameworks(request: ActorRequest) -> HttpResponseBase:
    """The frameworks of the library that are not adopted yet, with where their text comes from."""
    request.actor.require(May.EDIT_RECORD)
    form = AdoptForm(request)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["accountable"]
        chosen = [key for key in request.POST.getlist("key") if key in library()]
        for key in chosen:
            controls.join_framework(request.actor, frameworks.adopt(request.actor, key, accountable=person))
        _told(request, len(chosen))
        return redirect("frameworks" if chosen else "frameworks-adopt")
    there = set(visible_to(request.actor, Framework).values_list("key", flat=True))
    offered = [one for one in library().values() if one.id not in there]
    crumbs = (Crumb(_("Frameworks"), reverse("frameworks")), Crumb(_("Adopt")))
    context = {"title": _("Adopt frameworks"), "form": form, "offered": offered, "crumbs": crumbs}
    return render(request, "adopting/frameworks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt_controls(request: ActorRequest) -> HttpResponseBase:
    """The controls of the catalogue that are not in use yet, by domain; those that a framework asks for first."""
    request.actor.require(May.EDIT_RECORD)
    form = AdoptForm(request)
    if request.method == "POST" and form.is_valid():
        state = Control.State.PLANNED if request.POST.get("planned") else Control.State.OPERATING
        person = form.cleaned_data["accountable"]
        chosen = [key for key in request.POST.getlist("key") if key in catalogue()]
        for key in chosen:
            controls.adopt(request.actor, key, accountable=person, state=state)
        _told(request, len(chosen))
        return redirect("controls" if chosen else "controls-adopt")
    there = set(visible_to(request.actor, Control).values_list("key", flat=True))
    asked = request.GET.get("framework", "")
    adopted = visible_to(request.actor, Framework)
    offered: dict[str, list[CatalogueControl]] = {}
    for one in catalogue().values():
        if one.id not in there and one.tier == "core" and (not asked or one.maps.get(asked)):
            offered.setdefault(one.domain, []).append(one)
    context = {
        "title": _("Adopt controls"),
        "form": form,
        "offered": sorted(offered.items()),
        "adopted": adopted,
        "asked": asked,
        "crumbs": (Crumb(_("Controls"), reverse("controls")), Crumb(_("Adopt"))),
    }
    return render(request, "adopting/controls.html", context)


@require_http_methods(["GET", "HEAD"])
def control_tests(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The tests that speak for a control, with their parameters, and those that could."""
    control = get_object_or_404(visible_to(request.actor, Control), pk=pk)
    known = tests()
    bound = [(row, known.get(row.test), _parameters(known.get(row.test), row)) for row in control.tests.all()]
    taken = {row.test for row, _test, _values in bound}
    others = sorted((one for one in known.values() if one.id not in taken), key=lambda one: one.title)
    context = {
        "title": _("Tests of %s") % control,
        "control": control,
        "bound": bound,
        "others": others,
        "may_change": may_change(request.actor, control),
        "crumbs": (
            Crumb(_("Controls"), reverse("controls")),
            Crumb(str(control), reverse("controls-detail", args=[pk])),
            Crumb(_("Tests")),
        ),
    }
    return render(request, "adopting/tests.html", context)


@require_POST
def bind(request: ActorRequest, pk: int) -> HttpResponseBase:
    control = get_object_or_404(visible_to(request.actor, Control), pk=pk)
    if not may_change(request.actor, control):
        request.actor.require(May.EDIT_RECORD)
    test = tests().get(request.POST.get("test", ""))
    if test is None:
        raise Invalid(_("Choose a control test."), field="test")
    controls.bind_test(request.actor, control, test)
    messages.success(request, _("“%s” now speaks for this control.") % test.title)
    return redirect("control-tests", pk=pk)


@require_POST
def rebind(request: ActorRequest, pk: int, number: int) -> HttpResponseBase:
    """Other parameters for a bound test, or none of it any more."""
    bound = get_object_or_404(visible_to(request.actor, BoundTest), pk=number, control_id=pk)
    reason = request.POST.get("reason", "")
    if request.POST.get("unbind"):
        controls.unbind_test(request.actor, bound, reason=reason)
        messages.success(request, _("“%s” no longer speaks for this control.") % bound.test)
        return redirect("control-tests", pk=pk)
    test = tests().get(bound.test)
    names = [one.name for one in test.parameters] if test else []
    values = {name: request.POST[name] for name in names if name in request.POST}
    kept = {} if test is None else {n: v for n, v in values.items() if v != str(_default(test, n))}
    controls.set_parameters(request.actor, bound, kept, reason=reason)
    messages.success(request, _("The parameters are kept."))
    return redirect("control-tests", pk=pk)


def _parameters(test: ControlTest | None, row: BoundTest) -> list[dict[str, Any]]:
    if test is None:
        return []
    return [
        {"name": one.name, "value": row.parameters.get(one.name, one.default), "unit": one.unit, "doc": one.doc}
        for one in test.parameters
    ]


def _default(test: ControlTest, name: str) -> object:
    return next(one.default for one in test.parameters if one.name == name)


def _told(request: ActorRequest, number: int) -> None:
    if number:
        says = ngettext("%(n)s taken into use.", "%(n)s taken into use.", number) % {"n": number}
        messages.success(request, says)
    else:
        messages.error(request, _("Tick at least one."))


urlpatterns = [
    path("frameworks/adopt/", adopt_frameworks, name="frameworks-adopt"),
    path("controls/adopt/", adopt_controls, name="controls-adopt"),
    path("controls/<int:pk>/tests/", control_tests, name="control-tests"),
    path("controls/<int:pk>/tests/bind/", bind, name="control-test-bind"),
    path("controls/<int:pk>/tests/<int:number>/", rebind, name="control-test-rebind"),
]
