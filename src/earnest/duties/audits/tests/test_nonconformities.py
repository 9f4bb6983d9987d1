from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from earnest.core.actions import operations as actions
from earnest.duties.audits import operations, queries
from earnest.duties.audits.concerns import concerns
from earnest.duties.audits.models import CorrectiveAction, Nonconformity
from earnest.duties.audits.rules.standing import Live, Standing
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk
from earnest.foundation import plain, users
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Conflict, Invalid, NotAllowed


def found_by(desk: Desk, **values: Any) -> Nonconformity:
    told = {
        "engagement": desk.engagement, "kind": "minor", "title": "An account is shared", "statement": "Seen.",
        "control": desk.control, "test": TEST, "subject": "desk:a-001", "accountable": desk.ann, "raised_on": TODAY,
    } | values  # fmt: skip
    return operations.raise_nonconformity(ACTOR, Nonconformity(**told))


def standing(row: Nonconformity) -> Standing:
    return queries.standing_of(Nonconformity.objects.get(pk=row.pk), TODAY).stands.standing


def corrected(desk: Desk, row: Nonconformity) -> CorrectiveAction:
    operations.state_cause(ACTOR, row, root_cause="The desk has one sign-in.", stated_by=desk.ann)
    return operations.add_corrective_action(
        ACTOR, row, title="Give each person an account", effect_check="The list of accounts.", accountable=desk.bob,
        due_on=TODAY + timedelta(days=3),
    )  # fmt: skip


def verified(desk: Desk, made: CorrectiveAction) -> None:
    actions.mark_done(ACTOR, made.action)
    made.action.refresh_from_db()
    operations.verify_effect(ACTOR, made, verified_by=desk.cy, effect_seen=True, note="Each has one.")


def test_numbers_count_up_in_their_year(desk: Desk) -> None:
    assert [found_by(desk).number, found_by(desk).number] == ["NC-2026-01", "NC-2026-02"]


def test_it_is_closed_only_after_cause_action_and_an_effect_that_another_saw(desk: Desk) -> None:
    desk.accounts("person", "person")
    desk.assess()
    row = found_by(desk)

    def close() -> None:
        operations.close_nonconformity(ACTOR, row, closed_by=desk.cy, note="Done.")

    assert standing(row) is Standing.NO_CAUSE
    with pytest.raises(Invalid, match="why it happened"):
        close()
    made = corrected(desk, row)
    assert standing(row) is Standing.IN_WORK
    with pytest.raises(Invalid, match="not done yet"):
        operations.verify_effect(ACTOR, made, verified_by=desk.cy, effect_seen=True, note="x")
    actions.mark_done(ACTOR, made.action)
    made.action.refresh_from_db()
    assert standing(row) is Standing.TO_VERIFY
    for own in (desk.ann, desk.bob):
        with pytest.raises(Invalid, match="neither did it nor answers"):
            operations.verify_effect(ACTOR, made, verified_by=own, effect_seen=True, note="x")
    operations.verify_effect(ACTOR, made, verified_by=desk.cy, effect_seen=False, note="Two still share.")
    row.refresh_from_db()
    assert standing(row) is Standing.NO_EFFECT
    operations.verify_effect(ACTOR, made, verified_by=desk.cy, effect_seen=True, note="Each has one.")
    row = Nonconformity.objects.get(pk=row.pk)
    with pytest.raises(Invalid, match="Nobody closes what they answer for"):
        operations.close_nonconformity(ACTOR, row, closed_by=desk.ann, note="Done.")
    close()
    assert standing(row) is Standing.CLOSED
    made.refresh_from_db()
    assert made.evidence_said == f"The control test {TEST} no longer finds it."


def test_evidence_that_shows_it_keeps_it_from_being_closed(desk: Desk) -> None:
    desk.accounts("person", "shared")
    desk.assess()
    row = found_by(desk)
    verified(desk, corrected(desk, row))
    row = Nonconformity.objects.get(pk=row.pk)
    assert standing(row) is Standing.NO_EFFECT
    with pytest.raises(Invalid, match="Several people sign in"):
        operations.close_nonconformity(ACTOR, row, closed_by=desk.cy, note="Done.")


def test_evidence_that_comes_later_contradicts_a_close(desk: Desk) -> None:
    desk.accounts("person", "person")
    desk.assess()
    row = found_by(desk, due_on=TODAY)
    verified(desk, corrected(desk, row))
    operations.close_nonconformity(ACTOR, Nonconformity.objects.get(pk=row.pk), closed_by=desk.cy, note="Done.")
    assert not queries.nonconformities(ACTOR, TODAY)[0].open
    desk.accounts("person", "shared", seen="2026-06-14 12:00")
    desk.assess()
    (now,) = queries.nonconformities(ACTOR, TODAY)
    assert now.open
    assert now.stands.standing is Standing.CONTRADICTED
    assert now.live_because == "desk: a-001: Several people sign in with this account."
    assert "nonconformity-contradicted" in {one.rule for one in concerns(ACTOR, TODAY)}


