"""Charts: what they draw, that it is the same every time, and that nothing in them does anything."""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.engines.documents.charts import amounts, behind
from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import NARROW, PAPER, SLIDE, WIDE, Frame
from earnest.engines.documents.charts.pair import views
from earnest.engines.documents.charts.pictures import (
    BudgetRow,
    ChartError,
    Curve,
    Frontier,
    FrontierPoint,
    LossExceedance,
    NetWorth,
    Picture,
    Raised,
    RaisedRow,
    WorthRow,
)
from earnest.engines.documents.charts.render import png, svg
from earnest.engines.documents.charts.scalable import clean
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.letters import width
from earnest.engines.documents.model import Chart, Paragraph
from earnest.engines.documents.parts import Figure, StatusRef
from earnest.engines.documents.plain import from_plain, to_plain
from earnest.engines.documents.tests.hostile import HOSTILE
from earnest.engines.documents.tests.sample_charts import (
    LOSS_EXCEEDANCE,
    NET_WORTH,
    PICTURES,
    RAISED,
    chart_of,
    risk_paper,
)
from earnest.engines.documents.visible import show_line

SVG = "{http://www.w3.org/2000/svg}"
EVIL = (*HOSTILE[:14], '{"signal": "alert(1)"}', "datum.x + [window]", 'id="clip1" style="x" url(#clip1)')
HOSTILE_WORTH = NetWorth(tuple(WorthRow(name, -2, -1, 0, 1, 2, "cannot-tell", name) for name in EVIL), EVIL[0])


def words(drawn: str) -> list[str]:
    return [str(node.text) for node in ET.fromstring(drawn).iter(f"{SVG}text")]


def layers(picture: Picture, frame: Frame, kind: str) -> list[dict[str, Any]]:
    return [layer for layer in spec(picture, frame)["layer"] if layer["mark"]["type"] == kind]


@pytest.mark.parametrize("key", PICTURES)
@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_page_gets_a_drawing_as_wide_as_its_frame_in_its_own_colours(key: str, frame: Frame) -> None:
    root = ET.fromstring(svg(spec(PICTURES[key], frame)))
    assert root.get("viewBox", "").split()[2] == root.get("width") == str(frame.width)
    paints = {node.get(paint) for node in root.iter() for paint in ("fill", "stroke")} - {None, "none", "transparent"}
    assert paints
    assert all(re.fullmatch(r"var\(--[a-z0-9-]+\)", str(paint)) for paint in paints)


@pytest.mark.parametrize("key", PICTURES)
def test_paper_gets_plain_colours(key: str) -> None:
    drawn = svg(spec(PICTURES[key], PAPER))
    assert "var(" not in drawn
    assert re.findall(r'fill="#[0-9a-f]{6}"', drawn)


@pytest.mark.parametrize("key", PICTURES)
@pytest.mark.parametrize("frame", [WIDE, NARROW, SLIDE], ids=["wide", "narrow", "slide"])
def test_no_word_leaves_its_chart_or_runs_into_another(key: str, frame: Frame) -> None:
    root = ET.fromstring(svg(spec(PICTURES[key], frame)))
    high = float(root.get("height", "0"))
    boxes: list[tuple[float, float, float, str]] = []
    for x, y, node in placed(root, 0, 0):
        size = float(node.get("font-size", "0").removesuffix("px"))
        wide = width(str(node.text), size, bold=bool(node.get("font-weight"))) / 1.06
        left = x - {"middle": wide / 2, "end": wide}.get(node.get("text-anchor", ""), 0)
        assert left >= -0.5, node.text
        assert left + wide <= frame.width + 0.5, node.text
        assert size * 0.6 <= y <= high, node.text
        for other_left, other_right, other_y, text in boxes:
            apart = left >= other_right or left + wide <= other_left or abs(y - other_y) >= size
            assert apart, (text, node.text)
        boxes.append((left, left + wide, y, str(node.text)))


def placed(node: ET.Element, x: float, y: float) -> list[tuple[float, float, ET.Element]]:
    """Every text with its place in the whole drawing."""
    if found := re.match(r"translate\((-?[\d.]+),(-?[\d.]+)\)", node.get("transform", "")):
        x, y = x + float(found[1]), y + float(found[2])
    own = [(x, y, node)] if node.tag == f"{SVG}text" else []
    return own + [one for child in node for one in placed(child, x, y)]


def test_text_that_wants_to_be_something_else_stays_text() -> None:
    drawn = svg(spec(HOSTILE_WORTH, SLIDE))
    root = ET.fromstring(drawn)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {"svg", "g", "path", "text", "line", "rect"}
    for node in root.iter():
        assert not {"style", "href", "class", "role"} & {name.split("}")[-1] for name in node.attrib}
        assert not any(name.startswith("on") for name in node.attrib)
    said = words(drawn)
    short = [text for text in EVIL if width(show_line(text), 13) < 200]
    assert len(short) > 5
    assert {show_line(text) for text in short} <= set(said)


