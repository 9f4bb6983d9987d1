from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from earnest.duties.legacy.rules.amounts import amount_of, drawn, mean_of
from earnest.duties.legacy.rules.comparing import Compared, Verdict, compare
from earnest.duties.legacy.rules.discounting import force_of, grown, present
from earnest.duties.legacy.rules.horizon import NEVER, Drawn, System, Touch, Way, cumulative, draw_system
from earnest.duties.legacy.rules.waiting import summed, told_of, waiting
from earnest.engines.quant import Pert
from earnest.foundation.errors import Invalid

COUNT = 400
YEARS = st.floats(0, 12)


def system(**more: Any) -> System:
    told: dict[str, Any] = {
        "id": "s",
        "run": 0.0,
        "ageing_from": 0.0,
        "growth": 1.0,
        "cap": 3.0,
        "discount_rate": 0.0,
        "shares": {"a": 1.0},
    }
    return System(**(told | more))


def way(name: str, **more: Any) -> Way:
    told: dict[str, Any] = {
        "id": name,
        "title": name,
        "one_off": 0.0,
        "run": 0.0,
        "months": 0.0,
        "as_is_goes_on": True,
        "ageing_from": 0.0,
    }
    return Way(**(told | more))


def made(told: System | None = None, loss: float = 1000.0, count: int = COUNT) -> Drawn:
    return draw_system(told or system(), {"a": np.full(count, loss)}, count)


KEEP = way("keep", is_keep=True)


@settings(max_examples=15, deadline=None)
@given(YEARS, YEARS, st.floats(0, 6), st.floats(1, 1.8), st.floats(1, 4), st.floats(0, 0.2))
def test_growth_over_time_is_the_integral_that_it_says(
    begin: float, end: float, start: float, growth: float, cap: float, rate: float
) -> None:
    delta = force_of(rate)

    def worth(time: float) -> float:
        return math.exp(-delta * time) * min(cap, math.pow(growth, max(time - start, 0.0)))

    peak = start + math.log(cap) / math.log(growth) if growth > 1 else math.inf
    corners = sorted({one for one in (start, peak) if begin < one < end})
    wanted = quad(worth, begin, end, points=corners or None)[0] if end > begin else 0.0
    found = grown(begin, end, start, np.array([growth]), cap, delta)
    assert found[0] == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_money_of_a_year_is_worth_what_the_annuity_says() -> None:
    assert present(0.0, 5.0, force_of(0.0))[0] == pytest.approx(5.0)
    delta = force_of(0.06)
    assert present(0.0, 5.0, delta)[0] == pytest.approx((1 - 1.06**-5) / delta)
    assert present(3.0, 2.0, delta)[0] == 0.0


def test_an_option_comes_to_what_a_hand_reckons() -> None:
    told = made(system(run=100.0))
    done = way("replace", one_off=500.0, run=20.0, months=12.0, as_is_goes_on=False, ageing_from=NEVER,
               touches=(Touch("a", 1.0, 0.25),))  # fmt: skip
    parts = cumulative(told, done, (0.5, 1.0, 3.0))
    assert parts.one_off[:, 0].tolist() == pytest.approx([250.0, 500.0, 500.0])
    assert parts.run[:, 0].tolist() == pytest.approx([50.0, 100.0, 140.0])
    assert parts.loss[:, 0].tolist() == pytest.approx([500.0, 1000.0, 1500.0])


def test_loss_grows_from_today_by_what_is_still_to_come() -> None:
    past = made(system(growth=2.0, cap=4.0, past=1.0))
    assert cumulative(past, KEEP, (3.0,)).loss[0, 0] == pytest.approx(1000 * (1 / math.log(2) + 2 * 2))
    long_past = made(system(growth=2.0, cap=4.0, past=9.0))
    assert cumulative(long_past, KEEP, (3.0,)).loss[0, 0] == pytest.approx(3000.0)


