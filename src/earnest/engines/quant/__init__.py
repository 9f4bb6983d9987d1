"""Cyber risk in money: what a year may cost, what a control is worth, what to buy. Pure: numpy, scipy, HiGHS.

Units: money is float in one currency, frequencies are events a year, results are a year's. Scenarios are in the terms
of FAIR (loss event frequency, primary and secondary loss magnitude). The distribution of a year's loss is computed, not
sampled: independent compound Poisson losses add up to one compound Poisson loss, which takes two Fourier transforms.

Sources: Freund and Jones, Measuring and Managing Information Risk (FAIR); Hubbard and Seiersen, How to Measure Anything
in Cybersecurity Risk; Grübel and Hermesmeier, Computation of compound distributions I, ASTIN Bulletin 29 (1999), for
the Fourier transform with exponential tilting; Panjer, Recursive evaluation of a family of compound distributions,
ASTIN Bulletin 12 (1981), which the tests compare with.
"""

from earnest.engines.quant.appetite import Appetite, AppetitePoint, AppetiteVerdict
from earnest.engines.quant.bands import Band
from earnest.engines.quant.choice import (
    Drop,
    Investment,
    PhasedSelection,
    Reduction,
    Selection,
    drop_first,
    frontier,
    instant,
    optimize,
    phase,
)
from earnest.engines.quant.controls import Control, Effect, Multiplier
from earnest.engines.quant.distribution import Curve, LayerResult, LossDistribution
from earnest.engines.quant.draws import Draws
from earnest.engines.quant.errors import QuantError, UnsupportedQuantile
from earnest.engines.quant.frequencies import Frequency, NegativeBinomial, PertRate, Poisson
from earnest.engines.quant.portfolio import Active, Moments, OneFactor, Portfolio
from earnest.engines.quant.ranges import Beta, Pert, Uniform
from earnest.engines.quant.scenarios import Form, Loss, Scenario, SecondaryLoss
from earnest.engines.quant.severities import Capped, Constant, Empirical, Layer, LognormalCI90, Severity
from earnest.engines.quant.value import NetValue, Spread, Verdict

__all__ = [
    "Active",
    "Appetite",
    "AppetitePoint",
    "AppetiteVerdict",
    "Band",
    "Beta",
    "Capped",
    "Constant",
    "Control",
    "Curve",
    "Draws",
    "Drop",
    "Effect",
    "Empirical",
    "Form",
    "Frequency",
    "Investment",
    "Layer",
    "LayerResult",
    "LognormalCI90",
    "Loss",
    "LossDistribution",
    "Moments",
    "Multiplier",
    "NegativeBinomial",
    "NetValue",
    "OneFactor",
    "Pert",
    "PertRate",
    "PhasedSelection",
    "Poisson",
    "Portfolio",
    "QuantError",
    "Reduction",
    "Scenario",
    "SecondaryLoss",
    "Selection",
    "Severity",
    "Spread",
    "Uniform",
    "UnsupportedQuantile",
    "Verdict",
    "drop_first",
    "frontier",
    "instant",
    "optimize",
    "phase",
]
