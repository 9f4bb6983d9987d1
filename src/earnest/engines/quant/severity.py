"""What every severity offers: moments, limited expected values, distribution and quantiles. Unit: currency an event."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

A_SEVERITY = "Give LognormalCI90, Pert, Empirical, Constant, Capped or Layer."


class Severity(ABC):
    """The loss of one event, never negative. Subclasses are frozen dataclasses."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """E[X]."""

    @property
    def second_moment(self) -> float:
        """E[X**2]."""
        return self.limited_second_moment(math.inf)

    @property
    @abstractmethod
    def maximum(self) -> float:
        """The least upper bound of the loss; infinite for a lognormal."""

    @property
    def reach(self) -> float:
        """A loss beyond which nothing is left that a double could tell from none."""
        return self.maximum

    @abstractmethod
    def scaled(self, factor: float) -> Severity:
        """The severity of the loss times `factor` >= 0."""

    @abstractmethod
    def cdf(self, loss: Floats) -> Floats:
        """P(X <= loss), for losses >= 0."""

    @abstractmethod
    def quantile(self, level: Floats) -> Floats:
        """The least loss x with P(X <= x) >= level, for levels in (0, 1); accurate in both tails."""

    @abstractmethod
    def excess(self, loss: Floats) -> Floats:
        """E[max(X - loss, 0)] for losses >= 0, accurate where it is small."""

    @abstractmethod
    def limited_second_moment(self, loss: float) -> float:
        """E[min(X, loss)**2]."""

    def limited_mean(self, loss: Floats) -> Floats:
        """E[min(X, loss)], the limited expected value, for losses >= 0."""
        return self.mean - self.excess(np.asarray(loss, np.float64))

    @staticmethod
    def fixed(loss: float) -> Severity:
        """The severity that is `loss` at every event."""
        from earnest.engines.quant.severities import Constant

        return Constant.remade(value=loss)

    @classmethod
    def remade(cls, **values: object) -> Self:
        """A severity made from one that was checked, its magnitudes not checked again."""
        made = object.__new__(cls)
        for name, value in values.items():
            object.__setattr__(made, name, value)
        return made
