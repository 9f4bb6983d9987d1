"""What one control is worth: what it removes, brings and costs a year, given the others, and whether it pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.core.controls.models import Control
from earnest.core.risks import operations
from earnest.core.risks.models import ControlEffect, NoIntroducedLoss, Scenario
from earnest.core.risks.queries import Worth
from earnest.foundation import plain
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.risk.forms import EFFECT_FIELDS, EffectForm, IntroduceForm, NothingForm
from earnest.interfaces.web.risk.money import chance
from earnest.interfaces.web.risk.ranking import is_judged, verdict_of
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.risk.reference_cases import cases_for
from earnest.interfaces.web.standing import Standing, standing

INTRODUCE = "introduce_%s"


@dataclass(frozen=True)
class Part:
    """One term of the net worth, with its range."""

    label: str
    value: str
    range: str
    total: bool = False


@dataclass(frozen=True)
class WorthShown:
    """The worth of a control as its page and the control's own page draw it."""

    worth: Worth
    verdict: str
    sentence: str
    parts: Sequence[Part]
    probability: str
    overlap: str
    why: str
    is_judged: bool


def shown(reading: Reading, control: Control) -> WorthShown | None:
    """None where nobody has said anything of it: neither an effect, nor what it brings, nor what it costs."""
    found = next((one for one in reading.worths if one.control == control.key), None)
    if found is None:
        return None
    return WorthShown(
        worth=found,
        verdict=verdict_of(found),
        sentence=found.sentence,
        parts=parts(reading, found),
        probability=chance(found.probability),
        overlap=_overlap(reading, found),
        why=reading.stands.link("proof-worth", control.pk),
        is_judged=is_judged(found),
    )


def parts(reading: Reading, worth: Worth) -> list[Part]:
    labels = (
        (_("Loss removed"), worth.removed),
        (_("Loss it brings"), worth.introduced),
        (_("What it costs"), worth.cost),
        (_("Net worth a year"), worth.net),
    )
    found = []
    for number, (label, one) in enumerate(labels):
        spread = "" if one.low == one.high else reading.range(one.low, one.high)
        if number == 2 and not worth.cost_known:
            spread = _("nobody has said, counted as nothing")
        found.append(Part(label, reading.money(one.mean), spread, total=number == 3))
    return found


def _overlap(reading: Reading, worth: Worth) -> str:
    """What the control would remove if it stood alone, against what it removes beside the others."""
    portfolio, key = reading.modelled.portfolio, worth.control
    alone = portfolio.moments(()).by_scenario
    with_it = portfolio.moments((key,)).by_scenario
    own = {one.id for one in portfolio.control(key).introduces}
    removed = sum(alone[one] - with_it[one] for one in alone if one not in own)
    if removed <= 0:
        return ""
    return _(
        "Given the other controls in force it removes %(now)s. Standing alone it would remove %(alone)s: the others "
        "already take the rest."
        if removed > 1.02 * worth.removed.mean
        else "The other controls take little of its work: standing alone it would remove %(alone)s."
    ) % {"now": reading.money(worth.removed.mean), "alone": reading.money(removed)}


@require_safe
def worth(request: ActorRequest, pk: int) -> HttpResponseBase:
    return _page(request, _control(request, pk))


