"""What a year may cost, scenario by scenario, and what failing and unproven controls add to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from earnest.core.risks.queries.conclusions import AppetitePoint, CurvePoint, Exposure, ScenarioExposure
from earnest.core.risks.queries.kept import keep, kept
from earnest.core.risks.queries.model import Modelled
from earnest.core.risks.rules import Cell, matrix_cell
from earnest.engines import quant
from earnest.engines.quant.distribution import LossDistribution

Floats = NDArray[np.float64]

KIND = "exposure"
POINTS = 60
DRAWS = 1000
LOG2_OF_ONE = 12


def exposure(modelled: Modelled) -> Exposure:
    """What the model concludes. The same record gives the same bytes; kept under its digest unless it is a what-if."""
    if not modelled.what_if and (found := kept_exposure(modelled)) is not None:
        return found
    made = _exposure(modelled)
    if not modelled.what_if:
        keep(KIND, modelled.digest, made, Exposure)
    return made


def kept_exposure(modelled: Modelled) -> Exposure | None:
    """What was concluded before of the very same record, None if nothing was. Computes nothing."""
    return kept(KIND, modelled.digest, Exposure)


def _exposure(modelled: Modelled) -> Exposure:
    portfolio, given = _of_today(modelled), modelled.in_force
    now, without = portfolio.moments(given), portfolio.moments(())
    worked = all_worked(modelled, portfolio).moments(given)
    loss, bare = portfolio.aggregate(given), portfolio.aggregate(())
    refused: dict[str, str] = {}
    losses = _losses(loss, bare)
    means = _mean_draws(portfolio, given)
    total = _between(np.sum([np.zeros(DRAWS), *means.values()], axis=0))
    return Exposure(
        mean=now.mean,
        mean_low=total[0],
        mean_high=total[1],
        sd=loss.sd,
        median=_told(loss, "var", 0.5, "median", refused),
        var95=_told(loss, "var", 0.95, "var95", refused),
        var99=_told(loss, "var", 0.99, "var99", refused),
        tvar95=_told(loss, "tvar", 0.95, "tvar95", refused),
        refused=refused,
        probability_zero=1.0 - loss.any_loss,
        curve=_curve(portfolio, loss, losses, given),
        curve_without_controls=_curve(portfolio, bare, losses, ()),
        mean_without=without.mean,
        mean_if_all_worked=worked.mean,
        raised_by=now.mean - worked.mean,
        raised_by_control=_raised_by_control(modelled, portfolio, now.mean),
        appetite=_appetite(modelled, portfolio, loss),
        by_scenario=_by_scenario(modelled, portfolio, now, without, worked, means),
    )


def _of_today(modelled: Modelled) -> quant.Portfolio:
    """The portfolio without what is only planned, which therefore moves nothing, not even the grid."""
    standing = tuple(one for one in modelled.portfolio.controls if one.id in modelled.in_force)
    return replace(modelled.portfolio, controls=standing)


def all_worked(modelled: Modelled, portfolio: quant.Portfolio, only: str = "") -> quant.Portfolio:
    """The same portfolio with full credit for every control in force that fails or is unproven, or for `only` one."""
    cut = {key for key in modelled.in_force if modelled.credits[key].is_cut and only in {"", key}}
    controls = tuple(replace(one, reliability=1.0) if one.id in cut else one for one in portfolio.controls)
    return replace(portfolio, controls=controls)


def _raised_by_control(modelled: Modelled, portfolio: quant.Portfolio, mean: float) -> dict[str, float]:
    cut = [one.id for one in portfolio.controls if one.effects and modelled.credits[one.id].is_cut]
    return {key: mean - all_worked(modelled, portfolio, key).moments(modelled.in_force).mean for key in cut}


def _told(loss: LossDistribution, what: str, p: float, name: str, refused: dict[str, str]) -> float | None:
    try:
        return loss.var(p) if what == "var" else loss.tvar(p)
    except quant.UnsupportedQuantile as error:
        refused[name] = str(error)
        return None


def _losses(*found: LossDistribution) -> Floats:
    """Losses that show every curve: from the first that says anything to the last that any grid supports."""
    curves = [one.curve(POINTS) for one in found]
    first = min(float(one.losses[0]) for one in curves)
    last = min(max(float(one.losses[-1]) for one in curves), *(one.top for one in found))
    return np.geomspace(max(first, last * 1e-6), last, POINTS)


def _curve(
    portfolio: quant.Portfolio,
    loss: LossDistribution,
    losses: Floats,
    given: Collection[str],
) -> tuple[CurvePoint, ...]:
    if not portfolio.everything:
        return ()
    at = [float(one) for one in np.minimum(losses, loss.top)]
    band = portfolio.band(at, given)
    return tuple(
        CurvePoint(one, loss.exceedance(one), float(low), float(high))
        for one, low, high in zip(at, band.low, band.high, strict=True)
    )


def _appetite(modelled: Modelled, portfolio: quant.Portfolio, loss: LossDistribution) -> tuple[AppetitePoint, ...]:
    if not modelled.appetite:
        return ()
    furthest = modelled.appetite[-1][0]
    if furthest > loss.top:
        loss = portfolio.aggregate(modelled.in_force, top=1.01 * furthest)
    verdict = loss.against(quant.Appetite(modelled.appetite))
    return tuple(AppetitePoint(one.loss, one.limit, one.probability, one.within) for one in verdict.points)


def _mean_draws(portfolio: quant.Portfolio, given: frozenset[str]) -> dict[str, Floats]:
    """The expected loss a year of each scenario that is there, once for each draw of what is uncertain."""
    draws = portfolio.draw(DRAWS)
    return {one.scenario.id: draws.expected_loss(one.scenario, given) for one in portfolio.state(given)}


def _between(draws: Floats) -> tuple[float, float]:
    """Between which two amounts nine draws in ten lie."""
    low, high = np.quantile(draws, (0.05, 0.95))
    return float(low), float(high)


def _by_scenario(
    modelled: Modelled,
    portfolio: quant.Portfolio,
    now: quant.Moments,
    without: quant.Moments,
    worked: quant.Moments,
    means: Mapping[str, Floats],
) -> dict[str, ScenarioExposure]:
    found = {}
    for active in portfolio.state(modelled.in_force):
        key = active.scenario.id
        fact = modelled.scenarios[key]
        low, high = _between(means[key])
        rate = active.scenario.frequency.mean * active.frequency
        loss = active.scenario.severity_mean * active.severity
        found[key] = ScenarioExposure(
            key=key,
            title=fact.title,
            introduced_by=fact.introduced_by,
            mean=now.by_scenario[key],
            low=low,
            high=high,
            mean_without=without.by_scenario[key],
            mean_if_all_worked=worked.by_scenario[key],
            raised_by=now.by_scenario[key] - worked.by_scenario[key],
            share=now.by_scenario[key] / now.mean if now.mean > 0 else 0.0,
            var95=_own_var95(portfolio, active.scenario),
            rate=rate,
            loss=loss,
            treatment=modelled.treatments.get(key),
            cell=_cell(modelled, rate, loss),
        )
    return found


def _own_var95(portfolio: quant.Portfolio, scenario: quant.Scenario) -> float | None:
    """Where the worst year in twenty of one scenario alone starts, its controls in force."""
    controls = tuple(
        replace(one, effects={scenario.id: one.effects[scenario.id]}, introduces=())
        for one in portfolio.controls
        if scenario.id in one.effects
    )
    try:
        return quant.Portfolio((scenario,), controls).aggregate(log2=LOG2_OF_ONE).var(0.95)
    except quant.UnsupportedQuantile:
        return None


def _cell(modelled: Modelled, rate: float, loss: float) -> Cell | None:
    if not modelled.likelihood or not modelled.impact:
        return None
    return matrix_cell(rate, loss, modelled.likelihood, modelled.impact)
