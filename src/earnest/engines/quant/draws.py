"""Draws of everything that the estimates leave uncertain, one stream for each quantity by its name.

Levels are stratified (one draw in each of `count` equal parts, in a shuffled order), so means hardly depend on the
seed. A quantity keeps its draws whatever other scenarios and controls there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

from earnest.engines.quant.errors import number
from earnest.engines.quant.frequencies import Frequency, PertRate, Poisson
from earnest.engines.quant.random_numbers import Streams
from earnest.engines.quant.ranges import Beta, Pert, Uniform
from earnest.engines.quant.scenarios import Scenario

if TYPE_CHECKING:
    from earnest.engines.quant.portfolio import Portfolio

Floats = NDArray[np.float64]

MOST_DRAWS = 100_000
Z95 = float(ndtri(0.95))
TABLE = 2048


@dataclass(frozen=True, eq=False)
class Draws:
    """`count` draws of the uncertain quantities of a portfolio; each method gives float64[count], made when first used.

    Units: rates are events a year, costs currency a year, the others are factors or shares.
    """

    portfolio: Portfolio
    count: int
    seed: int
    _made: dict[tuple[str, ...], Floats] = field(default_factory=dict, init=False, repr=False)

    def rate(self, scenario: Scenario) -> Floats:
        """The scenario's rate before controls."""
        return self._drawn("rate", scenario.id, value=scenario.frequency)

    def doubt(self, scenario: Scenario) -> Floats:
        """The mean-one lognormal factor on the scenario's severity."""
        sigma = np.log(scenario.doubt) / Z95
        if sigma == 0.0:
            return np.ones(self.count)
        key = ("doubt", scenario.id)
        if key not in self._made:
            self._made[key] = np.exp(sigma * ndtri(self._levels(*key)) - sigma**2 / 2.0)
        return self._made[key]

    def secondary_probability(self, scenario: Scenario) -> Floats:
        """Probability of a secondary loss given an event; 0 where there is none."""
        value = 0.0 if scenario.secondary is None else scenario.secondary.probability
        return self._drawn("secondary", scenario.id, value=value)

    def reliability(self, control: str) -> Floats:
        return self._drawn("reliability", control, value=self.portfolio.control(control).reliability)

    def cost(self, control: str) -> Floats:
        """Annual cost of the control."""
        return self._drawn("cost", control, value=self.portfolio.control(control).annual_cost)

    def stated_cost(self, name: str, value: float | Pert) -> Floats:
        """A cost that replaces those of the controls, drawn under `name`."""
        return self._drawn("stated cost", name, repr(value), value=value)

    def frequency_multiplier(self, control: str, scenario: str) -> Floats:
        """Effective multiplier 1 - R (1 - m) of the control on the scenario's rate."""
        value = self.portfolio.control(control).effects[scenario].frequency
        effect = self._drawn("frequency effect", control, scenario, value=value)
        return 1.0 - self.reliability(control) * (1.0 - effect)

    def severity_multiplier(self, control: str, scenario: str) -> Floats:
        """Effective multiplier 1 - R (1 - m) of the control on the scenario's severity."""
        value = self.portfolio.control(control).effects[scenario].severity
        effect = self._drawn("severity effect", control, scenario, value=value)
        return 1.0 - self.reliability(control) * (1.0 - effect)

    def expected_loss(self, scenario: Scenario, working: frozenset[str]) -> Floats:
        """The scenario's expected loss a year with the controls `working` in force, exact for each draw."""
        secondary = self.secondary_probability(scenario) * scenario.secondary_mean
        result = self.rate(scenario) * self.doubt(scenario) * (scenario.primary_mean + secondary)
        for name in self.portfolio.touching(scenario.id):
            if name in working:
                result *= self.frequency_multiplier(name, scenario.id)
                result *= self.severity_multiplier(name, scenario.id)
        return result

    def _drawn(self, *key: str, value: float | Pert | Beta | Uniform | Frequency) -> Floats:
        if isinstance(value, (float, Poisson)):
            return np.full(self.count, value if isinstance(value, float) else value.rate)
        if key not in self._made:
            levels = self._levels(*key)
            if isinstance(value, PertRate):
                value = value.pert
            if isinstance(value, Pert):
                self._made[key] = _pert_quantiles(value, levels)
            else:
                self._made[key] = value.quantile(levels) if isinstance(value, (Beta, Uniform)) else value.rates(levels)
        return self._made[key]

    def _levels(self, use: str, *names: str) -> Floats:
        stream = Streams(self.seed).at("\0".join(names), 0, use)
        levels: Floats = (stream.permutation(self.count) + 0.5) / self.count
        return levels


def draw(portfolio: Portfolio, count: int, seed: int) -> Draws:
    """See `Portfolio.draw`; the last few draws asked for are kept."""
    count = int(number(count, "count", low=10, high=MOST_DRAWS))
    seed = int(number(seed, "seed"))
    key = ("draws", count, seed)
    kept = portfolio.kept
    if key not in kept:
        for other in [one for one in kept if isinstance(one, tuple) and one[0] == "draws"][:-1]:
            kept.pop(other, None)
        kept[key] = Draws(portfolio, count, seed)
    result: Draws = kept[key]
    return result


def _pert_quantiles(value: Pert, levels: Floats) -> Floats:
    """Quantiles by a table of the distribution function, close at both ends: within 1e-5 of the range."""
    points = (1.0 - np.cos(np.linspace(0.0, np.pi, TABLE + 1))) / 2.0
    unit: Floats = np.interp(levels, betainc(value.alpha, value.beta, points), points)
    return value.low + (value.high - value.low) * unit
