"""The HTML: well formed, navigable, safe."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from earnest.engines.documents import html
from earnest.engines.documents.model import (
    Column,
    Document,
    DocumentError,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from earnest.engines.documents.parts import Figure, Name, Term
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.hostile import HOSTILE, hostile_document
from earnest.engines.documents.visible import show_line

VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
SVG_LEAVES = {"path", "circle", "use"}
DOCUMENTS = [
    samples.board_page(),
    samples.statement_of_applicability(),
    samples.insurer_application(),
    hostile_document(),
]


class Reader(HTMLParser):
    """Reads a page and notes its structure; an element closed out of turn fails."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"{tag} repeats an attribute"
        self.tags.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given["href"]))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID | SVG_LEAVES, f"{tag} cannot close itself"
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"{tag} closes nothing"
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.stack):
            self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.stack == []
    return reader


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.title)[:20])
@pytest.mark.parametrize("whole", [True, False], ids=["page", "fragment"])
def test_it_is_well_formed_and_every_link_has_its_target(document: Document, *, whole: bool) -> None:
    reader = read(html.render(document) if whole else html.render_fragment(document))
    assert len(reader.ids) == len(set(reader.ids))
    assert {link for link in reader.links if link.startswith("#")} == set(reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.ids)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.title)[:20])
def test_every_claim_has_a_proof_that_a_mark_leads_to(document: Document) -> None:
    reader = read(html.render(document))
    for number in range(1, len(document.claims) + 1):
        assert f"#proof-{number}" in reader.links
        assert f"#why-{number}" in reader.links


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.title)[:20])
def test_headings_go_down_one_step_at_a_time(document: Document) -> None:
    levels = read(html.render(document)).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_page_names_its_language_and_title_and_has_one_main_part() -> None:
    tags = read(html.render(samples.board_page())).tags
    names = [tag for tag, _ in tags]
    assert ("html", {"lang": "en", "dir": "ltr"}) in tags
    assert [names.count(name) for name in ("title", "main", "style", "script")] == [1, 1, 1, 0]
    assert next(given["class"] for tag, given in tags if tag == "a") == "skip"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.title)[:20])
def test_nothing_is_styled_or_run_inline_and_nothing_is_fetched(document: Document) -> None:
    for page in (html.render(document), html.render_fragment(document)):
        for tag, given in read(page).tags:
            assert not [name for name in given if name == "style" or name.startswith("on")]
            assert tag not in {"script", "iframe", "object", "img", "link", "base", "form"}
        assert "@import" not in page.split("<body", maxsplit=1)[0].split("<style>")[-1].split("</style>", maxsplit=1)[0]
    assert "<style" not in html.render_fragment(document)


def test_every_table_has_head_cells_for_its_columns_and_rows() -> None:
    tags = read(html.render(samples.statement_of_applicability(10))).tags
    scopes = [given.get("scope") for tag, given in tags if tag == "th"]
    assert scopes.count("col") == 9
    assert scopes.count("row") == 10
    assert None not in scopes


def test_regions_of_tables_are_told_apart_by_their_names() -> None:
    table = Table((Column("What"),), (Row(("It",)),))
    twice = replace(samples.board_page(), sections=(Section("Tables", (table, table)),), unknown=None)
    page = html.render_fragment(twice)
    assert re.findall(r'role="region" aria-label="(Table[^"]*)"', page) == ["Table", "Table 2"]


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    page = html.render(hostile_document())
    words = "".join(read(page).words)
    for text in HOSTILE:
        assert show_line(text) in words
    assert "<script>" not in page


def test_a_fragment_takes_a_level_and_a_prefix() -> None:
    reader = read(html.render_fragment(samples.insurer_application(), level=2, prefix="narrative-"))
    assert min(reader.headings) == 2
    assert all(id_.startswith("narrative-") for id_ in reader.ids)
    with pytest.raises(ValueError, match="heading level 9"):
        html.render_fragment(samples.board_page(), level=9)


def test_an_empty_document_says_so() -> None:
    empty = replace(samples.board_page(), sections=(), unknown=None, claims=())
    assert "This document has no content yet." in html.render(empty)
    assert "Proofs" not in html.render(empty)


def test_a_reference_that_leads_nowhere_is_not_shown() -> None:
    lost = Sentence((Figure(3, "count", "gone"), " gaps"))
    document = replace(samples.board_page(), sections=(Section("Gaps", (Paragraph((lost,)),)),))
    with pytest.raises(DocumentError, match="section s1 block 1 sentence 1 refers to claim 'gone'"):
        html.render(document)
    unknown_word = replace(document, sections=(Section("Words", (Paragraph((Sentence(Term("RTO", "rto")),)),)),))
    with pytest.raises(DocumentError, match="glossary has no entry 'rto'"):
        html.render(unknown_word)


def test_the_same_document_gives_the_same_page() -> None:
    assert html.render(samples.insurer_application()) == html.render(samples.insurer_application())


def test_a_claim_that_nothing_refers_to_is_still_listed_and_opens() -> None:
    document = replace(samples.board_page(), sections=(), unknown=None)
    reader = read(html.render(document))
    assert f"proof-{len(document.claims)}" in reader.ids
    assert not [link for link in reader.links if link.startswith("#why")]


def test_names_cannot_reorder_the_line_around_them() -> None:
    document = replace(samples.board_page(), organisation="Acme\u202edtL", title=Name("a\u2066b", "record"))
    page = html.render(document)
    assert "\u202e" not in page
    assert "\u2066" not in page
    assert "Acme[U+202E]dtL" in page
