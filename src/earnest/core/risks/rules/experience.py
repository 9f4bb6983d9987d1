"""Own experience corrects an estimated rate: the Gamma–Poisson update.

A rate believed to be Gamma(a, b) becomes, after n events in t years, Gamma(a + n, b + t) (A. Gelman and others,
"Bayesian Data Analysis", third edition, section 2.6). Over the next year the count is then negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scipy.special import gammaincinv

from earnest.core.risks.rules.values import Values, frequency, interval_moments
from earnest.engines.quant import NegativeBinomial, PertRate, Poisson

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Gamma:
    """A belief about a rate, events a year: `shape` is how many events it is worth, `years` over how many years."""

    shape: float
    years: float

    @property
    def mean(self) -> float:
        return self.shape / self.years

    def quantile(self, p: float) -> float:
        """The rate below which the true one lies with probability `p`, 0 < p < 1."""
        return float(gammaincinv(self.shape, p)) / self.years

    @property
    def low(self) -> float:
        return self.quantile(0.05)

    @property
    def high(self) -> float:
        return self.quantile(0.95)


@dataclass(frozen=True)
class Update:
    """What was believed, what happened, and what is to be believed now; rates are events a year, without controls.

    `share` is what controls let through of that rate: years under controls teach only so much about the rate without.
    """

    prior: Gamma
    events: int
    years: float
    posterior: Gamma
    share: float = 1.0


def gamma_by_moments(mean: float, variance: float) -> Gamma:
    """The Gamma belief with this mean and variance, both above 0."""
    if not (mean > 0 and variance > 0):
        raise ValueError(f"a mean and a variance above 0 are needed; got {mean} and {variance}")
    return Gamma(mean * mean / variance, mean / variance)


def learned(prior: Gamma, events: int, years: float, share: float = 1.0) -> Update:
    """The belief after so many events in so many years in which a `share` came through; none is below 0.

    Events seen are Poisson with mean rate * share * years, so the posterior is Gamma(a + n, b + share * t).
    """
    if events < 0 or years < 0 or share < 0:
        raise ValueError(f"events, years and share are 0 or more; got {events}, {years} and {share}")
    return Update(prior, events, years, Gamma(prior.shape + events, prior.years + share * years), share)


def rate_moments(values: Values) -> tuple[float, float]:
    """Mean and variance of the estimated rate itself; the variance is 0 where it is said to be known."""
    if values.shape == "lognormal_ci90":
        return interval_moments(values)
    if values.shape == "pert_rate":
        low, mode, high = (values.number(name) for name in ("low", "mode", "high"))
        mean = (low + 4 * mode + high) / 6
        return mean, (mean - low) * (high - mean) / 7
    return values.number("mode"), 0.0


def frequency_after(
    values: Values, events: int, years: float, share: float = 1.0
) -> tuple[Poisson | NegativeBinomial | PertRate, Update | None]:
    """The frequency as the engine takes it, after own experience, and how it was learned.

    The estimate is of the rate without controls; `share` of it came through the controls in force.

    A rate that is said to be known exactly does not learn, and no years teach nothing: the estimate stays, with None.
    """
    estimated = frequency(values)
    mean, variance = rate_moments(values)
    if years <= 0 or mean <= 0 or variance <= 0:
        return estimated, None
    update = learned(gamma_by_moments(mean, variance), events, years, share)
    return NegativeBinomial(update.posterior.mean, 1 / update.posterior.shape), update


def years_between(since: date, until: date) -> float:
    """Years from the first to the last day, both counted."""
    return ((until - since).days + 1) / DAYS_A_YEAR
