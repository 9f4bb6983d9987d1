"""Saying what is believed of a scenario or a control, and what really happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks.models import ControlEffect, Estimate, Experience, Provenance, Scenario, Superseded
from earnest.core.risks.operations.saying import day_of, needed, own_name
from earnest.core.risks.rules import Multipliers, Values, effect
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Conflict, Invalid, NotAllowed
from earnest.foundation.plain import may_change
from earnest.foundation.record import Work, operation

PLACES = Decimal("0.00000001")
_SOURCE = "Say where the numbers come from, so that another can check them."


def make_estimate(
    actor: Actor,
    scenario: Scenario,
    part: str,
    *,
    values: Values,
    provenance: str,
    source: str,
    author: Person,
    form: str = "",
    confidence: str = Estimate.Confidence.MEDIUM,
    equal_bet: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> Estimate:
    """Estimate one part of a scenario. It supersedes what was believed of that part before.

    A loss split by form supersedes the one that was not, and the reverse, for the two would add up. `seen` is the
    primary key of the estimate looked at: Conflict if another has taken its place. Invalid names the field.
    """
    _may(actor, scenario)
    own_name(actor, author, "author")
    source, day = needed(source, "source", _SOURCE), day_of(on)
    stored = _stored(values).checked(part)
    if form and part not in {Estimate.Part.PRIMARY, Estimate.Part.SECONDARY}:
        raise Invalid("Only a loss has a form.", field="form")
    current = list(scenario.estimates.filter(superseded_on=None, part=part))
    same = [one for one in current if one.form == form]
    _unmoved(same, seen)
    old = [*same, *(one for one in current if bool(one.form) != bool(form))]
    with operation(actor, "risks.make_estimate", reason=source) as work:
        _supersede(work, old, day)
        return work.create(
            Estimate(
                scenario=scenario,
                part=part,
                form=form,
                shape=stored.shape,
                low=_decimal(stored.low),
                mode=_decimal(stored.mode),
                high=_decimal(stored.high),
                values=list(stored.values),
                cap=_decimal(stored.cap),
                provenance=provenance,
                source=source,
                confidence=confidence,
                author=author,
                made_on=day,
                equal_bet=equal_bet,
            )
        )


def estimate_effect(
    actor: Actor,
    control: Control,
    scenario: Scenario,
    *,
    frequency: Multipliers | None = None,
    severity: Multipliers | None = None,
    provenance: str = Provenance.EXPERT,
    source: str,
    author: Person,
    on: date | None = None,
    seen: int | None = None,
) -> ControlEffect:
    """Estimate what a control does to a scenario while it works. It supersedes what was believed before.

    Both left out say that it does nothing, which ends an effect. Invalid names a field such as `frequency_low`.
    """
    if not (may_change(actor, control) or may_change(actor, scenario)):
        raise NotAllowed(
            f"{actor.name} may not estimate this: only those who answer for it, an analyst or the CISO may."
        )
    own_name(actor, author, "author")
    source, day = needed(source, "source", _SOURCE), day_of(on)
    often, much = frequency or Multipliers(), severity or Multipliers()
    effect(often, much)
    if scenario.introduced_by_id == control.pk:
        raise Invalid("This scenario is brought by the same control, which cannot be its remedy.", field="scenario")
    old = list(ControlEffect.objects.filter(control=control, scenario=scenario, superseded_on=None))
    _unmoved(old, seen)
    with operation(actor, "risks.estimate_effect", reason=source) as work:
        _supersede(work, old, day)
        return work.create(
            ControlEffect(
                control=control,
                scenario=scenario,
                frequency_low=_decimal(often.low),
                frequency_mode=_decimal(often.mode),
                frequency_high=_decimal(often.high),
                severity_low=_decimal(much.low),
                severity_mode=_decimal(much.mode),
                severity_high=_decimal(much.high),
                provenance=provenance,
                source=source,
                author=author,
                made_on=day,
            )
        )


def record_experience(
    actor: Actor,
    scenario: Scenario,
    *,
    since: date,
    until: date,
    events: int,
    source: str,
    losses: Sequence[float] = (),
    replaces: Experience | None = None,
) -> Experience:
    """Write down how often a scenario really happened in a span of time; nothing in ten years is worth writing too.

    Spans of one scenario may not overlap, or an event would count twice. `replaces` is a row that was wrong.
    """
    _may(actor, scenario)
    source = needed(source, "source", _SOURCE)
    today = day_of(None)
    if until > today:
        raise Invalid("The span is not over yet: count up to today.", field="until")
    if since > until:
        raise Invalid("The last day is before the first.", field="until")
    if events < 0:
        raise Invalid("Count the events: 0 or more.", field="events")
    if len(losses) > events:
        raise Invalid(f"There are {len(losses)} losses for {events} events.", field="losses")
    counted = [_loss(one) for one in losses]
    others = Experience.objects.filter(scenario=scenario, superseded_on=None, since__lte=until, until__gte=since)
    overlapping = next((one for one in others if replaces is None or one.pk != replaces.pk), None)
    if overlapping is not None:
        span = f"{overlapping.since.isoformat()} to {overlapping.until.isoformat()}"
        raise Invalid(f"{span} is counted already. Replace that row, or choose days outside it.", field="since")
    if replaces is not None and (replaces.scenario_id != scenario.pk or replaces.superseded_on is not None):
        raise Invalid("What it replaces is of another scenario, or is replaced already.", field="replaces")
    with operation(actor, "risks.record_experience", reason=source) as work:
        if replaces is not None:
            work.change(replaces, superseded_on=today)
        return work.create(
            Experience(scenario=scenario, since=since, until=until, events=events, losses=counted, source=source)
        )


def _may(actor: Actor, scenario: Scenario) -> None:
    if not may_change(actor, scenario):
        actor.require(May.EDIT_RECORD)


def _unmoved(current: Sequence[Superseded], seen: int | None) -> None:
    if seen is not None and [one.pk for one in current] != [seen]:
        raise Conflict("Somebody else has estimated this since you opened it. Look at it again, then repeat yours.")


def _supersede(work: Work, old: Iterable[Superseded], day: date) -> None:
    for one in old:
        if one.made_on > day:
            raise Invalid(
                f"An estimate of {one.made_on.isoformat()} is in force: one from before cannot take its place.",
                field="made_on",
            )
        work.change(one, superseded_on=day)


def _stored(values: Values) -> Values:
    """The values as the table keeps them, so that what is checked is what is kept."""
    return replace(
        values,
        low=_kept(values.low, "low"),
        mode=_kept(values.mode, "mode"),
        high=_kept(values.high, "high"),
        cap=_kept(values.cap, "cap"),
    )


def _kept(value: float | None, field: str) -> float | None:
    if value is None or not 0 < value < float(PLACES):
        return value
    raise Invalid(f"{value:g} is too small to keep: give at least {float(PLACES):.8f}, or 0.", field=field)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(PLACES)


def _loss(value: float) -> float:
    """One loss, currency. Invalid if it cannot be one."""
    found = Values.of("constant", mode=value)
    try:
        found.checked("primary")
    except Invalid as error:
        raise Invalid(str(error), field="losses") from error
    return found.number("mode")
