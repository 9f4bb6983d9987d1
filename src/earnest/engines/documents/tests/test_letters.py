"""Measuring and breaking text without a font."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.engines.documents.letters import shortened, width, wrapped
from earnest.engines.documents.slides.writing import Span, broken, joined

TEXT = st.text(st.sampled_from("abc WMil é日\N{NO-BREAK SPACE}-"), max_size=60)


def test_widths_are_those_of_arial_with_a_little_to_spare() -> None:
    assert width("Hello", 1000) == pytest.approx((722 + 556 + 222 + 222 + 556) * 1.06)
    assert width("A", 10, bold=True) > width("A", 10)
    assert width("é", 10) == width("e", 10)
    assert width("日", 10) > width("M", 10)


@given(TEXT, st.floats(40, 400))
def test_a_shortened_text_fits(text: str, room: float) -> None:
    short = shortened(text, room, 12)
    assert width(short, 12) <= room
    assert short == text or short.endswith("…")


@given(TEXT, st.floats(20, 200))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, room: float) -> None:
    lines = wrapped(text, room, 12)
    assert all(width(line, 12) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.tuples(TEXT, st.booleans()), max_size=5), st.floats(20, 200))
def test_lines_of_spans_fit_and_keep_words_and_looks(parts: list[tuple[str, bool]], room: float) -> None:
    content = [Span(text, bold=bold) for text, bold in parts]
    lines = broken(content, room, 12)
    assert all(sum(span.width(12) for span in line.spans) <= room + 1e-6 for line in lines)
    for bold in (True, False):
        before = "".join(span.text for span in content if span.bold is bold).replace(" ", "")
        after = "".join(span.text for line in lines for span in line.spans if span.bold is bold).replace(" ", "")
        assert after == before
    said = "".join(span.text for span in content)
    assert " ".join("".join(span.text for span in joined(lines)).split(" ")).split() == said.split()
