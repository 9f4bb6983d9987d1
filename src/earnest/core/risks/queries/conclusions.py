"""What is concluded of the model of risk. Money is in the organisation's currency, chances lie between 0 and 1.

Everything here goes to JSON and back by `msgspec` without loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from earnest.core.risks.rules import Cell


@dataclass(frozen=True)
class CurvePoint:
    """The chance that a year costs more than `loss`; `low` and `high` hold it nine times in ten."""

    loss: float
    probability: float
    low: float
    high: float


@dataclass(frozen=True)
class AppetitePoint:
    """The agreed limit on the chance of losing more than `loss` in a year, and where it stands now."""

    loss: float
    limit: float
    now: float
    within: bool


@dataclass(frozen=True)
class TreatmentNow:
    """The decision in force: accept, reduce, transfer or avoid."""

    id: int
    decision: str
    ends_on: date | None


@dataclass(frozen=True)
class ScenarioExposure:
    """One scenario. `mean` is its expected loss a year, `low` and `high` hold that nine times in ten.

    `mean_without` is with no control in force, `mean_if_all_worked` with full credit for those that fail or are
    unproven; `raised_by` is what these cost. `share` is its part of the whole. `var95` is the loss that its own worst
    year in twenty starts at, None where that cannot be told. `rate` is events a year, `loss` currency an event.
    """

    key: str
    title: str
    introduced_by: str
    mean: float
    low: float
    high: float
    mean_without: float
    mean_if_all_worked: float
    raised_by: float
    share: float
    var95: float | None
    rate: float
    loss: float
    treatment: TreatmentNow | None
    cell: Cell | None


@dataclass(frozen=True)
class Exposure:
    """What a year may cost with the controls in force and the credit that they have earned.

    `mean` is the expected loss a year; `mean_low` and `mean_high` hold it nine times in ten. `var95` is the loss that
    the worst year in twenty starts at, `tvar95` the average of those years; None where that cannot be told, and then
    `refused` says why by name. `raised_by_control` has what each failing or unproven control costs by itself.
    """

    mean: float
    mean_low: float
    mean_high: float
    sd: float
    median: float | None
    var95: float | None
    var99: float | None
    tvar95: float | None
    refused: Mapping[str, str]
    probability_zero: float
    curve: tuple[CurvePoint, ...]
    curve_without_controls: tuple[CurvePoint, ...]
    mean_without: float
    mean_if_all_worked: float
    raised_by: float
    raised_by_control: Mapping[str, float]
    appetite: tuple[AppetitePoint, ...]
    by_scenario: Mapping[str, ScenarioExposure]

    @property
    def is_within_appetite(self) -> bool | None:
        """None where no appetite is in force."""
        return all(one.within for one in self.appetite) if self.appetite else None


@dataclass(frozen=True)
class Range:
    """A range in currency a year: nine times in ten between `low` and `high`, half the time between the quarters."""

    mean: float
    low: float
    q25: float
    q75: float
    high: float


@dataclass(frozen=True)
class Why:
    """A scenario that a control makes cheaper (`removed` above 0), dearer (below 0), or brings itself."""

    scenario: str
    title: str
    amount: float
    brought: bool


@dataclass(frozen=True)
class Worth:
    """What a control removes, brings and costs a year given the others, and whether that is a good bargain.

    `probability` is how likely its expected net worth is above nothing; `in_a_year` how likely one year's saving is
    above what it costs and brings. `verdict` is a value of `earnest.engines.quant.Verdict`. `cost_known` is False where
    nobody has said what it costs: it then counts as nothing. `why` has the largest amounts first.
    """

    control: str
    name: str
    in_force: bool
    removed: Range
    introduced: Range
    cost: Range
    net: Range
    probability: float
    in_a_year: float | None
    verdict: str
    sentence: str
    cost_known: bool
    why: tuple[Why, ...]
