from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.duties.audits import operations, queries
from earnest.duties.audits.concerns import concerns
from earnest.duties.audits.models import ManagementReview
from earnest.duties.audits.rules.reviewing import PARTS, kept_inputs
from earnest.duties.audits.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation.errors import Invalid


def test_every_point_of_the_clause_is_told_or_said_to_be_missing(desk: Desk) -> None:
    found = queries.review_inputs(TODAY)
    assert tuple(part.point for part in found.parts) == tuple(PARTS)
    assert all(part.lines for part in found.parts)
    missing = {part.point for part in found.parts if all(line.missing for line in part.lines)}
    assert {"a", "d2", "d4", "e", "f"} <= missing


def test_what_was_laid_before_a_review_stays_as_it_was(desk: Desk) -> None:
    row = operations.plan_review(ACTOR, title="Spring", due_on=TODAY)
    assert "management-review-due" in {one.rule for one in concerns(ACTOR, TODAY)}
    held = operations.hold_review(ACTOR, row, chair=desk.ann, attendees=[desk.ann, desk.bob])
    before = queries.review_now(held, TODAY)
    desk.accounts("person")
    desk.assess()
    after = queries.review_now(ManagementReview.objects.get(), TODAY)
    assert after.kept
    assert after.inputs == before.inputs
    assert after.inputs.digest == held.inputs_digest
    assert kept_inputs(held.inputs) == before.inputs
    with pytest.raises(Invalid, match="was held on"):
        operations.hold_review(ACTOR, held, chair=desk.ann, attendees=[desk.ann])


def test_a_decision_becomes_an_action_that_the_next_review_hears_of(desk: Desk) -> None:
    row = operations.plan_review(ACTOR, title="Spring", due_on=TODAY - timedelta(days=40))
    with pytest.raises(Invalid, match="not held yet"):
        operations.decide(ACTOR, row, kind="change", text="Do it.")
    day = TODAY - timedelta(days=40)
    held = operations.hold_review(ACTOR, row, chair=desk.ann, attendees=[desk.ann], on=day)
    with pytest.raises(Invalid) as refused:
        operations.decide(ACTOR, held, kind="change", text="Do it.", action="Do it")
    assert refused.value.field == "accountable"
    operations.decide(
        ACTOR, held, kind="change", text="Do it.", action="Split the desk", accountable=desk.bob,
        due_on=TODAY - timedelta(days=2),
    )  # fmt: skip
    (part,) = (one for one in queries.review_inputs(TODAY).parts if one.point == "a")
    assert [line.text for line in part.lines] == [
        "Of 1 actions that earlier reviews decided: 1 overdue.",
        "Overdue since 2026-06-13: Split the desk (Bob).",
    ]
