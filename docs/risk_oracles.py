"""Numbers from outside that the risk engine must give: closed forms, published examples, other methods.

`oracles()` computes all of them in a few seconds. Every source is named; what no source gives is not here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import erf, erfc, erfcinv, gammainc
from scipy.stats import poisson

from earnest.engines.quant import (
    Constant,
    Control,
    Effect,
    LognormalCI90,
    Loss,
    NegativeBinomial,
    OneFactor,
    Pert,
    PertRate,
    Poisson,
    Portfolio,
    Scenario,
    SecondaryLoss,
    Severity,
)
from earnest.engines.quant.discretise import event_mass

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Oracle:
    """A number that the engine must give. `tolerance` is the greatest relative difference that passes."""

    what: str
    source: str
    expected: float
    obtained: float
    tolerance: float

    @property
    def difference(self) -> float:
        """The relative difference."""
        return abs(self.obtained - self.expected) / abs(self.expected)

    @property
    def within(self) -> bool:
        return self.difference <= self.tolerance


@dataclass(frozen=True)
class Exponential(Severity):
    """Losses with density exp(-x): not one of the engine's severities, given to it through the same interface."""

    factor: float = 1.0

    @property
    def mean(self) -> float:
        return self.factor

    @property
    def second_moment(self) -> float:
        return 2.0 * self.factor**2

    @property
    def maximum(self) -> float:
        return math.inf

    def scaled(self, factor: float) -> Severity:
        return Exponential(self.factor * factor)

    def cdf(self, loss: Floats) -> Floats:
        return -np.expm1(-np.asarray(loss) / self.factor)

    def quantile(self, level: Floats) -> Floats:
        return -np.log1p(-np.asarray(level)) * self.factor

    def excess(self, loss: Floats) -> Floats:
        return self.factor * np.exp(-np.asarray(loss) / self.factor)

    def limited_second_moment(self, loss: float) -> float:
        x = loss / self.factor
        return self.factor**2 * (2.0 if math.isinf(x) else 2.0 - 2.0 * (1.0 + x) * math.exp(-x))


