"""Controls as uncertain multipliers on the frequency and severity of scenarios, scaled by their reliability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from earnest.engines.quant.errors import at, identifier, is_a
from earnest.engines.quant.ranges import Beta, Pert, Uniform, checked, mean_of
from earnest.engines.quant.scenarios import Scenario

LARGEST_MULTIPLIER = 1e3


@dataclass(frozen=True)
class Effect:
    """Multipliers >= 0 of a control that works always: below 1 they reduce, above 1 they worsen."""

    frequency: float | Pert = 1.0
    severity: float | Pert = 1.0

    def __post_init__(self) -> None:
        for name in ("frequency", "severity"):
            object.__setattr__(self, name, checked(getattr(self, name), name, high=LARGEST_MULTIPLIER))


@dataclass(frozen=True)
class Multiplier:
    """What a control does to a scenario at the central estimate, its reliability counted."""

    frequency: float = 1.0
    severity: float = 1.0


@dataclass(frozen=True)
class Control:
    """What a control changes, costs and brings in.

    `reliability` is the share of the time or cases in which it works: the effective multiplier is 1 - R (1 - m).
    `annual_cost` is in currency a year. Introduced scenarios are there whenever the control is in force, whatever its
    reliability. Where it introduces none, `introduces_nothing_because` says why; without it the verdict on its net
    value stays "nobody has said what it brings in".
    """

    id: str
    effects: Mapping[str, Effect] = field(default_factory=dict, hash=False)
    reliability: float | Beta | Uniform = 1.0
    annual_cost: float | Pert = 0.0
    introduces: tuple[Scenario, ...] = ()
    introduces_nothing_because: str = ""

    def __post_init__(self) -> None:
        with at(f"controls[{identifier(self.id)}]"):
            is_a(self.effects, Mapping, "effects", "Give a mapping from scenario id to Effect.")
            for name, effect in self.effects.items():
                is_a(effect, Effect, f"effects[{name}]", "Give Effect(frequency, severity).")
            object.__setattr__(self, "effects", MappingProxyType(dict(self.effects)))
            is_a(self.reliability, (float, int, Beta, Uniform), "reliability", "Give a share, Beta or Uniform.")
            object.__setattr__(self, "reliability", checked(self.reliability, "reliability", high=1.0))
            object.__setattr__(self, "annual_cost", checked(self.annual_cost, "annual_cost", high=1e15))
            introduced = tuple(self.introduces)
            for index, scenario in enumerate(introduced):
                is_a(scenario, Scenario, f"introduces[{index}]", "Give a tuple of Scenario.")
            object.__setattr__(self, "introduces", introduced)

    def multiplier(self, scenario: str) -> Multiplier:
        """The central effective multipliers on `scenario`: 1 - E[R] (1 - E[m])."""
        effect = self.effects.get(scenario)
        if effect is None:
            return Multiplier()
        reliability = mean_of(self.reliability)
        frequency, severity = mean_of(effect.frequency), mean_of(effect.severity)
        return Multiplier(1.0 - reliability * (1.0 - frequency), 1.0 - reliability * (1.0 - severity))

    @property
    def says_what_it_brings(self) -> bool:
        """Whether somebody has said which loss it introduces, or why none."""
        return bool(self.introduces) or bool(self.introduces_nothing_because.strip())

    @property
    def mean_cost(self) -> float:
        return mean_of(self.annual_cost)
