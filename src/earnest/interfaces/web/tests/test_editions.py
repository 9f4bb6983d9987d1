"""Pages of editions and of the words before sections."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.assurance import operations as assurance
from earnest.core.frameworks import operations as frameworks
from earnest.core.organization.models import Person
from earnest.core.telling.models import Edition, Framing
from earnest.foundation import clock
from earnest.foundation.actor import program
from earnest.foundation.models import User
from earnest.foundation.record import operation
from earnest.narrative import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(ciso: User) -> Person:
    """The person behind the account at the desk."""
    found = Person.objects.filter(user=ciso).first()
    if found is not None:
        return found
    with operation(program(), "tests.person") as work:
        return work.create(Person(name="Ines Okafor", email="ines@birch.example", user=ciso))


def test_words_are_put_before_a_section_refused_with_a_number_and_taken_away(
    at_desk: Client, person: Person, workspace: Path
) -> None:
    page = reverse("narrative-framing", args=["board"])
    shown = at_desk.get(page)
    place = shown.context["places"][0]
    given = {"section": place.section.key, f"{place.form.prefix}-text": "All 42 are safe."}
    answer = at_desk.post(page, given)
    assert answer.status_code == 422
    assert "no number and no status" in answer.content.decode()
    assert "All 42 are safe." in answer.content.decode()
    given[f"{place.form.prefix}-text"] = "We look after what people trust us with."
    assert at_desk.post(page, given).status_code == 302
    assert Framing.objects.get().edited_by == person
    assert "We look after what people" in at_desk.get(reverse("narrative", args=["board"])).content.decode()
    assert at_desk.post(page, {**given, "do": "remove"}).status_code == 302
    assert not Framing.objects.exists()


def test_the_page_of_an_edition_shows_its_files_and_what_is_kept(at_desk: Client, workspace: Path) -> None:
    assurance.assess(clock.today())
    write("board", clock.today())
    edition = Edition.objects.get()
    answer = at_desk.get(reverse("narrative-edition", args=[edition.pk]))
    text = answer.content.decode()
    assert edition.digest in text
    assert all(str(one["name"]) in text for one in edition.files)
    assert "is what the history says was kept" in text
    assert "It is the first of its kind." in text
    assert edition.title in at_desk.get(reverse("narratives")).content.decode()


def test_words_typed_over_older_ones_are_a_conflict(at_desk: Client, person: Person, workspace: Path) -> None:
    page = reverse("narrative-framing", args=["board"])
    place = at_desk.get(page).context["places"][0]
    name = f"{place.form.prefix}-text"
    given = {"section": place.section.key, name: "We look after what people trust us with.", "revision": 0}
    assert at_desk.post(page, given).status_code == 302
    late = at_desk.post(page, {**given, name: "Mine came later."})
    assert (late.status_code, "changed by somebody else" in late.content.decode()) == (409, True)
    assert Framing.objects.get().text == given[name]
    refused = at_desk.post(page, {**given, name: "All 42 are safe.", "revision": 1})
    assert refused.context["places"][0].revision == 1, "what was seen stays what was seen"


def test_who_wrote_an_edition_or_words_in_it_is_not_offered_to_approve_it(
    at_desk: Client, person: Person, workspace: Path
) -> None:
    page = reverse("narrative-framing", args=["board"])
    place = at_desk.get(page).context["places"][0]
    given = {"section": place.section.key, f"{place.form.prefix}-text": "We look after what people trust us with."}
    assert at_desk.post(page, given).status_code == 302
    write("board", clock.today())
    edition = Edition.objects.get()
    text = at_desk.get(reverse("narrative-edition", args=[edition.pk])).content.decode()
    assert "another person must decide" in text
    assert reverse("narrative-approve", args=[edition.pk]) not in text
    assert at_desk.post(reverse("narrative-approve", args=[edition.pk])).status_code == 403
    assert Edition.objects.get().state == Edition.State.DRAFT


def test_an_audience_is_offered_only_the_frameworks_that_it_can_be_told_of(at_desk: Client, workspace: Path) -> None:
    for key in ("gdpr", "soc2-tsc-2017"):
        frameworks.adopt(program(), key, on=clock.today())
    offered = {one.key: [each.key for each in told] for one, told in at_desk.get("/narratives/").context["audiences"]}
    assert set(offered["auditor"]) == {"gdpr", "soc2-tsc-2017"}
    assert offered["regulator"] == ["gdpr"]


def test_a_box_to_tick_is_not_said_to_may_stay_empty(at_desk: Client, workspace: Path) -> None:
    page = at_desk.get("/tokens/").content.decode()
    label = page[page.index("It may change records") :]
    assert "may stay empty" not in label[: label.index("</label>")]
