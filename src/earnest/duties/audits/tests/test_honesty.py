from __future__ import annotations

from datetime import UTC, date, datetime

from earnest.core.things.tests.world import look
from earnest.duties.audits import operations
from earnest.duties.audits.concerns import HONESTY
from earnest.duties.audits.models import Engagement, Nonconformity
from earnest.duties.audits.tests.conftest import ACTOR, TODAY, Desk, engagement
from earnest.duties.audits.tests.test_nonconformities import corrected, found_by, verified
from earnest.foundation.tests.looking import looked, subjects


def _signed(*days: date) -> None:
    look(
        "reviews",
        "access_reviews",
        [
            {
                "review_id": f"r{number}",
                "system": "okta",
                "period": f"2025-Q{number}",
                "period_end": date(2025, 3 * number, 28),
                "completed_at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            }
            for number, day in enumerate(days, 1)
        ],
    )


def test_reviews_signed_on_the_eve_of_an_audit_are_found_and_those_signed_in_time_are_not(desk: Desk) -> None:
    engagement(desk.framework, "Now", ahead=1)
    _found, blind = looked(HONESTY, "review-signed-on-the-eve", TODAY)
    assert blind == ["No evidence tells of access reviews."]
    _signed(date(2025, 4, 10), date(2025, 7, 10))
    assert looked(HONESTY, "review-signed-on-the-eve", TODAY) == ([], [])
    _signed(date(2026, 6, 14), date(2026, 6, 14))
    found, _blind = looked(HONESTY, "review-signed-on-the-eve", TODAY)
    assert [(one.subject, dict(one.facts)["reviews"]) for one in found] == [("Now", "2")]
    assert found[0].detail.endswith("began on 16 Jun 2026: okta 2025-Q1, okta 2025-Q2.")


def test_evidence_that_came_only_before_the_audit_is_found_and_steady_evidence_is_not(desk: Desk) -> None:
    made = engagement(desk.framework, "Now", ahead=1)
    Engagement.objects.filter(pk=made.pk).update(period_start=date(2025, 12, 1), period_end=TODAY)
    look("steady", "accounts", [], days_ago=100)
    look("steady", "accounts", [], days_ago=1)
    assert subjects(HONESTY, "evidence-only-before-an-audit", TODAY) == []
    look("late", "accounts", [], days_ago=3)
    assert subjects(HONESTY, "evidence-only-before-an-audit", TODAY) == ["Late, Now"]


def test_what_is_closed_and_still_there_is_found_and_what_is_gone_is_not(desk: Desk) -> None:
    desk.accounts("person", "person")
    desk.assess()
    row = found_by(desk, due_on=TODAY)
    verified(desk, corrected(desk, row))
    operations.close_nonconformity(ACTOR, Nonconformity.objects.get(pk=row.pk), closed_by=desk.cy, note="Done.")
    assert subjects(HONESTY, "closed-and-still-there", TODAY) == []
    desk.accounts("person", "shared", seen="2026-06-14 12:00")
    desk.assess()
    assert len(subjects(HONESTY, "closed-and-still-there", TODAY)) == 1
