"""Writing narratives as files, and what holds for every one of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.core.assurance.models import Assessment
from earnest.engines.documents import pdf
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Figure, StatusRef
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import EarnestError, Invalid, NotAllowed
from earnest.narrative import compose, write
from earnest.narrative.tests.conftest import ISO, TODAY, Company
from earnest.narrative.tests.paper import pages, shown, squeezed

ALL = (("auditor", ISO), ("auditor", "cyber-insurance-typical"), ("insurer", None), ("board", None))


@pytest.mark.parametrize(("audience", "framework"), ALL)
def test_everything_in_a_document_is_borne_out_by_a_claim(
    company: Company, audience: str, framework: str | None
) -> None:
    company.assess()
    assert unsupported(compose(audience, TODAY, framework=framework)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "All 42 accounts are safe.",
        "Every control is effective.",
        (Figure(99, "count", "posture"), " controls."),
        ("It is ", StatusRef("met", "posture"), "."),
        ("It is ", StatusRef("effective", "nowhere"), "."),
    ],
)
def test_a_typed_number_or_status_is_found(company: Company, planted: str) -> None:
    company.assess()
    made = compose("board", TODAY)
    section = Section("Planted", (Paragraph((Sentence(planted),)),))
    assert unsupported(replace(made, sections=(*made.sections, section)))


def test_statuses_on_paper_are_those_of_the_assessment(company: Company) -> None:
    made = company.assess()
    written = {one.format: one for one in write("auditor", TODAY, framework=ISO)}
    paper = squeezed("".join(pages(written["pdf"].path.read_bytes())))
    for row in made.requirements.filter(requirement__framework__key=ISO, requirement__key__startswith="A."):
        found = json.loads(json.dumps(row.conclusion))
        assert squeezed(f"{found['id']}: {found['status']}.") in paper, found["id"]
    for control in made.controls.select_related("control"):
        if control.control.key != "soc-monitoring":
            assert squeezed(f"{control.control.name} is {control.status}.") in paper


@pytest.mark.parametrize("audience", ["auditor", "insurer", "board"])
def test_what_rests_on_a_source_becomes_unproven_on_the_day_its_limit_passes(company: Company, audience: str) -> None:
    framework = ISO if audience == "auditor" else None
    last, lapsed = TODAY + timedelta(days=2), TODAY + timedelta(days=3)
    for day, stale in ((last, False), (lapsed, True)):
        status = company.assess(day).controls.get(control__key="backup-immutable").status
        made = compose(audience, day, framework=framework)
        paper = squeezed("".join(pages(pdf.render(made)))) if stale else shown(made)
        said = squeezed("Backup log was last observed on 18 November 2026; it counts for 5 days.")
        if audience == "board":
            said = squeezed("Backup log last looked on 18 November 2026 and counts for 5 days.")
        assert status == ("unproven" if stale else "effective")
        assert (said in paper) is stale


def test_writing_twice_gives_the_same_bytes(company: Company) -> None:
    company.assess()
    first = write("board", TODAY)
    content = [one.path.read_bytes() for one in first]
    Assessment.objects.all().delete()
    company.assess()
    second = write("board", TODAY)
    assert [one.path.read_bytes() for one in second] == content
    assert [one.sha256 for one in second] == [hashlib.sha256(one).hexdigest() for one in content]
    assert [one.path.name for one in second] == [f"board-{TODAY}.{kind}" for kind in ("html", "pdf", "docx", "pptx")]


def test_the_pdf_is_tagged_and_the_edition_is_the_assessment(company: Company) -> None:
    made = company.assess()
    document = compose("board", TODAY)
    assert document.edition == made.digest
    content = pdf.render(document)
    assert b"/StructTreeRoot" in content
    assert b"/Marked true" in content


def test_hostile_names_are_shown_and_do_nothing(company: Company) -> None:
    company.assess()
    page, paper, *_others = write("board", TODAY)
    assert "<script" not in page.path.read_text()
    assert "&lt;script&gt;" in page.path.read_text()
    assert squeezed("#set text(red)") in squeezed("".join(pages(paper.path.read_bytes())))


def test_words_are_explained_where_they_are_first_used(company: Company) -> None:
    company.assess()
    for audience in ("auditor", "insurer", "board"):
        made = compose(audience, TODAY, framework=ISO if audience == "auditor" else None)
        assert made.glossary
        assert lay_out(made).glossary


def test_every_document_says_what_we_do_not_know(company: Company) -> None:
    company.assess()
    for audience in ("auditor", "insurer", "board"):
        made: Document = compose(audience, TODAY, framework=ISO if audience == "auditor" else None)
        assert made.unknown is not None
        assert made.unknown.heading == "What we do not know"
        assert made.unknown.blocks


def test_a_day_without_assessment_is_refused_with_advice(company: Company) -> None:
    with pytest.raises(EarnestError, match=r"Nothing was assessed for 2026-11-20.*earnest assess --as-of 2026-11-20"):
        write("board", TODAY)


def test_a_framework_that_is_not_adopted_is_refused_and_the_adopted_are_named(company: Company) -> None:
    company.assess()
    with pytest.raises(Invalid, match=r"'gdpr' is not adopted. Adopted: cyber-insurance-typical, iso27001-2022"):
        compose("auditor", TODAY, framework="gdpr")
    with pytest.raises(Invalid, match="Name the framework"):
        compose("auditor", TODAY)
    with pytest.raises(Invalid, match="no narrative for 'press'"):
        compose("press", TODAY)


def test_who_may_not_see_the_record_gets_no_document(company: Company) -> None:
    company.assess()
    guest = Actor("Guest", Role.AUDITOR)
    with pytest.raises(NotAllowed):
        compose("board", TODAY, actor=guest)
