"""What a bundle of controls is worth, in the words and ranges that pages use."""

from __future__ import annotations

from earnest.core.risks.queries import Modelled, Range
from earnest.engines.quant import NetValue, Spread

SHOWN = 5


def bundle_range(spread: Spread) -> Range:
    """A spread of draws as the range that is kept: mean, nine in ten, and the quarters."""
    return Range(
        mean=spread.mean,
        low=spread.low,
        q25=spread.quantile(0.25),
        q75=spread.quantile(0.75),
        high=spread.high,
    )


def flat(amount: float) -> Range:
    """An amount that is known."""
    return Range(amount, amount, amount, amount, amount)


def most_changed(modelled: Modelled, value: NetValue) -> tuple[tuple[str, float], ...]:
    """The scenarios that a bundle changes most, by title: expected loss removed a year, below 0 where it adds to it."""
    changed = {key: amount for key, amount in value.by_scenario.items() if amount}
    largest = sorted(changed, key=lambda key: (-abs(changed[key]), key))[:SHOWN]
    return tuple((modelled.scenarios[key].title, changed[key]) for key in largest)
