"""What an insurance layer would carry of the modelled loss, for the policy on record or for other terms."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from earnest.core.risks.queries import Modelled
from earnest.duties.budget.models import InsurancePolicy
from earnest.duties.budget.queries.kept import concluded
from earnest.duties.budget.rules.insurance import (
    Floats,
    Layer,
    LayerEffect,
    both,
    ceded_between,
    kept_mass,
    layer_effect,
    tail,
)
from earnest.duties.budget.rules.returns import Range
from earnest.engines.quant import LossDistribution, Portfolio
from earnest.foundation.errors import Invalid

POINTS = 513
PLACES = 300
NEAR = 1e-5
DRAWS = 100
SHOWN = 80
LEAST = 1e-4
"""Years that come less often than this are not drawn."""
REACH = 0.99
"""How far up the engine's grid a layer is followed; a year beyond it comes once in about 100,000."""


@dataclass(frozen=True)
class InsuranceWhatIf:
    """What a layer does to a year's loss, with the controls in force. Money is in `currency`.

    `covers` are the keys of the scenarios whose loss the insurer shares, all where the terms name none.
    `curve` has, for rising losses of a year, the chance that more is lost, without and with the policy.
    `rests_on` names the rows behind it. Nothing is simulated: the tails come from the exact distribution.
    """

    day: date
    currency: str
    covers: tuple[str, ...]
    curve: tuple[tuple[float, float, float], ...]
    effect: LayerEffect
    sentence: str
    rests_on: tuple[str, ...]


def insurance_what_if(
    modelled: Modelled,
    *,
    retention: float,
    limit: float,
    premium: float,
    share: float = 1.0,
    covers: Collection[str] | None = None,
) -> InsuranceWhatIf:
    """The effect of a layer on a year's loss. `covers` are keys of scenarios, None for all. Invalid names the field."""
    layer = Layer(float(retention), float(limit), float(premium), float(share))
    every = {scenario.id for scenario, _owner in modelled.portfolio.everything}
    if covers is not None and (unknown := sorted(set(covers) - every)):
        raise Invalid(f"The model has no scenario {unknown[0]!r}.", field="covers")
    covered = tuple(sorted(every if covers is None else covers))
    if not covered:
        raise Invalid("There is no scenario in the model that the policy could cover.", field="covers")
    return concluded(
        "insurance",
        InsuranceWhatIf,
        (modelled.digest, layer, covered),
        lambda: _what_if(modelled, layer, covered),
        keep=not modelled.what_if,
    )


def policy_terms(policy: InsurancePolicy, modelled: Modelled) -> InsuranceWhatIf:
    """What a policy on record does. A limit of the year below the limit of an event is the one that counts."""
    named = set(policy.covers.values_list("key", flat=True))
    every = {scenario.id for scenario, _owner in modelled.portfolio.everything}
    limit = min(policy.limit, policy.aggregate_limit or policy.limit)
    return insurance_what_if(
        modelled,
        retention=float(policy.retention),
        limit=float(limit),
        premium=float(policy.premium),
        share=float(policy.share),
        covers=named & every if named else None,
    )


def _what_if(modelled: Modelled, layer: Layer, covered: tuple[str, ...]) -> InsuranceWhatIf:
    portfolio, force = modelled.portfolio, modelled.in_force
    every = frozenset(scenario.id for scenario, _owner in portfolio.everything)
    rest = every - frozenset(covered)
    if rest and portfolio.dependence is not None:
        raise Invalid(
            "Where losses depend on one another, a policy can only be looked at for all of them.", field="covers"
        )
    whole = portfolio.aggregate(force)
    part = _only(portfolio, frozenset(covered))
    losses = part.aggregate(force, top=whole.top) if rest else whole
    kept = kept_mass(losses.mass, losses.step, layer)
    if rest:
        kept = both(kept, _only(portfolio, rest).aggregate(force, top=whole.top).mass)
    ceded, attached, exhausted = _ceded(part, losses, modelled, layer)
    effect = layer_effect(
        layer,
        ceded,
        attached=attached,
        exhausted=exhausted,
        before=tail(whole.mass, whole.step, whole.mean),
        after=tail(kept, whole.step, max(0.0, whole.mean - ceded.middle)),
    )
    return InsuranceWhatIf(
        day=modelled.day,
        currency=modelled.currency,
        covers=covered,
        curve=_curve(whole.mass, kept, whole.step, layer),
        effect=effect,
        sentence=_sentence(effect, modelled.currency),
        rests_on=tuple(f"risks.scenario:{modelled.scenarios[key].id}" for key in covered if key in modelled.scenarios),
    )


