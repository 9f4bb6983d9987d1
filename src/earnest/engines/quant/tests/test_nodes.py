"""Masses that are interpolated between nodes, against masses worked out at every cell."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri

from earnest.engines.quant import Effect, LognormalCI90, Poisson, Portfolio, Scenario
from earnest.engines.quant.controls import Control
from earnest.engines.quant.discretise import severity_mass
from earnest.engines.quant.nodes import LEAST_SIGMA, is_smooth, node_masses, nodes_of, supports

Floats = NDArray[np.float64]


def lognormal(median: float, sigma: float) -> LognormalCI90:
    spread = math.exp(sigma * float(ndtri(0.95)))
    return LognormalCI90(median / spread, median * spread)


def at_every_cell(severity: LognormalCI90, steps: int) -> Floats:
    slope = np.diff(severity.excess(np.arange(steps + 1, dtype=np.float64)))
    return np.concatenate([[1.0 + slope[0]], np.diff(slope)])


@pytest.mark.parametrize("sigma", [LEAST_SIGMA * 1.0001, 0.4, 0.8, 1.4, 3.0])
@pytest.mark.parametrize("median", [2.0, 40.0, 90.0, 500.0, 4_000.0])
def test_interpolated_masses_are_those_of_every_cell(median: float, sigma: float) -> None:
    severity, steps = lognormal(median, sigma), 1 << 14
    assert is_smooth(severity)
    found = severity_mass(severity, 1.0, 1.0, steps)
    missed = found - at_every_cell(severity, steps)
    round_off = 1e-15 * severity.mean  # of the differences it is compared with
    assert float(np.abs(missed).max()) < 1e-10 + round_off
    assert float(np.abs(np.cumsum(missed)).max()) < 3e-9 + round_off
    assert abs(float(missed @ np.arange(steps))) < 3e-9 * severity.mean


@pytest.mark.parametrize("log2", [7, 10, 12, 17])
def test_a_grid_of_any_size_has_its_nodes(log2: int) -> None:
    steps = 1 << log2
    severity = lognormal(steps / 20, 0.9)
    missed = severity_mass(severity, 1.0, 1.0, steps) - at_every_cell(severity, steps)
    assert float(np.abs(np.cumsum(missed)).max()) < 3e-9 + 1e-15 * severity.mean


def test_a_polynomial_of_degree_five_is_interpolated_exactly() -> None:
    nodes = nodes_of(1 << 12)

    def polynomial(cells: Floats) -> Floats:
        x = cells / nodes.steps
        return np.asarray(2.0 + x * (5.0 + x * (-1.0 + x * (4.0 + x * (-1.0 + x * 3.0)))), np.float64)

    found, expected = nodes.spread(polynomial(nodes.places)), polynomial(np.arange(4096.0))
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_narrow_losses_and_odd_grids_are_worked_out_at_every_cell() -> None:
    narrow = lognormal(500.0, LEAST_SIGMA / 2)
    assert not is_smooth(narrow)
    assert not supports(1000)
    assert not supports(64)
    for severity, steps in ((narrow, 1 << 12), (lognormal(50.0, 1.0), 1000)):
        expected = np.maximum(at_every_cell(severity, steps), 0.0)
        np.testing.assert_allclose(severity_mass(severity, 1.0, 1.0, steps), expected, atol=1e-12)


def test_masses_have_the_same_bits_alone_and_among_others() -> None:
    nodes = nodes_of(1 << 11)
    severities = [lognormal(3.0 * 1.7**place, 0.3 + 0.1 * place) for place in range(19)]
    factors = [0.1 + 0.05 * place for place in range(19)]
    together = node_masses(severities, factors, 2.5, nodes)
    for place in (0, 7, 16, 18):
        alone = node_masses(severities[place : place + 1], factors[place : place + 1], 2.5, nodes)
        assert np.array_equal(together[place], alone[0])


def test_a_loss_times_a_factor_is_the_loss_in_another_unit() -> None:
    severity, nodes = lognormal(700.0, 1.1), nodes_of(1 << 12)
    scaled = node_masses([severity], [0.3], 1.0, nodes)[0]
    np.testing.assert_allclose(scaled, node_masses([lognormal(210.0, 1.1)], [1.0], 1.0, nodes)[0], atol=1e-13)
    nothing = node_masses([severity], [0.0], 1.0, nodes)[0]
    assert (nothing[0], float(nothing[1:].sum())) == (1.0, 0.0)


def test_a_mixture_of_smooth_and_other_losses_is_their_sum() -> None:
    smooth = Scenario("smooth", Poisson(0.7), LognormalCI90(1e4, 1e6))
    narrow = Scenario("narrow", Poisson(0.4), LognormalCI90(9e5, 1.1e6))
    milder = tuple(Control(f"on {one.id}", {one.id: Effect(severity=0.6)}) for one in (smooth, narrow))
    both = Portfolio((smooth, narrow), milder).aggregate()
    top = both.step * both.mass.size
    pieces = [Portfolio((one,), (on,)).aggregate(top=top) for one, on in zip((smooth, narrow), milder, strict=True)]
    expected = np.convolve(pieces[0].mass, pieces[1].mass)[: both.mass.size]
    np.testing.assert_allclose(both.mass, expected, atol=1e-9)
