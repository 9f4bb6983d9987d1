"""The PDF: tagged, the same every time, true to the model."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf
import pypdf
import pytest
from pypdf.generic import DictionaryObject, IndirectObject

from earnest.engines.documents import html, pdf
from earnest.engines.documents.model import Column, Document, Row, Section, Table
from earnest.engines.documents.parts import Name
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.hostile import HOSTILE, hostile_document
from earnest.engines.documents.tests.test_html import read as read_html
from earnest.engines.documents.visible import show_line

BUILT_IN = re.compile(r"[\U0001f469\U0001f4bb\U0001f600\u65e5\u672c\u8a9e\u0645\u0631\u062d\u0628\u0627]")
"""Of the characters in the hostile texts, those that no built-in font has."""


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def catalogue(made: bytes) -> Any:
    """The root of the file; its entries are of as many types as PDF has."""
    return read(made).trailer["/Root"]


def opened(made: bytes) -> Any:
    return pymupdf.open(stream=made)  # type: ignore[no-untyped-call]  # the library has no types


def words(made: bytes) -> str:
    with opened(made) as document:
        return "".join(page.get_text() for page in document)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def elements(node: object) -> Iterator[DictionaryObject]:
    """Every structure element below a node of the structure tree."""
    found = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(found, list):
        for child in found:
            yield from elements(child)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from elements(found["/K"])


def tags(made: bytes) -> Counter[str]:
    root = catalogue(made)
    return Counter(str(element["/S"]) for element in elements(root["/StructTreeRoot"]))


def test_it_is_tagged_and_says_its_title_language_and_standard() -> None:
    made = pdf.render(replace(samples.board_page(), language="en-IE"))
    root = catalogue(made)
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).lower() == "en-ie"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert catalogue(made)["/StructTreeRoot"] is not None
    written = read(made).metadata
    assert written is not None
    assert written.title == "Replace the office gateway"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_headings_tables_lists_and_links_carry_their_tags() -> None:
    found = tags(pdf.render(samples.board_page()))
    assert found["/H1"] >= 5
    assert found["/Table"] >= 1
    assert found["/L"] >= 1
    assert found["/Link"] >= 7


def test_the_head_of_a_table_is_made_of_header_cells() -> None:
    found = tags(pdf.render(samples.statement_of_applicability(40)))
    assert found["/TH"] == 9
    assert found["/TD"] == 9 * 40
    assert found["/Caption"] == 1


def test_every_mark_leads_to_its_proof_and_every_proof_back() -> None:
    made = pdf.render(samples.board_page())
    with opened(made) as document:
        links = [(page.number, link) for page in document for link in page.get_links()]
        pages = [page.get_text() for page in document]
    assert links
    assert all(link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED} for _, link in links)
    proofs = {number for text in pages for number in re.findall(r"^Proof (\d+)$", text, re.MULTILINE)}
    assert proofs == {str(number) for number in range(1, len(samples.board_page().claims) + 1)}
    forward = [link for page, link in links if page == 0]
    back = [link for page, link in links if page > 0]
    assert {link["page"] for link in back} == {0}
    assert all(link["page"] > 0 for link in forward)
    assert len(back) == len(proofs)


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    here = pdf.render(samples.insurer_application())
    assert here == pdf.render(samples.insurer_application())
    code = (
        "import hashlib; from earnest.engines.documents import pdf;"
        "from earnest.engines.documents.tests import samples;"
        "print(hashlib.sha256(pdf.render(samples.insurer_application())).hexdigest())"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_source())
    assert made.stdout.strip() == hashlib.sha256(here).hexdigest()


def _source() -> str:
    return str(next(parent for parent in Path(pdf.__file__).parents if parent.name == "src"))


def test_the_date_inside_is_that_of_the_facts() -> None:
    written = read(pdf.render(samples.board_page())).metadata
    assert written is not None
    assert written.creation_date == samples.AS_OF


def test_hostile_text_survives_as_text() -> None:
    made = pdf.render(hostile_document())
    shown = squeezed(words(made))
    for text in HOSTILE:
        if re.search(r"[\u0590-\u06ff]", text):
            continue
        expected = BUILT_IN.sub(lambda match: f"[U+{ord(match[0]):04X}]", show_line(text))
        assert squeezed(expected).replace("\u200d", "") in shown.replace("\u200d", "")


def test_hebrew_is_set_and_a_missing_script_is_shown_by_number() -> None:
    shown = words(pdf.render(replace(samples.board_page(), organisation="שלום 日本")))
    assert "שלום" in shown
    assert "[U+65E5][U+672C]" in squeezed(shown)
    assert "stands for a character" in shown


def test_nothing_outside_is_read_or_fetched() -> None:
    template = (pdf._TEMPLATES / "document.typ").read_text(encoding="utf-8")
    assert not re.search(r"#import|#include|\bread\(|\bimage\((?!\s*bytes\()|\beval\(|@preview", template)


def test_no_word_runs_off_the_page() -> None:
    with opened(pdf.render(hostile_document())) as document:
        for page in document:
            for block in page.get_text("words"):
                assert block[0] >= 0
                assert block[2] <= page.rect.width


def test_the_head_of_a_long_table_is_repeated_and_its_pages_lie_on_their_side() -> None:
    with opened(pdf.render(samples.statement_of_applicability())) as document:
        wide = [page for page in document if page.rect.width > page.rect.height]
        assert len(wide) > 3
        held = [page.get_text() for page in wide if re.search(r"^A\.\d+\.\d+$", page.get_text(), re.MULTILINE)]
        assert len(held) > 3
        assert all("Control, in our words" in text for text in held)
        assert "93 controls were looked at." in document[0].get_text().replace("\n", " ")


def test_pages_are_numbered_and_name_the_edition() -> None:
    with opened(pdf.render(samples.insurer_application())) as document:
        for number, page in enumerate(document, 1):
            text = page.get_text()
            assert f"Page {number} of {document.page_count}" in text
            assert f"Edition {samples.EDITION[:12]}\n" in text
            assert number == 1 or "As of 19 November 2026, 09:40 GMT" in text
        assert sum(samples.EDITION in squeezed(page.get_text()) for page in document) == 1


def test_the_board_page_is_one_page_before_its_proofs() -> None:
    with opened(pdf.render(samples.board_page())) as document:
        assert "What we do not know" in document[0].get_text()
        assert "Proofs" in document[1].get_text().splitlines()


def test_an_empty_document_is_a_page_that_says_so() -> None:
    empty = Document(title="Nothing yet", organisation="Larkfield", audience="Anyone", as_of=samples.AS_OF, edition="")
    assert "This document has no content yet." in words(pdf.render(empty))


def test_html_and_pdf_say_the_same() -> None:
    document = samples.insurer_application()
    page = squeezed("".join(read_html(html.render(document)).words))
    printed = squeezed(words(pdf.render(document)))
    for sentence in ("152people", "€38million", "2failedrestoressince30August2026", "All consoles,for92.9%ofaccounts"):
        assert squeezed(sentence) in page
        assert squeezed(sentence) in printed


def test_two_thousand_rows_are_set_in_bounded_time() -> None:
    rows = tuple(Row((Name(f"account-{n}", "account"), "Nobody named", "Left"), ()) for n in range(2_000))
    table = Table((Column("Account"), Column("Owner"), Column("State")), rows, compact=True)
    document = replace(samples.board_page(), sections=(Section("Accounts", (table,)),), unknown=None, claims=())
    started = time.process_time()
    made = pdf.render(document)
    assert time.process_time() - started < 15
    assert "account-1999" in words(made)


@pytest.mark.parametrize("fonts", [(), ("folder",)])
def test_further_fonts_are_looked_for_in_the_given_folders(tmp_path: Path, fonts: tuple[str, ...]) -> None:
    folders = tuple(tmp_path / name for name in fonts)
    for folder in folders:
        folder.mkdir()
    assert pdf.render(samples.board_page(), fonts=folders) == pdf.render(samples.board_page())
