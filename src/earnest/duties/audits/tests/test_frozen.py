"""A closed engagement is frozen, but for what is done about its nonconformities."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from earnest.core.actions import operations as actions
from earnest.duties.audits import operations
from earnest.duties.audits.models import AuditRequest, Engagement, Nonconformity, Population, Sample
from earnest.duties.audits.rules.workbook import RequestSheet
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk
from earnest.foundation import plain
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.models import LedgerEntry

NOTHING = RequestSheet("Sheet", (), (), 0, (), ())


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """One row of each kind in an engagement that is closed."""
    desk.accounts("person", "person")
    desk.assess()
    request = desk.request()
    operations.answer(ACTOR, request, text="Here.", answered_by=desk.ann)
    drawn_from = operations.record_population(ACTOR, desk.engagement, test=TEST)
    operations.draw_sample(ACTOR, drawn_from, method="random", size=1, seed="s")
    operations.raise_nonconformity(ACTOR, finding(desk.engagement))
    for state in ("fieldwork", "reporting", "closed"):
        desk.engagement = operations.move_engagement(ACTOR, desk.engagement, state=state)
    return desk


def finding(engagement: Engagement | None, number: str = "") -> Nonconformity:
    return Nonconformity(
        engagement=engagement, number=number, raised_by="Ruth", kind="minor", title="T", statement="S", raised_on=TODAY
    )


def later(desk: Desk) -> AuditRequest:
    return AuditRequest(engagement=desk.engagement, number="R-9", title="More", asked_on=TODAY, due_on=TODAY)


WRITES: dict[str, Callable[[Desk, AuditRequest, Sample], object]] = {
    "ask": lambda desk, _row, _sample: operations.ask(ACTOR, later(desk)),
    "import": lambda desk, _row, _sample: operations.import_requests(ACTOR, desk.engagement, NOTHING),
    "assign": lambda desk, row, _sample: operations.assign(ACTOR, row, to=desk.bob),
    "answer": lambda desk, row, _sample: operations.answer(ACTOR, row, text="More.", answered_by=desk.ann),
    "accept": lambda _desk, row, _sample: operations.accept(ACTOR, row),
    "return": lambda _desk, row, _sample: operations.return_request(ACTOR, row, reason="Why"),
    "comment": lambda _desk, row, _sample: operations.comment(ACTOR, row, text="Late."),
    "population": lambda desk, _row, _sample: operations.record_population(ACTOR, desk.engagement, test=TEST),
    "sample": lambda _desk, _row, sample: operations.draw_sample(ACTOR, sample.population, method="random", size=1),
    "result": lambda _desk, _row, sample: operations.record_test(ACTOR, sample.items.get(), results={}),
    "finding": lambda desk, _row, _sample: operations.raise_nonconformity(ACTOR, finding(desk.engagement)),
    "plain request": lambda desk, _row, _sample: plain.create(ACTOR, later(desk)),
    "plain finding": lambda desk, _row, _sample: plain.create(ACTOR, finding(desk.engagement, "N-2")),
    "words of a request": lambda _desk, row, _sample: plain.change(ACTOR, row, {"title": "Other"}),
    "delete a request": lambda _desk, row, _sample: plain.delete(ACTOR, row),
    "delete a finding": lambda _desk, _row, _sample: plain.delete(ACTOR, Nonconformity.objects.get()),
    "words of a finding": lambda _desk, _row, _sample: plain.change(
        ACTOR, Nonconformity.objects.get(), {"kind": "major"}
    ),
    "away": lambda _desk, _row, _sample: plain.change(ACTOR, Nonconformity.objects.get(), {"engagement": None}),
    "elsewhere": lambda desk, row, _sample: plain.change(ACTOR, row, {"engagement": desk.other()}),
    "scope": lambda desk, _row, _sample: plain.change(ACTOR, desk.engagement, {"scope": "Less"}),
    "delete it": lambda desk, _row, _sample: plain.delete(ACTOR, desk.engagement),
}


@pytest.mark.parametrize("name", WRITES)
def test_nobody_changes_what_belongs_to_a_closed_engagement(name: str, closed: Desk) -> None:
    with pytest.raises((Invalid, NotAllowed), match="is closed: what was asked, drawn and said in it stays as it is"):
        WRITES[name](closed, AuditRequest.objects.get(), Sample.objects.get())
    assert (AuditRequest.objects.count(), Population.objects.count(), Nonconformity.objects.count()) == (1, 1, 1)


def test_a_finding_of_another_engagement_is_not_moved_into_a_closed_one(closed: Desk) -> None:
    made = operations.raise_nonconformity(ACTOR, finding(None))
    with pytest.raises(Invalid, match="is closed"):
        plain.change(ACTOR, made, {"engagement": closed.engagement})


def test_what_was_found_is_corrected_verified_and_closed_after_the_engagement(closed: Desk) -> None:
    found = Nonconformity.objects.get()
    found = plain.change(ACTOR, found, {"accountable": closed.ann, "due_on": TODAY})
    found = operations.contain(ACTOR, found, containment="Stopped.")
    found = operations.state_cause(ACTOR, found, root_cause="Nobody looked.", stated_by=closed.ann)
    made = operations.add_corrective_action(
        ACTOR, found, title="Look", effect_check="It is looked at.", accountable=closed.bob, due_on=TODAY
    )
    actions.mark_done(ACTOR, made.action)
    made.action.refresh_from_db()
    operations.verify_effect(ACTOR, made, verified_by=closed.cy, effect_seen=True, note="Seen.")
    found.refresh_from_db()
    assert operations.close_nonconformity(ACTOR, found, closed_by=closed.cy, note="Done.").closed_on == TODAY
    found.refresh_from_db()
    assert operations.reopen_nonconformity(ACTOR, found, reason="Again.").closed_on is None


def test_a_closed_engagement_is_opened_again_with_a_reason_that_the_ledger_keeps(closed: Desk) -> None:
    with pytest.raises(Invalid, match="Say why"):
        operations.reopen_engagement(ACTOR, closed.engagement, reason=" ")
    again = operations.reopen_engagement(ACTOR, closed.engagement, reason="The report was withdrawn.")
    assert (again.state, again.closed_on) == ("reporting", None)
    entry = LedgerEntry.objects.get(operation="audits.reopen_engagement")
    assert entry.reason == "The report was withdrawn."
    operations.ask(ACTOR, later(closed))
    with pytest.raises(Invalid, match="is not closed"):
        operations.reopen_engagement(ACTOR, again, reason="Twice.")


def test_an_invitation_to_a_closed_engagement_can_only_be_made_shorter(closed: Desk) -> None:
    closed.engagement = operations.reopen_engagement(ACTOR, closed.engagement, reason="To invite.")
    made, _guest = closed.invite(days=5)
    operations.move_engagement(ACTOR, closed.engagement, state="closed")
    with pytest.raises(NotAllowed, match="is closed"):
        operations.extend_invitation(ACTOR, made, expires_on=TODAY.replace(day=29), reason="More.")
    operations.extend_invitation(ACTOR, made, expires_on=TODAY, reason="Less.")
