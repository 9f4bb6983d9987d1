from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from earnest.core.controls.models import Control
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot
from earnest.core.frameworks.models import Requirement
from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import (
    AuditRequest,
    Engagement,
    Invitation,
    ManagementReview,
    Nonconformity,
    Obligation,
    Population,
    RequestComment,
    Sample,
)
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk
from earnest.foundation import clock, plain, users
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.models import ApiToken, LedgerEntry
from earnest.foundation.record import operation, visible_to

KINDS = (Engagement, AuditRequest, RequestComment, Population, Sample, Nonconformity)


def seen(actor: Actor) -> dict[str, int]:
    return {kind.__name__: visible_to(actor, kind).count() for kind in KINDS}


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Two engagements with one row of each kind in both."""
    desk.accounts("person", "person")
    for place, one in enumerate((desk.engagement, desk.other())):
        request = desk.request(f"R-{place}", engagement=one)
        operations.comment(ACTOR, request, text="For all.")
        operations.comment(ACTOR, request, text="For us.", internal=True)
        population = operations.record_population(ACTOR, one, test=TEST)
        operations.draw_sample(ACTOR, population, method="random", size=1, seed="s")
        operations.raise_nonconformity(
            ACTOR, Nonconformity(engagement=one, kind="minor", title="T", statement="S", raised_on=TODAY)
        )
    return desk


def test_a_guest_sees_one_engagement_and_nothing_else(full: Desk) -> None:
    _, guest = full.invite()
    assert seen(guest) == dict.fromkeys((kind.__name__ for kind in KINDS), 1)
    assert visible_to(guest, Engagement).get() == full.engagement
    assert visible_to(guest, RequestComment).get().text == "For all."
    for kind in (Control, Requirement, Snapshot, Obligation, ManagementReview):
        assert not visible_to(guest, kind).exists()


def test_a_guest_without_an_invitation_sees_nothing(full: Desk) -> None:
    for actor in (Actor("G", Role.AUDITOR, user=None), Actor("G", Role.AUDITOR, user=999), Actor("E", Role.EMPLOYEE)):
        assert not any(seen(actor).values())


def test_the_last_day_counts_and_the_day_after_shows_nothing(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, guest = full.invite(days=3)
    for day, wanted in ((18, 1), (19, 0)):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(2026, 6, day, 23, tzinfo=UTC))
        assert set(seen(guest).values()) == {wanted}
    with pytest.raises(NotAllowed):
        queries.engagement_facts(guest, full.engagement, TODAY)
    with pytest.raises(NotAllowed):
        operations.guest_viewed(guest, full.engagement, what="Requests")


def test_who_is_shown_out_sees_nothing_at_once(full: Desk) -> None:
    invitation, guest = full.invite()
    users.create_user(ACTOR, email="ciso@birch.example", name="Chief", role=Role.CISO)
    with pytest.raises(Invalid, match="Say why"):
        operations.revoke_invitation(ACTOR, invitation, reason=" ")
    operations.revoke_invitation(ACTOR, invitation, reason="The audit is over.")
    assert not any(seen(guest).values())
    invitation.user.refresh_from_db()
    assert not invitation.user.is_active


def test_each_view_and_download_is_in_the_ledger(full: Desk) -> None:
    _, guest = full.invite()
    operations.guest_viewed(guest, full.engagement, what="Request list")
    operations.downloaded(guest, full.engagement, what="Request list")
    kinds = ("audits.guest_viewed", "audits.downloaded")
    entries = LedgerEntry.objects.filter(operation__in=kinds).order_by("number")
    assert tuple(one.operation for one in entries) == kinds
    assert {(one.actor, one.user) for one in entries} == {("Gia", guest.user)}
    assert entries[0].subjects.get().record == full.engagement.reference
    operations.guest_viewed(ACTOR, full.engagement, what="Request list")
    assert entries.all().count() == 2, "a look of people of the house leaves no entry"
    operations.downloaded(ACTOR, full.engagement, what="Request list")
    assert entries.all().count() == 3, "what they take away does"


def test_a_guest_may_comment_accept_and_return_in_their_own_engagement_only(full: Desk) -> None:
    _, guest = full.invite()
    mine, other = AuditRequest.objects.order_by("pk")
    operations.comment(guest, mine, text="Please add dates.", by="Somebody else")
    assert mine.comments.latest("pk").by == "Gia", "a guest speaks in their own name"
    with pytest.raises(NotAllowed):
        operations.comment(guest, mine, text="Secret", internal=True)
    with pytest.raises(NotAllowed):
        operations.comment(guest, other, text="Hello")
    operations.answer(ACTOR, mine, text="Here.", answered_by=full.ann)
    mine.refresh_from_db()
    operations.return_request(guest, mine, reason="It lacks dates.")
    mine.refresh_from_db()
    assert mine.state == "returned"
    with pytest.raises(NotAllowed):
        operations.answer(guest, mine, text="I answer myself.", answered_by=full.ann)


def test_a_guest_may_draw_a_sample_of_their_own_population_only(full: Desk) -> None:
    _, guest = full.invite()
    mine, other = Population.objects.order_by("pk")
    made = operations.draw_sample(guest, mine, method="random", size=1)
    assert made.drawn_by == "Gia"
    with pytest.raises(NotAllowed):
        operations.draw_sample(guest, other, method="random", size=1)
    with pytest.raises(NotAllowed):
        operations.record_population(guest, full.engagement, test=TEST)


def test_facts_for_a_guest_are_of_the_framework_and_no_more(full: Desk) -> None:
    full.assess()
    _, guest = full.invite()
    found = queries.engagement_facts(guest, full.engagement, TODAY)
    assert [one.key for one in found.requirements] == ["1", "2"]
    assert [one.key for one in found.controls] == ["identity"]
    (test,) = found.controls[0].tests
    assert (test.id, test.population) == (TEST, 2)
    assert [one.source for one in found.controls[0].snapshots] == ["accounts"]


def test_a_file_may_be_taken_where_an_answer_or_a_population_rests_on_it(full: Desk) -> None:
    _, guest = full.invite()
    there = Snapshot.objects.get()
    assert queries.may_download(guest, full.engagement, there)
    newer = Snapshot.objects.get(pk=full.accounts("person", seen="2026-06-14 10:00"))
    assert not queries.may_download(guest, full.engagement, newer)
    request = AuditRequest.objects.order_by("pk")[0]
    link = operations.Link("snapshot", str(newer.pk))
    operations.answer(ACTOR, request, text="Here.", answered_by=full.ann, evidence=[link])
    assert queries.may_download(guest, full.engagement, newer)
    assert not queries.may_download(Actor("G", Role.AUDITOR, user=999), full.engagement, newer)


def test_nobody_of_the_house_becomes_a_guest_and_nobody_is_invited_for_ever(desk: Desk) -> None:
    users.create_user(ACTOR, email="ann@birch.example", name="Ann", role=Role.OWNER)
    with pytest.raises(Invalid) as refused:
        operations.invite(ACTOR, desk.engagement, name="Ann", email="Ann@birch.example", expires_on=TODAY)
    assert refused.value.field == "email"
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=500)):
        with pytest.raises(Invalid) as refused:
            operations.invite(ACTOR, desk.engagement, name="Gia", email="gia@firm.example", expires_on=day)
        assert refused.value.field == "expires_on"
    assert not Invitation.objects.exists()


def test_a_guest_writes_nothing_into_an_engagement_that_is_closed(full: Desk) -> None:
    _, guest = full.invite()
    for state in ("fieldwork", "reporting", "closed"):
        full.engagement = operations.move_engagement(ACTOR, full.engagement, state=state)
    request, population = AuditRequest.objects.order_by("pk")[0], Population.objects.order_by("pk")[0]
    item = Sample.objects.order_by("pk")[0].items.get()
    late = AuditRequest(engagement=full.engagement, number="R-9", title="More", asked_on=TODAY, due_on=TODAY)
    for act in (
        lambda: operations.ask(guest, late),
        lambda: operations.comment(guest, request, text="Late."),
        lambda: operations.draw_sample(guest, population, method="random", size=1),
        lambda: operations.record_test(guest, item, results={}),
    ):
        with pytest.raises(NotAllowed, match="is closed"):
            act()


def test_an_account_that_ends_takes_its_tokens_along(full: Desk) -> None:
    invitation, guest = full.invite()
    users.create_user(ACTOR, email="ciso@birch.example", name="Chief", role=Role.CISO)
    with operation(ACTOR, "tests.token") as work:
        work.create(ApiToken(user=invitation.user, name="t", digest="d", expires_on=TODAY + timedelta(days=5)))
    operations.revoke_invitation(ACTOR, invitation, reason="The audit is over.")
    full.invite()
    assert not ApiToken.objects.filter(user=guest.user).exists(), "another invitation wakes no old token"


def test_only_files_that_an_answer_handed_over_are_handed_over(full: Desk) -> None:
    _, guest = full.invite()
    paths = [full.folder / f"policy-{number}.txt" for number in range(2)]
    for number, path in enumerate(paths):
        path.write_text(f"Policy {number}")
    mine, other = (evidence.store().put(path).sha256 for path in paths)
    for row, digest in zip(AuditRequest.objects.order_by("pk"), (mine, other), strict=True):
        link = operations.Link("document", digest, label="policy.txt")
        operations.answer(ACTOR, row, text="Here.", answered_by=full.ann, evidence=[link])
    assert [(one.sha256, one.name) for one in queries.handed_over(guest, full.engagement)] == [(mine, "policy.txt")]
    Invitation.objects.update(revoked_on=TODAY)
    assert queries.handed_over(guest, full.engagement) == ()


def test_who_is_invited_no_more_learns_which_engagement_it_was_and_whom_to_ask(full: Desk) -> None:
    invitation, guest = full.invite()
    assert guest.user is not None
    assert queries.ended(guest.user) == (), "it is open to them"
    Invitation.objects.update(revoked_on=TODAY)
    assert queries.ended(guest.user) == (queries.Ended(full.engagement.title, invitation.invited_by, ""),)
    plain.change(ACTOR, full.engagement, {"accountable": full.ann})
    assert queries.ended(guest.user)[0].ask == full.ann.name
    assert queries.ended(999) == ()
