"""Everything that the model rests on, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q

from earnest.core.assurance import queries as assurance
from earnest.core.assurance.models import ControlLook
from earnest.core.controls.models import Control
from earnest.core.organization.models import Organization
from earnest.core.organization.queries import day_rate
from earnest.core.risks.models import ControlEffect, Estimate, Experience, NoIntroducedLoss, Provenance, Scenario
from earnest.core.risks.queries.conclusions import TreatmentNow
from earnest.core.risks.queries.decided import appetite_on, matrix_scale_on, treatments_on
from earnest.core.risks.queries.kept import digest_of
from earnest.core.risks.rules import (
    LOOKED_BACK,
    Credit,
    Multipliers,
    Values,
    candidate,
    checked_bounds,
    checked_points,
    credit,
    effect,
    looked,
    years_between,
)
from earnest.engines.assurance import ControlStatus
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.reliability import Reliability
from earnest.engines.quant.portfolio import MOST_CONTROLS
from earnest.engines.quant.ranges import mean_of
from earnest.foundation.errors import Invalid

Parts = Mapping[tuple[str, str], Values]


@dataclass(frozen=True)
class ScenarioFact:
    """A live scenario with what is believed of it. `events` happened to us in `years`, 0 years where nobody wrote any.

    `introduced_by` is the key of a control or empty. `from_starter` is True while an estimate only fills the place.
    `counted_already` is True where the frequency was itself made from own incidents, which must not count twice.
    `let_through` is the share of its events that the controls in force let through, as they stand today: what happened
    to us happened behind them.
    """

    id: int
    key: str
    title: str
    introduced_by: str
    doubt: float
    estimates: Parts
    events: int
    years: float
    counted_already: bool
    from_starter: bool
    oldest_estimate: date | None
    let_through: float = 1.0

    @property
    def experience(self) -> tuple[int, float, bool, float]:
        """What own experience the model takes in."""
        return self.events, self.years, self.counted_already, self.let_through


@dataclass(frozen=True)
class ControlFact:
    """A control that operates or is planned. `annual_cost` has the days of our own people in it, at the rate of the
    day; None where nobody has said what it costs."""

    id: int
    key: str
    name: str
    operates: bool
    annual_cost: float | None
    brings_nothing_because: str


@dataclass(frozen=True)
class Gathered:
    """The record as the model takes it. `rests_on` is all of it that changes a conclusion, as JSON can hold it."""

    currency: str
    scenarios: Mapping[str, ScenarioFact]
    controls: Mapping[str, ControlFact]
    effects: Mapping[str, Mapping[str, tuple[Multipliers, Multipliers]]]
    credits: Mapping[str, Credit]
    appetite: tuple[tuple[float, float], ...]
    appetite_valid_until: date | None
    treatments: Mapping[str, TreatmentNow]
    likelihood: tuple[float, ...]
    impact: tuple[float, ...]
    assessed: bool

    @property
    def rests_on(self) -> tuple[Any, ...]:
        scenarios = [
            (key, one.title, one.introduced_by, one.doubt, sorted(one.estimates.items()), *one.experience)
            for key, one in sorted(self.scenarios.items())
        ]
        effects = [(key, sorted(one.items())) for key, one in sorted(self.effects.items())]
        credits_ = [(key, one.status, repr(one.reliability)) for key, one in sorted(self.credits.items())]
        decided = (self.appetite, sorted(self.treatments.items()), self.likelihood, self.impact)
        return (self.currency, scenarios, sorted(self.controls.items()), effects, credits_, decided)


def gather(day: date) -> Gathered:
    """What was believed, found and decided by the end of a day."""
    controls = _controls(day)
    scenarios = _scenarios(day)
    by_pk = {one.id: key for key, one in scenarios.items()}
    assessment = assurance.latest(day)
    statuses = {key: (status, told) for key, status, told in _statuses(assessment.controls)} if assessment else {}
    appetite, scale = appetite_on(day), matrix_scale_on(day)
    effects, credits_ = _effects(day, scenarios, controls), _credits(controls, statuses, day)
    return Gathered(
        currency=Organization.objects.values_list("currency", flat=True).first() or "EUR",
        scenarios={
            key: replace(one, let_through=_let_through(key, controls, effects, credits_)) if one.years else one
            for key, one in scenarios.items()
        },
        controls=controls,
        effects=effects,
        credits=credits_,
        appetite=_points(appetite.points) if appetite else (),
        appetite_valid_until=appetite.valid_until if appetite else None,
        treatments={
            by_pk[pk]: TreatmentNow(one.pk, one.decision, one.ends_on)
            for pk, one in treatments_on(day).items()
            if pk in by_pk
        },
        likelihood=_bounds(scale.likelihood, "likelihood") if scale else (),
        impact=_bounds(scale.impact, "impact") if scale else (),
        assessed=assessment is not None,
    )


def _scenarios(day: date) -> dict[str, ScenarioFact]:
    rows = Scenario.objects.filter(state=Scenario.State.LIVE).select_related("introduced_by").order_by("key")
    estimates: dict[int, list[Estimate]] = defaultdict(list)
    for one in Estimate.objects.filter(Estimate.in_force(day), scenario__state=Scenario.State.LIVE).order_by("pk"):
        estimates[one.scenario_id].append(one)
    spans: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    seen = Experience.objects.filter(Q(superseded_on=None) | Q(superseded_on__gt=day), until__lte=day)
    for scenario, since, until, events in seen.values_list("scenario_id", "since", "until", "events"):
        spans[scenario].append((since, until, events))
    return {row.key: _fact(row, estimates[row.pk], spans[row.pk]) for row in rows}


def _fact(row: Scenario, estimates: list[Estimate], spans: list[tuple[date, date, int]]) -> ScenarioFact:
    own = any(one.part == "frequency" and one.provenance == Provenance.OWN for one in estimates)
    return ScenarioFact(
        id=row.pk,
        key=row.key,
        title=row.title,
        introduced_by=row.introduced_by.key if row.introduced_by else "",
        doubt=float(row.doubt),
        estimates={(one.part, one.form): _values(one) for one in estimates},
        events=sum(events for _since, _until, events in spans),
        years=sum(years_between(since, until) for since, until, _events in spans),
        counted_already=own,
        from_starter=any(one.is_prior for one in estimates),
        oldest_estimate=min((one.made_on for one in estimates), default=None),
    )


def _values(row: Estimate) -> Values:
    seen = row.values if isinstance(row.values, list) else []
    numbers = tuple(float(one) for one in seen if isinstance(one, int | float) and not isinstance(one, bool))
    return Values(row.shape, _plain(row.low), _plain(row.mode), _plain(row.high), numbers, _plain(row.cap))


def _controls(day: date) -> dict[str, ControlFact]:
    said = dict(NoIntroducedLoss.objects.filter(said_on__lte=day, withdrawn_on=None).values_list("control", "because"))
    bringing = Scenario.objects.exclude(state=Scenario.State.RETIRED).exclude(introduced_by=None)
    for control in bringing.values_list("introduced_by_id", flat=True):
        said.pop(control, None)
    rate = day_rate(day)
    rows = Control.objects.filter(
        Q(state=Control.State.OPERATING, adopted_on__lte=day) | Q(state=Control.State.PLANNED)
    ).order_by("key")
    found = [
        ControlFact(
            row.pk,
            row.key,
            row.name,
            row.state == Control.State.OPERATING,
            _yearly(row, rate),
            said.get(row.pk, ""),
        )
        for row in rows
    ]
    if len(found) > MOST_CONTROLS:
        told = set(ControlEffect.objects.filter(ControlEffect.in_force(day)).values_list("control_id", flat=True))
        told |= set(Scenario.objects.exclude(introduced_by=None).values_list("introduced_by_id", flat=True))
        found.sort(key=lambda one: (one.id not in told, one.annual_cost is None, one.key))
    return {one.key: one for one in sorted(found[:MOST_CONTROLS], key=lambda one: one.key)}


def _yearly(row: Control, rate: Decimal) -> float | None:
    """What a control costs a year with the days of our own people; None where nobody has said either."""
    if row.annual_cost is None and row.people_days is None:
        return None
    return float((row.annual_cost or Decimal(0)) + (row.people_days or Decimal(0)) * rate)


def _effects(
    day: date, scenarios: Mapping[str, ScenarioFact], controls: Mapping[str, ControlFact]
) -> dict[str, dict[str, tuple[Multipliers, Multipliers]]]:
    found: dict[str, dict[str, tuple[Multipliers, Multipliers]]] = defaultdict(dict)
    columns = [f"{what}_{value}" for what in ("frequency", "severity") for value in ("low", "mode", "high")]
    rows = ControlEffect.objects.filter(ControlEffect.in_force(day)).order_by("pk")
    for control, scenario, *numbers in rows.values_list("control__key", "scenario__key", *columns):
        if control in controls and scenario in scenarios:
            often, much = map(_plain, numbers[:3]), map(_plain, numbers[3:])
            found[control][scenario] = (Multipliers(*often), Multipliers(*much))
    return dict(found)


def _statuses(rows: Any) -> Iterable[tuple[str, str, Any]]:
    found: Iterable[tuple[str, str, Any]] = rows.values_list("control__key", "status", "conclusion")
    return found


def _reliabilities(day: date) -> Mapping[str, Reliability]:
    """In what share of cases looks found each control working; kept while the looks are the same."""
    rows = ControlLook.objects.filter(day__lte=day, day__gte=day - LOOKED_BACK)
    counted = rows.values("control__key", "status").annotate(
        many=Count("pk"), first=Min("day"), last=Max("day"), newest=Max("pk")
    )
    key = f"reliabilities-{day}-{digest_of(sorted(tuple(map(str, one.values())) for one in counted))}"
    known: Mapping[str, Reliability] | None = cache.get(key)
    if known is None:
        looks: dict[str, list[Observation]] = defaultdict(list)
        columns = ("control__key", "day", "status", "holds_days", "evidence", "complying")
        for name, when, status, holds, evidence, share in rows.order_by("day", "pk").values_list(*columns):
            looks[name].append(Observation(when, ControlStatus(status), holds, evidence, share))
        known = {name: looked(found, day) for name, found in looks.items()}
        cache.set(key, known, 3600)
    return known


def _credits(
    controls: Mapping[str, ControlFact], statuses: Mapping[str, tuple[str, Any]], day: date
) -> dict[str, Credit]:
    seen, never = _reliabilities(day), looked((), day)
    planned = candidate(seen[key] for key, fact in controls.items() if fact.operates and key in seen)
    found = {}
    for key, fact in controls.items():
        status, told = statuses.get(key, (ControlStatus.UNPROVEN.value, None))
        known = ControlStatus(status)
        if known in {ControlStatus.PLANNED, ControlStatus.RETIRED}:
            known, told = ControlStatus.UNPROVEN, None
        found[key] = credit(known, seen.get(key, never), told) if fact.operates else planned
    return found


def _let_through(
    scenario: str,
    controls: Mapping[str, ControlFact],
    effects: Mapping[str, Mapping[str, tuple[Multipliers, Multipliers]]],
    credits_: Mapping[str, Credit],
) -> float:
    """The share of a scenario's events that is left behind the controls in force, at the central estimate."""
    share = 1.0
    for control, touched in effects.items():
        if scenario in touched and controls[control].operates:
            with suppress(Invalid):
                left = mean_of(effect(*touched[scenario]).frequency)
                share *= 1.0 - credits_[control].mean * (1.0 - left)
    return share


def _points(points: Any) -> tuple[tuple[float, float], ...]:
    """The points of an appetite; none of it where they cannot be used."""
    try:
        return tuple((loss, chance) for loss, chance in checked_points(points))
    except (Invalid, TypeError):
        return ()


def _bounds(bounds: Any, field: str) -> tuple[float, ...]:
    try:
        return tuple(checked_bounds(bounds, field))
    except (Invalid, TypeError):
        return ()


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
