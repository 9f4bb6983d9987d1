"""How a year stands, against sums done by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from earnest.duties.budget.rules.variance import LineFact, forecast, remaining_share, variance

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


def line(number: int = 1, kind: str = "run", planned: str = "1200", **more: object) -> LineFact:
    values: dict[str, object] = {"category": "software", "committed": Decimal(0), "actual": Decimal(0)} | more
    return LineFact(number, f"line {number}", kind, planned=Decimal(planned), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2026, 6, 1), 1.0),
        (date(2026, 12, 31), 1.0),
        (FIRST, 364 / 365),
        (date(2027, 7, 2), 182 / 365),
        (LAST, 0.0),
        (date(2030, 1, 1), 0.0),
    ],
)
def test_the_share_of_a_year_that_is_to_come(day: date, share: float) -> None:
    assert remaining_share(FIRST, LAST, day) == pytest.approx(share)


def test_what_runs_goes_on_at_the_planned_pace() -> None:
    """700 spent with a quarter of the year to come: 700 + 1200 / 4 = 1000."""
    assert forecast(line(actual=Decimal(700)), 0.25) == Decimal(1000)


def test_a_one_off_is_bought_at_what_was_planned_while_the_year_lasts() -> None:
    assert forecast(line(kind="one_off", actual=Decimal(300)), 0.5) == Decimal(1200)
    assert forecast(line(kind="one_off", actual=Decimal(300)), 0.0) == Decimal(300)


def test_a_licence_paid_up_front_is_not_paid_twice() -> None:
    paid = line(committed=Decimal(1200), actual=Decimal(1200))
    assert forecast(paid, 0.75) == Decimal(1200)
    assert forecast(line(committed=Decimal(1200), actual=Decimal(1500)), 0.75) == Decimal(1500)


def test_a_promise_is_never_forecast_away() -> None:
    assert forecast(line(committed=Decimal(5000)), 0.0) == Decimal(5000)
    assert forecast(line(kind="one_off", actual=Decimal(9000)), 0.5) == Decimal(9000)


def test_a_people_line_costs_its_money_or_else_its_days() -> None:
    with_money = line(kind="people", planned="60000", people_days=Decimal(200), day_rate=Decimal(500))
    with_days = line(kind="people", planned="0", people_days=Decimal(10), day_rate=Decimal(500))
    assert (with_money.budgeted, with_money.total_cost) == (Decimal(60000), Decimal(60000))
    assert (with_days.budgeted, with_days.total_cost) == (Decimal(5000), Decimal(5000))


def test_days_on_another_line_cost_but_take_nothing_of_the_budget() -> None:
    one = line(planned="1000", people_days=Decimal(3), day_rate=Decimal(500))
    assert (one.budgeted, one.total_cost) == (Decimal(1000), Decimal(2500))


def test_a_year_adds_up_by_kind_and_category() -> None:
    lines = [
        line(1, planned="1200", actual=Decimal(700), committed=Decimal(600)),
        line(2, kind="one_off", planned="500", actual=Decimal(800)),
        line(3, planned="100", category="training"),
    ]
    found = variance(lines, starts_on=FIRST, ends_on=LAST, today=LAST)
    assert [found.total.planned, found.total.actual, found.total.committed] == [1800, 1500, 600]
    assert found.total.forecast == 700 + 800
    assert found.total.variance == -300
    assert found.total.share == pytest.approx(-300 / 1800)
    assert [(group.key, int(group.amounts.planned), group.lines) for group in found.by_kind] == [
        ("one_off", 500, (2,)),
        ("run", 1300, (1, 3)),
    ]
    assert [group.key for group in found.by_category] == ["software", "training"]
    assert [row.overspent for row in found.lines] == [0, 300, 0]


def test_nothing_planned_has_no_share() -> None:
    assert variance([], starts_on=FIRST, ends_on=LAST, today=FIRST).total.share is None
