"""Money: currencies, rates of a day, and what a purchase costs a year."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from earnest.foundation.errors import Invalid

_IN_USE = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
    VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"""
CURRENCIES: tuple[str, ...] = tuple(_IN_USE.split())
"""Currencies in use, by their three letters (ISO 4217)."""

CENT = Decimal("0.01")
MOST = Decimal("1e12")
"""No amount of a budget is larger, in any currency."""


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency is worth in the organisation's own from a day on. `id` is its row."""

    currency: str
    rate: Decimal
    as_of: date
    id: int = 0


class MissingRate(Invalid):
    """A currency has no rate by a day. `currency` and `day` say which."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(
            f"There is no exchange rate for {currency} by {day:%d %B %Y}. Add one: rate, day and where it comes from.",
            field="currency",
        )
        self.currency = currency
        self.day = day


@dataclass(frozen=True)
class Rates:
    """Dated rates into the organisation's own currency."""

    own: str
    rates: tuple[Rate, ...] = ()

    def of(self, currency: str, day: date) -> Rate:
        """The newest rate by a day; one for the organisation's own currency, which "" means too. MissingRate."""
        if currency in {"", self.own}:
            return Rate(self.own, Decimal(1), day)
        found = [rate for rate in self.rates if rate.currency == currency and rate.as_of <= day]
        if not found:
            raise MissingRate(currency, day)
        return max(found, key=lambda rate: (rate.as_of, rate.id))

    def convert(self, amount: Decimal, currency: str, day: date) -> Decimal:
        """An amount in the organisation's own currency, to the cent. MissingRate names currency and day."""
        return (amount * self.of(currency, day).rate).quantize(CENT)


def rates(own: str, rows: Iterable[Rate]) -> Rates:
    """Rates into a currency, from rows in any order."""
    return Rates(own, tuple(rows))


def annuity(amount: float, years: float, discount_rate: float) -> float:
    """The equal payment at the end of each of `years` years that is worth `amount` now: A = P·r / (1 − (1 + r)⁻ⁿ).

    `discount_rate` is a share a year, 0 or more; with 0 the amount is spread evenly. `years` is above 0. ValueError
    else.
    """
    if not years > 0:
        raise ValueError(f"a purchase lasts longer than {years} years")
    if not discount_rate >= 0:
        raise ValueError(f"a discount rate of {discount_rate} is below 0")
    if discount_rate == 0:
        return amount / years
    return amount * discount_rate / (1 - math.pow(1 + discount_rate, -years))


@dataclass(frozen=True)
class YearlyCost:
    """What something costs a year, in the organisation's currency: capital is the one-off spread over its life."""

    capital: float
    run: float
    people: float

    @property
    def total(self) -> float:
        return self.capital + self.run + self.people


def yearly_cost(
    *, one_off: float, life_years: float, discount_rate: float, run: float, people_days: float, day_rate: float
) -> YearlyCost:
    """One-off spread over its life at a discount rate, what it takes to run, and our people's days at the day rate."""
    return YearlyCost(
        capital=annuity(one_off, life_years, discount_rate) if one_off else 0.0, run=run, people=people_days * day_rate
    )
