from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from earnest.core.controls.models import BoundTest, Control
from earnest.core.evidence.concerns import HONESTY
from earnest.core.evidence.models import Attestation, InspectedRecord, Snapshot, SnapshotTable, Source
from earnest.core.evidence.rules import uncovered
from earnest.core.organization.models import Person
from earnest.foundation import clock, plain
from earnest.foundation.tests.looking import ACTOR, looked, subjects

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def ann() -> Person:
    return plain.create(ACTOR, Person(name="Ann", email="ann@example.org"))


@pytest.fixture
def bob() -> Person:
    return plain.create(ACTOR, Person(name="Bob", email="bob@example.org"))


def _source(slug: str, **values: object) -> Source:
    return plain.create(ACTOR, Source(slug=slug, title=slug.capitalize(), format="csv", **values))


def _seen(source: Source, *days_ago: int, basis: str = "content", rejected: int = 0) -> Snapshot:
    for number in days_ago:
        moment = NOW - timedelta(days=number)
        row = plain.create(
            ACTOR,
            Snapshot(
                source=source, name=f"{source.slug}-{number}.csv", sha256=f"{source.pk:032}{number:032}", size=1,
                observed_at=moment, observed_basis=basis, uploaded_at=moment, rejected_count=rejected,
            ),
        )  # fmt: skip
    return row


def _control(key: str = "backup", **values: object) -> Control:
    told = Control(key=key, name=key.capitalize(), statement="s", domain="d", adopted_on=date(2025, 1, 1), **values)
    return plain.create(ACTOR, told)


def test_a_source_past_its_limit_is_found_and_a_fresh_one_is_not() -> None:
    _seen(_source("nessus", freshness_days=14), 19)
    _seen(_source("okta", freshness_days=14), 3)
    _source("badges")
    found, _blind = looked(HONESTY, "evidence-too-old", TODAY)
    assert [(one.subject, one.detail) for one in found] == [
        ("Badges", "Nothing has ever come from it."),
        ("Nessus", "Last observed on 27 May 2026, 19 days ago. It proves nothing after 14."),
    ]


@pytest.mark.parametrize(
    ("rule", "basis"),
    [("date-stated-by-a-person", "stated"), ("date-of-the-file", "file"), ("date-of-the-file", "upload")],
)
def test_dates_that_no_file_tells_are_found_and_those_in_the_file_are_not(rule: str, basis: str) -> None:
    _seen(_source("okta"), 3)
    assert subjects(HONESTY, rule, TODAY) == []
    _seen(_source("leavers"), 5, 2, basis=basis)
    found, _blind = looked(HONESTY, rule, TODAY)
    assert [one.subject for one in found] == ["Leavers"]
    assert found[0].detail.startswith("1 file that counts today: “leavers-2.csv”. Its date, 13 Jun 2026: ")


def test_evidence_that_comes_in_bursts_is_found_and_a_steady_rhythm_is_not() -> None:
    _seen(_source("reviews", freshness_days=10), 300, 299, 2)
    _seen(_source("okta", freshness_days=10), *range(300, 0, -9))
    found, _blind = looked(HONESTY, "evidence-in-bursts", TODAY)
    assert [one.subject for one in found] == ["Reviews"]
    assert found[0].detail == "It proves something of 15 of the 301 days since 19 Aug 2025, from 3 looks."


def test_days_are_uncovered_where_no_look_holds() -> None:
    day = date(2026, 1, 1)
    assert uncovered([day, day + timedelta(days=5)], 2, day + timedelta(days=9)) == 2 + 2
    assert uncovered([day], 30, day + timedelta(days=9)) == 0


def test_a_source_out_of_use_that_a_test_needs_is_found_and_one_that_nothing_needs_is_not() -> None:
    control = _control()
    plain.create(ACTOR, BoundTest(control=control, test="log-source-silent", bound_on=TODAY))
    for slug, table in (("siem", "log_sources"), ("toys", "posture_scores")):
        source = _source(slug, active=False)
        snapshot = _seen(source, 3)
        plain.create(ACTOR, SnapshotTable(snapshot=snapshot, table=table, version=1, rows=1, sha256="0" * 64))
    assert subjects(HONESTY, "source-switched-off", TODAY) == ["Siem"]


def test_rows_that_could_not_be_read_are_found() -> None:
    _seen(_source("okta"), 3)
    assert subjects(HONESTY, "rows-left-out", TODAY) == []
    _seen(_source("jamf"), 3, rejected=7)
    found, _blind = looked(HONESTY, "rows-left-out", TODAY)
    assert found[0].detail == "7 rows of “jamf-3.csv” could not be read; 0 could."


def _attested(control: Control, person: Person, day: date) -> None:
    plain.create(
        ACTOR,
        Attestation(
            control=control, statement="It works.", attested_by=person, attested_on=day, valid_until=date(2027, 1, 1)
        ),
    )


def test_a_stack_signed_on_one_day_is_found_and_two_are_not(ann: Person, bob: Person) -> None:
    controls = [_control(key) for key in ("one", "two", "three")]
    for control in controls[:2]:
        _attested(control, bob, date(2026, 5, 1))
    assert subjects(HONESTY, "attested-in-one-go", TODAY) == []
    for control in controls:
        _attested(control, ann, date(2026, 5, 2))
    found, _blind = looked(HONESTY, "attested-in-one-go", TODAY)
    assert found[0].detail == "Ann signed for 3 controls on 2 May 2026: One, Two, Three."


def _inspected(title: str, by: Person, **values: object) -> InspectedRecord:
    told: dict[str, object] = {
        "control": Control.objects.get(key="backup"),
        "question": "Does it show it?",
        "supports": True,
        "document_date": date(2026, 4, 1),
        "inspected_on": date(2026, 5, 1),
        "valid_until": date(2027, 1, 1),
        "sha256": "0" * 64,
    }
    return plain.create(ACTOR, InspectedRecord(title=title, inspected_by=by, **(told | values)))


def test_a_record_that_its_owner_inspected_is_found_and_one_another_inspected_is_not(ann: Person, bob: Person) -> None:
    _control(accountable=ann)
    _inspected("Log", bob)
    assert subjects(HONESTY, "inspected-by-its-owner", TODAY) == []
    _inspected("Screenshot", ann)
    assert subjects(HONESTY, "inspected-by-its-owner", TODAY) == ["Screenshot"]


def test_a_document_that_is_not_kept_is_found_and_a_kept_one_is_not(ann: Person) -> None:
    _control()
    _inspected("Kept", ann)
    assert subjects(HONESTY, "document-not-kept", TODAY) == []
    _inspected("Gone", ann, sha256="")
    assert subjects(HONESTY, "document-not-kept", TODAY) == ["Gone"]


def test_a_document_of_two_years_ago_is_found_until_it_has_lapsed(ann: Person) -> None:
    _control()
    _inspected("New", ann)
    assert subjects(HONESTY, "document-of-the-past", TODAY) == []
    _inspected("Old", ann, document_date=date(2024, 1, 1), note="Speaks of fax.")
    _inspected("Lapsed", ann, document_date=date(2024, 1, 1), valid_until=date(2026, 6, 1))
    found, _blind = looked(HONESTY, "document-of-the-past", TODAY)
    assert [one.subject for one in found] == ["Old"]
    assert found[0].detail.endswith("What was found: Speaks of fax.")