def test_the_mean_is_that_of_years_played_out_one_by_one() -> None:
    rng = np.random.default_rng(1)
    told = system(growth=1.3, cap=2.5, discount_rate=0.05, run=40.0)
    replaced = way("replace", one_off=900.0, months=18.0, as_is_goes_on=False, run=15.0, ageing_from=NEVER,
                   touches=(Touch("a", 0.8, 0.3),))  # fmt: skip
    rate, loss, years, delta = 2.0, 500.0, 4.0, force_of(0.05)
    exact = cumulative(made(told, rate * loss, 10), replaced, (years,)).total[0, 0]
    plays = 4000
    most = rate * 2.5
    counts = rng.poisson(most * years, plays)
    when = rng.uniform(0, years, counts.sum())
    kept = np.where(when < 1.5, 0.8 * np.minimum(2.5, 1.3**when), 0.3) * rate / most
    happens = rng.uniform(size=len(when)) < kept
    worth = np.bincount(
        np.repeat(np.arange(plays), counts), weights=happens * loss * np.exp(-delta * when), minlength=plays
    )
    fixed = quad(lambda t: math.exp(-delta * t) * (900 / 1.5 + 40 if t < 1.5 else 15), 0, years, points=[1.5])[0]
    assert abs(worth.mean() + fixed - exact) < 4 * worth.std() / math.sqrt(plays)


def test_what_options_have_in_common_cancels_to_nothing() -> None:
    told = system(run=Pert(50, 100, 400), growth=Pert(1.0, 1.2, 1.9), shares={"a": Pert(0.2, 0.5, 1.0)})
    losses = {"a": np.random.default_rng(2).lognormal(7, 1, COUNT)}
    same = way("same")
    found = compare(draw_system(told, losses, COUNT), [KEEP, same], 5)
    second = next(one for one in found.outcomes if one.way == "same")
    assert second.against is not None
    assert (second.against.low, second.against.mean, second.against.high) == (0.0, 0.0, 0.0)
    assert (second.cheaper, found.ahead, found.verdict) == (0.5, 0.5, Verdict.OPEN)


def against(found: Compared, name: str) -> float:
    one = next(one for one in found.outcomes if one.way == name)
    assert one.against is not None
    return one.against.mean


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 5000), st.floats(0, 1), st.floats(0, 24), st.floats(0.1, 50))
def test_equal_costs_change_no_difference_and_money_scales(
    cost: float, left: float, months: float, scale: float
) -> None:
    def both(extra: float, times: float) -> Compared:
        told = made(system(run=extra * times, growth=1.2), 1000.0 * times, 20)
        other = way("fence", one_off=cost * times, months=months, touches=(Touch("a", 1.0, left),))
        return compare(told, [KEEP, other], 4)

    plain, dearer, scaled = both(0.0, 1.0), both(700.0, 1.0), both(0.0, scale)
    assert against(dearer, "fence") == pytest.approx(against(plain, "fence"), abs=1e-6)
    assert against(scaled, "fence") == pytest.approx(scale * against(plain, "fence"), rel=1e-9, abs=1e-6)


def test_an_old_system_can_be_worth_keeping() -> None:
    found = compare(
        made(loss=50.0), [KEEP, way("replace", one_off=300_000.0, as_is_goes_on=False, ageing_from=NEVER)], 5
    )
    assert (found.verdict, found.leader, found.probability) == (Verdict.CHEAPEST, "keep", 1.0)
    assert found.outcomes[1].pays_back is None
    assert found.outcomes[1].pays_back_chance == 0.0


def test_where_ranges_overlap_it_cannot_tell_and_says_what_the_doubt_comes_from() -> None:
    wide = way("upgrade", one_off=Pert(500.0, 3000.0, 6000.0), touches=(Touch("a", 1.0, 0.4),))
    found = compare(made(), [KEEP, wide], 5)
    assert found.verdict is Verdict.OPEN
    assert found.settles[0] == "what it costs once: “upgrade”"


def test_it_pays_back_when_the_curves_cross_for_good() -> None:
    found = compare(made(), [KEEP, way("fence", one_off=1000.0, touches=(Touch("a", 1.0, 0.5),))], 5)
    fence = next(one for one in found.outcomes if one.way == "fence")
    assert fence.pays_back == pytest.approx(2.0)
    assert fence.pays_back_chance == 1.0
    assert [year.one_off for year in fence.years] == pytest.approx([1000.0, 0, 0, 0, 0])


