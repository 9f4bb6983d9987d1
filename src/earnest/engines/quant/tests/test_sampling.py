"""Random numbers: the distribution of the fast normals, and independence of the streams."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import SFC64, Generator
from scipy import stats
from scipy.special import ndtr

from earnest.engines.quant.random_numbers import Streams
from earnest.engines.quant.sampling import OUTER, normals, severity_draw
from earnest.engines.quant.severities import LognormalCI90
from earnest.engines.quant.weighted_years import WeightedYears


def test_normals_are_normal_in_the_middle_and_in_both_tails() -> None:
    values = normals(SFC64(7).random_raw(2_000_000)).astype(np.float64)
    assert stats.kstest(values, "norm").pvalue > 0.01
    for cut in (2.0, 2.886, 3.0, 4.0):
        expected = len(values) * ndtr(-cut)
        for beyond in (np.sum(values > cut), np.sum(values < -cut)):
            assert abs(beyond - expected) < 4 * np.sqrt(expected)
    assert np.mean(values**2) == pytest.approx(1.0, abs=4 * np.sqrt(2 / len(values)))
    assert np.mean(values**4) == pytest.approx(3.0, abs=4 * np.sqrt(96 / len(values)))


def test_interpolation_between_cells_is_as_close_as_stated() -> None:
    cells = np.concatenate(
        (np.arange(OUTER, OUTER + 50), np.arange(32_000, 32_050), 65_535 - np.arange(OUTER, OUTER + 50))
    )
    for share in (0, 2**15 - 1, 2**16 - 1):
        words = (cells.astype(np.uint64) << np.uint64(48)) + np.uint64(share << 32)
        inside = (share + 2**15) % 2**16 / 2**16  # the bits are read as a signed number
        exact = stats.norm.ppf((cells + inside) / 65_536)
        assert np.abs(normals(words) - exact).max() < 3e-6


def test_the_largest_and_the_smallest_word_are_finite_and_mirror_each_other() -> None:
    low, high = normals(np.array([0, 2**64 - 1], np.uint64))
    assert low == -high
    assert -10 < low < -9


def test_lognormal_quantiles_are_those_of_the_interval() -> None:
    values = severity_draw(LognormalCI90(1_000, 50_000)).take(Generator(SFC64(1)), 400_000)
    assert np.mean(values < 1_000) == pytest.approx(0.05, abs=0.0015)
    assert np.mean(values > 50_000) == pytest.approx(0.05, abs=0.0015)
    assert stats.kstest(np.log(values), "norm", (np.log(values).mean(), np.log(values).std())).pvalue > 0.001


def test_streams_of_other_names_blocks_and_uses_have_nothing_in_common() -> None:
    streams = Streams(9)
    drawn = [
        streams.at(name, block, use).random(20_000)
        for name, block, use in [
            ("a", 0, "year"),
            ("b", 0, "year"),
            ("a", 1, "year"),
            ("a", 0, "mark"),
            ("a\0", 0, "year"),
        ]
    ]
    correlation = np.corrcoef(drawn)
    assert np.abs(correlation - np.eye(len(drawn))).max() < 0.03


def test_a_stream_starts_anew_each_time_and_its_first_numbers_do_not_depend_on_how_many_are_asked() -> None:
    streams = Streams(9)
    first = streams.at("a", 0, "year").random(10)
    assert np.array_equal(first, streams.at("a", 0, "year").random(1_000)[:10])
    draw = severity_draw(LognormalCI90(1, 9))
    few = draw.take(streams.at("a", 0, "x"), 5)
    assert np.array_equal(few, draw.take(streams.at("a", 0, "x"), 500)[:5])


def test_the_lower_half_of_a_word_may_serve_as_the_year_of_an_event() -> None:
    words = SFC64(3).random_raw(500_000)
    year = (words & np.uint64(0xFFFFFFFF)).astype(np.float64)
    values = normals(words).astype(np.float64)
    assert abs(np.corrcoef(year, values)[0, 1]) < 4 / np.sqrt(len(words))
    assert abs(np.corrcoef(year, values**2)[0, 1]) < 4 / np.sqrt(len(words))
    beyond = np.abs(values) > 2.886
    assert stats.kstest(year[beyond] / 2**32, "uniform").pvalue > 0.01


@settings(max_examples=60, deadline=None)
@given(
    weights=st.lists(st.sampled_from([0.0, 1e-300, 1e-9, 0.3, 1.0, 7.0, 1e6]), min_size=1, max_size=60),
    shares=st.lists(st.floats(0, 1, exclude_max=True), max_size=40),
)
def test_a_weighted_year_is_the_one_that_a_search_finds(weights: list[float], shares: list[float]) -> None:
    if not any(weights):
        return
    years = WeightedYears(np.array(weights))
    ends = np.cumsum(weights)
    places = np.array(shares, np.float64) * ends[-1]
    expected = np.minimum(np.searchsorted(ends, places, side="right"), len(weights) - 1)
    assert years.of(np.array(shares, np.float64)).tolist() == expected.tolist()


def test_a_year_without_weight_has_no_event() -> None:
    years = WeightedYears(np.array([0.0, 2.0, 0.0, 6.0, 0.0]))
    found = np.bincount(years.of(Generator(SFC64(5)).random(100_000)), minlength=5) / 100_000
    np.testing.assert_allclose(found, [0, 0.25, 0, 0.75, 0], atol=0.006)
    assert found[[0, 2, 4]].sum() == 0
