"""A portfolio of scenarios and controls: moments, distribution of the yearly loss, draws, bands, net values, choice.

Money is in one currency; losses are a year's. `given` is the collection of the ids of the controls in force; None
means all. Results do not depend on the order of scenarios or controls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from earnest.engines.quant.controls import Control
from earnest.engines.quant.errors import QuantError, is_a, number
from earnest.engines.quant.ranges import Pert
from earnest.engines.quant.scenarios import Scenario

if TYPE_CHECKING:
    from earnest.engines.quant.bands import Band
    from earnest.engines.quant.choice import Investment, Selection
    from earnest.engines.quant.distribution import LossDistribution
    from earnest.engines.quant.draws import Draws
    from earnest.engines.quant.simulation import AnnualLoss
    from earnest.engines.quant.value import NetValue

MOST_SCENARIOS = 2_000
MOST_CONTROLS = 500


@dataclass(frozen=True)
class OneFactor:
    """Common cause: the rate of scenario i is rate_i exp(b Z - b**2 / 2), Z standard normal by year, 0 <= b <= 2."""

    loading: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "loading", number(self.loading, "loading", high=2.0))


@dataclass(frozen=True)
class Moments:
    """Mean and variance of a year's loss, and the mean by scenario id (0 for introduced ones not in force)."""

    mean: float
    variance: float
    by_scenario: Mapping[str, float]


@dataclass(frozen=True)
class Active:
    """A scenario in force with the product of the central multipliers of the controls in force."""

    scenario: Scenario
    frequency: float
    severity: float

    @property
    def mean(self) -> float:
        return self.scenario.frequency.mean * self.frequency * self.scenario.severity_mean * self.severity


