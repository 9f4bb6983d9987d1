"""What people read: the first page, controls, frameworks, requirements, proofs and search."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from earnest.core.assurance import operations
from earnest.core.assurance.models import Assessment
from earnest.core.frameworks.models import Applicability, Requirement
from earnest.foundation import clock, users
from earnest.foundation.actor import Role, program
from earnest.foundation.models import User
from earnest.foundation.record import operation
from earnest.interfaces.web.tests.world import HOSTILE, LIMIT, LOOKED, NOW, START, TODAY, World, build, look

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def world(workspace: Path, ciso: User) -> World:
    return build(workspace / "exports", user=ciso)


@pytest.fixture
def assessed(world: World) -> Assessment:
    return operations.assess(TODAY)


KEYS = ("controls", "frameworks", "evidence", "exceptions", "accountable", "now", "days", "met", "fresh")


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def addresses(world: World) -> list[str]:
    requirement = world.failing.supports.order_by("position").first()
    assert requirement is not None
    return [
        reverse("home"),
        reverse("controls"),
        reverse("controls-detail", args=[world.failing.pk]),
        reverse("controls-detail", args=[world.bare.pk]),
        reverse("frameworks"),
        reverse("framework", args=[world.framework.key]),
        reverse("requirements-detail", args=[requirement.pk]),
        reverse("proof-control", args=[world.failing.pk]),
        reverse("proof-control", args=[world.bare.pk]),
        reverse("proof-requirement", args=[requirement.pk]),
        reverse("proof-test", args=[world.failing.pk, "privileged-mfa"]),
        reverse("proof-source", args=[world.source.pk]),
        reverse("proof-snapshot", args=[world.snapshot.pk]),
        reverse("proof-framework", args=[world.framework.key]),
        *(reverse("proof-home", args=[key]) for key in KEYS),
        reverse("search") + "?q=ben",
    ]


def test_every_page_opens_escapes_what_it_shows_and_has_no_style_of_its_own(
    at_desk: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    operations.look_back(TODAY, days=30)
    for address in addresses(world):
        at_desk.get(address)
        with django_assert_max_num_queries(70 if address == "/" else 40):
            response = at_desk.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert HOSTILE not in page, address
        assert " style=" not in page
        assert "onclick" not in page


def test_every_proof_mark_of_a_page_opens_a_proof(at_desk: Client, world: World) -> None:
    marks = set()
    for address in addresses(world):
        marks |= set(re.findall(r'class="why" href="([^"]+)"', at_desk.get(address).content.decode()))
    assert len(marks) > 15
    assert {at_desk.get(mark).status_code for mark in marks} == {200}


def test_those_who_may_not_see_the_record_find_none_of_it(client: Client, world: World) -> None:
    employee = users.create_user(
        program("tests"), email="emma@birch.example", name="Emma", role=Role.EMPLOYEE, password="correct horse battery"
    )
    client.force_login(employee)
    found = addresses(world)
    assert client.get(found[0]).status_code == 200
    assert "Nothing is asked of you" in client.get(found[0]).content.decode()
    assert {client.get(address).status_code for address in found[1:-1]} == {404}
    assert "Nothing that you may see" in client.get(found[-1]).content.decode()


class TestHome:
    @pytest.mark.usefixtures("world")
    def test_the_sentences_count_what_was_concluded(self, at_desk: Client) -> None:
        page = text(at_desk, "home")
        assert "Of 2 controls in use, 0 are shown to work, 1 is failing and 1 we cannot prove either way." in page
        assert "No deviation is excepted" not in page
        assert "one waits for a decision" in page
        assert "except one asset and one control" in re.sub(r"\s+", " ", page)

    @pytest.mark.usefixtures("world")
    def test_what_needs_a_person_comes_in_order_of_what_it_costs(self, at_desk: Client) -> None:
        page = text(at_desk, "home")
        told = ["Failing control", "Accept or refuse: Ben travels", "Enrol Ben", "Nobody named"]
        places = [page.index(one, page.index('id="h-under"')) for one in told]
        assert places == sorted(places)

    @pytest.mark.usefixtures("workspace")
    def test_an_empty_record_says_so(self, at_desk: Client) -> None:
        page = text(at_desk, "home")
        assert "No control has been taken into use yet." in page
        assert "Nothing needs a person today." in page
        assert "A control is something you do" in text(at_desk, "controls")
        assert "Nothing is adopted yet" in text(at_desk, "frameworks")


class TestControls:
    def test_statuses_shown_are_those_of_the_assessment(self, at_desk: Client, assessed: Assessment) -> None:
        told = json.loads(at_desk.get(reverse("controls"), {"export": "json"}).content)
        shown = {row["key"]: (row["status"], row["violations"]) for row in told}
        rows = assessed.controls.select_related("control")
        assert shown == {row.control.key: (row.status, row.violations) for row in rows}
        assert shown["mfa-privileged"] == ("failing", 2)

    def test_filters_by_status_owner_and_word(self, at_desk: Client, world: World) -> None:
        name, other = world.failing.name, world.bare.name
        for query in ({"status": "failing"}, {"owner": str(world.ann.pk)}, {"q": "mfa"}):
            page = text(at_desk, "controls", **query)
            assert name in page
            assert f">{other}</a>" not in page
        assert f">{other}</a>" in text(at_desk, "controls", owner="none")
        assert "No control fits" in text(at_desk, "controls", q="zebra")

    def test_the_same_rows_go_into_every_export(self, at_desk: Client, world: World) -> None:
        query = {"status": "failing"}
        told = at_desk.get(reverse("controls"), {**query, "export": "csv"}).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(told)))
        book = openpyxl.load_workbook(io.BytesIO(at_desk.get(reverse("controls"), {**query, "export": "xlsx"}).content))
        assert [row["Control"] for row in rows] == [world.failing.name]
        assert next(cell.value for cell in list(book.active.rows)[1]) == world.failing.name  # type: ignore[union-attr]

    def test_a_lapsed_source_leaves_it_unproven_as_of_that_day(
        self, at_desk: Client, world: World, monkeypatch: Any
    ) -> None:
        later = NOW + timedelta(days=LIMIT + 1)
        monkeypatch.setattr(clock, "now", lambda: later)
        page = text(at_desk, "controls-detail", world.failing.pk)
        assert "Unproven" in page
        assert "Stale, 15 days of 14" in page
        then = text(at_desk, "controls-detail", world.failing.pk, as_of=TODAY.isoformat())
        assert "can sign in without" in then
        assert f"as_of={TODAY.isoformat()}" in then
        assert "Ask for an exception" not in then

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            ("2026-13-45", "is not a day"),
            ("tomorrow", "is not a day"),
            ("2031-01-01", "still to come"),
            ("0001-01-01", "starts on"),
        ],
    )
    @pytest.mark.usefixtures("world")
    def test_an_impossible_day_is_explained(self, at_desk: Client, day: str, says: str) -> None:
        response = at_desk.get(reverse("controls"), {"as_of": day})
        assert response.status_code == 422
        assert says in response.content.decode()

    def test_the_page_of_a_control_tells_test_rows_and_how_to_ask(self, at_desk: Client, world: World) -> None:
        operations.look_back(TODAY, days=30)
        page = text(at_desk, "controls-detail", world.failing.pk)
        assert "2 violations" in page
        assert "subject=okta%3A00uben" in page
        assert "The last 90 days" in page
        assert "Fresh, 0 days of 14" in page
        assert "Ben travels" in page

    def test_one_who_only_reads_cannot_ask(self, client: Client, reader: User, world: World) -> None:
        client.force_login(reader)
        assert "exceptions/ask" not in text(client, "controls-detail", world.failing.pk)


class TestFrameworks:
    def test_the_matrix_needs_as_few_queries_for_many_requirements(
        self, at_desk: Client, workspace: Path, ciso: User, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        world = build(workspace / "exports", user=ciso, framework="iso27001-2022")
        address = reverse("framework", args=[world.framework.key])
        at_desk.get(address)
        with django_assert_max_num_queries(25):
            page = at_desk.get(address).content.decode()
        assert page.count('class="c-ref"') > world.framework.requirements.filter(assessable=True).count() - 5
        assert "expert judgement" in page
        assert "Organizational controls" in page

    def test_exports_carry_proofs_and_follow_the_filter(self, at_desk: Client, world: World) -> None:
        address = reverse("framework", args=[world.framework.key])
        rows = json.loads(at_desk.get(address, {"export": "json"}).content)
        not_met = [row for row in rows if row["status"] == "not met"]
        assert not_met
        assert at_desk.get(not_met[0]["proof"]).status_code == 200
        assert "mfa-privileged" in not_met[0]["controls"]
        only = json.loads(at_desk.get(address, {"export": "json", "status": "not met"}).content)
        assert only == not_met

    def test_columns_are_chosen(self, at_desk: Client, world: World) -> None:
        page = text(at_desk, "framework", world.framework.key, columns="reason")
        assert "No control that counts supports this requirement." in page
        assert "sort=grade" not in page

    def test_an_exclusion_is_asked_for_by_one_and_approved_by_another(
        self, at_desk: Client, client: Client, world: World
    ) -> None:
        requirement = Requirement.objects.filter(framework=world.framework, assessable=True).first()
        assert requirement is not None
        ask = reverse("requirement-exclude", args=[requirement.pk])
        assert at_desk.post(ask, {"reason": ""}).status_code == 422
        at_desk.post(ask, {"reason": "We have no such thing."})
        exclusion = Applicability.objects.get()
        assert exclusion.asked_by == world.ann
        approve = reverse("exclusion-approve", args=[requirement.pk])
        assert at_desk.post(approve).status_code == 422
        assert "Agree that it does not apply" not in text(at_desk, "requirements-detail", requirement.pk)
        other = users.create_user(
            program("tests"), email="otto@birch.example", name="Otto", role=Role.CISO, password="correct horse battery"
        )
        with operation(program("tests"), "people.join") as work:
            work.change(world.bob, user=other)
        client.force_login(other)
        assert client.post(approve).status_code == 302
        assert "Not applicable" in text(client, "requirements-detail", requirement.pk)
        client.post(reverse("exclusion-withdraw", args=[requirement.pk]), {"reason": "We have it after all."})
        assert "Not applicable" not in text(client, "requirements-detail", requirement.pk)


class TestProofs:
    def test_the_chain_of_a_failing_control_is_complete(self, at_desk: Client, world: World) -> None:
        page = text(at_desk, "proof-control", world.failing.pk)
        steps = re.findall(r'<span class="k">([^<,]+)', page)
        wanted = ["Requirement", "Control", "Control test", "Query", "Violating rows", "Snapshot", "Ledger entry"]
        assert [step for step in dict.fromkeys(steps) if step in wanted] == wanted
        assert world.snapshot.sha256 in page.replace("<wbr>", "")
        assert reverse("snapshots-detail", args=[world.snapshot.pk]) in page
        assert reverse("history") in page
        assert "okta:00uben" in page

    def test_the_sheet_is_the_same_proof_without_the_frame(self, at_desk: Client, world: World) -> None:
        address = reverse("proof-control", args=[world.failing.pk])
        part = at_desk.get(address, headers={"HX-Request": "true", "HX-Target": "sheet-body"}).content.decode()
        assert "<html" not in part
        assert 'class="chain"' in part

    def test_a_reader_gets_no_link_into_the_ledger(self, client: Client, reader: User, world: World) -> None:
        client.force_login(reader)
        assert f'href="{reverse("history")}' not in text(client, "proof-control", world.failing.pk)

    def test_a_control_was_not_there_before_it_was_adopted(
        self, at_desk: Client, world: World, workspace: Path
    ) -> None:
        look(workspace / "exports", LOOKED.replace(year=2025, month=12), weak=())
        address = reverse("proof-control", args=[world.failing.pk])
        assert at_desk.get(address, {"as_of": (START - timedelta(days=5)).isoformat()}).status_code == 404


class TestSearch:
    def test_it_finds_by_name_and_by_the_start_of_a_hash(self, at_desk: Client, world: World) -> None:
        page = text(at_desk, "search", q="travels")
        assert reverse("exceptions-detail", args=[world.exception.pk]) in page
        found = text(at_desk, "search", q=world.snapshot.sha256[:10])
        assert reverse("snapshots-detail", args=[world.snapshot.pk]) in found

    @pytest.mark.usefixtures("world")
    def test_it_finds_tests_and_requires_every_word(self, at_desk: Client) -> None:
        assert "#test-privileged-mfa" in text(at_desk, "search", q="second factor privileged")
        assert "Nothing that you may see" in text(at_desk, "search", q="privileged zebra")

    @pytest.mark.usefixtures("world")
    def test_one_letter_is_not_enough(self, at_desk: Client) -> None:
        assert "Two letters are enough" in text(at_desk, "search", q="a")
