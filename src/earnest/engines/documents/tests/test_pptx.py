"""Slides: opened again, they hold what the document says, and nothing stands where it should not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Pt

from earnest.engines.documents import pptx
from earnest.engines.documents.letters import wrapped
from earnest.engines.documents.model import Document
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.hostile import HOSTILE, hostile_document
from earnest.engines.documents.tests.sample_charts import TITLES, risk_paper
from earnest.engines.documents.visible import show_line

DOCUMENTS = {
    "board": samples.board_page,
    "insurer": samples.insurer_application,
    "risk": risk_paper,
    "hostile": hostile_document,
}
_MADE: dict[str, bytes] = {}


def made(key: str) -> bytes:
    if key not in _MADE:
        _MADE[key] = pptx.render(DOCUMENTS[key]())
    return _MADE[key]


def opened(key: str) -> Any:
    return Presentation(io.BytesIO(made(key)))


def texts(slide: Any) -> list[str]:
    """The words of a slide: of its boxes, and of the cells of its tables."""
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return found + [cell.text for table in tables for row in table.rows for cell in row.cells]


@pytest.mark.parametrize("key", DOCUMENTS)
def test_nothing_stands_outside_its_slide_or_on_top_of_something_else(key: str) -> None:
    show = opened(key)
    assert (show.slide_width, show.slide_height) == (Pt(960), Pt(540))
    for slide in show.slides:
        shapes = [shape for shape in slide.shapes if shape.name not in {"Ground", "Line"}]
        for shape in shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height
        for one, other in combinations(shapes, 2):
            beside = one.left + one.width <= other.left + 1 or other.left + other.width <= one.left + 1
            above = one.top + one.height <= other.top + 1 or other.top + other.height <= one.top + 1
            assert beside or above, (one.name, other.name)


@pytest.mark.parametrize("key", DOCUMENTS)
def test_text_fits_its_box(key: str) -> None:
    for slide in opened(key).slides:
        for shape in slide.shapes:
            if shape.has_table:
                _fits_table(shape.table)
            elif shape.has_text_frame and shape.text_frame.text:
                assert _tall(shape.text_frame.paragraphs, shape.width / 12700) <= shape.height / 12700 + 1, shape.name


def _fits_table(table: Any) -> None:
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            room = (column.width - cell.margin_left - cell.margin_right) / 12700
            high = (row.height - cell.margin_top - cell.margin_bottom) / 12700
            assert _tall(cell.text_frame.paragraphs, room) <= high + 1, cell.text


def _tall(paragraphs: Any, room: float) -> float:
    """The height that a plain reader of lines needs, with Arial's own widths."""
    high = 0.0
    for paragraph in paragraphs:
        size = max((run.font.size.pt for run in paragraph.runs), default=10.0)
        serif = any(run.font.name != "Arial" for run in paragraph.runs)
        if serif:
            size *= 0.9
        indent = 18 if paragraph._p.pPr is not None and paragraph._p.pPr.get("marL") else 0
        words = "".join(run.text for run in paragraph.runs if run._r.rPr.get("baseline") is None)
        lines = len(wrapped(words, (room - indent) * 1.06 + 0.5, size))
        high += lines * size * 1.22 + (paragraph.space_before.pt if paragraph.space_before else 0)
    return high


def test_the_same_document_has_the_same_bytes_without_a_clock() -> None:
    assert pptx.render(risk_paper()) == made("risk")
    with zipfile.ZipFile(io.BytesIO(made("risk"))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if "thumbnail" in name]
    facts = opened("risk").core_properties
    assert facts.created == facts.modified == risk_paper().as_of.replace(tzinfo=None)
    assert (facts.author, facts.title) == ("Larkfield Pay Ltd", "Risk in money")


