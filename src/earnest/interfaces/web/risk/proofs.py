"""Proofs of risk in money: method, estimates, controls with their credit, decisions, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.controls.models import Control
from earnest.core.risks.models import Appetite, ControlEffect, Estimate, NoIntroducedLoss, Scenario, Treatment
from earnest.core.risks.queries import Worth
from earnest.core.risks.queries.model import ENGINE
from earnest.engines.documents.proof import LedgerStep, MethodStep, MissingStep
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.page import Crumb
from earnest.foundation.record import Record, visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.proof import draw
from earnest.interfaces.web.proof_steps import LABELS, Link, Told, entry_address
from earnest.interfaces.web.risk import appetite_words, words
from earnest.interfaces.web.risk.control_worth import effects as effects_of
from earnest.interfaces.web.risk.money import chance
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.risk.worth_page import figures, raised, raised_says
from earnest.interfaces.web.standing import Standing, standing

MANY = 30
ENTRIES = 8


@require_safe
def of_risk(request: ActorRequest, key: str) -> HttpResponse:
    """A figure of all scenarios together."""
    stands = standing(request)
    reading = Reading(stands)
    if reading.is_empty or key not in _ANSWERS:
        raise Http404
    title, answer = _ANSWERS[key](reading)
    links = [*_method(reading), *_scenarios(reading)]
    if key == "raised":
        links = [*_method(reading), *_raised(reading)]
    if key == "appetite":
        links = [*_appetite(reading), *links]
    links += [*_left_out(reading)]
    return draw(request, stands, title, answer, links, (Crumb(_("Risk and worth"), stands.link("risk")),))


@require_safe
def of_scenario(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    scenario = get_object_or_404(visible_to(request.actor, Scenario), pk=pk)
    reading = Reading(stands)
    found = None if reading.is_empty else reading.exposure.by_scenario.get(scenario.key)
    answer = _("It does not count now.")
    if found is not None:
        answer = _("%(scenario)s: %(mean)s a year on average, %(range)s nine times in ten.") % {
            "scenario": scenario.title,
            "mean": reading.money(found.mean),
            "range": reading.range(found.low, found.high),
        }
    links = [
        *_method(reading),
        *_estimates(reading, scenario),
        *_learned(reading, scenario),
        *_acting(reading, scenario),
    ]
    links += [_missing(one.title, one.reason) for one in reading.modelled.left_out if one.scenario == scenario.key]
    treated = visible_to(request.actor, Treatment).filter(scenario=scenario)
    links += _entries(stands, [scenario, *_rows(stands, Estimate, scenario), *treated])
    crumbs = (
        Crumb(_("Risks"), stands.link("scenarios")),
        Crumb(scenario.title, stands.link("scenarios-detail", pk)),
    )
    return draw(request, stands, _("Proof: what it costs"), answer, links, crumbs)


@require_safe
def of_worth(request: ActorRequest, pk: int) -> HttpResponse:
    """The net worth of a control."""
    stands = standing(request)
    control = get_object_or_404(visible_to(request.actor, Control), pk=pk)
    reading = Reading(stands)
    found = next((one for one in reading.worths if one.control == control.key), None) if not reading.is_empty else None
    answer = found.sentence if found else _("Nobody has said what it does, brings or costs.")
    links = [*_method(reading), *(_terms(reading, found) if found else []), *_credit(reading, control)]
    links += _effects(stands, control)
    brought = visible_to(request.actor, Scenario).filter(introduced_by=control)
    links += [_scenario_link(stands, one, _("It brings")) for one in brought]
    words_ = visible_to(request.actor, NoIntroducedLoss).filter(control=control, withdrawn_on=None)
    said = words_.select_related("said_by").first()
    if said is not None:
        who = f"{said.said_by}, {_day(said.said_on)}"
        links.append(Link("told", _("It brings nothing"), Told(said.because, who)))
    elif not brought:
        links.append(_missing(_("What it brings"), _("nobody has said")))
    if found is not None and not found.cost_known:
        links.append(_missing(_("What it costs"), _("nobody has said, so it counts as nothing")))
    links += _entries(stands, [control, *effects_of(stands, control), *([said] if said else [])])
    crumbs = (
        Crumb(_("Risk and worth"), stands.link("risk")),
        Crumb(control.name, stands.link("control-worth", pk)),
    )
    return draw(request, stands, _("Proof: what %s is worth") % control.name, answer, links, crumbs)


def _figure(key: str) -> Callable[[Reading], tuple[str, str]]:
    def told(reading: Reading) -> tuple[str, str]:
        one = next(one for one in figures(reading) if one.key == key)
        after = _(", %s nine times in ten") % one.range if one.range else ""
        refused = reading.exposure.refused.get({"worst": "var95", "average": "tvar95"}.get(key, key), "")
        return _("Proof: %s") % one.label.lower(), f"{one.label}: {one.value}{after}. {refused}".strip()

    return told


_ANSWERS: dict[str, Callable[[Reading], tuple[str, str]]] = {
    "expected": _figure("expected"),
    "median": _figure("median"),
    "worst": _figure("worst"),
    "average": _figure("average"),
    "appetite": lambda reading: (_("Proof: against the appetite"), appetite_words.says(reading)),
    "raised": lambda reading: (_("Proof: what failing controls cost"), raised_says(reading)),
}


def _method(reading: Reading) -> list[Link]:
    model = reading.modelled
    grid = len(reading.exposure.curve)
    inputs = (
        (_("As of the end of"), _day(model.day)),
        (_("Engine"), _("version %s") % ENGINE),
        (_("Scenarios"), str(len(model.scenarios))),
        (_("Controls in force"), str(len(model.in_force))),
        (_("Points of the curve"), str(grid)),
        (_("Currency"), model.currency),
        (_("Digest of all inputs"), model.digest),
    )
    says = _(
        "The distribution of a year's loss is computed, not drawn: losses of all scenarios are added up by a Fourier "
        "transform over a grid of 16,384 amounts, at the central estimates. Ranges come from drawing the estimates, "
        "effects and credits, with the same random numbers before and after."
    )
    return [Link("method", LABELS[MethodStep], MethodStep(says, inputs))]


def _scenarios(reading: Reading) -> list[Link]:
    found = sorted(reading.exposure.by_scenario.values(), key=lambda one: -one.mean)
    links = []
    for one in found[:MANY]:
        row = reading.scenarios.get(one.key)
        if row is None:
            continue
        said = _("%(mean)s a year, %(range)s") % {
            "mean": reading.money(one.mean),
            "range": reading.range(one.low, one.high),
        }
        stands = reading.stands
        url, why = stands.link("scenarios-detail", row.pk), stands.link("proof-scenario", row.pk)
        links.append(Link("told", _("Scenario"), Told(one.title, said), url, why=why))
    if len(found) > MANY:
        rest = sum(one.mean for one in found[MANY:])
        told = Told(_("%d more scenarios") % (len(found) - MANY), _("%s a year together") % reading.money(rest))
        links.append(Link("told", _("And"), told, reading.stands.link("scenarios")))
    return links


def _raised(reading: Reading) -> list[Link]:
    return [
        Link(
            "told",
            _("Control"),
            Told(one.name, _("%(amount)s a year. %(why)s") % {"amount": reading.money(one.amount), "why": one.credit}),
            one.url,
            one.status,
            one.why,
        )
        for one in raised(reading)
    ]


def _appetite(reading: Reading) -> list[Link]:
    rows = visible_to(reading.stands.actor, Appetite).filter(agreed_on__lte=reading.stands.day)
    row = rows.order_by("-agreed_on", "-pk").first()
    if row is None:
        return []
    points = "; ".join(
        _("%(loss)s: %(limit)s accepted, %(now)s now")
        % {"loss": reading.money(one.loss), "limit": chance(one.limit), "now": chance(one.now)}
        for one in reading.exposure.appetite
    )
    said = _("Agreed by %(who)s on %(day)s. %(minutes)s. %(points)s") % {
        "who": row.agreed_by,
        "day": _day(row.agreed_on),
        "minutes": row.minutes.rstrip("."),
        "points": points,
    }
    stands = reading.stands
    return [
        Link("told", _("Appetite"), Told(_("What the board accepts"), said), stands.link("risk-appetite")),
        *_entries(stands, [row]),
    ]


def _estimates(reading: Reading, scenario: Scenario) -> list[Link]:
    links = []
    for row in _rows(reading.stands, Estimate, scenario):
        one = words.shown(row, reading.currency)
        who = f"{row.author}, {_day(row.made_on)}, {row.get_provenance_display()}. {row.source}"
        links.append(Link("told", one.label, Told(one.says, f"{who} {one.bet}".strip())))
    return links


def _learned(reading: Reading, scenario: Scenario) -> list[Link]:
    found = reading.modelled.learned.get(scenario.key)
    if found is None:
        return []
    before, after = found.prior, found.posterior
    inputs = (
        (_("Believed before"), words.gamma_says(before.shape, before.years, before.low, before.high)),
        (_("Happened"), words.happened_says(found.events, found.years, found.share)),
        (_("Believed now"), words.gamma_says(after.shape, after.years, after.low, after.high)),
    )
    rule = _("Own experience corrects the rate (Gamma–Poisson): events and years are added to those it is worth.")
    return [Link("method", LABELS[MethodStep], MethodStep(rule, inputs))]


def _acting(reading: Reading, scenario: Scenario) -> list[Link]:
    """Controls with an effect on the scenario, each with its credit and the proof of its status."""
    rows = visible_to(reading.stands.actor, ControlEffect).filter(
        ControlEffect.in_force(reading.stands.day), scenario=scenario
    )
    links = []
    for row in rows.select_related("control", "author"):
        if row.control.key in reading.modelled.in_force:
            links += _credit(reading, row.control)
    return links


def _credit(reading: Reading, control: Control) -> list[Link]:
    credit = reading.modelled.credits.get(control.key)
    if credit is None:
        return []
    stands = reading.stands
    said = _("Credited with %(mean)s, %(low)s to %(high)s. %(why)s") % {
        "mean": chance(credit.mean),
        "low": chance(credit.low),
        "high": chance(credit.high),
        "why": credit.why,
    }
    url, why = stands.link("controls-detail", control.pk), stands.link("proof-control", control.pk)
    return [Link("told", _("Control"), Told(control.name, said), url, credit.status, why)]


def _terms(reading: Reading, worth: Worth) -> list[Link]:
    links = []
    for one in worth.why:
        row = reading.scenarios.get(one.scenario)
        what = _("brings") if one.brought else _("removes") if one.amount > 0 else _("makes worse")
        told = Told(
            one.title, _("%(what)s %(amount)s a year") % {"what": what, "amount": reading.money(abs(one.amount))}
        )
        stands = reading.stands
        url = stands.link("scenarios-detail", row.pk) if row else ""
        why = stands.link("proof-scenario", row.pk) if row else ""
        links.append(Link("told", _("Scenario"), told, url, why=why))
    return links


def _effects(stands: Standing, control: Control) -> list[Link]:
    from earnest.interfaces.web.templatetags.risk import multiplier

    links = []
    for row in effects_of(stands, control):
        said = _("%(who)s, %(day)s, %(grounds)s. %(source)s") % {
            "who": row.author,
            "day": _day(row.made_on),
            "grounds": row.get_provenance_display(),
            "source": row.source,
        }
        often = multiplier(row.frequency_low, row.frequency_mode, row.frequency_high)
        much = multiplier(row.severity_low, row.severity_mode, row.severity_high)
        what = _("%(scenario)s. How often: %(often)s. How much: %(much)s") % {
            "scenario": row.scenario,
            "often": often,
            "much": much,
        }
        links.append(Link("told", _("Effect"), Told(what, said), stands.link("scenarios-detail", row.scenario_id)))
    return links


def _scenario_link(stands: Standing, row: Scenario, label: str) -> Link:
    url, why = stands.link("scenarios-detail", row.pk), stands.link("proof-scenario", row.pk)
    return Link("told", label, Told(row.title, str(row.get_effect_display())), url, why=why)


def _rows(stands: Standing, model: type[Estimate], scenario: Scenario) -> list[Estimate]:
    rows = visible_to(stands.actor, model).filter(model.in_force(stands.day), scenario=scenario)
    return list(rows.select_related("author").order_by("part", "form"))


def _left_out(reading: Reading) -> list[Link]:
    return [_missing(one.title, one.reason) for one in reading.modelled.left_out]


def _missing(what: str, reason: str) -> Link:
    return Link("missing", LABELS[MissingStep], MissingStep(what, reason))


def _entries(stands: Standing, records: Iterable[Record]) -> list[Link]:
    """The newest entry of the ledger on each of these records."""
    references = [one.reference for one in records]
    rows = LedgerSubject.objects.filter(record__in=references).values("record").annotate(newest=Max("entry"))
    numbers: Sequence[int] = sorted({row["newest"] for row in rows}, reverse=True)[:ENTRIES]
    return [
        Link(
            "ledger",
            LABELS[LedgerStep],
            LedgerStep(one.number, one.at, one.hash, one.previous),
            entry_address(stands, one.number),
        )
        for one in LedgerEntry.objects.filter(number__in=numbers).order_by("-number")
    ]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
