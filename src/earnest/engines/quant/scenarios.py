"""Loss scenarios in FAIR's terms: loss event frequency, primary and secondary loss, six forms of loss.

Source: Factor Analysis of Information Risk (Freund and Jones, Measuring and Managing Information Risk; Open FAIR).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from earnest.engines.quant.errors import QuantError, at, identifier, is_a, number
from earnest.engines.quant.frequencies import Frequency, NegativeBinomial, PertRate, Poisson
from earnest.engines.quant.ranges import Pert, checked, mean_of
from earnest.engines.quant.severity import A_SEVERITY, Severity

MOST_COMPONENTS = 24
MOST_DOUBT = 100.0


class Form(StrEnum):
    """FAIR's six forms of loss."""

    PRODUCTIVITY = "productivity"
    RESPONSE = "response"
    REPLACEMENT = "replacement"
    FINES_AND_JUDGEMENTS = "fines_and_judgements"
    COMPETITIVE_ADVANTAGE = "competitive_advantage"
    REPUTATION = "reputation"


@dataclass(frozen=True)
class Loss:
    """One component of the loss of an event; components of one event are independent and add up."""

    severity: Severity
    form: Form | None = None

    def __post_init__(self) -> None:
        is_a(self.severity, Severity, "severity", A_SEVERITY)


@dataclass(frozen=True)
class SecondaryLoss:
    """What others' reactions add to an event, with `probability` in [0, 1] given the primary event."""

    probability: float | Pert
    losses: tuple[Loss, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "probability", checked(self.probability, "probability", high=1.0))
        object.__setattr__(self, "losses", _losses(self.losses, "losses"))

    @property
    def mean_probability(self) -> float:
        return mean_of(self.probability)


@dataclass(frozen=True)
class Scenario:
    """How often a loss event happens in a year and what one event costs.

    `doubt` >= 1 is the factor within which, nine times in ten, the typical loss is right: a mean-one lognormal factor
    on the severity in draws, net values and bands; `Portfolio.aggregate` stays at the central estimate.
    """

    id: str
    frequency: Frequency
    primary: Severity | tuple[Loss, ...]
    secondary: SecondaryLoss | None = None
    doubt: float = 1.0

    def __post_init__(self) -> None:
        place = f"scenarios[{identifier(self.id)}]"
        with at(place):
            kinds = (Poisson, NegativeBinomial, PertRate)
            is_a(self.frequency, kinds, "frequency", "Give Poisson, NegativeBinomial or PertRate.")
            object.__setattr__(self, "doubt", number(self.doubt, "doubt", low=1.0, high=MOST_DOUBT))
            if not isinstance(self.primary, Severity):
                object.__setattr__(self, "primary", _losses(self.primary, "primary"))
            is_a(self.secondary, (SecondaryLoss, type(None)), "secondary", "Give SecondaryLoss or None.")

    @property
    def primary_severities(self) -> tuple[Severity, ...]:
        return (self.primary,) if isinstance(self.primary, Severity) else tuple(one.severity for one in self.primary)

    @property
    def secondary_severities(self) -> tuple[Severity, ...]:
        return () if self.secondary is None else tuple(one.severity for one in self.secondary.losses)

    @property
    def secondary_probability(self) -> float:
        """The central estimate; 0 where there is no secondary loss."""
        return 0.0 if self.secondary is None else self.secondary.mean_probability

    @cached_property
    def primary_mean(self) -> float:
        return sum(one.mean for one in self.primary_severities)

    @cached_property
    def secondary_mean(self) -> float:
        """Expected secondary loss given that there is one."""
        return sum(one.mean for one in self.secondary_severities)

    @cached_property
    def severity_mean(self) -> float:
        """Expected loss of one event, currency."""
        return self.primary_mean + self.secondary_probability * self.secondary_mean

    @cached_property
    def severity_second_moment(self) -> float:
        """E[X**2] of the loss X of one event."""
        first, second = _variance(self.primary_severities), _variance(self.secondary_severities)
        both = self.primary_mean + self.secondary_mean
        alone = first + self.primary_mean**2
        return alone + self.secondary_probability * (first + second + both**2 - alone)

    @cached_property
    def costless_probability(self) -> float:
        """P(one event costs nothing)."""
        share = self.secondary_probability
        return _costless(self.primary_severities) * (1.0 - share + share * _costless(self.secondary_severities))


def _costless(severities: tuple[Severity, ...]) -> float:
    return math.prod(float(one.cdf(np.zeros(1))[0]) for one in severities)


def _variance(severities: tuple[Severity, ...]) -> float:
    return sum(max(one.second_moment - one.mean**2, 0.0) for one in severities)


def _losses(values: object, field: str) -> tuple[Loss, ...]:
    if not isinstance(values, Sequence) or not all(isinstance(one, Loss) for one in values):
        raise QuantError("not a list of losses", field=field, remedy="Give a severity, or a tuple of Loss.")
    if not 1 <= len(values) <= MOST_COMPONENTS:
        what = f"{len(values)} components"
        raise QuantError(what, field=field, remedy=f"Give 1 to {MOST_COMPONENTS} components.")
    return tuple(values)
