"""The workshop of one scenario: numbers are tried, the curve moves, and what is kept takes the place of what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks import operations
from earnest.core.risks.models import ControlEffect, Estimate, Experience, Scenario
from earnest.core.risks.queries import ScenarioFact
from earnest.core.risks.rules import Values, years_between
from earnest.foundation import plain
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.papers import own_person
from earnest.interfaces.web.risk import scenario_page, starters
from earnest.interfaces.web.risk.forms import EFFECT_FIELDS
from earnest.interfaces.web.risk.preview import Bet, Preview, bets, preview
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.risk.reference_cases import cases_for
from earnest.interfaces.web.risk.words import values_of
from earnest.interfaces.web.risk.workshop_forms import EffectSlot, KeepForm, Slot, effect_slots, slots
from earnest.interfaces.web.standing import standing


@dataclass(frozen=True)
class Bench:
    """All that lies on the table: the slots, and what is asked before keeping."""

    scenario: Scenario
    slots: list[Slot]
    effects: list[EffectSlot]
    keep: KeepForm
    more: Control | None

    @property
    def is_usable(self) -> bool:
        """Whether every number can be used."""
        return not any(form.errors for form in self.forms)

    @property
    def forms(self) -> list[Form]:
        return [*(one.form for one in self.slots), *(one.form for one in self.effects)]

    @property
    def effects_wrong(self) -> bool:
        return any(one.form.errors for one in self.effects)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every field by its id in the page, with what is wrong with it; empty where nothing is."""
        fields = [bound for form in self.forms for bound in form.visible_fields()]
        return [(bound.auto_id, " ".join(str(error) for error in bound.errors)) for bound in fields]


@require_http_methods(["GET", "HEAD", "POST"])
def workshop(request: ActorRequest, pk: int) -> HttpResponseBase:
    scenario = scenario_page.one(request, pk)
    if request.method != "POST":
        return _page(request, bench(request, scenario, None))
    if not plain.may_change(request.actor, scenario):
        request.actor.require(May.EDIT_RECORD)
    made = bench(request, scenario, request.POST, keeping=True)
    if _ready(made):
        try:
            kept = _keep(request, made, own_person(request.actor))
        except EarnestError as error:
            made.keep.refuse(error)
        else:
            says = ngettext("%d estimate is kept.", "%d estimates are kept.", kept) % kept
            messages.success(request, says + " " + _("What was believed before stays in the record."))
            return redirect("scenarios-detail", pk=pk)
    return _page(request, made, status=422)


@require_POST
def try_out(request: ActorRequest, pk: int) -> HttpResponseBase:
    """What the numbers would change; nothing is written. A part of the page for htmx, else the whole of it."""
    scenario = scenario_page.one(request, pk)
    made = bench(request, scenario, request.POST)
    if not request.htmx:
        return _page(request, made)
    stands = standing(request)
    reading = Reading(stands)
    context = {"errors": made.errors, "bets": _bets(made, reading.currency), **_moved(made, reading), "swapped": True}
    return render(request, "risk/moved.html", context)


def bench(request: ActorRequest, scenario: Scenario, data: QueryDict | None, *, keeping: bool = False) -> Bench:
    """The table as it is asked for. Reads the estimates and effects that are believed now."""
    actor = request.actor
    estimates = list(visible_to(actor, Estimate).filter(scenario=scenario, superseded_on=None))
    rows = visible_to(actor, ControlEffect).filter(scenario=scenario, superseded_on=None)
    effects = [
        one
        for one in rows.select_related("control")
        .exclude(control__state=Control.State.RETIRED)
        .order_by("control__name")
        if any(getattr(one, name) is not None for name in EFFECT_FIELDS)
    ]
    asked = request.GET if data is None else data
    more = _more(request, asked.get("control", ""), scenario)
    given = {} if data is not None else starters.asked_for(asked)
    grounds = starters.grounds(asked) if data is None else {name: data.get(name, "") for name in KeepForm.base_fields}
    keep = KeepForm(data if keeping else None, initial=grounds)
    return Bench(scenario, slots(estimates, data, given), effect_slots(effects, data, more), keep, more)


def _more(request: ActorRequest, asked: str, scenario: Scenario) -> Control | None:
    """One more control that is to act on the scenario, where the page asks for one."""
    if not asked.isdigit() or len(asked) > 9:
        return None
    rows = visible_to(request.actor, Control).exclude(state=Control.State.RETIRED)
    return rows.filter(pk=int(asked)).exclude(pk=scenario.introduced_by_id or 0).first()


def _fact(scenario: Scenario, reading: Reading) -> ScenarioFact:
    """The scenario as the model has it; one that is not in the model yet, from its own rows."""
    known = reading.modelled.scenarios.get(scenario.key)
    if known is not None:
        return known
    rows = visible_to(reading.stands.actor, Experience).filter(scenario=scenario, superseded_on=None)
    spans = list(rows.values_list("since", "until", "events"))
    return ScenarioFact(
        id=scenario.pk,
        key=scenario.key,
        title=scenario.title,
        introduced_by=scenario.introduced_by.key if scenario.introduced_by else "",
        doubt=float(scenario.doubt),
        estimates={},
        events=sum(events for _since, _until, events in spans),
        years=sum(years_between(since, until) for since, until, _events in spans),
        counted_already=False,
        from_starter=False,
        oldest_estimate=None,
    )


