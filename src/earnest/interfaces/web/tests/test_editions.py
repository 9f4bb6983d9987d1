"""Pages of editions and of the words before sections."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.assurance import operations as assurance
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
