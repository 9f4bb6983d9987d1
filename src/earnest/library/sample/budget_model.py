"""The security budget of Larkfield Pay as typed records: years, tools, lines, investments, the insurance policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["run", "one_off", "people"]
Category = Literal["staff", "software", "hardware", "outsourcing", "consulting", "training", "insurance", "other"]


@dataclass(frozen=True)
class YearRecord:
    """A fiscal year. Amounts are whole euros."""

    label: str
    starts_on: date
    ends_on: date
    asked: int
    offered: int
    discount_rate: float


@dataclass(frozen=True)
class RateRecord:
    """What one unit of a currency is worth in euros."""

    currency: str
    rate: str
    as_of: date
    source: str


@dataclass(frozen=True)
class DayRateRecord:
    """What a day of own people costs in euros."""

    euros: int
    valid_from: date
    source: str


@dataclass(frozen=True)
class ToolRecord:
    """A security tool. `asset` is a slug, `controls` are keys of controls that rest on it."""

    key: str
    name: str
    vendor: str
    asset: str | None
    controls: tuple[str, ...]
    owner: str
    renews_on: date | None
    note: str = ""


@dataclass(frozen=True)
class InvestmentRecord:
    """Something that could be bought. `vendor_rank` is its place on the list that a reseller sent."""

    key: str
    title: str
    description: str
    controls: tuple[str, ...]
    one_off: int
    run_per_year: int
    people_days: int
    life_years: int
    owner: str
    must_because: str = ""
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    vendor_rank: int | None = None


@dataclass(frozen=True)
class LineRecord:
    """One line of a year, in its own currency. `owner` is None where nobody answers for it."""

    year: str
    title: str
    kind: Kind
    category: Category
    currency: str
    planned: int
    committed: int
    actual: int
    owner: str | None
    people_days: int = 0
    tool: str | None = None
    control: str | None = None
    investment: str | None = None


@dataclass(frozen=True)
class PolicyRecord:
    """The cyber policy in force. `covers` are keys of scenarios."""

    insurer: str
    retention: int
    limit: int
    premium: int
    share: str
    starts_on: date
    ends_on: date
    covers: tuple[str, ...]
    owner: str


@dataclass(frozen=True)
class Budget:
    years: tuple[YearRecord, ...]
    rates: tuple[RateRecord, ...]
    day_rates: tuple[DayRateRecord, ...]
    tools: tuple[ToolRecord, ...]
    investments: tuple[InvestmentRecord, ...]
    lines: tuple[LineRecord, ...]
    policy: PolicyRecord
