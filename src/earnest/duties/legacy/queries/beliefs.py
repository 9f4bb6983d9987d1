"""What is believed of how loss grows without security updates, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earnest.duties.legacy.models import AgeingBelief, LifeCycleEntry
from earnest.duties.legacy.models.fields import amount, is_said
from earnest.duties.legacy.rules.amounts import Amount, amount_of
from earnest.library.support_ageing import support_ageing


@dataclass(frozen=True)
class Belief:
    """Growth a year as low, most likely and high factor, the most that it grows in all, and the discount rate.

    `source` says where it comes from; `reference` is the row that says so, empty where the library does.
    """

    low: float
    mode: float
    high: float
    cap: float
    discount_rate: float
    source: str
    reference: str

    @property
    def growth(self) -> Amount:
        return amount_of(self.low, self.mode, self.high, field="growth", empty=1.0)


def belief_on(day: date) -> Belief:
    """The newest belief agreed by a day; the library's where there is none."""
    row = AgeingBelief.objects.filter(agreed_on__lte=day).order_by("-agreed_on", "-pk").first()
    if row is None:
        told = support_ageing()
        words = "; ".join(one.who for one in told.sources)
        growth = told.growth
        return Belief(
            growth.low, growth.mode, growth.high, told.cap.value, told.discount_rate.value, f"The library: {words}", ""
        )
    ends = float(row.growth_low), float(row.growth_mode), float(row.growth_high)
    words = f"{row.source} (agreed by {row.agreed_by} on {row.agreed_on})"
    return Belief(*ends, float(row.cap), float(row.discount_rate), words, row.reference)


def growth_of(entry: LifeCycleEntry, belief: Belief) -> tuple[Amount, str]:
    """The growth of one system with where it comes from: its own where somebody said so."""
    if is_said(entry, "growth"):
        return amount(entry, "growth", empty=1.0), entry.growth_source
    return belief.growth, belief.source
