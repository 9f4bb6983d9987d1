"""A chart in a document: on the page and on paper."""

from __future__ import annotations

import json
from dataclasses import replace

import pymupdf
import pytest

from earnest.engines.documents import html, pdf
from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import PAPER
from earnest.engines.documents.charts.pictures import NetWorth, WorthRow, parted
from earnest.engines.documents.model import Document, Section
from earnest.engines.documents.tests.hostile import HOSTILE
from earnest.engines.documents.tests.sample_charts import NET_WORTH, TITLES, chart_of, risk_paper
from earnest.engines.documents.tests.test_html import read
from earnest.engines.documents.tests.test_pdf import elements, words
from earnest.engines.documents.tests.test_pdf import read as read_pdf


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf.render(risk_paper())


def one_chart(picture: NetWorth) -> Document:
    chart, claim = chart_of("worth", picture)
    return replace(risk_paper(), sections=(Section("Worth", (chart,)),), claims=(claim,))


def test_a_page_shows_sentence_drawing_and_table() -> None:
    page = html.render(risk_paper())
    reader = read_with_drawings(page)
    figures = [given for tag, given in reader if tag == "figure"]
    assert len(figures) == len(TITLES)
    images = [given for tag, given in reader if given.get("role") == "img"]
    assert [str(given["aria-label"]).split(".")[0] for given in images] == list(TITLES.values())
    assert page.count("<summary>The chart as a table") == len(TITLES)
    assert all("style" not in given for _, given in reader)


def read_with_drawings(page: str) -> list[tuple[str, dict[str, str | None]]]:
    return read(page).tags


def test_a_fragment_keeps_ids_of_charts_apart() -> None:
    reader = read(html.render_fragment(risk_paper(), prefix="told-"))
    assert len(reader.ids) == len(set(reader.ids))
    assert "told-chart-1" in reader.ids


def test_paper_has_the_drawing_with_its_alternative_and_its_words(paper: bytes) -> None:
    root = read_pdf(paper).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]  # a dictionary of the file
    alternatives = [str(element["/Alt"]) for element in elements(root) if "/Alt" in element]
    assert [text.split(".")[0] for text in alternatives] == list(TITLES.values())
    said = " ".join(words(paper).split())
    for text in ("1 year in 2", "Costs more than it gives", "offered €190k", "As the controls are"):
        assert text in said


def test_paper_is_the_same_every_time(paper: bytes) -> None:
    assert pdf.render(risk_paper()) == paper


def test_a_long_chart_goes_on_with_the_same_axis() -> None:
    rows = tuple(WorthRow(f"Tool {chr(65 + n)}", -n, -1, 0, 1, n + 1, "cannot-tell") for n in range(1, 26))
    parts = parted(NetWorth(rows, "EUR"), 16)
    assert [len(part.rows) for part in parts if isinstance(part, NetWorth)] == [13, 12]
    scales = {json.dumps(layer["encoding"]["x"].get("scale")) for part in parts for layer in spec(part, PAPER)["layer"]}
    assert len(scales - {"null"}) == 1
    made = pdf.render(one_chart(NetWorth(rows, "EUR")))
    alternatives = [one for one in elements(read_pdf(made).trailer["/Root"]["/StructTreeRoot"]) if "/Alt" in one]  # type: ignore[index]  # as above
    assert len(alternatives) == 2


def test_a_long_table_stands_at_the_end_of_the_paper() -> None:
    rows = tuple(WorthRow(f"Tool {chr(65 + n)}", -2, -1, 0, 1, 2, "cannot-tell") for n in range(20))
    made = pdf.render(one_chart(NetWorth(rows, "EUR")))
    assert "Tables behind the charts" in words(made)
    assert "Tables behind the charts" not in words(pdf.render(one_chart(NET_WORTH)))


def test_hostile_names_are_drawn_on_paper_and_page() -> None:
    rows = tuple(WorthRow(name, -2, -1, 0, 1, 2, "cannot-tell", name) for name in HOSTILE)
    document = one_chart(NetWorth(rows, "EUR"))
    with pymupdf.open(stream=pdf.render(document)) as made:  # type: ignore[no-untyped-call]  # the library has no types
        assert made.page_count >= 3
    page = html.render(document)
    assert "<script" not in page
    assert " style=" not in page
    assert behind.table(document.sections[0].blocks[0].picture, "worth").rows  # type: ignore[union-attr]  # it is a chart
