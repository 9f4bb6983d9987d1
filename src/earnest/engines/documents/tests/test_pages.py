"""How a paper falls into pages: nothing over the edge, no heading at the foot, no row torn, few flips."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest

from earnest.engines.documents import docx, pdf
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import LaidSection
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.model import (
    Block,
    Callout,
    Column,
    Document,
    Fact,
    FactList,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from earnest.engines.documents.parts import Text
from earnest.engines.documents.proof import RowsStep
from earnest.engines.documents.slides.flow import TALL, Content, pages
from earnest.engines.documents.slides.parts import Item, TextPart
from earnest.engines.documents.slides.writing import Line, Span
from earnest.engines.documents.steps import lay_step
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.sample_charts import risk_paper
from earnest.engines.documents.tests.test_pdf import opened

FOOT = 60.0
"""Below this much from the lower edge stands the running foot."""

HEADING_SIZES = (15.5, 11.4)


def said(text: str) -> Paragraph:
    return Paragraph((Sentence((Text(text),)),))


def paper(*sections: Section) -> Document:
    made = samples.board_page()
    return Document(
        title=made.title,
        subtitle=made.subtitle,
        organisation=made.organisation,
        audience=made.audience,
        as_of=made.as_of,
        edition=made.edition,
        sections=sections,
    )


def lines_of(page: Any) -> list[tuple[float, float, str, float]]:
    """The lines of a page without its running head and foot: top, right edge, words, size of type."""
    found = []
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            top, right = line["bbox"][1], line["bbox"][2]
            words = "".join(span["text"] for span in line["spans"]).strip()
            if words and 60 < top < page.rect.height - FOOT:
                found.append((top, right, words, line["spans"][0]["size"]))
    return sorted(found)


def part(n: int) -> Section:
    words = f"Words of part {n}, enough of them that they fill a line and go on to the next one. " * 2
    rows = tuple(Row((f"row {n} {k}", f"first {n} {k} " + "why " * 40)) for k in range(4))
    facts = FactList((Fact("Status", "open"), Fact("Accountable", f"Person {n}")))
    table = Table((Column("What"), Column("Why")), rows)
    return Section(f"Part {n}", (said("What this part is about."), facts, *(said(words) for _ in range(n % 7)), table))


def many() -> Document:
    """Sections of many lengths, so that headings, facts and rows fall anywhere on a page."""
    return paper(*(part(n) for n in range(24)))


@pytest.fixture(scope="module")
def laid_pages() -> list[list[tuple[float, float, str, float]]]:
    with opened(pdf.render(many())) as made:
        return [lines_of(page) for page in made]


def test_no_heading_and_no_line_that_leads_ends_a_page(laid_pages: list[list[tuple[float, float, str, float]]]) -> None:
    for page in laid_pages:
        last = page[-1]
        assert round(last[3], 1) not in HEADING_SIZES, last
        assert last[2] not in {"What this part is about.", "Status", "Accountable"}


def test_facts_of_a_thing_stay_on_one_page(laid_pages: list[list[tuple[float, float, str, float]]]) -> None:
    for page in laid_pages:
        words = [line[2] for line in page]
        assert sum("Status" in one for one in words) == sum("Accountable" in one for one in words)


def test_a_row_stands_whole_on_one_page(laid_pages: list[list[tuple[float, float, str, float]]]) -> None:
    for page in laid_pages:
        text = " ".join(line[2] for line in page)
        for n, k in re.findall(r"first (\d+) (\d+)", text):
            assert f"row {n} {k}" in text
        starts = len(re.findall(r"first \d+ \d+", text))
        assert text.count("why") == 40 * starts


def test_nothing_stands_over_the_edge_of_its_page(laid_pages: list[list[tuple[float, float, str, float]]]) -> None:
    for made in (samples.insurer_application(), samples.statement_of_applicability(40), risk_paper()):
        with opened(pdf.render(made)) as document:
            for page in document:
                assert all(right <= page.rect.width - 40 for _, right, _, _ in lines_of(page))


def table(n: int) -> Table:
    return Table((Column("A"), Column("B")), tuple(Row((f"a {k}", "b")) for k in range(n)))


def sides(*sections: Section) -> list[bool]:
    return [one.side for one in lay_out(paper(*sections)).sections[: len(sections)]]


def test_short_sections_beside_wide_ones_lie_on_their_side_too() -> None:
    wide, short = Section("Wide", (table(3),), wide=True), Section("Short", (said("Little."), table(2)))
    parted = Section("With parts", (), (Section("Part", (said("Words."),)),))
    assert sides(short, wide, short) == [False, True, True]
    assert sides(short, short, wide, parted, short) == [False, True, True, False, False]
    assert sides(short, short, short) == [False, False, False]


def nested(section: LaidSection) -> list[bool]:
    return [section.side, *(side for part in section.sections for side in nested(part))]


def test_parts_of_a_section_on_its_side_lie_with_it_in_every_format() -> None:
    part = Section("Part", (table(3),), wide=True)
    made = paper(Section("First", (said("Words."),)), Section("Answers", (), (part, Section("Other", (table(2),)))))
    assert nested(lay_out(made).sections[1]) == [True, True, True]
    with zipfile.ZipFile(BytesIO(docx.render(made))) as package:
        body = package.read("word/document.xml").decode()
    turned = body.index("Answers")
    assert 'w:orient="landscape"' not in body[:turned]
    assert body[turned:].count('w:orient="landscape"') == 1
    assert body.index("Part<") < body.index('w:orient="landscape"')


def test_in_a_text_document_a_line_that_leads_stays_with_what_follows() -> None:
    words = ("It leads.", "Nobody knows.", "Said of it.")
    blocks: tuple[Block, ...] = (said(words[0]), Callout("unknown", (Sentence((words[1],)),)), said(words[2]))
    with zipfile.ZipFile(BytesIO(docx.render(paper(Section("One", blocks))))) as package:
        paragraphs = package.read("word/document.xml").decode().split("<w:p>")
    kept = {word: "<w:keepNext/>" in one for one in paragraphs for word in words if word in one}
    assert kept == {"It leads.": True, "Nobody knows.": True, "Said of it.": False}


def lines(count: int, word: str) -> Item:
    return Item(tuple(Line((Span(f"{word} {n}"),)) for n in range(count)), 18.0)


def test_a_point_of_a_list_is_not_torn_between_slides() -> None:
    part = TextPart(tuple(lines(4, f"point {n}") for n in range(6)))
    shown = list(pages(Content((Span("List"),), ((part, ()),))))
    assert len(shown) > 1
    made = [one for page in shown for one, _ in page.parts if isinstance(one, TextPart)]
    assert all(len(point.lines) == 4 for one in made for point in one.items)


def test_words_that_lead_to_a_table_stand_on_its_slide() -> None:
    above, words = TextPart((lines(12, "above"),)), TextPart((lines(2, "leads"),), leads=True)
    below = TextPart((lines(8, "below"),))
    shown = list(pages(Content((Span("Both"),), ((above, ()), (words, ()), (below, ())))))
    assert above.height + words.height < TALL
    assert [[part for part, _ in page.parts] for page in shown] == [[above], [words, below]]


def test_columns_of_rows_in_a_proof_are_as_wide_as_their_words_need() -> None:
    made = lay_step(RowsStep(("Who", "Why"), (("a", "a long reason " * 12), ("b", "short")), 2), ENGLISH)
    assert sum(made.widths) == pytest.approx(1, abs=0.01)
    assert made.widths[1] > 3 * made.widths[0]
    assert lay_step(RowsStep(("A", "B"), (("one",),), 1), ENGLISH).widths[0] > 0
