from __future__ import annotations

from datetime import date, timedelta

import pytest

from earnest.core.actions.models import Action
from earnest.core.controls import operations as controls
from earnest.core.evidence import operations as evidence
from earnest.core.evidence.models import Source
from earnest.duties.audits import queries
from earnest.duties.audits.rules.forecast import Kind, Readiness
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk, engagement
from earnest.foundation import plain


def forecast(desk: Desk, ahead: int = 20) -> Readiness:
    desk.assess()
    return queries.readiness(engagement(desk.framework, f"In {ahead} days", ahead), TODAY)


def first(found: Readiness) -> tuple[str, str, str, str]:
    row = found.rows[0]
    return row.today, row.floor, row.expected, row.ceiling


def test_a_source_that_keeps_its_rhythm_is_expected_to_go_on(desk: Desk) -> None:
    desk.accounts("person")
    found = forecast(desk)
    assert first(found) == ("met", "unproven", "met", "met")
    assert (found.share_today, found.share_low, found.share, found.share_high) == (0.5, 0.0, 0.5, 0.5)
    assert found.days_left == 20
    assert not found.changes


def test_evidence_that_lapses_before_fieldwork_is_foreseen(desk: Desk) -> None:
    Source.objects.update(cadence_days=None)
    desk.accounts("person")
    found = forecast(desk)
    assert first(found) == ("met", "unproven", "unproven", "unproven")
    (change,) = found.rows[0].changes
    assert (change.kind, change.on) == (Kind.LAPSES, date(2026, 6, 24))
    assert found.rows[0].worsens
    near = forecast(desk, ahead=5)
    assert first(near) == ("met", "met", "met", "met")


def test_a_silent_source_is_told(desk: Desk) -> None:
    desk.accounts("person", seen="2026-05-01 08:00")
    found = forecast(desk)
    assert first(found) == ("unproven",) * 4
    assert [one.kind for one in found.rows[0].changes] == [Kind.SILENT]


def test_an_exception_that_ends_before_fieldwork_counts_again(desk: Desk) -> None:
    desk.accounts(*["person"] * 30, "shared")
    asked = controls.ask_exception(
        ACTOR, desk.control, test=TEST, subject="desk:a-030", label="The desk", reason="Old till",
        compensating_measure="A list", asked_by=desk.ann, starts_on=TODAY, ends_on=TODAY + timedelta(days=9),
    )  # fmt: skip
    controls.approve_exception(ACTOR, asked, approver=desk.bob, on=TODAY)
    found = forecast(desk)
    assert found.rows[0].today == "met"
    assert found.rows[0].expected != "met"
    assert Kind.EXCEPTION in {one.kind for one in found.rows[0].changes}


def test_an_action_that_is_due_before_fieldwork_lifts_the_ceiling_only(desk: Desk) -> None:
    desk.accounts(*["person"] * 3, "shared")
    assert forecast(desk, 19).share_high == 0.0
    due = TODAY + timedelta(days=4)
    plain.create(ACTOR, Action(title="Split the desk", accountable=desk.bob, due_on=due, control=desk.control))
    found = forecast(desk)
    assert found.rows[0].ceiling == "met"
    assert found.rows[0].expected == found.rows[0].today != "met"
    assert [one.kind for one in found.rows[0].changes] == [Kind.ACTION]
    late = plain.create(ACTOR, Action(title="Later", due_on=TODAY + timedelta(days=99), control=desk.control))
    assert str(late) not in {one.what for one in forecast(desk, 21).changes}


def test_paper_that_expires_is_foreseen(desk: Desk) -> None:
    for bound in desk.control.tests.all():
        controls.unbind_test(ACTOR, bound, reason="No export.")
    evidence.inspect(
        ACTOR, desk.control, title="The list", question="Is it kept?", supports=True, note="", document_date=TODAY,
        inspected_by=desk.bob, inspected_on=TODAY, valid_until=TODAY + timedelta(days=7),
    )  # fmt: skip
    found = forecast(desk)
    assert first(found) == ("met", "unproven", "unproven", "met")
    assert [one.kind for one in found.rows[0].changes] == [Kind.PAPER]


@pytest.mark.parametrize("ahead", [0, -3])
def test_once_fieldwork_has_begun_the_forecast_is_of_today(ahead: int, desk: Desk) -> None:
    desk.accounts("person")
    found = forecast(desk, ahead)
    assert found.fieldwork == TODAY
    assert first(found) == ("met",) * 4


def test_the_floor_is_never_above_what_is_expected(desk: Desk) -> None:
    desk.accounts(*["person"] * 9, "shared")
    for ahead in (1, 12, 60):
        found = forecast(desk, ahead)
        assert found.share_low is not None
        assert found.share is not None
        assert found.share_high is not None
        assert found.share_low <= found.share <= found.share_high
