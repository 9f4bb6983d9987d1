"""A portfolio and investments as the plain arrays of `choice_model`, at the central estimate.

What a control does to a scenario is (1 - E[R] (1 - E[f])) (1 - E[R] (1 - E[s])): R its reliability, f and s its effects
on frequency and severity. A control that several investments give is in force when any of them is chosen; controls in
`base` are in force anyway, so buying them changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from earnest.engines.quant.choice_investments import Demands, check_controls
from earnest.engines.quant.choice_model import Losses
from earnest.engines.quant.choice_program import Floats, Integers
from earnest.engines.quant.errors import QuantError
from earnest.engines.quant.portfolio import Portfolio

LARGEST_LOSS = 1e18


@dataclass(frozen=True, eq=False)
class Effects:
    """Scenarios [m] by id and the controls [c] that can be bought: expected loss a year with the base in force,
    multipliers on frequency and on severity [c, m], and which control introduces the scenario (-1: none)."""

    scenarios: tuple[str, ...]
    controls: tuple[str, ...]
    base: Floats
    frequency: Floats
    severity: Floats
    brought_by: Integers


def base_controls(portfolio: Portfolio, base: Collection[str]) -> frozenset[str]:
    return portfolio.in_force(base, "base")


def effects(portfolio: Portfolio, wanted: Demands, base: frozenset[str]) -> Effects:
    check_controls(wanted, {control.id for control in portfolio.controls})
    controls = tuple(sorted({name for one in wanted.investments for name in one.controls} - base))
    row = {name: place for place, name in enumerate(controls)}
    kept = [
        (scenario, owner) for scenario, owner in portfolio.everything if owner is None or owner in base or owner in row
    ]
    column = {scenario.id: place for place, (scenario, _) in enumerate(kept)}
    frequency, severity = np.ones((len(controls), len(kept))), np.ones((len(controls), len(kept)))
    loss = np.array([scenario.frequency.mean * scenario.severity_mean for scenario, _ in kept])
    for control in sorted(portfolio.controls, key=lambda one: one.id):
        for name in control.effects if control.id in base or control.id in row else ():
            if name not in column:
                continue
            often, costly = portfolio.multipliers[control.id, name]
            if control.id in base:
                loss[column[name]] *= often * costly
            else:
                frequency[row[control.id], column[name]] = often
                severity[row[control.id], column[name]] = costly
    brought_by = np.array([-1 if owner is None or owner in base else row[owner] for _, owner in kept], dtype=np.int64)
    worst = loss * np.maximum(frequency, 1.0).prod(axis=0) * np.maximum(severity, 1.0).prod(axis=0)
    if len(worst) and worst.max() > LARGEST_LOSS:
        name = kept[int(np.argmax(worst))][0].id
        what = f"its expected loss could reach {worst.max():.3g} a year with every control that worsens it"
        remedy = "Check the multipliers above 1 of the controls on it, and its unit."
        raise QuantError(what, field=f"scenarios[{name}]", remedy=remedy)
    return Effects(tuple(column), controls, loss, frequency, severity, brought_by)


def expected_losses(found: Effects, wanted: Demands) -> Losses:
    return Losses(found.base, found.frequency * found.severity, found.brought_by, offers(found, wanted))


def offers(found: Effects, wanted: Demands) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    given = [[name in one.controls for one in wanted.investments] for name in found.controls]
    return np.array(given, dtype=np.bool_).reshape(len(found.controls), len(wanted.investments))


def in_force(wanted: Demands, base: frozenset[str], chosen: Collection[str]) -> frozenset[str]:
    bought = {name for one in wanted.investments if one.id in chosen for name in one.controls}
    return base | bought
