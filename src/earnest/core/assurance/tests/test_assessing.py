"""From an export to a status: by itself, on the day, and to the same value."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from earnest.core.assurance import operations, queries
from earnest.core.assurance.models import Assessment, ControlLook, ControlStatus, TestRun
from earnest.core.controls import operations as controls
from earnest.core.controls.models import Control
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.core.frameworks import operations as frameworks
from earnest.core.organization.models import Person
from earnest.foundation import clock, jobs, plain, users
from earnest.foundation.actor import Role, program

pytestmark = pytest.mark.django_db
ACTOR = program("tests")
TODAY = date(2026, 6, 15)
LOOKED = datetime(2026, 6, 15, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LOOKED + timedelta(hours=3))


def okta(folder: Path, looked: datetime, *, weak: tuple[str, ...]) -> None:
    """Five administrators in Okta; those named in `weak` have no second factor."""
    people = ["ada", "ben", "cleo", "dan", "eve"]
    users = [
        {
            "id": f"00u{name}",
            "status": "ACTIVE",
            "created": "2025-01-01T00:00:00.000Z",
            "lastLogin": looked.isoformat().replace("+00:00", "Z"),
            "passwordChanged": "2026-01-01T00:00:00.000Z",
            "profile": {
                "login": f"{name}@birch.example",
                "email": f"{name}@birch.example",
                "firstName": name,
                "lastName": "B",
            },
            "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
            "roles": [{"type": "SUPER_ADMIN", "label": "Super Administrator"}],
        }
        for name in people
    ]
    factors = {
        f"00u{name}": []
        if name in weak
        else [
            {
                "id": f"f{name}",
                "factorType": "webauthn",
                "provider": "FIDO",
                "status": "ACTIVE",
                "created": "2025-01-02T00:00:00.000Z",
            }
        ]
        for name in people
    }
    for slug, content in (("okta-users", users), ("okta-factors", factors)):
        path = folder / f"{slug}-{looked:%Y%m%d}.json"
        path.write_text(json.dumps(content))
        evidence.take_in(ACTOR, path, source=slug, observed_at=looked)


@pytest.fixture
def control(workspace: Path) -> Control:
    for slug in ("okta-users", "okta-factors"):
        plain.create(ACTOR, Source(slug=slug, title=slug, format=slug, cadence_days=7, freshness_days=14))
    frameworks.adopt(ACTOR, "iso27001-2022", on=date(2025, 1, 1))
    return controls.adopt(ACTOR, "mfa-privileged", on=date(2025, 1, 1))


def status(control: Control, day: date = TODAY) -> ControlStatus:
    return operations.assess(day).controls.get(control=control)


def codes(found: ControlStatus) -> set[str]:
    return {reason["code"] for reason in found.conclusion["reasons"]}


def test_no_look_no_pass(control: Control) -> None:
    found = status(control)
    assert (found.status, found.population) == ("unproven", 0)


def test_a_clean_look_is_effective_and_graded_a(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED, weak=())
    found = status(control)
    assert (found.status, found.grade, found.population, found.violations) == ("effective", "A", 5, 0)


def test_a_violation_fails_the_control_and_the_requirements_it_supports(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED, weak=("ben",))
    assert (status(control).status, status(control).violations) == ("failing", 1)
    made = operations.assess(TODAY)
    supported = made.requirements.filter(requirement__controls=control)
    assert supported.exists()
    assert set(supported.values_list("status", flat=True)) == {"not met"}


def test_a_source_that_stops_turns_unproven_by_itself_on_the_day(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED, weak=())
    assert status(control, TODAY + timedelta(days=13)).status == "effective"
    lapsed = status(control, TODAY + timedelta(days=14))
    assert lapsed.status == "unproven"
    assert "stale-source" in codes(lapsed)
    assert any("limit 14 days" in reason["text"] for reason in lapsed.conclusion["reasons"])


def test_a_violation_that_is_only_a_gap_in_a_stale_source_is_not_failing(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED - timedelta(days=20), weak=())
    users = workspace / f"okta-users-{LOOKED - timedelta(days=20):%Y%m%d}.json"
    again = workspace / "okta-users-now.json"
    again.write_text(users.read_text().replace("2025-01-01", "2025-01-03"))
    evidence.take_in(ACTOR, again, source="okta-users", observed_at=LOOKED)
    assert status(control).status == "unproven"


def test_the_past_is_told_from_what_was_observed_then(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED - timedelta(days=10), weak=("ben",))
    okta(workspace, LOOKED, weak=())
    assert status(control, TODAY - timedelta(days=5)).status == "failing"
    assert status(control).status == "effective"
    assert status(control, TODAY - timedelta(days=11)).status == "unproven"


def test_the_same_record_gives_the_same_digest(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED, weak=("ben",))
    first = operations.assess(TODAY).digest
    Assessment.objects.all().delete()
    TestRun.objects.all().delete()
    assert operations.assess(TODAY).digest == first


def test_nothing_is_computed_twice(control: Control, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    okta(workspace, LOOKED, weak=())
    made = operations.assess(TODAY)
    monkeypatch.setattr(sys.modules["earnest.core.assurance.operations.assess"], "run", None)
    assert operations.assess(TODAY).pk == made.pk
    plain.change(ACTOR, control, {"statement": "Everybody who can change production uses a second factor."})
    assert not queries.is_current(queries.latest(TODAY))
    again = operations.assess(TODAY)
    assert (again.digest, again.pk) == (made.digest, made.pk), "what says the same is not written again"
    assert again.ledger_number > made.ledger_number
    assert queries.is_current(again)


def test_a_row_that_went_with_its_control_is_concluded_anew(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED, weak=())
    made = operations.assess(TODAY)
    made.controls.all().delete()
    plain.change(ACTOR, control, {"statement": "Everybody who can change production uses a second factor."})
    again = operations.assess(TODAY)
    assert again.digest == made.digest
    assert again.controls.count() == 1


class TestExceptions:
    @pytest.fixture
    def people(self) -> tuple[Person, Person]:
        one = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
        other = plain.create(ACTOR, Person(name="Bob", email="bob@birch.example"))
        return one, other

    def test_an_approved_exception_counts_until_its_last_day(
        self, control: Control, workspace: Path, people: tuple[Person, Person]
    ) -> None:
        okta(workspace, LOOKED, weak=("ben",))
        asked = controls.ask_exception(
            ACTOR,
            control,
            test="privileged-mfa",
            subject="okta:00uben",
            label="Ben",
            reason="His key was lost on the way.",
            compensating_measure="Signs in from the office only.",
            asked_by=people[0],
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=3),
        )
        assert status(control).status == "failing"
        controls.approve_exception(ACTOR, asked, approver=people[1], on=TODAY)
        live = status(control)
        assert (live.violations, live.excepted) == (0, 1)
        assert live.status == "partly effective"
        ended = status(control, TODAY + timedelta(days=4))
        assert ended.status == "failing"
        assert "exception-ended" in codes(ended)


class TestHistory:
    def test_a_year_is_told_look_by_look(self, control: Control, workspace: Path) -> None:
        for days, weak in ((60, ()), (40, ("ben",)), (33, ()), (0, ())):
            okta(workspace, LOOKED - timedelta(days=days), weak=weak)
        assert operations.look_back(TODAY) == 4
        looks = queries.observations(control)
        assert [(look.day, look.status.value) for look in looks] == [
            (TODAY - timedelta(days=60), "effective"),
            (TODAY - timedelta(days=40), "failing"),
            (TODAY - timedelta(days=33), "effective"),
            (TODAY, "effective"),
        ]
        assert {look.holds_days for look in looks} <= {13, 14}
        assert len({look.evidence for look in looks}) == 4
        counted = [row.complying for row in ControlLook.objects.order_by("day")]
        assert counted[0] == counted[2] == counted[3] == 1
        assert 0 < (counted[1] or 0) < 1
        assert operations.look_back(TODAY) == 0


def test_a_test_that_did_not_finish_is_tried_again(
    control: Control, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    okta(workspace, LOOKED, weak=())
    module = sys.modules["earnest.core.assurance.operations.assess"]
    real = module.run
    stopped = lambda *args, **kwargs: tuple(replace(one, error="stopped") for one in real(*args, **kwargs))  # noqa: E731
    monkeypatch.setattr(module, "run", stopped)
    assert status(control).status == "unproven"
    assert not queries.is_current(queries.latest(TODAY))
    monkeypatch.setattr(module, "run", real)
    assert status(control).status == "effective"


def test_a_sign_in_makes_no_conclusion_stale(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED, weak=())
    operations.assess(TODAY)
    users.create_user(ACTOR, email="ada@birch.example", name="Ada", role=Role.READER)
    assert queries.is_current(queries.latest(TODAY))


def test_evidence_of_which_rows_could_not_be_read_is_only_a_part(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED - timedelta(days=1), weak=())
    assert status(control).status == "effective"
    users_file = workspace / f"okta-users-{LOOKED - timedelta(days=1):%Y%m%d}.json"
    rows = json.loads(users_file.read_text())
    rows[0]["created"] = "yesterday"
    users_file.write_text(json.dumps(rows))
    evidence.take_in(ACTOR, users_file, source="okta-users", observed_at=LOOKED)
    found = status(control)
    assert found.status == "unproven"
    assert "rejected-rows" in codes(found)


def test_a_job_concludes_for_today_and_over_the_year(control: Control, workspace: Path) -> None:
    okta(workspace, LOOKED - timedelta(days=3), weak=())
    okta(workspace, LOOKED, weak=("ben",))
    job = jobs.start(ACTOR, operations.conclude_job, "Concluding")
    jobs.run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (job.State.DONE, {"days": 2})
    assert [look.status.value for look in queries.observations(control)] == ["effective", "failing"]
    assert queries.is_current(queries.latest(TODAY))
