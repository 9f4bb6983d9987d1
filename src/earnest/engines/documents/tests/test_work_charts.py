"""Charts of work: time to fix, counts by day, what changes remove."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import NARROW, PAPER, SLIDE, WIDE, Frame
from earnest.engines.documents.charts.pair import views
from earnest.engines.documents.charts.pictures import (
    ChartError,
    Cumulative,
    Picture,
    Survival,
    SurvivalCurve,
    Trend,
    texts,
)
from earnest.engines.documents.charts.render import svg
from earnest.engines.documents.plain import from_plain, to_plain

CURVE = SurvivalCurve("Platform", ((2, 0.8, 0.6, 0.9), (5, 0.5, 0.3, 0.7), (9, 0.2, 0.1, 0.4)), 30, 5)
WHOLE = SurvivalCurve("All findings", ((1, 0.9, 0.8, 0.95), (20, 0.6, 0.5, 0.7)), 40)
SURVIVAL = Survival(CURVE, WHOLE, mean=4.25)
TREND = Trend(tuple((date(2026, 1, 5) + timedelta(days=7 * n), 100 + 3 * n, 10 + n) for n in range(40)))
CUMULATIVE = Cumulative(((0, 0, 0, 0), (3, 2e5, 1e5, 4e5), (5, 2.5e5, 1.2e5, 5e5)), "EUR")
SHARES = Cumulative(((0, 0, 0, 0), (2, 0.6, 0.6, 0.6), (9, 1, 1, 1)))
PICTURES: tuple[Picture, ...] = (SURVIVAL, TREND, CUMULATIVE, SHARES)
FRAMES = (WIDE, NARROW, PAPER, SLIDE)


def words(drawn: str) -> list[str]:
    return [str(node.text) for node in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]


def layers(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in made["layer"] if layer["mark"]["type"] == kind]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("frame", FRAMES, ids=lambda one: one.name)
def test_every_chart_is_as_wide_as_its_frame(picture: Picture, frame: Frame) -> None:
    drawn = ET.fromstring(svg(spec(picture, frame)))
    assert drawn.attrib["viewBox"].split()[2] == str(frame.width)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: type(one).__name__)
def test_no_word_of_a_chart_leaves_its_frame(picture: Picture) -> None:
    for layer in layers(spec(picture, NARROW), "text"):
        for row in layer["data"]["values"]:
            assert len(str(row["t"])) < 60


def test_a_survival_curve_starts_with_everything_and_ends_where_nobody_looked_any_more() -> None:
    lines = layers(spec(SURVIVAL, WIDE), "line")
    assert [(row["x"], row["y"]) for row in lines[1]["data"]["values"]] == [
        (0, 1), (2, 0.8), (5, 0.5), (9, 0.2), (30, 0.2),
    ]  # fmt: skip
    assert lines[1]["mark"]["interpolate"] == "step-after"
    assert {"half in 5 days", "mean of what is fixed: 4.2 days", "All findings"} <= set(
        words(svg(spec(SURVIVAL, WIDE)))
    )


def test_a_curve_that_never_comes_to_half_marks_none() -> None:
    drawn = words(svg(spec(Survival(WHOLE), WIDE)))
    assert not [word for word in drawn if word.startswith("half")]
    assert layers(spec(Survival(WHOLE), WIDE), "point") == []


def test_nothing_fixed_is_a_straight_line_at_the_top() -> None:
    lines = layers(spec(Survival(SurvivalCurve("New", (), 12)), WIDE), "line")
    assert [row["y"] for row in lines[0]["data"]["values"]] == [1, 1]


def test_small_multiples_share_one_axis() -> None:
    made = spec(Survival(CURVE, reach=365), NARROW)
    assert layers(made, "line")[0]["encoding"]["x"]["scale"]["domain"][1] == pytest.approx(365 * 1.02)


def test_months_stand_under_a_trend_and_the_late_line_is_broken() -> None:
    drawn = words(svg(spec(TREND, WIDE)))
    assert {"Feb", "Sep", "open", "past its clock"} <= set(drawn)
    assert layers(spec(TREND, WIDE), "line")[1]["mark"]["strokeDash"] == [6, 4]


def test_a_trend_of_few_findings_has_no_half_finding_on_its_axis() -> None:
    few = Trend(((date(2026, 1, 1), 1, 0), (date(2026, 1, 8), 2, 1)))
    assert "0.5" not in words(svg(spec(few, WIDE)))


def test_money_has_a_band_and_a_share_has_none() -> None:
    assert len(layers(spec(CUMULATIVE, WIDE), "area")) == 1
    assert layers(spec(SHARES, WIDE), "area") == []
    assert "100%" in words(svg(spec(SHARES, WIDE)))
    assert "€200k" in words(svg(spec(CUMULATIVE, WIDE)))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: type(one).__name__)
def test_every_chart_has_its_table_and_goes_to_json_and_back(picture: Picture) -> None:
    table = behind.table(picture, "claim")
    assert table.rows
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert from_plain(to_plain(picture)) == picture


def test_a_long_curve_keeps_its_last_step_in_the_table() -> None:
    steps = tuple((float(day), 1 - day / 400, 1 - day / 300, 1 - day / 500) for day in range(1, 200))
    rows = behind.table(Survival(SurvivalCurve("Long", steps, 300)), "claim").rows
    assert len(rows) <= 14
    assert rows[-1].cells[0].value == 199  # type: ignore[union-attr]  # a figure, as the table says


def test_names_of_a_survival_chart_are_names_of_the_record() -> None:
    assert texts(SURVIVAL) == (("Platform", True), ("All findings", True))
    assert "<b>" not in views(Survival(SurvivalCurve("<b>x", (), 1), SurvivalCurve("<b>y", (), 1)), "alt", "k")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: SurvivalCurve("A", ((2, 0.5, 0.4, 0.6), (2, 0.4, 0.3, 0.5)), 9), "must rise"),
        (lambda: SurvivalCurve("A", ((2, 1.5, 0.4, 0.6),), 9), "not between 0 and 1"),
        (lambda: SurvivalCurve("A", ((20, 0.5, 0.4, 0.6),), 9), "before its last step"),
        (lambda: Trend(((date(2026, 1, 1), 1, 0),)), "two days"),
        (lambda: Trend(((date(2026, 1, 1), 1, -1), (date(2026, 1, 2), 1, 0))), "below zero"),
        (lambda: Cumulative(((0, 0, 0, 0),)), "two points"),
        (lambda: Cumulative(((0, 0, 0, 0), (1, float("nan"), 0, 0))), "cannot be drawn"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(make: Any, says: str) -> None:
    with pytest.raises(ChartError, match=says):
        make()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=2, max_size=60))
def test_any_counts_can_be_drawn(counts: list[tuple[int, int]]) -> None:
    days = tuple((date(2026, 1, 1) + timedelta(days=7 * n), *pair) for n, pair in enumerate(counts))
    for frame in (WIDE, NARROW):
        assert spec(Trend(days), frame)["width"] > 0
