"""The numbers of an estimate, and what the engine makes of them. Errors name the field of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import expm1, isfinite
from typing import Any, TypeVar

from earnest.engines.quant import (
    Capped,
    Constant,
    Effect,
    Empirical,
    LognormalCI90,
    NegativeBinomial,
    Pert,
    PertRate,
    Poisson,
    QuantError,
    Severity,
)
from earnest.foundation.errors import Invalid

T = TypeVar("T")

SHAPES: Mapping[str, tuple[str, ...]] = {
    "poisson": ("mode",),
    "pert_rate": ("low", "mode", "high"),
    "lognormal_ci90": ("low", "high"),
    "pert": ("low", "mode", "high"),
    "constant": ("mode",),
    "empirical": ("values",),
    "probability": ("mode",),
}
"""The fields that each shape needs."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "frequency": ("poisson", "pert_rate", "lognormal_ci90"),
    "primary": ("lognormal_ci90", "pert", "constant", "empirical"),
    "secondary_probability": ("probability",),
    "secondary": ("lognormal_ci90", "pert", "constant", "empirical"),
}
"""The shapes that each part of a scenario may have."""

_NUMBERS = ("low", "mode", "high", "cap")
_MOST = 1e15
_MOST_VALUES = 10_000


@dataclass(frozen=True)
class Values:
    """The numbers of one estimate. The unit is that of its part: events a year, currency an event, or a share."""

    shape: str
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    values: tuple[float, ...] = ()
    cap: float | None = None

    @classmethod
    def of(
        cls, shape: str, *, low: Any = None, mode: Any = None, high: Any = None, values: Any = (), cap: Any = None
    ) -> Values:
        """From what a form or a table holds: Decimal, text or number; empty text is none. Invalid names the field."""
        if not isinstance(values, list | tuple):
            raise Invalid("Give the values seen as a list of numbers.", field="values")
        return cls(
            shape,
            _number(low, "low"),
            _number(mode, "mode"),
            _number(high, "high"),
            tuple(_given(one, "values") for one in values),
            _number(cap, "cap"),
        )

    def number(self, name: str) -> float:
        """A number that must be there. Invalid names it if not."""
        found: float | None = getattr(self, name)
        if found is None:
            raise Invalid(f"The shape “{self.shape}” needs a value here.", field=name)
        return found

    def checked(self, part: str) -> Values:
        """Itself, if it can stand for that part of a scenario. Invalid names the field that cannot be used."""
        if part not in PARTS:
            raise Invalid(f"“{part}” is no part of a scenario: use {', '.join(PARTS)}.", field="part")
        if part == "frequency":
            frequency(self)
        elif part == "secondary_probability":
            probability(self)
        else:
            severity(self)
        return self


def frequency(values: Values) -> Poisson | NegativeBinomial | PertRate:
    """Events a year."""
    _fits(values, "frequency")
    if values.shape == "poisson":
        return _made(lambda: Poisson(values.number("mode")), {"rate": "mode"})
    if values.shape == "pert_rate":
        return _made(lambda: PertRate(values.number("low"), values.number("mode"), values.number("high")), {})
    mean, variance = interval_moments(values)
    return _made(lambda: NegativeBinomial(mean, variance / mean**2), {"mean": "high", "dispersion": "high"})


def interval_moments(values: Values) -> tuple[float, float]:
    """Mean and variance of a lognormal between its 5 % and 95 % quantiles."""
    found = _made(lambda: LognormalCI90(values.number("low"), values.number("high")), {})
    return found.mean, found.mean**2 * expm1(found.sigma**2)


def severity(values: Values) -> Severity:
    """Currency an event, never more than the cap."""
    _fits(values, "primary")
    made = _uncapped(values)
    if values.cap is None:
        return made
    cap = values.cap
    if cap <= 0:
        raise Invalid("The most that an event can cost is above 0; leave it empty for no limit.", field="cap")
    least = {"lognormal_ci90": values.low, "pert": values.low, "constant": values.mode}.get(values.shape)
    if least is not None and cap < least:
        raise Invalid(f"The most that an event can cost, {cap:g}, is below its least, {least:g}.", field="cap")
    return _made(lambda: Capped(made, cap), {"limit": "cap"})


def _uncapped(values: Values) -> Severity:
    if values.shape == "lognormal_ci90":
        return _made(lambda: LognormalCI90(values.number("low"), values.number("high")), {})
    if values.shape == "pert":
        return _made(lambda: Pert(values.number("low"), values.number("mode"), values.number("high")), {})
    if values.shape == "constant":
        return _made(lambda: Constant(values.number("mode")), {"value": "mode"})
    return _made(lambda: Empirical(values.values), {})


