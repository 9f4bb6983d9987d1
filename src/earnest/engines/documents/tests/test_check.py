"""What a document may say without a claim, and what it may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Block, Callout, Column, Document, Paragraph, Row, Section, Sentence, Table
from earnest.engines.documents.parts import (
    ControlRef,
    DateRef,
    Figure,
    GradeRef,
    Inline,
    Name,
    RequirementId,
    StatusName,
    StatusRef,
    compose,
)
from earnest.engines.documents.proof import Claim, LedgerStep, Proof
from earnest.engines.documents.tests import samples

CLAIM = Claim(
    "c",
    ("There are ", Figure(3, "count", "c", 1, 5, 0.9), " gaps."),
    Proof((LedgerStep(7),)),
    (StatusRef("failing", "c"), DateRef(date(2026, 11, 19), "c"), GradeRef("B", "c")),
)


def document(*blocks: Block, heading: Inline = "Findings") -> Document:
    return Document(
        title="A short note",
        organisation="Larkfield Pay Ltd",
        audience="The board",
        as_of=samples.AS_OF,
        edition="ab12",
        sections=(Section(heading, blocks),),
        claims=(CLAIM,),
    )


def saying(inline: Inline) -> Document:
    return document(Paragraph((Sentence(inline),)))


def reasons(inline: Inline) -> list[str]:
    return [found.reason for found in unsupported(saying(inline))]


@pytest.mark.parametrize(
    "clean",
    [samples.board_page, samples.statement_of_applicability, samples.insurer_application],
    ids=lambda f: f.__name__,
)
def test_the_sample_documents_are_borne_out(clean: object) -> None:
    assert callable(clean)
    assert unsupported(clean()) == []


@pytest.mark.parametrize(
    "typed",
    [
        "We run 63 controls.",
        "We run sixty-three controls.",
        "Half of them are tested.",
        "Use ½ of it.",
        "٣ accounts remain.",
        "Ⅳ accounts remain.",
        "All controls are Effective.",
        "The requirement is met.",
        "It is not met.",
        "We are non-compliant here.",
        "Every test PASSED.",
        "That is unproven.",
    ],
)
def test_a_typed_number_or_status_is_found(typed: str) -> None:
    found = unsupported(saying(typed))
    assert [(one.place, one.text) for one in found] == [("section 1 block 1 sentence 1", typed)] * len(found)
    assert found


@pytest.mark.parametrize(
    "plain",
    [
        "One incident is open and nobody knows why.",
        "The committee meets in spring, and its method is plain.",
        ("See ", RequirementId("A.5.17", "ISO/IEC 27001:2022"), " and ", ControlRef("CTL-014", "SOC 2 access")),
        (Name("ISO/IEC 27001:2022", "framework"), " and ", Name("INC-2026-014", "record"), "."),
        ("They said ", Name("we are 100% compliant", "quotation"), "."),
        ("Ticket ", Name("4711", "record"), "."),
    ],
)
def test_plain_words_and_proper_names_are_free(plain: Inline) -> None:
    assert reasons(plain) == []


def test_a_name_cannot_smuggle_a_number() -> None:
    assert reasons(("We lost ", Name("€ 2,300", "product"), ".")) == ["a name that is only a number"]


def test_a_reference_must_say_what_its_claim_says() -> None:
    assert reasons((Figure(3, "count", "c"), " gaps")) == []
    assert reasons((Figure(3, "count", "c", 1, 5), " gaps")) == []
    assert reasons((StatusRef("failing", "c"), DateRef(date(2026, 11, 19), "c"), GradeRef("B", "c"))) == []
    for wrong in (
        Figure(4, "count", "c"),
        Figure(3, "days", "c"),
        Figure(3, "count", "c", 2, 5),
        Figure(3, "count", "c", 1, 5, 0.8),
        StatusRef("effective", "c"),
        DateRef(date(2026, 11, 20), "c"),
        GradeRef("A", "c"),
    ):
        assert reasons(wrong) == ["the claim 'c' states no such value"]


def test_a_reference_to_no_claim_is_found() -> None:
    assert reasons(Figure(3, "count", "gone")) == ["the document holds no claim 'gone'"]
    found = unsupported(document(Callout("note", (Sentence("Plain words.", ("gone",)),))))
    assert [one.reason for one in found] == ["the document holds no such claim"]


def test_a_noun_after_a_figure_is_checked_too() -> None:
    assert len(reasons(Figure(3, "count", "c", many="of 42 accounts"))) == 1


def test_headings_and_heads_of_columns_state_nothing() -> None:
    table = Table((Column("Named", 1), Column((StatusName("failing"), " controls"))), (Row(("Office", "none")),))
    assert unsupported(document(table, heading=StatusName("unproven"))) == []
    found = unsupported(document(heading=Figure(3, "count", "c")))
    assert [(one.place, one.text) for one in found] == [("section 1 heading", "3")]
    assert reasons((StatusName("failing"),)) == ["the name of a status outside a heading or label: refer to a claim"]


def test_cells_and_captions_are_checked() -> None:
    table = Table((Column("What"), Column("How many")), (Row(("Gaps", "12")),), caption="The 12 gaps")
    places = [one.place for one in unsupported(document(table))]
    assert places == ["section 1 block 1 caption", "section 1 block 1 row 1 cell 2"]


def test_a_claim_without_a_proof_is_found() -> None:
    bare = replace(document(), claims=(replace(CLAIM, proof=Proof(())),))
    assert [one.reason for one in unsupported(bare)] == ["the claim has no proof"]


def test_a_claim_cannot_state_values_of_another() -> None:
    other = replace(CLAIM, id="other", sentence="Words.", states=(Figure(9, "count", "c"),))
    found = unsupported(replace(document(), claims=(CLAIM, other)))
    assert [one.reason for one in found] == ["a claim states its own values only"]


def test_a_template_is_filled_with_parts() -> None:
    made = compose(
        "{found} of {all} are open", {"found": Figure(3, "count", "c"), "all": ("about ", Figure(9, "count", "c"))}
    )
    assert [type(part).__name__ for part in made] == ["Figure", "Text", "Text", "Figure", "Text"]
    with pytest.raises(ValueError, match=r"nothing is given for \{gone\}"):
        compose("{gone}", {})


@given(st.text(), st.integers(0, 10**9))
def test_any_literal_with_a_digit_is_found(words: str, number: int) -> None:
    assert reasons(f"{words}{number}")
