"""Uncertain amounts of the comparison, and their draws. Each quantity has a stream of its own by its name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earnest.engines.quant import Pert, QuantError
from earnest.engines.quant.random_numbers import Streams
from earnest.foundation.errors import Invalid

Floats = NDArray[np.float64]
Amount = float | Pert
"""One number, or a PERT range."""


def amount_of(low: float | None, mode: float | None, high: float | None, *, field: str, empty: float = 0.0) -> Amount:
    """An amount from a form: nothing is `empty`, the middle alone is exact, three are a range.

    Invalid names a field such as `one_off_low`.
    """
    if low is None and high is None:
        return empty if mode is None else float(mode)
    for name, value in (("low", low), ("mode", mode), ("high", high)):
        if value is None:
            raise Invalid("Give low, most likely and high, or only the most likely.", field=f"{field}_{name}")
    return _pert(float(low or 0.0), float(mode or 0.0), float(high or 0.0), field)


def _pert(low: float, mode: float, high: float, field: str) -> Amount:
    if not low <= mode <= high:
        raise Invalid("Low, most likely and high rise in that order.", field=f"{field}_mode")
    if low == high:
        return low
    try:
        return Pert(low, mode, high)
    except QuantError as error:
        raise Invalid(str(error), field=f"{field}_{error.field.rsplit('.', 1)[-1]}") from error


def mean_of(amount: Amount) -> float:
    """What to expect of it."""
    return amount if isinstance(amount, float) else amount.mean


def drawn(amount: Amount, name: str, count: int, seed: int = 0) -> Floats:
    """`count` stratified draws, float64[count], the same for the same name whatever else is drawn."""
    if isinstance(amount, float):
        return np.full(count, amount)
    stream = Streams(seed).at(name, 0, "legacy")
    levels = (stream.permutation(count) + 0.5) / count
    return amount.quantile(levels)