@require_POST
def estimate(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say what the control does to a scenario; it supersedes what was believed before."""
    control = _changeable(request, pk)
    form = EffectForm(request.POST, actor=request.actor, without=control.pk)
    if form.is_valid():
        try:
            operations.estimate_effect(
                request.actor,
                control,
                form.cleaned_data["scenario"],
                frequency=form.frequency,
                severity=form.severity,
                provenance=form.cleaned_data["provenance"],
                source=form.grounds,
                author=own_person(request.actor),
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept. Its worth is computed anew."))
            return redirect("control-worth", pk=pk)
    return _page(request, control, effect_form=form)


@require_POST
def nothing(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Say that the control brings no loss of its own, and why."""
    control = _changeable(request, pk)
    form = NothingForm(request.POST)
    if form.is_valid():
        try:
            operations.state_no_introduced_loss(
                request.actor, control, because=form.cleaned_data["because"], said_by=own_person(request.actor)
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept, in your name."))
            return redirect("control-worth", pk=pk)
    return _page(request, control, nothing_form=form)


@require_POST
def introduce(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Write down a scenario that the control brings, or join one that is written already."""
    control = _changeable(request, pk)
    form = IntroduceForm(request.POST, actor=request.actor, auto_id=INTRODUCE)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = given["scenario"] and _joined(request, control, given["scenario"])
            made = made or operations.introduce_scenario(
                request.actor,
                control,
                key=_free_key(request.actor, given["title"]),
                title=given["title"],
                statement=given["statement"],
                effect=given["effect"],
                accountable=control.accountable,
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Kept. Now say how often it happens and what it costs."))
            return redirect("scenario-workshop", pk=made.pk)
    return _page(request, control, introduce_form=form)


def _joined(request: ActorRequest, control: Control, scenario: Scenario) -> Scenario:
    acts = visible_to(request.actor, ControlEffect).filter(control=control, scenario=scenario, superseded_on=None)
    if acts.exists():
        says = _("The control is said to act on this scenario, so it cannot bring it too.")
        raise Invalid(says, field="scenario")
    return plain.change(request.actor, scenario, {"introduced_by": control})


def _free_key(actor: Actor, title: str) -> str:
    base = slugify(title)[:70] or "scenario"
    taken = set(visible_to(actor, Scenario).filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _control(request: ActorRequest, pk: int) -> Control:
    return get_object_or_404(visible_to(request.actor, Control).select_related("accountable"), pk=pk)


def _changeable(request: ActorRequest, pk: int) -> Control:
    control = _control(request, pk)
    if not plain.may_change(request.actor, control):
        request.actor.require(May.EDIT_RECORD)
    return control


def _page(request: ActorRequest, control: Control, **forms: Form) -> HttpResponseBase:
    stands = standing(request)
    reading = Reading(stands)
    actor = request.actor
    known = reading.modelled.controls.get(control.key)
    context = {
        **stands.context,
        "control": control,
        "reading": reading,
        "currency": reading.currency,
        "title": _("What %s is worth") % control.name,
        "crumbs": [
            Crumb(_("Risk and worth"), stands.link("risk")),
            Crumb(control.name, stands.link("controls-detail", control.pk)),
            Crumb(_("Worth")),
        ],
        "shown": shown(reading, control) if known else None,
        "credit": reading.modelled.credits.get(control.key),
        "effects": effects(stands, control),
        "brings": visible_to(actor, Scenario).filter(introduced_by=control).exclude(state=Scenario.State.RETIRED),
        "said": visible_to(actor, NoIntroducedLoss)
        .filter(control=control, withdrawn_on=None)
        .select_related("said_by")
        .first(),
        "scenarios": {key: stands.link("scenarios-detail", row.pk) for key, row in reading.scenarios.items()},
        "may_change": plain.may_change(actor, control) and stands.day == stands.today,
        "has_person": actor.person is not None,
        "cases": cases_for(control, request.GET.get("kind", "")),
        "effect_form": EffectForm(actor=actor, without=control.pk),
        "nothing_form": NothingForm(),
        "introduce_form": IntroduceForm(actor=actor, auto_id=INTRODUCE),
        "effect_fields": EFFECT_FIELDS,
    }
    return render(request, "risk/control_worth.html", context | forms, status=422 if forms else 200)


def effects(stands: Standing, control: Control) -> list[ControlEffect]:
    """What the control was believed to do to scenarios at the end of the day."""
    rows = visible_to(stands.actor, ControlEffect).filter(ControlEffect.in_force(stands.day), control=control)
    return [one for one in rows.select_related("scenario", "author").order_by("scenario__title") if _does(one)]


def _does(effect: ControlEffect) -> bool:
    return any(getattr(effect, name) is not None for name in EFFECT_FIELDS)


def section(stands: Standing, control: Control) -> dict[str, Any]:
    """What the control's own page shows of its worth."""
    reading = Reading(stands)
    known = control.key in reading.modelled.controls and not reading.is_empty
    brings = visible_to(stands.actor, Scenario).filter(introduced_by=control).exclude(state=Scenario.State.RETIRED)
    said = visible_to(stands.actor, NoIntroducedLoss).filter(control=control, withdrawn_on=None).first()
    return {
        "worth": shown(reading, control) if known else None,
        "worth_url": stands.link("control-worth", control.pk),
        "brings": brings,
        "brings_nothing": said,
    }
