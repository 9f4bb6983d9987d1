"""Text documents: opened again, they hold what the document says, with live headings, links and words for pictures."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import docx as library
import pytest
from docx.oxml.ns import qn

from earnest.engines.documents import docx
from earnest.engines.documents.model import Document
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.every_block import every_block
from earnest.engines.documents.tests.hostile import HOSTILE, hostile_document
from earnest.engines.documents.tests.sample_charts import TITLES, risk_paper
from earnest.engines.documents.visible import show_line

DOCUMENTS = {
    "board": samples.board_page,
    "insurer": samples.insurer_application,
    "soa": samples.statement_of_applicability,
    "risk": risk_paper,
    "hostile": hostile_document,
    "blocks": every_block,
}
_MADE: dict[str, bytes] = {}


def made(key: str) -> bytes:
    if key not in _MADE:
        _MADE[key] = docx.render(DOCUMENTS[key]())
    return _MADE[key]


def opened(key: str) -> Any:
    return library.Document(io.BytesIO(made(key)))


def body(key: str) -> Any:
    return opened(key).element.body


def words(key: str) -> str:
    return "".join(one.text or "" for one in body(key).iter(qn("w:t")))


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_link_has_its_bookmark_and_no_name_or_number_is_used_twice(key: str) -> None:
    marks = [one.get(qn("w:name")) for one in body(key).iter(qn("w:bookmarkStart"))]
    numbers = [one.get(qn("w:id")) for one in body(key).iter(qn("w:bookmarkStart"))]
    links = {one.get(qn("w:anchor")) for one in body(key).iter(qn("w:hyperlink"))}
    assert links <= set(marks)
    assert len(marks) == len(set(marks))
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in marks)


@pytest.mark.parametrize("key", DOCUMENTS)
def test_headings_never_jump_a_level_and_none_stands_over_nothing(key: str) -> None:
    before, last = 0, None
    for piece in body(key):
        style = piece.find(qn("w:pPr") + "/" + qn("w:pStyle"))
        name = style.get(qn("w:val")) if style is not None else ""
        if name.startswith("Heading"):
            level = int(name[-1])
            assert level <= before + 1
            assert not (last is not None and last >= level)
            before, last = level, level
        else:
            last = None
    assert last is None


@pytest.mark.parametrize("key", DOCUMENTS)
def test_the_styles_that_are_used_are_there(key: str) -> None:
    there = {style.style_id for style in opened(key).styles}
    tags = (qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))
    assert {one.get(qn("w:val")) for one in body(key).iter(*tags)} <= there


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_table_fits_its_page_and_is_named(key: str) -> None:
    for table in body(key).iter(qn("w:tbl")):
        properties = table.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert int(properties.find(qn("w:tblW")).get(qn("w:w"))) <= 14570
        grid = [int(one.get(qn("w:w"))) for one in table.tblGrid]
        assert sum(grid) == int(properties.find(qn("w:tblW")).get(qn("w:w")))


def test_the_head_of_a_table_is_repeated_and_wide_sections_lie_on_their_side() -> None:
    [controls] = [table for table in opened("soa").tables if len(table.rows) == 94]
    head = controls.rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in controls.rows[1:])
    turned = [section.page_width > section.page_height for section in opened("soa").sections]
    assert turned == [False, True, False]


def test_a_mark_leads_to_its_proof_and_the_proof_back() -> None:
    document = samples.board_page()
    links = [one.get(qn("w:anchor")) for one in body("board").iter(qn("w:hyperlink"))]
    for number in range(1, len(document.claims) + 1):
        assert f"proof_{number}" in links
        assert f"why_{number}" in links
    headings = [one.text for one in opened("board").paragraphs if one.style.name.lower() == "heading 2"]
    assert headings[-1] == f"Proof {len(document.claims)}"
    assert "SHA-256" in words("board")


def test_it_says_its_title_language_time_and_nothing_of_a_clock() -> None:
    document = replace(samples.board_page(), language="en-IE")
    facts = library.Document(io.BytesIO(docx.render(document))).core_properties
    assert (facts.title, facts.author, facts.language) == ("Replace the office gateway", "Larkfield Pay Ltd", "en-IE")
    assert facts.created == facts.modified == document.as_of
    with zipfile.ZipFile(io.BytesIO(docx.render(document))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b'w:lang w:val="en-IE"' in package.read("word/styles.xml")


def test_the_same_document_gives_the_same_bytes() -> None:
    for key in ("risk", "hostile"):
        assert docx.render(DOCUMENTS[key]()) == made(key)


def test_every_part_is_well_formed_and_reads_nothing_from_outside() -> None:
    for key in DOCUMENTS:
        with zipfile.ZipFile(io.BytesIO(made(key))) as package:
            for name in package.namelist():
                if not name.endswith(".png"):
                    ET.fromstring(package.read(name))
                assert b'TargetMode="External"' not in package.read(name)


def test_a_picture_has_words_for_those_who_do_not_see_it() -> None:
    drawn = list(body("risk").iter(qn("wp:docPr")))
    assert [one.get("name") for one in drawn] == list(TITLES.values())
    assert all("€640,000" in one.get("descr") for one in drawn)
    for one in body("risk").iter(qn("wp:extent")):
        assert int(one.get("cx")) <= 9412 * 635
    assert len({one.get("id") for one in drawn}) == len(drawn)


def test_hostile_text_is_text() -> None:
    said = words("hostile")
    for text in HOSTILE[:13]:
        assert show_line(text) in said
    assert "[U+D800] lone" in said


def test_every_kind_of_block_is_written() -> None:
    said = words("blocks").replace("\N{NO-BREAK SPACE}", " ")
    for text in ("First words.", "A point.", "Step by step.", "What it is", "Large", "Decision asked", "No rows.",
                 "What the marks of status mean", "Its table stands under", "After the break."):  # fmt: skip
        assert text in said, text
    broken = list(body("blocks").iter(qn("w:pageBreakBefore")))
    assert len(broken) == 2


def test_an_empty_document_says_so() -> None:
    empty = Document(title="Nothing yet", organisation="Larkfield", audience="Anyone", as_of=samples.AS_OF, edition="")
    text = "".join(one.text for one in library.Document(io.BytesIO(docx.render(empty))).paragraphs)
    assert "This document has no content yet." in text