@dataclass(frozen=True)
class Levy(Severity):
    """The stable distribution of index 1/2, which has no mean: the hardest tail that has a closed form."""

    @property
    def mean(self) -> float:
        return math.inf

    @property
    def second_moment(self) -> float:
        return math.inf

    @property
    def maximum(self) -> float:
        return math.inf

    def scaled(self, factor: float) -> Severity:
        raise ValueError(f"the published case has no factor; got {factor}")

    def cdf(self, loss: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(erfc(np.sqrt(0.5 / np.asarray(loss))))

    def quantile(self, level: Floats) -> Floats:
        return np.asarray(0.5 / erfcinv(level) ** 2)

    def excess(self, loss: Floats) -> Floats:
        return np.full(np.shape(loss), np.inf)

    def limited_mean(self, loss: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            root = np.sqrt(0.5 / loss)
        result = loss * erf(root) + np.sqrt(2.0 * loss / np.pi) * np.exp(-root * root) - erfc(root)
        return np.where(loss > 0, result, 0.0)

    def limited_second_moment(self, loss: float) -> float:
        del loss
        return math.inf


def one(frequency: Poisson | NegativeBinomial | PertRate, severity: Severity) -> Portfolio:
    return Portfolio((Scenario("one", frequency, severity),))


def oracles() -> tuple[Oracle, ...]:
    """All of them, computed."""
    parts = (_expected_loss, _pert, _compound, _heavy_tail, _panjer, _uncertain_rates, _controls, _worked_examples)
    return tuple(oracle for part in parts for oracle in part())


def _expected_loss() -> Iterator[Oracle]:
    source = "unit test of riskquant: lognormal from the 90 % interval 1 to 10"
    for rate, expected in ((0.1, 0.4040012826945718), (3.0, 12.120038480837177)):
        obtained = one(Poisson(rate), LognormalCI90(1, 10)).moments().mean
        yield Oracle(f"Expected loss a year at {rate:g} events", source, expected, obtained, 1e-12)
    median, spread = math.log(1e5 * 1e7) / 2, math.log(1e7 / 1e5) / 3.29
    expected = 0.1 * math.exp(median + spread**2 / 2)
    obtained = one(Poisson(0.1), LognormalCI90(1e5, 1e7)).moments().mean
    source = "Hubbard's one-for-one spreadsheet, which rounds 3.289707 to 3.29"
    yield Oracle("Expected loss, 10 % a year, 100,000 to 10,000,000", source, expected, obtained, 1e-3)


def _pert() -> Iterator[Oracle]:
    for low, mode, high in ((50, 100, 500), (1, 5, 20)):
        severity = Pert(low, mode, high)
        mean = (low + 4 * mode + high) / 6
        label = f"PERT({low}, {mode}, {high})"
        yield Oracle(f"{label}: mean", "(a + 4m + b) / 6", mean, severity.mean, 1e-12)
        variance = (mean - low) * (high - mean) / 7
        yield Oracle(f"{label}: variance", "(mean - a)(b - mean) / 7", variance, severity.variance, 1e-12)
        integral = quad(lambda loss, s=severity: 1 - float(s.cdf(np.array([loss]))[0]), low, high)[0]
        yield Oracle(f"{label}: mean from its distribution", "quadrature", mean, low + integral, 1e-8)
    rates, weights = PertRate(0.1, 0.5, 2.0).nodes()
    exact = (0.1 + 4 * 0.5 + 2.0) / 6
    yield Oracle("PERT(0.1, 0.5, 2): mean rate of the nodes", "(a + 4m + b) / 6", exact, float(rates @ weights), 1e-12)


def _compound() -> Iterator[Oracle]:
    portfolio = one(Poisson(0.5), Pert(1e4, 5e4, 4e5))
    found, severity = portfolio.aggregate(log2=16), Pert(1e4, 5e4, 4e5)
    losses = found.step * np.arange(found.mass.size)
    mean, second = severity.mean, severity.variance + severity.mean**2
    grid = float(found.mass @ losses)
    yield Oracle("Poisson(0.5), PERT: mean on the grid", "rate times E[X]", 0.5 * mean, grid, 1e-4)
    grid = float(found.mass @ losses**2) - grid**2
    yield Oracle("Poisson(0.5), PERT: variance on the grid", "rate times E[X²]", 0.5 * second, grid, 1e-3)
    none = 1 - found.exceedance(0.0)
    yield Oracle("Poisson(0.5): a year without loss", "exp(-rate)", math.exp(-0.5), none, 1e-12)
    found = one(Poisson(3.0), Exponential()).aggregate(log2=16)
    for loss in (3.0, 10.0, 20.0):
        counts = np.arange(1, 100)
        expected = float(poisson.pmf(counts, 3.0) @ (1 - gammainc(counts, loss)))
        what = f"Poisson(3), exponential: chance of more than {loss:g}"
        yield Oracle(what, "mixture of gamma distributions", expected, found.exceedance(loss), 1e-6)
    yield Oracle(
        "Poisson(3), exponential: chance of at most 10",
        "mixture of gamma distributions",
        0.985147252422,
        1 - found.exceedance(10.0),
        1e-8,
    )


def _heavy_tail() -> Iterator[Oracle]:
    with np.errstate(invalid="ignore"):
        found = one(Poisson(20.0), Levy()).aggregate(log2=16, top=2e4)
    for loss in (1e3, 5e3, 15e3):
        counts = np.arange(1, 150)
        expected = 1 - math.exp(-20) - float(poisson.pmf(counts, 20.0) @ erfc(counts / math.sqrt(2 * loss)))
        what = f"Poisson(20), Lévy: chance of more than {loss:,.0f}"
        source = "closed form; Grübel and Hermesmeier (1999) use the example"
        yield Oracle(what, source, expected, found.exceedance(loss), 1e-6)


def _panjer() -> Iterator[Oracle]:
    scenario = Scenario("one", Poisson(2.0), LognormalCI90(1e4, 1e6))
    steps = 1 << 11
    found = Portfolio((scenario,)).aggregate(log2=11)
    severity = event_mass(scenario, 1.0, found.step, steps)
    masses = panjer(2.0, severity)
    for p in (0.5, 0.95, 0.99):
        place = int(found.var(p) / found.step)
        expected = 1 - float(masses[:place].sum()) - masses[place] / 2
        what = f"Poisson(2), lognormal: chance of more than {place * found.step:,.0f}"
        yield Oracle(what, "Panjer's recursion on the same grid", expected, float(found.survival[place]), 1e-6)


def panjer(rate: float, severity: Floats) -> Floats:
    """Masses of a compound Poisson loss by Panjer's recursion (ASTIN Bulletin 12, 1981)."""
    weighted = np.arange(severity.size) * severity
    masses = np.zeros(severity.size)
    masses[0] = math.exp(rate * (severity[0] - 1))
    for k in range(1, severity.size):
        masses[k] = rate / k * float(weighted[1 : k + 1] @ masses[k - 1 :: -1][:k])
    return masses


def _uncertain_rates() -> Iterator[Oracle]:
    found = one(NegativeBinomial(0.8, 1.5), Constant(10.0))
    chance = (1 + 1.5 * 0.8) ** (-1 / 1.5)
    none = 1 - found.aggregate().exceedance(0.0)
    yield Oracle("Negative binomial: a year without loss", "(1 + dispersion mean)^(-1/dispersion)", chance, none, 1e-12)
    variance = (0.8 + 1.5 * 0.8**2) * 100
    yield Oracle("Negative binomial: variance", "mean + dispersion mean²", variance, found.moments().variance, 1e-12)
    rate = PertRate(0.1, 0.5, 2.0).pert
    density = lambda x: math.exp(-x) * float(np.diff(rate.cdf(np.array([x - 1e-6, x + 1e-6])))[0]) / 2e-6  # noqa: E731  # short, and used in the next line alone
    chance = quad(density, 0.1 + 1e-6, 2.0 - 1e-6)[0]
    none = 1 - one(PertRate(0.1, 0.5, 2.0), Constant(10.0)).aggregate().exceedance(0.0)
    yield Oracle("PERT rate: a year without loss", "quadrature of exp(-rate) over the PERT", chance, none, 1e-6)
    portfolio = Portfolio((Scenario("one", Poisson(0.8), Constant(10.0)),), dependence=OneFactor(0.5))
    weight = lambda z: math.exp(-0.8 * math.exp(0.5 * z - 0.125) - z * z / 2) / math.sqrt(2 * math.pi)  # noqa: E731  # as above
    chance = quad(weight, -10, 10)[0]
    none = 1 - portfolio.aggregate().exceedance(0.0)
    yield Oracle("Common cause, loading 0.5: a year without loss", "quadrature over the factor", chance, none, 1e-9)
    variance = 100 * (0.8 + (math.exp(0.25) - 1) * 0.64)
    yield Oracle(
        "Common cause, loading 0.5: variance", "law of total variance", variance, portfolio.moments().variance, 1e-12
    )


def _controls() -> Iterator[Oracle]:
    severity = LognormalCI90(1e4, 1e6)
    control = Control("control", {"one": Effect(0.3, 0.8)}, reliability=0.9)
    portfolio = Portfolio((Scenario("one", Poisson(2.0), severity),), (control,))
    thinned = one(Poisson(2.0 * (1 - 0.9 * 0.7)), LognormalCI90(1e4 * (1 - 0.9 * 0.2), 1e6 * (1 - 0.9 * 0.2)))
    yield Oracle(
        "A control at 0.3 and 0.8, working nine times in ten: mean",
        "thinned Poisson: the engine's own without a control, rate and losses scaled by hand",
        thinned.moments().mean,
        portfolio.moments().mean,
        1e-12,
    )
    top = portfolio.aggregate().top
    expected, obtained = thinned.aggregate(top=top).var(0.99), portfolio.aggregate(top=top).var(0.99)
    yield Oracle("The same control: value at risk 99 %", "thinned Poisson, as above", expected, obtained, 1e-9)


def _worked_examples() -> Iterator[Oracle]:
    asset = SecondaryLoss(0.8, (Loss(Constant(1e6)),))
    found = Portfolio((Scenario("one", Poisson(0.15), Constant(0.0), asset),)).moments().mean
    source = "Gordon–Loeb: EUR 1,000,000, threat 15 %, vulnerability 80 % (Wikipedia)"
    yield Oracle("Expected loss of an asset", source, 120_000.0, found, 1e-12)
    found, source = best_spending(), "Gordon–Loeb class I, v 0.65, L 400,000, a 0.00001, b 1: closed form"
    expected = (math.sqrt(0.65 * 1e-5 * 400_000) - 1) / 1e-5
    yield Oracle("Spending at which loss and cost together are least", source, expected, found, 1e-4)
    spread = math.log(100) / 1.2815515655446004
    width = math.exp(1.6448536269514722 * spread)
    severity = LognormalCI90(2e5 / width, 2e5 * width)
    source = "IRIS 20/20: typical loss 200,000, one in ten above 20,000,000; lognormal arithmetic"
    tenth = float(severity.quantile(np.array([0.9]))[0])
    yield Oracle("Loss that one event in ten exceeds", source, 2e7, tenth, 1e-9)
    yield Oracle("Mean of that lognormal (an artefact of the tail: cap it)", source, 127e6, severity.mean, 5e-3)
    rate = -math.log(1 - 0.093)
    chance = one(Poisson(rate), Constant(1e6)).aggregate().exceedance(0.0)
    yield Oracle("Chance of an event a year", "IRIS 2025: 9.3 % in 2024; rate -ln(1 - p)", 0.093, chance, 1e-12)


def best_spending() -> float:
    """The spending z at which expected loss and z together are least, the control leaving 1 / (a z + 1) of the rate."""

    def total(z: float) -> float:
        control = Control("control", {"one": Effect(frequency=1 / (1e-5 * z + 1))}, annual_cost=z)
        portfolio = Portfolio((Scenario("one", Poisson(0.65), Constant(400_000.0)),), (control,))
        return portfolio.moments().mean + control.mean_cost

    return float(minimize_scalar(total, bounds=(0, 400_000), method="bounded", options={"xatol": 1e-3}).x)


@dataclass(frozen=True)
class Check:
    """Simulation against the exact distribution: how many standard errors they are apart."""

    what: str
    exact_mean: float
    simulated_mean: float
    mean_apart: float
    var99: float
    share_above: float
    share_apart: float

    @property
    def within(self) -> bool:
        return abs(self.mean_apart) <= 4 and abs(self.share_apart) <= 4


def checks(years: int, portfolios: Callable[[], dict[str, Portfolio]] | None = None) -> tuple[Check, ...]:
    """Each portfolio simulated for `years` years, seed 1."""
    found = []
    for what, portfolio in (portfolios or samples)().items():
        exact, moments = portfolio.aggregate(), portfolio.moments()
        loss = portfolio.simulate([None], years, seed=1).loss[0]
        var99 = exact.var(0.99)
        share = float((loss > var99).mean())
        apart = (float(loss.mean()) - moments.mean) / math.sqrt(moments.variance / years)
        share_apart = (share - 0.01) / math.sqrt(0.01 * 0.99 / years)
        found.append(Check(what, moments.mean, float(loss.mean()), apart, var99, share, share_apart))
    return tuple(found)


def samples() -> dict[str, Portfolio]:
    """Portfolios that use every part of the model."""
    phish = Scenario("phish", Poisson(1.4), LognormalCI90(5e3, 2e5))
    second = SecondaryLoss(Pert(0.1, 0.3, 0.6), (Loss(LognormalCI90(5e4, 2e6)), Loss(Constant(2e4))))
    ransom = Scenario("ransom", Poisson(0.3), (Loss(Pert(1e5, 4e5, 3e6)), Loss(LognormalCI90(2e4, 4e5))), second)
    mixed = Scenario("mixed", NegativeBinomial(0.6, 0.8), LognormalCI90(1e4, 1e6))
    rated = Scenario("rated", PertRate(0.1, 0.4, 2.0), Pert(1e4, 1e5, 1e6))
    outage = Scenario("outage", Poisson(3.0), Pert(1e3, 4e3, 3e4))
    controls = (
        Control("mail", {"phish": Effect(0.4, 0.9), "mixed": Effect(0.7)}, reliability=0.8),
        Control("proxy", {"ransom": Effect(0.6), "phish": Effect(1.3)}, introduces=(outage,)),
    )
    return {
        "Poisson, lognormal": Portfolio((phish,)),
        "components and secondary loss": Portfolio((ransom,)),
        "negative binomial": Portfolio((mixed,)),
        "PERT rate": Portfolio((rated,)),
        "all four": Portfolio((phish, ransom, mixed, rated)),
        "all four, common cause 0.5": Portfolio((phish, ransom, mixed, rated), dependence=OneFactor(0.5)),
        "all four, with controls that help, worsen and introduce": Portfolio((phish, ransom, mixed, rated), controls),
    }
