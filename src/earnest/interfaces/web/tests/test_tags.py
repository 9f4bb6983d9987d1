"""What the tags draw."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.test import RequestFactory

from earnest.engines.assurance.statuses import ControlStatus, Grade, RequirementStatus
from earnest.foundation.page import Day
from earnest.interfaces.web.strip import drawn


def text(source: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get("/" + query)
    return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize("value", [*ControlStatus, *RequirementStatus])
def test_every_status_of_the_engine_has_a_shape_and_a_word(value: str) -> None:
    drawn_status = text("{% status value %}", value=value)
    assert "sprite.svg#i-" in drawn_status
    assert f">{str(value).capitalize()}</span>" in drawn_status


def test_unproven_and_failing_differ_in_shape_word_and_colour() -> None:
    unproven, failing = text("{% status 'unproven' %}"), text("{% status 'failing' %}")
    assert tuple(x for x in ("st-unk", "#i-unk", "Unproven") if x in unproven) == ("st-unk", "#i-unk", "Unproven")
    assert not any(x in failing for x in ("st-unk", "#i-unk", "Unproven"))


def test_a_status_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("{% status 'splendid' %}")


@pytest.mark.parametrize("letter", list(Grade))
def test_every_grade_says_what_it_means(letter: str) -> None:
    assert f'class="grade grade-{letter}"' in text("{% grade g %}", g=letter)
    assert "by machine" in text("{% grade 'A' words=True %}")


def test_no_grade_is_said_in_words() -> None:
    assert "none" in text("{% grade None %}")


def test_the_proof_mark_is_a_plain_link_with_a_spoken_name() -> None:
    mark = text("{% why '/controls/1/proof/' 'the population' %}")
    assert mark.startswith('<a class="why" href="/controls/1/proof/">')
    assert "Why? the population" in mark


def test_what_people_wrote_is_escaped() -> None:
    assert "<b>" not in text("{% why '/x/' label %}{% hash label %}", label="<b>bold</b>")
    assert "<b>" not in text('{% status "met" word=label %}', label="<b>bold</b>")


def test_a_moment_that_a_record_keeps_as_text_is_shown_as_a_moment() -> None:
    assert "21 Nov 2026, 20:20 UTC" in text("{% instant m %}", m="2026-11-21T20:20:00.000000Z")


def test_a_moment_shows_its_zone() -> None:
    moment = datetime(2026, 11, 19, 6, 0, tzinfo=UTC)
    assert text("{% instant m %}", m=moment) == (
        '<time datetime="2026-11-19T06:00:00+00:00">19 Nov 2026, 06:00 UTC</time>'
    )
    assert "never" in text("{% instant m %}", m=None)


@pytest.mark.parametrize(
    ("away", "words"),
    [(0, "today"), (1, "tomorrow"), (2, "in 2 days"), (-1, "yesterday"), (-12, "12 days ago"), (1500, "in 1,500 days")],
)
def test_a_day_says_how_far_it_is(away: int, words: str) -> None:
    today = date(2026, 11, 21)
    shown = text("{% day d today %}", d=today + timedelta(days=away), today=today)
    assert f'<span class="rel">{words}</span>' in shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0\xa0B"), (999, "999\xa0B"), (1000, "1.0\xa0kB"), (2_500_000, "2.5\xa0MB"), (5 * 10**15, "5,000\xa0TB")],
)
def test_bytes_are_read_easily(number: int, shown: str) -> None:
    assert text("{% bytes n %}", n=number) == shown


def test_thousands_are_grouped_and_unknown_is_a_value() -> None:
    assert text("{% count 1234567 %}") == "1,234,567"
    assert text("{% count None %}") == "unknown"


def test_a_hash_can_be_copied_whole() -> None:
    value = "ab" * 32
    shown = text("{% hash v %}", v=value)
    assert shown.replace("<wbr>", "").endswith(f">{value}</span>")
    assert text("{% hash v short=True %}", v=value).endswith(">abababab…abab</span>")


def test_a_filter_link_adds_and_takes_away_and_goes_back_to_page_one() -> None:
    assert text("{% toggled 'status' 'met' %}", "?q=a&page=3") == "?q=a&amp;status=met"
    assert text("{% toggled 'status' 'met' %}", "?status=met&status=failing") == "?status=failing"


def test_a_form_keeps_the_rest_of_the_view() -> None:
    fields = text("{% kept 'q' %}", "?q=a&sort=name&page=2")
    assert fields == '<input type="hidden" name="sort" value="name">'


def test_a_column_head_turns_the_order_around() -> None:
    first = text("{% sort_head 'name' 'Name' %}", "?sort=name")
    assert 'aria-sort="ascending"' in first
    assert "?sort=-name" in first
    assert "aria-sort" not in text("{% sort_head 'name' 'Name' %}", "")


def days(states: str) -> list[Day]:
    words = {"e": "effective", "p": "partly", "f": "failing", "u": "unproven", ".": "none"}
    return [Day(date(2026, 8, 1) + timedelta(days=n), words[s]) for n, s in enumerate(states)]


def test_a_strip_leaves_days_that_nobody_saw_empty_and_its_line_broken() -> None:
    strip = drawn(days("eeee....ffff"))
    assert [bar.css for bar in strip.bars] == ["eff"] * 4 + ["fail"] * 4
    assert len(strip.bases) == 2
    assert strip.gap is not None
    assert (strip.gap.first, strip.gap.last) == (date(2026, 8, 5), date(2026, 8, 8))


def test_the_table_behind_a_strip_adds_up_to_its_days() -> None:
    strip = drawn(days("eepff.uue"))
    assert sum(run.days for run in strip.runs) == 9
    assert sum(total.days for total in strip.totals) == 9
    assert [run.days for run in strip.runs] == [2, 1, 2, 1, 2, 1]


def test_a_year_of_days_is_drawn_in_runs() -> None:
    assert len(drawn(days("e" * 200 + "f" * 165)).bars) == 2


def test_a_strip_says_itself_to_a_screen_reader() -> None:
    shown = text("{% strip days 'MFA' %}", days=days("eef"))
    assert 'aria-label="MFA: 2 effective, above the line, 1 failing, below it"' in shown
    assert "<table" in shown


def test_an_empty_strip_is_drawn_without_failing() -> None:
    assert "<svg" in text("{% strip days %}", days=[])