def _curve(before: Floats, after: Floats, step: float, layer: Layer) -> tuple[tuple[float, float, float], ...]:
    """Chances of losing more, at amounts that lie close where the curve bends: about the retention."""
    chances = [np.maximum(0.0, 1.0 - np.cumsum(mass)) for mass in (before, after)]
    last = int(np.searchsorted(-chances[0], -LEAST))
    top = step * max(1, min(last, before.size - 1))
    bends = (layer.retention, layer.retention + step, layer.retention + 2 * step)
    spread = np.geomspace(top * NEAR, top, SHOWN)
    places = sorted({max(1, round(loss / step)) for loss in (*spread, *bends) if loss <= top})
    return tuple((step * at, float(chances[0][at]), float(chances[1][at])) for at in places)


def _ceded(part: Portfolio, losses: LossDistribution, modelled: Modelled, layer: Layer) -> tuple[Range, float, float]:
    """The expected payment, exact at the central estimates, with the band of the uncertain estimates around it; and the
    chances that the layer is reached and used up."""
    reach, end = REACH * losses.top, layer.retention + layer.limit
    if layer.retention >= reach:
        return Range(0.0, 0.0, 0.0), 0.0, 0.0
    found = losses.layer(layer.retention, layer.limit if end < reach else math.inf)
    middle = layer.share * found.ceded
    band = _band(part, modelled)
    at = np.linspace(layer.retention, min(end, reach), POINTS)
    low, high = (ceded_between(at, np.interp(at, band.losses, one, right=0.0), layer) for one in (band.low, band.high))
    return Range(min(low, middle), middle, max(high, middle)), found.attached, found.exhausted


@dataclass(frozen=True)
class _Band:
    """Bounds of the chances that a year's covered loss is above `losses`, close together where losses are small."""

    losses: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def _band(part: Portfolio, modelled: Modelled) -> _Band:
    """Kept by what is covered, for it does not depend on the terms, and takes longer than all the rest."""
    covered = tuple(scenario.id for scenario, _owner in part.everything)
    return concluded(
        "insurance-band",
        _Band,
        (modelled.digest, covered),
        lambda: _drawn(part, modelled),
        keep=not modelled.what_if,
    )


def _drawn(part: Portfolio, modelled: Modelled) -> _Band:
    top = REACH * part.aggregate(modelled.in_force).top
    losses = (0.0, *(float(one) for one in np.geomspace(top * NEAR, top, PLACES)))
    band = part.band(losses, modelled.in_force, DRAWS)
    return _Band(losses, tuple(map(float, band.low)), tuple(map(float, band.high)))


def _only(portfolio: Portfolio, covered: frozenset[str]) -> Portfolio:
    """The same portfolio with none but the covered scenarios; what is drawn for each stays the same."""
    controls = tuple(
        replace(
            control,
            effects={key: effect for key, effect in control.effects.items() if key in covered},
            introduces=tuple(one for one in control.introduces if one.id in covered),
        )
        for control in portfolio.controls
    )
    return replace(
        portfolio,
        scenarios=tuple(one for one in portfolio.scenarios if one.id in covered),
        controls=controls,
    )


def _sentence(effect: LayerEffect, currency: str) -> str:
    ceded, layer = effect.ceded, effect.layer
    told = (
        f"The insurer is expected to pay {currency} {ceded.middle:,.0f} a year ({ceded.low:,.0f} to {ceded.high:,.0f}) "
        f"for a premium of {layer.premium:,.0f}"
    )
    if effect.price is not None:
        told += f", {effect.price.middle:.1f} times as much ({effect.price.low:.1f} to {effect.price.high:.1f})"
    return (
        f"{told}. The average of the worst years in a hundred falls from {effect.before.tvar99:,.0f} to "
        f"{effect.after.tvar99:,.0f}. The limit is used up in {100 * effect.exhausted:.1f} % of years."
    )