def test_one_way_alone_is_no_comparison() -> None:
    assert compare(made(), [KEEP], 5).verdict is Verdict.ALONE
    assert compare(made(), [], 5).outcomes == ()


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 0.9), st.floats(1, 1.5))
def test_waiting_costs_what_is_lost_less_what_is_not_spent(left: float, growth: float) -> None:
    told = made(system(growth=growth), count=20)
    fence = way("fence", one_off=800.0, run=50.0, touches=(Touch("a", 1.0, left),))
    waits = told_of(waiting(told, fence, 4, 5))
    for one, after in pairwise(waits):
        assert after.loss.mean > one.loss.mean
        assert after.added.mean >= one.added.mean - 1e-6
    assert waits[2].saved.mean == pytest.approx(800 + 150)
    parts = cumulative(told, fence, (5.0,)).total[0, 0]
    later = cumulative(told, fence, (5.0,), wait=3.0).total[0, 0]
    assert waits[2].price.mean == pytest.approx(later - parts)


def test_systems_add_up_draw_by_draw() -> None:
    fence = way("fence", one_off=800.0, touches=(Touch("a", 1.0, 0.1),))
    one = waiting(made(), fence, 3, 5)
    assert summed([one, one])[1].price.mean == pytest.approx(2 * told_of(one)[1].price.mean)
    assert summed([]) == ()
    kept = told_of(waiting(made(), KEEP, 3, 5))
    assert (kept[2].price.mean, kept[2].costs) == (0.0, 0.5)


def test_amounts_are_exact_or_a_range_and_draws_do_not_depend_on_others() -> None:
    assert amount_of(None, None, None, field="x", empty=1.0) == 1.0
    assert amount_of(None, 4, None, field="x") == 4.0
    assert amount_of(3, 3, 3, field="x") == 3.0
    assert mean_of(amount_of(0, 3, 6, field="x")) == 3.0
    for wrong in ((1, None, 3), (3, 2, 1)):
        with pytest.raises(Invalid):
            amount_of(*wrong, field="x")
    first = drawn(Pert(0, 3, 6), "x", 1000)
    assert np.array_equal(first, drawn(Pert(0, 3, 6), "x", 1000))
    assert first.mean() == pytest.approx(3.0, abs=1e-3)


@pytest.mark.parametrize("rate", [0.0, 0.06, 1.0])
def test_ways_that_are_the_same_differ_by_exactly_nothing(rate: float) -> None:
    told = made(system(run=Pert(1.0, 2.0, 9.0), growth=Pert(1.0, 1.2, 1.9), discount_rate=rate, ageing_from=1.0))
    ranges = {"one_off": Pert(100.0, 200.0, 400.0), "months": Pert(2.0, 6.0, 240.0), "ageing_from": 1.0}
    twins = [way(name, **ranges, touches=(Touch("a", after=Pert(0.1, 0.2, 0.3)),)) for name in ("one", "two")]
    keep = way("keep", is_keep=True, ageing_from=1.0)
    found = {one.way: one for one in compare(told, [keep, way("idle", ageing_from=1.0), *twins], 3).outcomes}
    assert found["one"].total == found["two"].total
    idle = found["idle"].against
    assert idle is not None
    assert (idle.low, idle.mean, idle.high, found["idle"].cheaper) == (0.0, 0.0, 0.0, 0.5)


@pytest.mark.parametrize("rate", [0.0, 0.06, 1.0])
def test_waiting_with_what_changes_nothing_costs_nothing(rate: float) -> None:
    told = made(system(run=7.3, growth=1.17, discount_rate=rate, ageing_from=0.7), loss=1234.567)
    for one in told_of(waiting(told, way("idle", ageing_from=0.7), 3, 5)):
        assert (one.price.low, one.price.mean, one.price.high, one.costs) == (0.0, 0.0, 0.0, 0.5)
