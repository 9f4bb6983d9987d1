"""Random cases of choice, and their answers by looking at every set."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from earnest.engines.quant.choice import Investment
from earnest.engines.quant.controls import Control, Effect
from earnest.engines.quant.frequencies import Poisson
from earnest.engines.quant.portfolio import Portfolio
from earnest.engines.quant.scenarios import Scenario
from earnest.engines.quant.severities import Constant


@dataclass(frozen=True)
class Case:
    portfolio: Portfolio
    investments: tuple[Investment, ...]
    budget: float
    base: tuple[str, ...] = ()

    def value(self, chosen: Collection[str]) -> float:
        """Residual and introduced loss and annual cost, written out from the definition."""
        controls = {control.id: control for control in self.portfolio.controls}
        bought = {name for one in self.investments if one.id in chosen for name in one.controls}
        working = [controls[name] for name in sorted(bought | set(self.base))]
        scenarios = [*self.portfolio.scenarios, *(one for control in working for one in control.introduces)]
        total = sum(one.annual_cost for one in self.investments if one.id in chosen)
        for scenario in scenarios:
            loss = scenario.frequency.mean * scenario.severity_mean
            for control in working:
                effect = control.effects.get(scenario.id, Effect())
                share = control.reliability
                assert isinstance(share, float)
                assert isinstance(effect.frequency, float)
                assert isinstance(effect.severity, float)
                loss *= (1 - share * (1 - effect.frequency)) * (1 - share * (1 - effect.severity))
            total += loss
        return total

    def cost(self, chosen: Collection[str]) -> float:
        return math.fsum(one.cost for one in self.investments if one.id in chosen)

    def permits(self, chosen: Collection[str], budget: float | None = None) -> bool:
        limit = self.budget if budget is None else budget
        for one in self.investments:
            if one.id not in chosen:
                if one.must:
                    return False
                continue
            if one.never or set(one.requires) - set(chosen) or set(one.excludes) & set(chosen):
                return False
        return self.cost(chosen) <= limit * (1 + 1e-9)

    def best(self, budget: float | None = None) -> float:
        """The least value over every permitted set; infinite when none is permitted."""
        found = math.inf
        for chosen in subsets([one.id for one in self.investments]):
            if self.permits(chosen, budget):
                found = min(found, self.value(chosen))
        return found


def subsets(names: Sequence[str]) -> list[frozenset[str]]:
    sizes = range(len(names) + 1)
    return [frozenset(chosen) for size in sizes for chosen in itertools.combinations(names, size)]


def random_case(seed: int, count: int = 9, scenarios: int = 10, touch: int = 5, *, demands: bool = True) -> Case:
    """A case with worsening, introduced losses, shared and base controls, zero multipliers, and demands."""
    rng = np.random.default_rng(seed)
    names = [f"s{place}" for place in range(scenarios)]
    introducers = set(rng.choice(count, 3, replace=False).tolist())
    introduced = [f"new{place}" for place in sorted(introducers)]
    controls = []
    for place in range(count + 2):
        effects = {}
        for name in rng.choice([*names, *introduced], touch, replace=False):
            frequency = float(rng.choice([rng.uniform(0.2, 1.0), rng.uniform(1.0, 1.5), 0.0], p=[0.8, 0.15, 0.05]))
            effects[str(name)] = Effect(frequency, float(rng.uniform(0.5, 1.05)))
        brings = (_scenario(f"new{place}", rng),) if place in introducers else ()
        reliability = float(rng.uniform(0.6, 1.0)) if rng.random() < 0.7 else 1.0
        controls.append(Control(f"c{place}", effects, reliability, introduces=brings))
    portfolio = Portfolio(tuple(_scenario(name, rng) for name in names), tuple(controls))
    investments = []
    for place in range(count):
        gives = [f"c{place}"] + ([f"c{count}"] if rng.random() < 0.3 else [])
        cost = 0.0 if rng.random() < 0.05 else float(rng.uniform(10, 200))
        requires = (f"i{rng.integers(place)}",) if demands and place > 1 and rng.random() < 0.2 else ()
        excludes = (f"i{count - 1}",) if demands and place == 3 and "i8" not in requires else ()
        investments.append(
            Investment(
                f"i{place}",
                tuple(gives),
                cost,
                cost / 5,
                demands and place == 0,
                demands and place == 7,
                requires,
                excludes,
            )
        )
    budget = investments[0].cost + float(rng.uniform(0.1, 0.6)) * sum(one.cost for one in investments)
    order = rng.permutation(count)
    return Case(portfolio, tuple(investments[place] for place in order), budget, (f"c{count + 1}",))


def _scenario(name: str, rng: np.random.Generator) -> Scenario:
    return Scenario(name, Poisson(float(rng.uniform(0.1, 2.0))), Constant(float(np.exp(rng.normal(5.0, 1.0)))))
