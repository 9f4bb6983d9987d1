"""What a document may say of money: amounts with two digits that mean something, chances, and their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10

from earnest.core.risks.models import Treatment
from earnest.core.risks.queries import Exposure, ScenarioExposure, Worth
from earnest.core.risks.queries import Range as Spread
from earnest.duties.budget.models import InsurancePolicy
from earnest.duties.budget.queries import Choice, Cut, InsuranceWhatIf, Ranked, Ranking, Return, YearView
from earnest.duties.budget.rules.returns import Range as Between
from earnest.engines.documents.charts.pictures import Verdict as Drawn
from earnest.engines.documents.parts import Figure, Name, StatusRef
from earnest.engines.quant import Verdict
from earnest.narrative.told import Told

LEVEL = 0.9
"""The chance that a range of money holds."""

YEARS = 20
"""The worst year of how many is told of: the loss at the 95th percentile of a year."""

VERDICTS: Mapping[str, Drawn] = {
    Verdict.EARNS.value: "earns-its-place",
    Verdict.COSTS_MORE.value: "costs-more",
    Verdict.UNDECIDED.value: "cannot-tell",
    Verdict.UNSTATED.value: "unstated",
    Verdict.UNESTIMATED.value: "unestimated",
}


def rounded(amount: float) -> int:
    """An amount with two digits that mean something: 1,234,567 is told as 1,200,000."""
    if abs(amount) < 1:
        return 0
    return int(round(amount, min(0, 1 - floor(log10(abs(amount))))))


@dataclass(frozen=True)
class MoneyTold(Told):
    """A claim on money in one currency."""

    currency: str

    def amount(self, value: float) -> Figure:
        """An estimate, rounded."""
        return Figure(rounded(value), "money", self.id, currency=self.currency, short=True)

    def between(self, value: float, low: float, high: float, level: float | None = None) -> Figure:
        """An estimate with the range that holds it nine times in ten; without `level` only the range is shown."""
        ends = (rounded(min(low, value)), rounded(max(high, value)))
        return Figure(rounded(value), "money", self.id, *ends, level=level, currency=self.currency, short=True)

    def spread(self, found: Spread, level: float | None = None) -> Figure:
        if found.low == found.high:
            return self.amount(found.mean)
        return self.between(found.mean, found.low, found.high, level)

    def ends(self, found: Between, level: float | None = None) -> Figure:
        return self.between(found.middle, found.low, found.high, level)

    def exact(self, value: float | Decimal) -> Figure:
        """Money that somebody wrote down, to the whole unit."""
        return Figure(round(value), "money", self.id, currency=self.currency)

    def chance(self, value: float) -> Figure:
        """A chance of a year, with the digits that a reader can use."""
        return Figure(_digits(value), "share", self.id)

    @property
    def years(self) -> Figure:
        """Of how many years the worst one is told of."""
        return self.count(YEARS)


def _digits(value: float) -> float:
    """A chance in whole percent from a tenth up, else with two digits."""
    if value >= 0.1:
        return round(value, 2)
    return round(value, 3) if value >= 0.01 else round(value, 4)


@dataclass(frozen=True)
class ExposureTold(MoneyTold):
    """What a year may cost."""

    found: Exposure

    @property
    def mean(self) -> Figure:
        return self.between(self.found.mean, self.found.mean_low, self.found.mean_high)

    @property
    def worst(self) -> Figure | None:
        """Where the worst year in twenty starts; None where that cannot be told."""
        return None if self.found.var95 is None else self.amount(self.found.var95)

    @property
    def worst_average(self) -> Figure | None:
        return None if self.found.tvar95 is None else self.amount(self.found.tvar95)

    @property
    def median(self) -> Figure | None:
        return None if self.found.median is None else self.amount(self.found.median)

    @property
    def without(self) -> Figure:
        """Expected loss with no control in force."""
        return self.amount(self.found.mean_without)


@dataclass(frozen=True)
class AppetiteTold(MoneyTold):
    """The limits that were agreed, and where each stands."""

    found: Exposure

    @property
    def within(self) -> int:
        return sum(one.within for one in self.found.appetite)


@dataclass(frozen=True)
class RaisedTold(MoneyTold):
    """What controls that fail or are unproven add to the expected loss; `keys` the dearest first."""

    found: Exposure
    keys: tuple[str, ...]

    @property
    def total(self) -> Figure:
        return self.amount(self.found.raised_by)

    @property
    def if_all_worked(self) -> Figure:
        return self.amount(self.found.mean_if_all_worked)

    def of(self, key: str) -> Figure:
        return self.amount(self.found.raised_by_control[key])


@dataclass(frozen=True)
class ScenarioTold(MoneyTold):
    """One scenario with its expected loss a year."""

    found: ScenarioExposure

    @property
    def name(self) -> Name:
        return Name(self.found.title, "record")

    @property
    def mean(self) -> Figure:
        return self.between(self.found.mean, self.found.low, self.found.high)

    @property
    def part(self) -> Figure:
        """Its part of the whole."""
        return self.share(round(self.found.share, 2))

    @property
    def worst(self) -> Figure | None:
        return None if self.found.var95 is None else self.amount(self.found.var95)


@dataclass(frozen=True)
class AcceptedTold(MoneyTold):
    """Risk that was accepted until a day that has passed."""

    treatment: Treatment


@dataclass(frozen=True)
class WorthTold(MoneyTold):
    """A tool, a control or a purchase with what it takes away, brings in and costs a year."""

    found: Ranked | Return | Worth

    @property
    def name(self) -> Name:
        found = self.found
        return Name(found.title, "product") if isinstance(found, Return) else Name(found.name, "product")

    @property
    def removed(self) -> Figure:
        return self.spread(self.found.removed)

    @property
    def introduced(self) -> Figure:
        return self.spread(self.found.introduced)

    @property
    def cost(self) -> Figure:
        return self.spread(self.found.cost)

    @property
    def net(self) -> Figure:
        return self.spread(self.found.net)

    @property
    def shortfall(self) -> Figure:
        """Net worth the other way round: how much more it costs than it gives."""
        net = self.found.net
        return self.between(-net.mean, -net.high, -net.low)

    @property
    def verdict(self) -> StatusRef:
        return self.is_(VERDICTS[str(self.found.verdict)])


@dataclass(frozen=True)
class YearTold(MoneyTold):
    """A budget year: asked, offered, planned and the difference."""

    found: YearView

    @property
    def name(self) -> Name:
        return Name(self.found.label, "record")

    @property
    def short(self) -> Decimal | None:
        """How much less is offered than asked; None where either is not there."""
        if self.found.asked is None or self.found.offered is None:
            return None
        return self.found.asked - self.found.offered


@dataclass(frozen=True)
class ChoiceTold(MoneyTold):
    """The best set for a budget."""

    found: Choice

    @property
    def net(self) -> Figure | None:
        return None if self.found.net is None else self.spread(self.found.net)

    def gain(self, other: Choice) -> Figure:
        """By how much this set is better than another, a year."""
        return self.amount(other.value - self.found.value)

    @property
    def better(self) -> float:
        """By how much a year another set could at the most be better."""
        return max(0.0, self.found.value - self.found.bound)


@dataclass(frozen=True)
class ListTold(MoneyTold):
    """Everything that we pay for."""

    found: Ranking


@dataclass(frozen=True)
class CutTold(MoneyTold):
    """What to drop first for a cut."""

    found: Cut

    @property
    def raised(self) -> Figure:
        """How much higher the expected loss is afterwards."""
        return self.amount(self.found.loss_after - self.found.loss_before)


@dataclass(frozen=True)
class LayerTold(MoneyTold):
    """An insurance policy, and what it does to a year's loss."""

    policy: InsurancePolicy
    found: InsuranceWhatIf


@dataclass(frozen=True)
class GroundsTold(MoneyTold):
    """On what grounds the estimates stand: how many there are, how many are borrowed, how many are old."""

    by_grounds: tuple[tuple[str, int], ...]
    total: int
    starters: int
    old: int
    oldest: date
    scenarios: int
    left_out: int
