"""Estimates in words: a rate as people picture it, a loss as a range of money, a share in percent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from earnest.core.risks.models import Estimate
from earnest.core.risks.rules import EqualBetReading, Values, equal_bet_reading
from earnest.interfaces.web.risk.money import between, chance, number, rate, short


@dataclass(frozen=True)
class EstimateShown:
    """An estimate as pages show it. `bet` says what the equal bet told of its range."""

    row: Estimate
    label: str
    says: str
    bet: str
    superseded_on: date | None


def shown(row: Estimate, currency: str) -> EstimateShown:
    form = f", {row.get_form_display()}" if row.form else ""
    return EstimateShown(
        row=row,
        label=f"{row.get_part_display()}{form}",
        says=of_values(row.part, values_of(row), currency),
        bet=bet_says(row.equal_bet),
        superseded_on=row.superseded_on,
    )


def values_of(row: Estimate) -> Values:
    """The numbers of a row, as rules take them."""
    return Values.of(row.shape, low=row.low, mode=row.mode, high=row.high, values=row.values, cap=row.cap)


def of_values(part: str, values: Values, currency: str) -> str:
    """What an estimate says, such as: once in 20 years to 2 a year."""
    if part == Estimate.Part.FREQUENCY:
        return _rates(values)
    if part == Estimate.Part.SECONDARY_PROBABILITY:
        return _shares(values)
    return _losses(values, currency)


def _rates(values: Values) -> str:
    if values.low is None or values.high is None:
        return rate(values.mode or 0.0)
    told = _("%(low)s to %(high)s") % {"low": rate(values.low), "high": rate(values.high)}
    return (
        told
        if values.mode is None
        else _("%(range)s, most likely %(mode)s") % {"range": told, "mode": rate(values.mode)}
    )


def _shares(values: Values) -> str:
    mode = chance(values.mode or 0.0)
    if values.low is None or values.high is None:
        return mode
    told = _("%(low)s to %(high)s") % {"low": chance(values.low), "high": chance(values.high)}
    return _("%(range)s, most likely %(mode)s") % {"range": told, "mode": mode}


def _losses(values: Values, currency: str) -> str:
    if values.shape == Estimate.Shape.EMPIRICAL:
        told = _("as seen: %s") % ", ".join(short(one, currency) for one in values.values[:6])
    elif values.low is None or values.high is None:
        told = short(values.mode or 0.0, currency)
    else:
        told = between(values.low, values.high, currency)
        if values.mode is not None:
            told = _("%(range)s, most likely %(mode)s") % {"range": told, "mode": short(values.mode, currency)}
    return told if values.cap is None else _("%(loss)s, never more than %(cap)s") % {
        "loss": told, "cap": short(values.cap, currency),
    }  # fmt: skip


def bet_says(choice: str) -> str:
    """What the equal bet told of a range."""
    says: dict[Any, str] = {
        EqualBetReading.TOO_WIDE: _("Equal bet: the author would rather bet on the range, so it may be too wide."),
        EqualBetReading.TOO_NARROW: _("Equal bet: the author would rather take the wheel, so it may be too narrow."),
        EqualBetReading.FITS: _("Equal bet: either would do, so the range fits what the author believes."),
    }
    return says.get(equal_bet_reading(choice), "")


def gamma_says(shape: float, years: float, low: float, high: float) -> str:
    """A belief about a rate without controls: its middle, its range, and what it weighs."""
    return _("%(mean)s (%(low)s to %(high)s), as if seen %(shape)s times in %(years)s years") % {
        "mean": rate(shape / years),
        "low": rate(low),
        "high": rate(high),
        "shape": number(shape),
        "years": number(years),
    }


def happened_says(events: int, years: float, share: float) -> str:
    """What happened, and how much of it controls let through meanwhile."""
    told = _("%(events)s in %(years)s years") % {"events": events, "years": number(years)}
    if share >= 1:
        return told
    return _("%(told)s, while controls let through about %(share)s of it") % {"told": told, "share": chance(share)}