def test_a_picture_on_a_page_keeps_its_ids_apart_and_has_one_name() -> None:
    made = views(LOSS_EXCEEDANCE, 'Loss "against" <appetite>', "lec")
    ids = re.findall(r' id="([^"]+)"', made)
    assert len(ids) == len(set(ids))
    assert {name.rsplit("-", 1)[0] for name in ids} == {"lec-wide", "lec-narrow"}
    assert set(re.findall(r"url\(#([^)]+)\)", made)) == set(ids)
    assert 'role="img" aria-label="Loss &quot;against&quot; &lt;appetite&gt;"' in made
    assert made.count('aria-hidden="true" focusable="false"') == 2
    assert "font-family" not in made
    assert " style=" not in made
    assert len(made) < 20_000


@pytest.mark.parametrize("key", ["url", "href", "expr", "signal", "params", "transform", "tooltip"])
def test_a_spec_that_would_fetch_or_compute_is_refused(key: str) -> None:
    made = spec(NET_WORTH, WIDE)
    made["layer"][0]["mark"][key] = "x"
    with pytest.raises(ChartError, match=rf"layer\[0\]\.mark\.{key}: a chart fetches and computes nothing"):
        svg(made)


def test_rows_hold_numbers_and_text_only() -> None:
    made = spec(NET_WORTH, WIDE)
    made["layer"][0]["data"]["values"][0]["x"] = {"signal": "alert(1)"}
    with pytest.raises(ChartError, match="a row holds numbers and text only"):
        svg(made)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<image href='http://example.org/x.png'/>",
        "<path d='M0,0' fill='url(http://example.org/x)'/>",
        "<g clip-path='url(http://example.org#x)'><path d='M0,0' fill='#000000'/></g>",
        "<path d='M0,0' fill='#000000' style='fill:red'/>",
    ],
)
def test_a_drawing_with_anything_but_drawing_is_refused(inner: str) -> None:
    with pytest.raises(ChartError):
        clean(f"<svg xmlns='http://www.w3.org/2000/svg'>{inner}</svg>")


def test_the_same_picture_has_the_same_bytes() -> None:
    first = svg(spec(LOSS_EXCEEDANCE, WIDE)), png(spec(RAISED, SLIDE))
    svg.__globals__["_svg"].cache_clear()
    png.__globals__["_png"].cache_clear()
    assert (svg(spec(LOSS_EXCEEDANCE, WIDE)), png(spec(RAISED, SLIDE))) == first
    assert json.dumps(spec(LOSS_EXCEEDANCE, WIDE)) == json.dumps(spec(LOSS_EXCEEDANCE, WIDE))
    assert first[1][:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(first[1][16:20], "big") == 2 * SLIDE.width


def test_losses_stand_on_logarithms_and_chances_in_words() -> None:
    line = layers(LOSS_EXCEEDANCE, WIDE, "line")[0]
    assert line["encoding"]["x"]["scale"]["type"] == line["encoding"]["y"]["scale"]["type"] == "log"
    said = words(svg(spec(LOSS_EXCEEDANCE, WIDE)))
    assert [text for text in said if "certain" in text or text.startswith("1 ")] == [
        "certain", "1 year in 2", "1 in 10", "1 in 20", "1 in 100",
    ]  # fmt: skip
    assert "6.7%, limit 5%" in said
    assert "with our controls, and 90% range" in said


def test_a_box_is_hollow_where_the_range_crosses_zero() -> None:
    hollow = [layer for layer in layers(NET_WORTH, WIDE, "rect") if "strokeDash" in layer["mark"]]
    boxes = [row for layer in hollow for row in layer["data"]["values"] if "x2" in row]
    crossing = [row for row in NET_WORTH.rows if row.low < 0 < row.high]
    assert [(box["x"], box["x2"]) for box in boxes] == [(row.q25, row.q75) for row in crossing]


def test_steps_lead_from_the_start_to_the_end_and_what_overlaps_is_a_step() -> None:
    assert RAISED.overlap == pytest.approx(640e3 - 430e3 - 200e3)
    said = words(svg(spec(RAISED, WIDE)))
    assert said.count("Counted together") == 1
    assert "+€10k" in said
    whole = Raised((RaisedRow("A", 210e3),), 430e3, 640e3, "EUR")
    assert whole.overlap == 0


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "€0"), (7.4, "€7.4"), (999.4, "€999"), (1000, "€1k"), (307_000, "€307k"), (1_234_567, "€1.2m"),
        (-161_000, "−€161k"), (2e9, "€2bn"), (-0.2, "−€0.2"), (99_950, "€100k"),
    ],
)  # fmt: skip
def test_money_on_an_axis_is_short(value: float, written: str) -> None:
    assert amounts.money(value, "EUR", ENGLISH) == written


@given(st.floats(1, 1e9), st.floats(1.5, 1e6), st.integers(150, 900))
def test_ticks_of_losses_are_round_and_far_enough_apart(low: float, factor: float, room: int) -> None:
    high = low * factor
    ticks = amounts.log_ticks(low, high, room, 50)
    assert all(low * 0.99 <= tick <= high * 1.01 for tick in ticks)
    assert all(f"{tick:.12e}"[0] in "1235" for tick in ticks)
    places = [room * math.log(tick / low) / math.log(factor) for tick in ticks]
    assert all(after - before >= 49.9 for before, after in itertools.pairwise(places))


