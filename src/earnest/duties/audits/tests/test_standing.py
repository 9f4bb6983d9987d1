from __future__ import annotations

from datetime import date

import pytest

from earnest.duties.audits.rules.standing import Corrective, Live, Standing, Truth, stands, truth

TODAY = date(2026, 6, 15)
DONE, SEEN, VAIN, WORK = (
    Corrective(True, None),
    Corrective(True, True),
    Corrective(True, False),
    Corrective(False, None),
)


@pytest.mark.parametrize(
    ("cause", "actions", "closed", "live", "wanted"),
    [
        ("", [], None, Live.THERE, Standing.NO_CAUSE),
        ("why", [], None, Live.THERE, Standing.NO_ACTION),
        ("why", [WORK, SEEN], None, Live.GONE, Standing.IN_WORK),
        ("why", [DONE, SEEN], None, Live.GONE, Standing.TO_VERIFY),
        ("why", [VAIN, WORK], None, Live.GONE, Standing.NO_EFFECT),
        ("why", [SEEN], None, Live.THERE, Standing.NO_EFFECT),
        ("why", [SEEN], None, Live.UNPROVEN, Standing.READY),
        ("why", [SEEN], None, Live.GONE, Standing.READY),
        ("why", [SEEN], TODAY, Live.GONE, Standing.CLOSED),
        ("why", [SEEN], TODAY, Live.NONE, Standing.CLOSED),
        ("why", [SEEN], TODAY, Live.THERE, Standing.CONTRADICTED),
    ],
)
def test_a_nonconformity_stands_as_its_record_and_evidence_say(
    cause: str, actions: list[Corrective], closed: date | None, live: Live, wanted: Standing
) -> None:
    found = stands(root_cause=cause, actions=actions, closed_on=closed, due_on=None, live=live, today=TODAY)
    assert found.standing is wanted
    assert found.open is (wanted is not Standing.CLOSED)


def test_what_evidence_contradicts_is_overdue_again() -> None:
    due = date(2026, 6, 5)
    found = stands(root_cause="w", actions=[SEEN], closed_on=due, due_on=due, live=Live.THERE, today=TODAY)
    assert found.overdue_days == 10
    found = stands(root_cause="w", actions=[SEEN], closed_on=due, due_on=due, live=Live.GONE, today=TODAY)
    assert found.overdue_days == 0


def test_only_proof_makes_an_obligation_true() -> None:
    assert truth("effective") is truth("passing") is Truth.TRUE
    assert truth("failing") is truth("partly effective") is truth("partly passing") is Truth.NOT_TRUE
    assert truth("unproven") is truth("planned") is truth("retired") is truth(None) is Truth.UNPROVEN
