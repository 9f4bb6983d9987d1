"""Pages of another way: an argument is written, doubted, reviewed by another, and read as a paper."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.controls import operations as controls
from earnest.core.controls.models import Argument, Control, Defeater
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.foundation import clock, plain, users
from earnest.foundation.actor import Role, program
from earnest.foundation.models import User

ACTOR = program("tests")


@pytest.fixture
def control(workspace: Path, ciso: User) -> Control:
    plain.create(ACTOR, Person(name="Ada Birch", email="ada@birch.example", user=ciso))
    frameworks.adopt(ACTOR, "pci-dss-4.0.1", on=date(2026, 1, 1))
    return controls.adopt(ACTOR, "mfa-cloud-admin", on=date(2026, 1, 1))


@pytest.fixture
def bob(client: Client, control: Control) -> Client:
    """Another person, an analyst."""
    user = users.create_user(ACTOR, email="bob@birch.example", name="Bob", role=Role.ANALYST, password="x" * 20)
    plain.create(ACTOR, Person(name="Bob", email="bob@birch.example", user=user))
    other = Client()
    other.force_login(user)
    return other


@pytest.fixture
def argument(at_desk: Client, control: Control) -> Argument:
    asked = Requirement.objects.get(framework__key="pci-dss-4.0.1", key="1.3")
    given = {
        "requirement": asked.pk,
        "kind": "customised_approach",
        "title": "Way <b>",
        "key": "way",
        "objective": "Nothing gets in without business there.",
    }
    at_desk.post(reverse("argument-begin"), given)
    made = Argument.objects.get(key="way")
    for below, kind, text, evidence in (
        ("", "goal", "Only known people get in.", ""),
        ("G1", "strategy", "Argument over people.", ""),
        ("S1", "goal", "Each has a second factor.", ""),
        ("G2", "solution", "Test of it", "mfa-cloud-admin:cloud-admin-mfa"),
    ):
        parent = made.nodes.filter(key=below).first()
        told = {"kind": kind, "text": text, "evidence": evidence, "parent": parent.pk if parent else ""}
        assert at_desk.post(reverse("argument-add", args=[made.pk]), told).status_code == 302
    return made


def test_an_argument_is_written_element_by_element(argument: Argument) -> None:
    assert [node.key for node in argument.nodes.all()] == ["G1", "S1", "G2", "Sn1"]
    assert argument.author.name == "Ada Birch"


def test_its_page_shows_diagram_text_and_what_it_earns(at_desk: Client, argument: Argument) -> None:
    page = at_desk.get(reverse("arguments-detail", args=[argument.pk])).content.decode()
    drawing = page[page.index("<svg xmlns") : page.index("</svg>", page.index("<svg xmlns")) + 6]
    assert len(list(ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}a"))) == 4
    assert "nobody has reviewed it" in page
    assert "<b>" not in page
    for name in ("arguments", "proof-argument", "argument-paper"):
        args = [] if name == "arguments" else [argument.pk]
        assert at_desk.get(reverse(name, args=args)).status_code == 200


def test_a_link_that_the_notation_forbids_is_refused_at_its_field(at_desk: Client, argument: Argument) -> None:
    parent = argument.nodes.get(key="S1").pk
    told = {"kind": "solution", "text": "x", "evidence": "", "parent": parent}
    page = at_desk.post(reverse("argument-add", args=[argument.pk]), told)
    assert page.status_code == 422
    assert "may not hang below" in page.content.decode()


def test_its_author_cannot_review_it_and_another_can(at_desk: Client, bob: Client, argument: Argument) -> None:
    at_desk.post(reverse("argument-send", args=[argument.pk]))
    told = {"note": "Read it.", "review_due": clock.today() + timedelta(days=200), "verdict": "stands"}
    url = reverse("argument-review", args=[argument.pk])
    assert at_desk.post(url, told).status_code == 422
    assert bob.post(url, told).status_code == 302
    argument.refresh_from_db()
    assert (argument.state, str(argument.reviewer)) == ("reviewed", "Bob")
    asked = reverse("requirements-detail", args=[argument.requirement_id])
    assert b"Way &lt;b&gt;" in at_desk.get(asked).content


def test_a_doubt_is_raised_answered_by_another_and_shown(at_desk: Client, bob: Client, argument: Argument) -> None:
    node = argument.nodes.get(key="G2")
    bob.post(reverse("argument-doubt", args=[node.pk]), {"kind": "rebuts", "text": "Keys get lost."})
    raised = Defeater.objects.get(node=node)
    answer = reverse("doubt-answer", args=[raised.pk])
    assert bob.post(answer, {"answer": "No."}).status_code == 422
    assert at_desk.post(answer, {"answer": "Each has two."}).status_code == 302
    page = bob.get(reverse("arguments-detail", args=[argument.pk])).content.decode()
    assert "Each has two." in page


def test_a_reader_may_doubt_and_not_change(client: Client, reader: User, argument: Argument) -> None:
    plain.create(ACTOR, Person(name="Rita Read", email="rita@birch.example", user=reader))
    client.force_login(reader)
    node = argument.nodes.get(key="G1")
    assert client.post(reverse("argument-add", args=[argument.pk]), {}).status_code == 403
    told = {"kind": "rebuts", "text": "Really?"}
    assert client.post(reverse("argument-doubt", args=[node.pk]), told).status_code == 302


@pytest.mark.django_db
def test_without_a_framework_there_is_nothing_to_argue_about(at_desk: Client) -> None:
    told = at_desk.get(reverse("argument-begin"), follow=True)
    assert told.redirect_chain == [(reverse("arguments"), 302)]
    assert "Adopt a framework first" in told.content.decode()