def probability(values: Values) -> float | Pert:
    """A share from 0 to 1: one number, or a range around the most likely one."""
    _fits(values, "secondary_probability")
    for name in ("low", "mode", "high"):
        share = getattr(values, name)
        if share is not None and not 0 <= share <= 1:
            raise Invalid("A share lies between 0 and 1; 30 % is 0.3.", field=name)
    if values.low is None and values.high is None:
        return values.number("mode")
    if values.low is None or values.high is None:
        name = "low" if values.low is None else "high"
        raise Invalid("Give both ends of the range, or neither.", field=name)
    low, high = values.low, values.high
    return _made(lambda: Pert(low, values.number("mode"), high), {})


@dataclass(frozen=True)
class Multipliers:
    """What a control does to how often or how much: nothing is 1, the middle alone is exact, three are a range."""

    low: float | None = None
    mode: float | None = None
    high: float | None = None


def effect(frequency_by: Multipliers, severity_by: Multipliers) -> Effect:
    """The effect as the engine takes it. Invalid names a field such as `frequency_low`."""
    return Effect(_multiplier(frequency_by, "frequency"), _multiplier(severity_by, "severity"))


def _multiplier(by: Multipliers, prefix: str) -> float | Pert:
    for name in ("low", "mode", "high"):
        value = getattr(by, name)
        if value is not None and not (isfinite(value) and 0 <= value <= 1000):
            raise Invalid("A multiplier is 0 or more; 0.4 leaves 40 %, 1 changes nothing.", field=f"{prefix}_{name}")
    if by.low is None and by.high is None:
        return 1.0 if by.mode is None else by.mode
    for name in ("low", "mode", "high"):
        if getattr(by, name) is None:
            raise Invalid("Give low, most likely and high, or only the most likely.", field=f"{prefix}_{name}")
    low, mode, high = by.low, by.mode, by.high
    if low is None or mode is None or high is None:
        return 1.0
    if low == mode == high:
        return mode
    return _made(lambda: Pert(low, mode, high), {}, prefix=f"{prefix}_")


def _fits(values: Values, part: str) -> None:
    if values.shape not in PARTS[part]:
        raise Invalid(f"“{values.shape}” does not fit here: use {', '.join(PARTS[part])}.", field="shape")
    needed = SHAPES[values.shape]
    for name in needed:
        if not (values.values if name == "values" else getattr(values, name) is not None):
            raise Invalid("A value is needed here.", field=name)
    if len(values.values) > _MOST_VALUES:
        raise Invalid(f"More than {_MOST_VALUES:,} values: summarise them in a range.", field="values")
    allowed = (
        {*needed, "cap"}
        if part == "primary"
        else {*needed, "low", "high"}
        if values.shape == "probability"
        else {*needed}
    )
    for name in _NUMBERS:
        number = getattr(values, name)
        if number is None:
            continue
        if name not in allowed:
            raise Invalid(f"The shape “{values.shape}” has no such value: leave it empty.", field=name)
        if not isfinite(number) or not 0 <= number <= _MOST:
            raise Invalid("Give a number from 0 to 1,000,000,000,000,000.", field=name)
    if values.values and "values" not in allowed:
        raise Invalid(f"The shape “{values.shape}” has no list of values: leave it empty.", field="values")
    _in_order(values)


def _in_order(values: Values) -> None:
    low, mode, high = values.low, values.mode, values.high
    if low is not None and high is not None and low > high:
        raise Invalid(f"The low value, {low:g}, is above the high one, {high:g}.", field="low")
    if low is not None and high is not None and low == high:
        raise Invalid("Low and high are the same: a range has a width. Use one value, or widen it.", field="high")
    if mode is not None and low is not None and mode < low:
        raise Invalid(f"The most likely value, {mode:g}, is below the low one, {low:g}.", field="mode")
    if mode is not None and high is not None and mode > high:
        raise Invalid(f"The most likely value, {mode:g}, is above the high one, {high:g}.", field="mode")
    if values.shape == "lognormal_ci90" and low is not None and low <= 0:
        raise Invalid("The low value of this shape is above 0, for every loss or rate is.", field="low")


def _made(make: Callable[[], T], fields: Mapping[str, str], *, prefix: str = "") -> T:
    """What the engine makes, or its complaint at the field of the form."""
    try:
        return make()
    except QuantError as error:
        last = error.field.rsplit(".", 1)[-1].split("[")[0]
        raise Invalid(str(error), field=prefix + fields.get(last, last)) from error


def _number(value: Any, field: str) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _given(value, field)


def _given(value: Any, field: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise Invalid(f"“{value}” is not a number.", field=field) from None
