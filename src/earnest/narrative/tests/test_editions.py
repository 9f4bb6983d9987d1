"""Editions: what was told is kept, compared, framed by people and approved by one of them."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.telling import concerns
from earnest.core.telling.models import Edition, Framing
from earnest.core.telling.operations import frame_section, keep_framing, remove_framing
from earnest.core.telling.queries import Told, hands, is_whole, wrote
from earnest.engines.documents import html
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.laid import LaidBullets, LaidParagraph, plain
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.outline import outline
from earnest.foundation import ledger
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Conflict, Invalid, NotAllowed
from earnest.narrative import approve, asked, compose, write
from earnest.narrative.audiences import BY_KEY
from earnest.narrative.tests.conftest import ISO, TODAY, Company
from earnest.narrative.tests.paper import shown, squeezed

LATER = TODAY + timedelta(days=3)
BOARD = Told("board", "", "page")
AUDITOR = Told("auditor", ISO, "narrative")


def framed(company: Company, text: str = "We look after what people trust us with.") -> Framing:
    found = asked("auditor", TODAY, framework=ISO).sections()
    place = found[0]
    return frame_section(
        company.actor,
        AUDITOR,
        section=place.key,
        heading=place.heading,
        text=text,
        basis=place.claims,
        edited_by=company.owner,
    )


def test_telling_keeps_an_edition_and_telling_the_same_again_keeps_no_other(company: Company) -> None:
    made = company.assess()
    first = write("board", TODAY)
    edition = Edition.objects.get()
    assert (edition.audience, edition.document, edition.state, edition.made_from) == (
        "board", "page", "draft", made.digest
    )  # fmt: skip
    assert {one["sha256"] for one in edition.files} == {one.sha256 for one in first}
    assert is_whole(edition)
    head = ledger.head()
    write("board", TODAY)
    assert (Edition.objects.count(), ledger.head()) == (1, head)


def test_the_next_edition_says_what_moved_since_the_last(company: Company) -> None:
    company.assess()
    write("auditor", TODAY, framework=ISO)
    company.assess(LATER)
    made = compose("auditor", LATER, framework=ISO)
    changes = next(one for one in lay_out(made).sections if plain(one.heading) == "Changes since the last edition")
    opening, points = changes.blocks
    assert isinstance(opening, LaidParagraph)
    assert plain(opening.runs) == "We compare with the edition of 20 November 2026, a draft."
    name = Control.objects.get(key="backup-immutable").name
    assert isinstance(points, LaidBullets)
    assert f"{name} is unproven. Before: {name} is effective." in [plain(item) for item in points.items]
    assert unsupported(made) == []


def test_an_edition_that_says_the_same_says_that_nothing_moved(company: Company) -> None:
    company.assess()
    write("auditor", TODAY, framework=ISO)
    company.assess(TODAY + timedelta(days=1))
    made = compose("auditor", TODAY + timedelta(days=1), framework=ISO)
    assert squeezed("Nothing that it states has moved.") in squeezed(shown(made))
    assert unsupported(made) == []


def test_there_is_no_section_on_changes_in_the_first_edition(company: Company) -> None:
    company.assess()
    assert "Changes since the last edition" not in [one.heading for one in compose("board", TODAY).sections]


def test_a_person_approves_an_edition_and_its_files_name_them(company: Company) -> None:
    company.assess()
    drafts = write("board", TODAY)
    draft = {one.format: one.sha256 for one in drafts}
    written = approve(company.actor, Edition.objects.get(), approver=company.boss, note="Read.")
    edition = Edition.objects.get()
    assert (edition.state, edition.approver, edition.note) == ("approved", company.boss, "Read.")
    assert [one.sha256 for one in written if draft[one.format] == one.sha256] == []
    paper = next(one for one in written if one.format == "docx").path.read_bytes()
    cells = [cell.text for table in docx.Document(io.BytesIO(paper)).tables for row in table.rows for cell in row.cells]
    assert "Approved" in cells
    assert any(text.startswith(company.boss.name) for text in cells)
    assert unsupported(compose("board", TODAY)) == []
    head = ledger.head()
    again = write("board", TODAY)
    assert [one.sha256 for one in again] == [one.sha256 for one in written]
    assert ledger.head() == head


def test_an_approved_edition_stays_and_another_of_the_day_gets_a_number(company: Company) -> None:
    company.assess()
    write("auditor", TODAY, framework=ISO)
    approve(company.actor, Edition.objects.get(), approver=company.boss)
    kept = Edition.objects.values().get()
    with pytest.raises(Invalid, match="approved already"):
        approve(company.actor, Edition.objects.get(), approver=company.boss)
    framed(company)
    written = write("auditor", TODAY, framework=ISO)
    assert written[0].path.name == f"auditor-{ISO}-{TODAY}-e2.html"
    assert [one.number for one in Edition.objects.order_by("number")] == [1, 2]
    assert Edition.objects.values().get(number=1) == kept


def test_an_edition_whose_record_has_moved_is_written_again_before_it_is_approved(company: Company) -> None:
    company.assess()
    write("auditor", TODAY, framework=ISO)
    framed(company)
    with pytest.raises(Conflict, match="says something else now"):
        approve(company.actor, Edition.objects.get(), approver=company.boss)


def test_nobody_approves_for_another_and_not_everybody_may(company: Company) -> None:
    company.assess()
    write("board", TODAY)
    edition = Edition.objects.get()
    signed_in = Actor("Ann", Role.CISO, user=1, person=company.owner.pk)
    with pytest.raises(Invalid, match="Nobody signs for another"):
        approve(signed_in, edition, approver=company.boss)
    with pytest.raises(NotAllowed):
        approve(Actor("Ann", Role.ANALYST, user=1, person=company.owner.pk), edition, approver=company.owner)


def test_words_before_a_section_stand_in_it_with_their_author(company: Company) -> None:
    company.assess()
    framed(company)
    made = compose("auditor", TODAY, framework=ISO)
    assert squeezed("We look after what people trust us with.") in squeezed(shown(made))
    assert "the evidence has changed since" not in shown(made)
    assert unsupported(made) == []
    assert "wrote the words before" in html.render(made)


@pytest.mark.parametrize("text", ["All 42 accounts are safe.", "Twelve of them.", "Everything is effective.", "  "])
def test_words_that_state_a_number_or_a_status_are_refused(company: Company, text: str) -> None:
    company.assess()
    with pytest.raises(Invalid, match=r"no number and no status|Write what should stand"):
        framed(company, text)
    assert not Framing.objects.exists()


def test_words_whose_evidence_has_changed_are_flagged_until_somebody_looks(company: Company) -> None:
    company.assess()
    framing = framed(company)
    company.assess(LATER)
    made = compose("auditor", LATER, framework=ISO)
    assert squeezed("the evidence has changed since.") in squeezed(shown(made))
    assert unsupported(made) == []
    assert concerns.concerns(company.actor, LATER) == []
    write("auditor", LATER, framework=ISO)
    [concern] = concerns.concerns(company.actor, LATER)
    assert concern.rule == "framing-outdated"
    with pytest.raises(Invalid, match="its evidence has changed since"):
        approve(company.actor, Edition.objects.get(), approver=company.boss)
    place = asked("auditor", LATER, framework=ISO).sections()[0]
    keep_framing(company.actor, framing, basis=place.claims, by=company.owner)
    assert concerns.concerns(company.actor, LATER) == []
    write("auditor", LATER, framework=ISO)
    approve(company.actor, Edition.objects.get(), approver=company.boss)
    assert Framing.objects.get().approved_by == company.boss


def test_section_keys_stay_the_same_when_words_are_added(company: Company) -> None:
    company.assess()
    before = outline(compose("auditor", TODAY, framework=ISO))
    framed(company)
    after = outline(compose("auditor", TODAY, framework=ISO))
    assert [(one.key, one.claims) for one in before] == [(one.key, one.claims) for one in after]
    assert before[0].sentences != after[0].sentences


def test_technical_words_are_explained_unless_this_reader_knows_them(company: Company) -> None:
    company.assess()
    words = {one.word.lower() for one in lay_out(compose("insurer", TODAY)).glossary}
    assert words
    assert "mfa" not in words


def test_every_audience_names_its_reader_and_papers() -> None:
    for audience in BY_KEY.values():
        assert audience.papers
        assert len({paper.key for paper in audience.papers}) == len(audience.papers)
        assert {"html", "pdf", "docx"} <= set(audience.formats)


def of(person: Person) -> Actor:
    return Actor(person.name, Role.CISO, user=1, person=person.pk)


def test_nobody_approves_words_that_they_wrote_or_held_true_themselves(company: Company) -> None:
    company.assess()
    framing = framed(company)
    write("auditor", TODAY, framework=ISO)
    edition = Edition.objects.get()
    assert wrote(of(company.owner), edition)
    assert not wrote(of(company.boss), edition)
    with pytest.raises(Invalid, match="Nobody approves words that they wrote themselves"):
        approve(company.actor, edition, approver=company.owner)
    keep_framing(company.actor, framing, basis=framing.basis, by=company.boss)
    framing.refresh_from_db()
    assert framing.edited_by == company.owner, "who held words true did not write them"
    made = compose("auditor", TODAY, framework=ISO)
    assert "They still hold." in html.render(made)
    assert unsupported(made) == []
    write("auditor", TODAY, framework=ISO)
    for own in (company.owner, company.boss):
        with pytest.raises(Invalid, match="Nobody approves words that they wrote themselves"):
            approve(company.actor, Edition.objects.get(), approver=own)
    framed(company, "Others wrote over it.")
    assert hands(Framing.objects.get()) == {company.owner.pk, company.boss.pk}, "until somebody approves"


def test_nobody_approves_an_edition_that_they_had_written(company: Company) -> None:
    company.assess()
    write("board", TODAY, actor=of(company.boss))
    edition = Edition.objects.get()
    assert edition.author == company.boss
    with pytest.raises(Invalid, match="Nobody approves an edition that they wrote themselves"):
        approve(of(company.boss), edition, approver=company.boss)
    with pytest.raises(Conflict, match="changed by somebody else"):
        approve(of(company.owner), edition, approver=company.owner, seen=edition.revision - 1)
    approve(of(company.owner), edition, approver=company.owner, seen=edition.revision)
    assert Edition.objects.get().approver == company.owner


def test_words_that_another_changed_meanwhile_are_not_written_over(company: Company) -> None:
    company.assess()
    framing = framed(company)
    place = asked("auditor", TODAY, framework=ISO).sections()[0]
    for seen in (0, framing.revision + 1):
        with pytest.raises(Conflict):
            frame_section(
                company.actor, AUDITOR, section=place.key, heading=place.heading, text="Mine.", basis=place.claims,
                edited_by=company.boss, seen=seen,
            )  # fmt: skip
    with pytest.raises(Conflict):
        keep_framing(company.actor, framing, basis=place.claims, by=company.boss, seen=framing.revision + 1)
    with pytest.raises(Conflict):
        remove_framing(company.actor, framing, seen=framing.revision + 1)
    remove_framing(company.actor, framing, seen=framing.revision)
    with pytest.raises(Conflict, match="were taken away"):
        frame_section(
            company.actor, AUDITOR, section=place.key, heading=place.heading, text="Mine.", basis=place.claims,
            edited_by=company.boss, seen=2,
        )  # fmt: skip
