"""The budget paper."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation

from earnest.duties.budget.models import FiscalYear
from earnest.engines.documents import pptx
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Chart, Document
from earnest.engines.reading_grade import grade
from earnest.foundation import plain
from earnest.foundation.errors import Invalid
from earnest.narrative import budget_paper, compose, write
from earnest.narrative.tests.conftest import TODAY, Company
from earnest.narrative.tests.money_record import budget, price
from earnest.narrative.tests.paper import shown, squeezed
from earnest.narrative.tests.test_board import prose


@pytest.fixture
def paper(company: Company) -> Document:
    price(company)
    budget(company)
    return budget_paper.compose(company.actor, company.assess())


def headings(document: Document) -> list[object]:
    return [section.heading for section in document.all_sections()]


def test_nothing_of_the_paper_is_typed_and_it_reads_at_grade_nine_or_below(paper: Document) -> None:
    assert unsupported(paper) == []
    measured = grade(prose(paper))
    assert measured.value is not None
    assert measured.value <= 9
    assert not measured.long_sentences


def test_the_paper_says_what_is_asked_offered_bought_left_undone_and_dropped(paper: Document) -> None:
    assert headings(paper) == [
        "What we ask",
        "What we ask you to decide",
        "What the money buys",
        "What is left undone, and what that costs",
        "What we pay for, by worth",
        "What to drop first if the money is cut",
        "What a year may cost",
        "Insurance in brief",
        "What the numbers rest on",
        "What we do not know",
    ]
    read = shown(paper)
    for said in (
        "For FY27 we ask for €300,000.",
        "€220,000 is offered, which is €80,000 less.",
        "Watch service",
        "Stop Gate <b>3</b> or say why it stays",
        "The largest part of what it brings in is The gate locks everybody out",
        "Decide on the insurance with Hollow Oak Mutual before it ends on 30 December 2026.",
        "Of these, 2 are borrowed",
        "its worth is not known",
    ):
        assert squeezed(said) in read, said
    words = {entry.word for entry in paper.glossary}
    assert {"net worth", "expected loss", "risk appetite", "worst year"} <= words
    charts = [block for section in paper.sections for block in section.blocks if isinstance(block, Chart)]
    assert [chart.title for chart in charts] == [
        "What more money buys",
        "Net worth a year of what we pay for",
        "What a year may cost",
    ]
    assert all(chart.claims for chart in charts)


def test_a_year_without_priced_scenarios_still_makes_a_paper_that_says_so(company: Company) -> None:
    budget(company)
    made = budget_paper.compose(company.actor, company.assess())
    assert unsupported(made) == []
    assert "nobody has put a price on them yet" in prose(made)
    assert "€80,000 less" in prose(made)


def test_money_asked_for_a_coming_year_is_what_the_paper_is_about(company: Company) -> None:
    year = budget(company)
    coming = FiscalYear(label="FY28", starts_on="2027-07-01", ends_on="2028-06-30", asked="500000")
    plain.create(company.actor, coming)
    made = budget_paper.compose(company.actor, company.assess())
    assert "For FY28 we ask for €500,000. Nothing is offered yet." in prose(made)
    assert unsupported(made) == []
    assert year.label == "FY27"


def test_without_a_year_the_paper_is_refused_with_advice(company: Company) -> None:
    company.assess()
    with pytest.raises(Invalid, match=r"There is no fiscal year yet\. Add one"):
        compose("budget", TODAY)


def test_the_paper_is_written_as_page_paper_and_slides_and_twice_alike(company: Company) -> None:
    price(company)
    budget(company)
    company.assess()
    first = write("budget", TODAY)
    assert [one.path.name for one in first] == [f"budget-{TODAY}.{kind}" for kind in ("html", "pdf", "docx", "pptx")]
    content = [one.path.read_bytes() for one in first]
    assert [one.path.read_bytes() for one in write("budget", TODAY)] == content
    slides = Presentation(io.BytesIO(content[3])).slides
    assert slides[0].shapes.title.text_frame.text == "Budget paper for security"


def test_slides_hold_what_the_paper_says(paper: Document) -> None:
    made = Presentation(io.BytesIO(pptx.render(paper)))
    said = " ".join(shape.text_frame.text for slide in made.slides for shape in slide.shapes if shape.has_text_frame)
    assert "€80,000 less" in said
    assert any(shape.shape_type == 13 for slide in made.slides for shape in slide.shapes)