def test_the_first_slide_says_who_when_and_which_edition() -> None:
    document = risk_paper()
    said = "\n".join(texts(opened("risk").slides[0]))
    for text in ("Larkfield Pay Ltd", "Risk in money", "19 November 2026, 09:40 GMT", document.edition[:12], "Draft"):
        assert text in said
    assert document.edition not in said
    assert document.edition in opened("risk").slides[0].notes_slide.notes_text_frame.text


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_slide_has_a_title_and_says_its_time_edition_and_number(key: str) -> None:
    slides = list(opened(key).slides)
    document: Document = DOCUMENTS[key]()
    for number, slide in enumerate(slides, 1):
        assert slide.shapes.title.text_frame.text
        footer = " ".join(shape.text_frame.text for shape in slide.shapes if shape.name == "Footer")
        assert f"{number} of {len(slides)}" in footer
        assert show_line(document.edition)[:12] in footer


def test_a_table_stays_a_table_whose_cells_can_be_edited() -> None:
    [options] = [slide for slide in opened("board").slides if slide.shapes.title.text_frame.text == "Options"]
    [table] = [shape.table for shape in options.shapes if shape.has_table]
    grid = [[cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells] for row in table.rows]
    assert grid[0] == ["Option", "Cost", "Loss removed in a year", "Loss added", "Time", "Proof"]
    assert grid[1] == [
        "Replace with per-application access",
        "€85,000",
        "€212,000\n(€90,000 to €410,000)",
        "€9,000\n(€2,000 to €31,000)",
        "6 days",
        "1",
    ]
    assert table.first_row


def test_a_status_is_a_word_with_a_shape() -> None:
    said = "\n".join(text for slide in opened("insurer").slides for text in texts(slide))
    assert "◐\N{NO-BREAK SPACE}Partly" in said
    assert "◆\N{NO-BREAK SPACE}Contradicted" in said
    assert "●\N{NO-BREAK SPACE}Supported" in said


def test_notes_hold_the_proofs_of_what_a_slide_says() -> None:
    slides = list(opened("board").slides)
    notes = slides[2].notes_slide.notes_text_frame.text
    assert "Proof 2. " in notes
    assert "SHA-256" in "".join(slide.notes_slide.notes_text_frame.text for slide in slides)
    told = [line for slide in slides for line in slide.notes_slide.notes_text_frame.text.split("\n")]
    assert len([line for line in told if line.startswith("Proof 1. ")]) >= 2


def test_a_chart_is_a_picture_with_its_alternative_and_its_table_follows() -> None:
    slides = list(opened("risk").slides)
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert [shape.name for shape in pictures] == list(TITLES.values())
    for shape in pictures:
        descr = shape._element.nvPicPr.cNvPr.get("descr")
        assert descr.startswith(shape.name)
        assert "€640,000" in descr
        wide, high = shape.image.size
        assert wide == 1920
        assert shape.width / shape.height == pytest.approx(wide / high, rel=0.01)
    assert len([shape for slide in slides for shape in slide.shapes if shape.has_table]) >= len(TITLES)


def test_a_chart_whose_name_is_not_that_of_its_section_says_its_name() -> None:
    document = risk_paper()
    section = replace(document.sections[1], heading="Tools", blocks=document.sections[1].blocks[1:])
    show = Presentation(io.BytesIO(pptx.render(replace(document, sections=(section,)))))
    first = list(show.slides)[1]
    assert first.shapes.title.text_frame.text == "Tools"
    assert any(text.startswith("Net worth of our tools\n") for text in texts(first))


def test_fonts_are_those_that_every_office_has() -> None:
    with zipfile.ZipFile(io.BytesIO(made("risk"))) as package:
        written = b"".join(package.read(name) for name in package.namelist() if name.startswith("ppt/slides/slide"))
    fonts = {part.split(b'"')[0] for part in written.split(b'latin typeface="')[1:]}
    assert fonts == {b"Arial", b"Times New Roman"}


def test_hostile_text_is_text() -> None:
    said = "\n".join(text for slide in opened("hostile").slides for text in texts(slide)).replace("\n", "")
    for text in HOSTILE[:13]:
        assert show_line(text).split(" ")[0] in said
