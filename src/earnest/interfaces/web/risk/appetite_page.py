"""The appetite: what the board accepts, where it is written down, and agreeing a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from earnest.core.risks import operations
from earnest.core.risks.models import Appetite
from earnest.core.risks.rules import checked_points
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import day_field
from earnest.interfaces.web.risk import appetite_words, pictures
from earnest.interfaces.web.risk.forms import NumberField, written
from earnest.interfaces.web.risk.money import chance
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.standing import standing

LINES = 6
GOOD_FOR = timedelta(days=365)


class AgreeForm(Form):
    """Points of the curve, a line each, and who agreed them."""

    agreed_by = forms.CharField(label=gettext_lazy("Agreed by"), max_length=200)
    agreed_on = day_field(gettext_lazy("Agreed on"))
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        max_length=300,
        help_text=gettext_lazy("Where the decision is written down, so that another can find it."),
    )
    valid_until = day_field(gettext_lazy("Valid until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in range(1, LINES + 1):
            needed = line == 1
            self.fields[f"loss_{line}"] = NumberField(label=_("Loss of more than, %d") % line, required=needed)
            self.fields[f"chance_{line}"] = NumberField(
                label=_("Chance in a year, percent, %d") % line, required=needed
            )
            for name in (f"loss_{line}", f"chance_{line}"):
                self.fields[name].widget.attrs["class"] = "input"
        self.points: list[list[float]] = []

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"loss_{line}"], self[f"chance_{line}"]) for line in range(1, LINES + 1)]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in ("agreed_by", "agreed_on", "minutes", "valid_until")]

    def clean(self) -> dict[str, Any]:
        given, before = self.cleaned_data, None
        for line in range(1, LINES + 1):
            loss, percent = given.get(f"loss_{line}"), given.get(f"chance_{line}")
            if self.errors.keys() & {f"loss_{line}", f"chance_{line}"} or (loss is None and percent is None):
                continue
            if loss is None or percent is None:
                name = f"loss_{line}" if loss is None else f"chance_{line}"
                self.add_error(name, _("A point needs both: the loss, and its chance."))
                continue
            before = self._line(line, loss, percent / 100, before)
        return given

    def _line(self, line: int, loss: float, share: float, before: list[float] | None) -> list[float] | None:
        """Add one point; the error at its own field if it cannot be one."""
        if loss <= 0:
            self.add_error(f"loss_{line}", _("The loss is above 0."))
        elif not 0 < share < 1:
            self.add_error(f"chance_{line}", _("The chance lies between 0 and 100 percent, ends left out."))
        elif before is not None and loss <= before[0]:
            self.add_error(f"loss_{line}", _("Each loss is greater than the one above it."))
        elif before is not None and share >= before[1]:
            self.add_error(f"chance_{line}", _("A greater loss has a smaller chance: it is less than the one above."))
        else:
            self.points.append([loss, share])
            return [loss, share]
        return before


@require_http_methods(["GET", "HEAD", "POST"])
def appetite(request: ActorRequest) -> HttpResponseBase:
    stands = standing(request)
    actor = request.actor
    if request.method == "POST":
        actor.require(May.DECIDE_EXCEPTION)
        form = AgreeForm(request.POST)
        if form.is_valid() and _agreed(request, form):
            messages.success(request, _("Agreed. It governs from its day."))
            return redirect("risk-appetite")
    else:
        form = AgreeForm(initial=_initial(actor))
    reading = Reading(stands)
    rows = visible_to(actor, Appetite).filter(agreed_on__lte=stands.day).order_by("-agreed_on", "-pk")
    now = rows.first()
    context = {
        **stands.context,
        "title": _("How much is too much"),
        "crumbs": [Crumb(_("Risk and worth"), stands.link("risk")), Crumb(_("Appetite"))],
        "reading": reading,
        "currency": reading.currency,
        "now": now,
        "points": _points(reading, now),
        "says": "" if reading.is_empty else appetite_words.says(reading),
        "picture": None if reading.is_empty else pictures.loss_exceedance(reading.exposure, reading.currency),
        "why": reading.proof("appetite"),
        "earlier": rows[1:20],
        "form": form,
        "may_agree": actor.may(May.DECIDE_EXCEPTION) and stands.day == stands.today,
    }
    return render(request, "risk/appetite.html", context, status=422 if form.is_bound else 200)


def _agreed(request: ActorRequest, form: AgreeForm) -> bool:
    given = form.cleaned_data
    try:
        operations.agree_appetite(
            request.actor,
            points=form.points,
            agreed_by=given["agreed_by"],
            minutes=given["minutes"],
            valid_until=given["valid_until"],
            on=given["agreed_on"],
        )
    except EarnestError as error:
        form.refuse(error)
        return False
    return True


def _initial(actor: Actor) -> dict[str, Any]:
    today = clock.today()
    found: dict[str, Any] = {"agreed_on": today, "valid_until": today + GOOD_FOR}
    now = visible_to(actor, Appetite).order_by("-agreed_on", "-pk").first()
    for line, (loss, share) in enumerate((now.points if now else [])[:LINES], 1):
        found |= {f"loss_{line}": written(loss), f"chance_{line}": written(100 * share)}
    return found


def _points(reading: Reading, now: Appetite | None) -> list[tuple[str, str, str, str]]:
    """Loss, limit, chance now and verdict of each agreed point."""
    if now is None:
        return []
    judged = {} if reading.is_empty else {one.loss: one for one in reading.exposure.appetite}
    try:
        points = checked_points(now.points)
    except Invalid:
        return []
    found = []
    for loss, limit in points:
        one = judged.get(loss)
        told = chance(one.now) if one else _("not known")
        verdict = "no-limit" if one is None else "within" if one.within else "above"
        found.append((reading.money(loss), chance(limit), told, verdict))
    return found
