"""Saying what must be done before a step of the roadmap."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from earnest.duties.legacy import operations
from earnest.duties.legacy.models import RoadmapStep
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.legacy.files import files


class OrderForm(Form):
    """The other steps, those that come first marked, and the revision that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, actor: Actor, step: RoadmapStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = visible_to(actor, RoadmapStep).exclude(pk=step.pk).select_related("entry").order_by("starts_on", "pk")
        first = forms.ModelMultipleChoiceField(
            rows, label=gettext_lazy("Done before it"), required=False, widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("A circle is refused: then none of its steps could be done first."),
        )  # fmt: skip
        first.label_from_instance = lambda obj: f"{obj.title} ({obj.entry})"  # type: ignore[method-assign]  # Django's own way to name a choice
        self.fields = {"seen": self.fields["seen"], "depends_on": first, "reason": self.fields["reason"]}


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show which steps a step needs first; on a post, say it anew."""
    step = get_object_or_404(visible_to(request.actor, RoadmapStep).select_related("entry"), pk=pk)
    request.actor.require(May.EDIT_RECORD)
    known = {"seen": step.revision, "depends_on": [one.pk for one in step.depends_on.all()]}
    given = request.POST if request.method == "POST" else None
    form = OrderForm(given, initial=known, actor=request.actor, step=step)
    if form.is_bound and form.is_valid():
        try:
            operations.set_order(request.actor, step, **form.cleaned_data)
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept."))
            return redirect("legacy-roadmap")
    found = files(request)
    context = found.context("legacy-roadmap", _("What “%s” needs first") % step.title, _("Order of the roadmap"))
    context |= {"form": form, "step": step}
    return render(request, "legacy/order.html", context, status=422 if form.is_bound else 200)
