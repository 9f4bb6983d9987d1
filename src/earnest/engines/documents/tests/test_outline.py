"""What a document said, against what the next one says; how plain it is; its words explained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.engines.documents.check import typed, unsupported
from earnest.engines.documents.editions import compare, restated, said, spoken
from earnest.engines.documents.grades import grades, whole
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
from earnest.engines.documents.outline import digest_of, outline
from earnest.engines.documents.parts import DateRef, Figure, StatusRef
from earnest.engines.documents.proof import Claim, MethodStep, Proof
from earnest.engines.documents.terms import Explanation, explained
from earnest.engines.documents.tests import samples
from earnest.engines.documents.tests.sample_claims import AS_OF


def document(status: str, count: int, day: int = 3) -> Document:
    proof, then = Proof((MethodStep("Counted"),)), AS_OF.date().replace(day=day)
    claims = (
        Claim("state", ("Backup is ", StatusRef(status, "state", True), "."), proof),  # type: ignore[arg-type]
        Claim("count", (Figure(count, "count", "count", one="gap", many="gaps"), "."), proof),
        Claim("span", ("Since ", DateRef(then, "span"), ": ", Figure(count, "count", "span")), proof),
    )  # fmt: skip
    blocks = tuple(Paragraph((Sentence(claim.sentence),)) for claim in claims)
    sections = (Section("Short", blocks[:1]), Section("Short", blocks[1:]))
    return Document("T", "O", "A", AS_OF, "e", sections=sections, claims=claims)


def test_a_status_and_a_figure_that_moved_are_told_with_what_they_were() -> None:
    moves = compare(said(document("effective", 2, 3)), said(document("failing", 5, 9)))
    assert [(one.claim, spoken(one.before), spoken(one.now)) for one in moves.statuses] == [
        ("state", "Backup is effective.", "Backup is failing.")
    ]
    assert [(spoken(one.before), spoken(one.now)) for one in moves.figures] == [("2\u00a0gaps.", "5\u00a0gaps.")]


def test_a_claim_about_another_span_of_days_is_no_move() -> None:
    assert not compare(said(document("effective", 2, 3)), said(document("effective", 2, 9)))


def test_sections_that_came_and_went_are_named() -> None:
    one = document("effective", 2)
    other = replace(one, sections=(one.sections[0], replace(one.sections[1], heading="Long")))
    moves = compare(said(one), said(other))
    assert (moves.added, moves.removed) == (("Long",), ("Short",))


def test_old_values_stand_under_a_claim_of_their_own() -> None:
    [move] = compare(said(document("effective", 2)), said(document("failing", 2))).statuses
    assert restated(move.before, "before:state")[1] == StatusRef("effective", "before:state", True)


def test_keys_are_paths_and_twins_are_numbered() -> None:
    assert [one.key for one in outline(document("effective", 2))] == ["short", "short-2"]


def test_the_digest_of_claims_follows_values_and_not_dates_and_that_of_the_document_everything() -> None:
    one, later, worse = document("effective", 2, 3), document("effective", 2, 9), document("failing", 2, 3)
    assert [part.claims for part in outline(one)] == [part.claims for part in outline(later)]
    assert outline(one)[0].claims != outline(worse)[0].claims
    assert len({digest_of(made) for made in (one, later, worse)}) == 3
    assert digest_of(replace(one, state="approved")) == digest_of(one)


@pytest.mark.parametrize("text", ["All 42 are well.", "a dozen", "It is effective.", "We are compliant", "n² of them"])
def test_a_number_or_a_status_in_a_persons_words_is_found(text: str) -> None:
    assert typed(text)
    assert typed("We look after what people trust us with.") == []


def test_each_section_has_its_grade_and_names_do_not_count() -> None:
    made = grades(samples.board_page(), aim=9)
    assert [one.heading for one in made] == ["What we ask", "Where we stand", "Options", "What we do not know"]
    assert all(one.value is None or one.value < 14 for one in made)
    assert whole(samples.board_page()).words == sum(one.words for one in made)
    heavy = Sentence("Notwithstanding organisational considerations, " * 9 + "remediation is contractually mandated.")
    section = Section("Heavy", (Paragraph((heavy,)),))
    assert grades(replace(samples.board_page(), sections=(section,), unknown=None), aim=9)[0].over


def test_a_word_is_explained_once_at_its_first_use_and_not_to_those_who_know_it() -> None:
    section = Section("S", (Paragraph((Sentence("Asset lists name each asset."), Sentence("Firewalls help."))),))
    plain = replace(samples.board_page(), sections=(section,), unknown=None, claims=(), glossary=())
    known = (Explanation("asset", "A thing of worth."), Explanation("firewall", "A gate."))
    made = explained(plain, known)
    assert [(one.key, one.word) for one in made.glossary] == [("asset", "Asset"), ("firewall", "Firewalls")]
    assert unsupported(made) == []
    assert [one.key for one in explained(plain, known, skip=("asset",)).glossary] == ["firewall"]