@pytest.mark.parametrize(
    ("kinds", "values", "wanted"),
    [
        (("person", "shared"), {}, Live.THERE),
        (("person", "person"), {}, Live.GONE),
        (("shared", "person"), {}, Live.GONE),
        (("shared", "person"), {"subject": ""}, Live.THERE),
        (("shared", "person"), {"subject": "", "test": ""}, Live.THERE),
        ((), {}, Live.UNPROVEN),
        ((), {"subject": ""}, Live.UNPROVEN),
        (("shared",), {"control": None, "subject": "", "test": ""}, Live.NONE),
    ],
)
def test_live_evidence_says_whether_it_is_there(
    kinds: tuple[str, ...], values: dict[str, Any], wanted: Live, desk: Desk
) -> None:
    if kinds:
        desk.accounts(*kinds)
    desk.assess()
    assert queries.standing_of(found_by(desk, **values), TODAY).stands.live is wanted


def test_a_reader_closes_nothing(desk: Desk) -> None:
    row = found_by(desk)
    reader = Actor("R", Role.OWNER, user=3, person=desk.cy.pk)
    with pytest.raises(Exception, match="may not"):
        operations.close_nonconformity(reader, row, closed_by=desk.cy, note="Done.")


def test_who_answers_for_a_finding_does_not_soften_it(desk: Desk) -> None:
    found = operations.raise_nonconformity(
        ACTOR,
        Nonconformity(
            engagement=desk.engagement, kind="major", title="T", statement="S", raised_on=TODAY, accountable=desk.ann
        ),
    )
    ann = Actor("Ann", Role.OWNER, user=7, person=desk.ann.pk)
    for values in ({"kind": "observation"}, {"statement": "Nearly so."}, {"accountable": desk.bob}):
        with pytest.raises(NotAllowed, match="Whoever answers for"):
            plain.change(ann, found, values)
    plain.change(ann, found, {"kind": "major", "accountable": desk.ann})
    assert plain.change(ACTOR, found, {"kind": "minor"}).kind == "minor"


def test_who_ever_answered_for_a_finding_neither_verifies_nor_closes_it(desk: Desk) -> None:
    desk.accounts("person", "person")
    desk.assess()
    row = found_by(desk)
    made = corrected(desk, row)
    plain.change(ACTOR, Nonconformity.objects.get(pk=row.pk), {"accountable": desk.bob})
    plain.change(ACTOR, made.action, {"accountable": None})
    actions.mark_done(ACTOR, made.action)
    made = CorrectiveAction.objects.get()
    for own in (desk.ann, desk.bob):
        with pytest.raises(Invalid, match="never has"):
            operations.verify_effect(ACTOR, made, verified_by=own, effect_seen=True, note="x")
    operations.verify_effect(ACTOR, made, verified_by=desk.cy, effect_seen=True, note="Each has one.")
    assert standing(row) is Standing.READY
    with pytest.raises(Invalid, match="or answered for before"):
        operations.close_nonconformity(
            ACTOR, Nonconformity.objects.get(pk=row.pk), closed_by=desk.ann, note="I gave it away."
        )
    plain.change(ACTOR, Nonconformity.objects.get(pk=row.pk), {"accountable": desk.cy})
    plain.change(ACTOR, Nonconformity.objects.get(pk=row.pk), {"accountable": desk.ann})
    assert standing(row) is Standing.TO_VERIFY, "who verified it answered for it since"


def test_who_did_the_action_of_a_finding_that_is_nobodys_does_not_verify_it(desk: Desk) -> None:
    desk.accounts("person", "person")
    desk.assess()
    row = found_by(desk, accountable=None)
    account = users.create_user(ACTOR, email="cy@birch.example", name="Cy", role=Role.ANALYST)
    plain.change(ACTOR, desk.cy, {"user": account})
    cy = Actor("Cy", Role.ANALYST, user=account.pk, person=desk.cy.pk)
    operations.state_cause(ACTOR, row, root_cause="The desk has one sign-in.", stated_by=desk.ann)
    made = operations.add_corrective_action(
        ACTOR, row, title="Do it", effect_check="Look.", accountable=None, due_on=TODAY
    )  # fmt: skip
    actions.mark_done(cy, made.action)
    made = CorrectiveAction.objects.get()
    with pytest.raises(Invalid, match="neither did it"):
        operations.verify_effect(cy, made, verified_by=desk.cy, effect_seen=True, note="I did it well.")
    operations.verify_effect(ACTOR, made, verified_by=desk.bob, effect_seen=True, note="Seen.")
    row.refresh_from_db()
    with pytest.raises(Invalid, match="mended themselves"):
        operations.close_nonconformity(ACTOR, row, closed_by=desk.cy, note="Done.")


def test_what_another_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    row = found_by(desk)
    first = row.revision
    operations.contain(ACTOR, row, containment="Stopped.", seen=first)
    with pytest.raises(Conflict):
        operations.contain(ACTOR, row, containment="Mine.", seen=first)