@given(st.floats(-1e6, 0), st.floats(1, 1e6), st.integers(150, 900))
def test_ticks_of_money_are_in_range_and_far_enough_apart(low: float, high: float, room: int) -> None:
    ticks = amounts.linear_ticks(low, high, room, 50)
    spare = (high - low) * 1e-6
    assert all(low - spare <= tick <= high + spare for tick in ticks)
    places = [room * (tick - low) / (high - low) for tick in ticks]
    assert all(after - before >= 49 for before, after in itertools.pairwise(places))


def test_a_chance_between_two_points_lies_on_the_straight_line_of_their_logarithms() -> None:
    assert amounts.chance_at(((100.0, 0.1), (10_000.0, 0.001)), 1000.0) == pytest.approx(0.01)
    assert amounts.chance_at(((0.0, 0.5), (10.0, 0.3)), 5.0) == pytest.approx(0.4)
    assert amounts.chance_at(((1.0, 0.5), (10.0, 0.3)), 11.0) is None


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Curve("ours", ((1, 0.5),)), "at least two points"),
        (lambda: Curve("ours", ((1, 0.5), (1, 0.4))), "amounts must rise"),
        (lambda: Curve("ours", ((1, 0.5), (2, 1.4))), "not between 0 and 1"),
        (lambda: Curve("ours", ((1, 0.5), (math.nan, 0.4))), "cannot be drawn"),
        (lambda: LossExceedance((Curve("ours", ((-1, 0.5), (0, 0.4))),), "EUR"), "nothing to draw"),
        (lambda: WorthRow("VPN", 1, 0, 0, 2, 3, "unstated"), "must not fall"),
        (lambda: NetWorth((), "EUR"), "no rows"),
        (lambda: BudgetRow("Tools", -1, 0, 0), "not below zero"),
        (lambda: FrontierPoint(1, 1, low=0), "both ends"),
        (
            lambda: Frontier((FrontierPoint(1, 1), FrontierPoint(2, 2)), "EUR", chosen=3),
            "the chosen cost 3 is none of its points",
        ),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_why(make: Any, says: str) -> None:
    with pytest.raises(ChartError, match=says):
        make()


def test_pictures_of_unusual_values_are_drawn_all_the_same() -> None:
    flat = LossExceedance((Curve("ours", ((0, 0.001), (1e-3, 0.001), (5e14, 0.0))),), "JPY")
    alone = NetWorth((WorthRow("", 0, 0, 0, 0, 0, "unstated"),), "EUR")
    loss = Frontier((FrontierPoint(0, -5), FrontierPoint(1, -9)), "EUR", offered=0)
    for picture in (flat, alone, loss):
        assert svg(spec(picture, NARROW)).startswith("<svg ")


def test_the_paper_holds_nothing_that_its_claims_do_not_bear_out() -> None:
    paper = risk_paper()
    assert unsupported(paper) == []
    assert from_plain(to_plain(paper)) == paper


def test_a_chart_without_claims_or_words_of_its_own_is_unsupported() -> None:
    chart, claim = chart_of("worth", NET_WORTH)
    paper = risk_paper()
    section = replace(paper.sections[0], blocks=(replace(chart, claims=(), sentences=(), table=_bare(chart)),))
    reasons = [one.reason for one in unsupported(replace(paper, sections=(section,)))]
    assert "a chart without a sentence: say what it shows" in reasons
    assert "no claim bears out what the chart draws: name its claims" in reasons
    typed = replace(LOSS_EXCEEDANCE, curves=(replace(LOSS_EXCEEDANCE.curves[0], name="with 12 controls"),))
    section = replace(paper.sections[0], blocks=(replace(chart, picture=typed),))
    assert any(
        "a typed digit" in one.reason or "12" in one.text for one in unsupported(replace(paper, sections=(section,)))
    )
    assert claim.id == "worth"


def _bare(chart: Chart) -> Any:
    return replace(chart.table, rows=())


def test_the_table_behind_a_chart_has_its_values() -> None:
    table = behind.table(NET_WORTH, "worth")
    first = table.rows[0].cells
    assert first[1] == Figure(310_000, "money", "worth", 120_000, 690_000, level=0.9, currency="EUR")
    assert first[3] == StatusRef("earns-its-place", "worth")
    assert set(behind.stated(table)) >= {first[1], first[3]}
    losses = behind.table(LOSS_EXCEEDANCE, "exceedance")
    at_two_million = next(row for row in losses.rows if isinstance(row.cells[0], Figure) and row.cells[0].value == 2e6)
    assert isinstance(at_two_million.cells[1], Figure)
    assert at_two_million.cells[1].value == pytest.approx(0.97 * math.exp(-((2e6 / 6.2e5) ** 0.84)), abs=0.002)
    assert not any(isinstance(block, Paragraph) for block in (losses,))
