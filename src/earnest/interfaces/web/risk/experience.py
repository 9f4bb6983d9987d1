"""Counting what really happened: how many events of a scenario in a span of time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from earnest.core.risks import operations
from earnest.core.risks.models import Experience, Scenario
from earnest.foundation import clock, plain
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import day_field
from earnest.interfaces.web.risk import scenario_page
from earnest.interfaces.web.risk.forms import parsed


class CountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when the program runs
    def label_from_instance(self, obj: Any) -> str:
        """A count by its span."""
        given = {"events": obj.events, "since": obj.since.isoformat(), "until": obj.until.isoformat()}
        return _("%(events)s from %(since)s to %(until)s") % given


class CountForm(Form):
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until"), help_text=gettext_lazy("The last day that is counted, up to today."))
    events = forms.IntegerField(
        label=gettext_lazy("How many events"),
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("0 says much too: nothing in ten years is worth writing down."),
    )
    losses = forms.CharField(
        label=gettext_lazy("What they cost"),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("As far as it is known, with a space between the numbers."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the count comes from"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    replaces = CountField(
        Experience.objects.none(),
        label=gettext_lazy("It replaces a count that was wrong"),
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def clean_losses(self) -> list[float]:
        try:
            return [parsed(one) for one in self.cleaned_data["losses"].replace(";", " ").split()]
        except (ValueError, OverflowError):
            says = _("Write the losses as numbers with a space between them, such as 2900 6,400 12k.")
            raise forms.ValidationError(says) from None


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: ActorRequest, pk: int) -> HttpResponseBase:
    scenario = scenario_page.one(request, pk)
    if not plain.may_change(request.actor, scenario):
        request.actor.require(May.EDIT_RECORD)
    form = CountForm(request.POST if request.method == "POST" else None, initial={"until": clock.today()})
    rows = visible_to(request.actor, Experience).filter(scenario=scenario, superseded_on=None)
    replaces = form.fields["replaces"]
    if isinstance(replaces, forms.ModelChoiceField):
        replaces.queryset = rows
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        try:
            operations.record_experience(request.actor, scenario, **given)
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Counted. The frequency is corrected by it."))
            return redirect("scenarios-detail", pk=pk)
    context = {
        "scenario": scenario,
        "form": form,
        "title": _("What happened: %s") % scenario.title,
        "crumbs": [*_way(scenario), Crumb(_("What happened"))],
    }
    return render(request, "risk/experience.html", context, status=422 if form.is_bound else 200)


def _way(scenario: Scenario) -> list[Crumb]:
    return [
        Crumb(_("Risks"), reverse("scenarios")),
        Crumb(scenario.title, reverse("scenarios-detail", args=[scenario.pk])),
    ]