def _moved(made: Bench, reading: Reading) -> dict[str, Any]:
    if any(slot.form.is_bound for slot in made.slots) and not made.is_usable:
        return {"preview": Preview(_("Mend the fields that are marked to see what changes."), (), None)}
    parts = {slot.key: values for slot in made.slots if (values := _values(slot)) is not None}
    effects = {
        one.control.key: (one.form.frequency, one.form.severity)
        for one in made.effects
        if one.form.is_bound and one.changed and one.control.key in reading.modelled.controls
    }
    counts = made.scenario.state == Scenario.State.LIVE
    return {"preview": preview(reading.modelled, _fact(made.scenario, reading), parts, effects, counts=counts)}


def _values(slot: Slot) -> Values | None:
    """What the form says, or on a fresh page what it starts from."""
    if slot.form.is_bound:
        return slot.form.found or (values_of(slot.now) if slot.now else None)
    return starters.initial(slot)


def _bets(made: Bench, currency: str) -> list[Bet]:
    ranges = []
    for slot in made.slots:
        values = _values(slot)
        if (
            values is not None
            and values.low is not None
            and values.high is not None
            and slot.part != "secondary_probability"
        ):
            ranges.append((str(slot.form.prefix), slot.part, values))
    return bets(ranges, currency)


def _ready(made: Bench) -> bool:
    """Whether all may be kept: every number, every bet of a range that changed, and where it comes from."""
    for slot in made.slots:
        if slot.now is not None and slot.form.found is None and not slot.form.errors:
            slot.form.add_error(None, _("An estimate is superseded, never taken away. Give other numbers."))
        if slot.changed and slot.is_range and not slot.form.cleaned_data.get("bet"):
            slot.form.add_error("bet", _("Answer the bet for the range that you are about to keep."))
    usable = made.keep.is_valid() and made.is_usable
    if usable and not (any(one.changed for one in made.slots) or any(one.changed for one in made.effects)):
        made.keep.add_error(None, _("Nothing is different from what is believed now, so there is nothing to keep."))
        return False
    return usable


def _keep(request: ActorRequest, made: Bench, author: Person) -> int:
    """Keep all that changed, or nothing."""
    given, kept = made.keep.cleaned_data, 0
    with transaction.atomic():
        for slot in made.slots:
            if slot.changed and slot.form.found is not None:
                kept += _keep_part(request, made, slot, author)
        for one in made.effects:
            if one.changed:
                operations.estimate_effect(
                    request.actor,
                    one.control,
                    made.scenario,
                    frequency=one.form.frequency,
                    severity=one.form.severity,
                    provenance=given["provenance"],
                    source=made.keep.grounds,
                    author=author,
                    seen=one.form.cleaned_data.get("seen"),
                )
                kept += 1
    return kept


def _keep_part(request: ActorRequest, made: Bench, slot: Slot, author: Person) -> int:
    given = made.keep.cleaned_data
    if slot.form.found is None:
        return 0
    try:
        operations.make_estimate(
            request.actor,
            made.scenario,
            slot.part,
            values=slot.form.found,
            provenance=given["provenance"],
            source=made.keep.grounds,
            author=author,
            form=slot.form_of_loss,
            confidence=given["confidence"],
            equal_bet=slot.form.cleaned_data.get("bet", ""),
            seen=slot.form.cleaned_data.get("seen"),
        )
    except Invalid as error:
        if error.field in slot.form.fields:
            slot.form.add_error(error.field, str(error))
        raise
    return 1


def _page(request: ActorRequest, made: Bench, status: int = 200) -> HttpResponseBase:
    stands = standing(request)
    reading = Reading(stands)
    actor, scenario = request.actor, made.scenario
    controls = visible_to(actor, Control).exclude(state=Control.State.RETIRED)
    acting = [one.control.pk for one in made.effects]
    context = {
        **stands.context,
        "title": _("Workshop: %s") % scenario.title,
        "crumbs": [
            Crumb(_("Risks"), stands.link("scenarios")),
            Crumb(scenario.title, stands.link("scenarios-detail", scenario.pk)),
            Crumb(_("Workshop")),
        ],
        "scenario": scenario,
        "bench": made,
        "currency": reading.currency,
        "effect_fields": EFFECT_FIELDS,
        "bets": {one.key: one.says for one in _bets(made, reading.currency)},
        "may_keep": plain.may_change(actor, scenario),
        "has_person": actor.person is not None,
        "others": controls.exclude(pk__in=acting).exclude(pk=scenario.introduced_by_id or 0).order_by("name"),
        "starters": starters.offered(made.slots),
        "cases": cases_for(scenario.introduced_by, request.GET.get("kind", "")) if scenario.introduced_by else None,
        **_moved(made, reading),
    }
    return render(request, "risk/workshop.html", context, status=status)