@dataclass(frozen=True)
class Portfolio:
    """Scenarios, the controls that change them, and how scenarios depend on one another.

    At most 2,000 scenarios (introduced ones included) and 500 controls; ids are unique, effects name known scenarios.
    """

    scenarios: tuple[Scenario, ...]
    controls: tuple[Control, ...] = ()
    dependence: OneFactor | None = None
    kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scenarios", _checked(self.scenarios, Scenario, "scenarios", MOST_SCENARIOS))
        object.__setattr__(self, "controls", _checked(self.controls, Control, "controls", MOST_CONTROLS))
        is_a(self.dependence, (OneFactor, type(None)), "dependence", "Give OneFactor or None.")
        introduced = [(one, control) for control in self.controls for one in control.introduces]
        if len(self.scenarios) + len(introduced) > MOST_SCENARIOS:
            what = f"{len(self.scenarios) + len(introduced):,} scenarios with the introduced ones"
            raise QuantError(what, field="scenarios", remedy=f"Give at most {MOST_SCENARIOS:,}.")
        seen = {one.id for one in self.scenarios}
        for scenario, control in introduced:
            if scenario.id in seen:
                place = f"controls[{control.id}].introduces[{scenario.id}]"
                raise QuantError("the id is used twice", field=place, remedy="Give each scenario an id of its own.")
            seen.add(scenario.id)
        for control in self.controls:
            for name in control.effects:
                if name not in seen:
                    place = f"controls[{control.id}].effects[{name}]"
                    remedy = "Name a scenario of the portfolio, or one that a control introduces."
                    raise QuantError("no such scenario", field=place, remedy=remedy)

    @cached_property
    def _by_id(self) -> dict[str, Control]:
        return {one.id: one for one in sorted(self.controls, key=lambda one: one.id)}

    @cached_property
    def everything(self) -> tuple[tuple[Scenario, str | None], ...]:
        """Every scenario with the id of the control that introduces it (None: it is there anyway), sorted by id."""
        pairs: list[tuple[Scenario, str | None]] = [(one, None) for one in self.scenarios]
        pairs += [(one, control.id) for control in self.controls for one in control.introduces]
        return tuple(sorted(pairs, key=lambda pair: pair[0].id))

    @cached_property
    def _touching(self) -> dict[str, tuple[str, ...]]:
        """Ids of the controls with an effect on each scenario, sorted."""
        touching: dict[str, list[str]] = {}
        for control in self._by_id.values():
            for name in control.effects:
                touching.setdefault(name, []).append(control.id)
        return {name: tuple(ids) for name, ids in touching.items()}

    def touching(self, scenario: str) -> tuple[str, ...]:
        """Ids of the controls with an effect on `scenario`, sorted."""
        return self._touching.get(scenario, ())

    def control(self, name: str) -> Control:
        """The control with id `name`; QuantError when there is none."""
        return self._by_id[next(iter(self.in_force((name,))))]

    def in_force(self, given: Collection[str] | None, place: str = "given") -> frozenset[str]:
        """The ids of the controls in force, checked; None is all of them."""
        if given is None:
            return frozenset(self._by_id)
        if isinstance(given, str):
            raise QuantError("one text", field=place, remedy="Give a collection of control ids.")
        for name in given:
            if name not in self._by_id:
                raise QuantError("no such control", field=f"{place}[{name}]", remedy="Name a control of the portfolio.")
        return frozenset(given)

    def state(self, given: Collection[str] | None = None) -> tuple[Active, ...]:
        """The scenarios there are when the controls `given` are in force, sorted by id, with their multipliers."""
        return tuple(active for active in self.states(given) if active is not None)

    def states(self, given: Collection[str] | None = None) -> tuple[Active | None, ...]:
        """As `state`, in step with `everything`: None where an introduced scenario is not there."""
        working = self.in_force(given)
        result = list(self._all_in_force)
        left_out = self._by_id.keys() - working
        for place in {place for name in left_out for place in self._places[name]}:
            result[place] = self._active(place, working)
        return tuple(result)

    @cached_property
    def _all_in_force(self) -> tuple[Active | None, ...]:
        working = frozenset(self._by_id)
        return tuple(self._active(place, working) for place in range(len(self.everything)))

    @cached_property
    def _places(self) -> dict[str, tuple[int, ...]]:
        """By control, the places in `everything` that it changes or brings in."""
        places: dict[str, list[int]] = {name: [] for name in self._by_id}
        for place, (scenario, owner) in enumerate(self.everything):
            for name in {*self.touching(scenario.id), *(() if owner is None else (owner,))}:
                places[name].append(place)
        return {name: tuple(own) for name, own in places.items()}

    def _active(self, place: int, working: frozenset[str]) -> Active | None:
        scenario, owner = self.everything[place]
        if owner is not None and owner not in working:
            return None
        frequency = severity = 1.0
        for name in self.touching(scenario.id):
            if name in working:
                often, costly = self.multipliers[name, scenario.id]
                frequency *= often
                severity *= costly
        return Active(scenario, frequency, severity)

    @cached_property
    def multipliers(self) -> Mapping[tuple[str, str], tuple[float, float]]:
        """Central multipliers on frequency and severity by control id and scenario id."""
        result = {}
        for control in self._by_id.values():
            for name in control.effects:
                multiplier = control.multiplier(name)
                result[control.id, name] = (multiplier.frequency, multiplier.severity)
        return result

    def moments(self, given: Collection[str] | None = None) -> Moments:
        """Exact mean and variance of a year's loss at the central estimate."""
        return self.moments_of(self.states(given))

    def moments_of(self, states: Sequence[Active | None]) -> Moments:
        """As `moments`, for the states that `states` gives."""
        square = 1.0 if self.dependence is None else math.exp(self.dependence.loading**2)
        events, spread, first, second = self._per_scenario
        frequency = np.array([0.0 if one is None else one.frequency for one in states])
        severity = np.array([0.0 if one is None else one.severity for one in states])
        mean = events * frequency * first * severity
        own = events * frequency * second * severity**2 + spread * square * (frequency * first * severity) ** 2
        by_scenario = {scenario.id: value for (scenario, _), value in zip(self.everything, mean.tolist(), strict=True)}
        total = math.fsum(by_scenario.values())
        return Moments(total, math.fsum(own.tolist()) + (square - 1.0) * total**2, by_scenario)

    @cached_property
    def _per_scenario(self) -> NDArray[np.float64]:
        """By scenario: expected events, variance of the count less its mean, first and second moment of an event."""
        rows = [
            (
                one.frequency.mean,
                one.frequency.variance - one.frequency.mean,
                one.severity_mean,
                one.severity_second_moment,
            )
            for one, _ in self.everything
        ]
        return np.array(rows, np.float64).reshape(-1, 4).T.copy()

    def aggregate(
        self, given: Collection[str] | None = None, log2: int = 14, top: float | None = None
    ) -> LossDistribution:
        """The distribution of a year's loss on 2**`log2` steps (10 to 20), exact up to the grid.

        All treatments share one grid. `top` sets its end, in currency; None chooses one beyond which a year's loss
        lies once in about 100,000 loss years.
        """
        from earnest.engines.quant import aggregation

        return aggregation.aggregate(self, given, log2, top)

    def draw(self, count: int = 2000, seed: int = 0) -> Draws:
        """`count` draws of everything uncertain: rates, effects, reliabilities, doubts, costs.

        Each quantity has a stream named by its id, so that one more scenario or control moves no other draws.
        """
        from earnest.engines.quant import draws

        return draws.draw(self, count, seed)

    def band(
        self,
        losses: Sequence[float],
        given: Collection[str] | None = None,
        draws: int = 100,
        level: float = 0.9,
        seed: int = 0,
    ) -> Band:
        """How far the exceedance probabilities at `losses` may be off because the estimates are uncertain."""
        from earnest.engines.quant import bands

        return bands.band(self, losses, given, draws, level, seed)

    def net_value(
        self,
        controls: str | Collection[str],
        given: Collection[str] | None = None,
        annual_cost: float | Pert | None = None,
        count: int = 4000,
        seed: int = 0,
    ) -> NetValue:
        """What `controls` together remove, bring in and cost a year, the other controls `given` in force."""
        from earnest.engines.quant import value

        return value.net_value(self, controls, given, annual_cost, count, seed)

    def simulate(
        self,
        treatments: Sequence[Collection[str] | None],
        years: int,
        seed: int = 0,
        progress: Callable[[int, int], object] | None = None,
    ) -> AnnualLoss:
        """Simulated years for each treatment, with common random numbers (see `simulation`)."""
        from earnest.engines.quant import simulation

        return simulation.simulate(self, treatments, years, seed=seed, progress=progress)

    def optimize(self, investments: Sequence[Investment], budget: float, **options: Any) -> Selection:
        """The best set of investments for a budget (see `choice`)."""
        from earnest.engines.quant import choice

        return choice.optimize(self, investments, budget, **options)

    def frontier(
        self, investments: Sequence[Investment], budgets: Sequence[float], **options: Any
    ) -> tuple[Selection, ...]:
        """The best set of investments for each budget (see `choice`)."""
        from earnest.engines.quant import choice

        return choice.frontier(self, investments, budgets, **options)


def _checked(values: object, kind: type, place: str, most: int) -> tuple[Any, ...]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise QuantError(f"{values!r} is not a list", field=place, remedy=f"Give a tuple of {kind.__name__}.")
    result = tuple(values)
    if len(result) > most:
        what = f"{len(result):,} {place}"
        raise QuantError(what, field=place, remedy=f"Give at most {most:,}; join those that are alike.")
    seen: set[str] = set()
    for index, one in enumerate(result):
        is_a(one, kind, f"{place}[{index}]", f"Give {kind.__name__}.")
        if one.id in seen:
            what = "the id is used twice"
            raise QuantError(what, field=f"{place}[{one.id}]", remedy="Give each its own id, or join the two.")
        seen.add(one.id)
    return result
