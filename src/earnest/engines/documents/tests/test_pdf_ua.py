"""What PDF/UA-1 (ISO 14289-1) asks for and a program can check, on every sample: Matterhorn checkpoints in brackets."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pypdf.generic import ContentStream

from earnest.engines.documents import pdf
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.every_block import every_block
from earnest.engines.documents.tests.sample_charts import risk_paper
from earnest.engines.documents.tests.test_pdf import catalogue, elements, read

DOCUMENTS = {
    "board": samples.board_page,
    "insurer": samples.insurer_application,
    "soa": lambda: samples.statement_of_applicability(12),
    "risk": risk_paper,
    "blocks": every_block,
}


@pytest.fixture(scope="module", params=sorted(DOCUMENTS))
def paper(request: pytest.FixtureRequest) -> bytes:
    return pdf.render(DOCUMENTS[request.param]())


def tree(paper: bytes) -> list[Any]:
    return list(elements(catalogue(paper)["/StructTreeRoot"]))


def test_it_is_marked_says_its_language_shows_its_title_and_names_its_standard(paper: bytes) -> None:
    root = catalogue(paper)  # [06, 07, 11]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert b"<dc:title>" in root["/Metadata"].get_data()


def test_headings_begin_at_the_first_level_and_skip_none(paper: bytes) -> None:
    levels = [int(str(one["/S"])[2:]) for one in tree(paper) if str(one["/S"])[2:].isdigit()]  # [14]
    assert levels[0] == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))


def test_every_picture_has_words_and_every_head_cell_its_scope(paper: bytes) -> None:
    for one in tree(paper):  # [13, 15]
        if one["/S"] == "/Figure":
            assert str(one["/Alt"]).strip()
        if one["/S"] == "/TH":
            told = [attributes.get_object() for attributes in one["/A"]]
            scopes = {str(attributes["/Scope"]) for attributes in told if "/Scope" in attributes}
            assert len(scopes) == 1
            assert scopes <= {"/Column", "/Row", "/Both"}


def test_lists_tables_and_links_are_built_as_they_must_be(paper: bytes) -> None:
    holds = {"/L": {"/LI", "/L", "/Caption"}, "/LI": {"/Lbl", "/LBody"}, "/TR": {"/TH", "/TD"}}  # [09, 16]
    holds |= {"/THead": {"/TR"}, "/TBody": {"/TR"}, "/Table": {"/THead", "/TBody", "/TR", "/Caption"}}
    for one in tree(paper):
        allowed = holds.get(str(one["/S"]))
        if allowed:
            kids = one["/K"].get_object() if hasattr(one["/K"], "get_object") else one["/K"]
            kinds = {str(kid.get_object()["/S"]) for kid in (kids if isinstance(kids, list) else [kids])}
            assert kinds <= allowed, (one["/S"], kinds)


def test_links_are_told_and_are_met_in_the_order_of_reading(paper: bytes) -> None:
    for page in read(paper).pages:  # [28]
        entries: Any = page
        if "/Annots" not in entries:
            continue
        assert entries["/Tabs"] == "/S"
        for annotation in (one.get_object() for one in entries["/Annots"]):
            assert str(annotation["/Contents"])
            assert "/StructParent" in annotation


def test_every_font_is_inside_and_its_letters_are_known(paper: bytes) -> None:
    for page in read(paper).pages:  # [10, 31]
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            assert "/ToUnicode" in font.get_object()
            [inner] = font.get_object()["/DescendantFonts"]
            described = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)


def test_all_that_is_drawn_is_content_or_marked_as_decoration(paper: bytes) -> None:
    reader = read(paper)
    for page in reader.pages:  # [01]
        depth, loose = 0, 0
        for _, operator in ContentStream(page.get_contents(), reader).operations:
            word = bytes(operator).decode()
            depth += (word in {"BDC", "BMC"}) - (word == "EMC")
            loose += word in {"Tj", "TJ", "Do", "S", "f", "B"} and depth == 0
        assert (depth, loose) == (0, 0)
