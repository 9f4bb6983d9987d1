"""Pages of audits, and what a guest auditor may open."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from pytest_django import Settings

from earnest.core.assurance import operations as assurance
from earnest.core.controls import operations as controls
from earnest.core.frameworks import operations as frameworks
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import (
    AuditRequest,
    Engagement,
    Invitation,
    Nonconformity,
    Population,
    RequestAnswer,
    RequestComment,
    Sample,
    SampleItem,
)
from earnest.duties.audits.rules.forecast import MET
from earnest.foundation import clock, plain
from earnest.foundation.actor import Role, program
from earnest.foundation.models import LedgerEntry, User
from earnest.foundation.record import operation

ACTOR = program("tests")


@pytest.fixture
def engagement(tmp_path: Path, settings: Settings, ciso: User) -> Engagement:
    settings.WORKSPACE = tmp_path
    plain.create(ACTOR, Person(name="Ada Birch", email="ada@birch.example", user=ciso))
    today = clock.today()
    frameworks.adopt(ACTOR, "pci-dss-4.0.1", on=today - timedelta(days=90))
    controls.adopt(ACTOR, "mfa-cloud-admin", on=today - timedelta(days=90))
    assurance.assess(today)
    return plan("The <b>audit</b>")


def plan(title: str) -> Engagement:
    today = clock.today()
    made = Engagement(
        title=title, framework=Framework.objects.get(), kind="assessment", scope="All of it",
        fieldwork_start=today + timedelta(days=20), fieldwork_end=today + timedelta(days=25),
    )  # fmt: skip
    return operations.plan_engagement(ACTOR, made)


def asked(engagement: Engagement, number: str = "R-1") -> AuditRequest:
    today = clock.today()
    made = AuditRequest(engagement=engagement, number=number, title="Users", asked_on=today, due_on=today)
    return operations.ask(ACTOR, made)


def sheet(*rows: tuple[str | None, ...]) -> io.BytesIO:
    book = Workbook()
    for row in (("Number", "Request", "Criteria"), *rows):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "list.xlsx"
    return out


@pytest.fixture
def guest(at_desk: Client, engagement: Engagement) -> Client:
    """A browser of a guest who came in by the link that the CISO was shown."""
    last = clock.today() + timedelta(days=9)
    given = {"name": "Ruth", "email": "ruth@firm.example", "expires_on": last.isoformat()}
    assert at_desk.post(reverse("audit-invite", args=[engagement.pk]), given).status_code == 302
    page = at_desk.get(reverse("engagements-detail", args=[engagement.pk])).content.decode()
    link = page.split('id="once-link">')[1].split("<")[0]
    again = at_desk.get(reverse("engagements-detail", args=[engagement.pk])).content.decode()
    assert "once-link" not in again, "it is shown once"
    browser = Client()
    assert browser.post("/sign-in/once/" + link.split("/sign-in/once/")[1]).status_code == 302
    return browser


def test_the_pages_of_an_engagement_open_and_escape_what_people_wrote(at_desk: Client, engagement: Engagement) -> None:
    asked(engagement)
    for name in ("audits", "engagements-detail", "audit-obligations", "audit-reviews"):
        args = [engagement.pk] if name == "engagements-detail" else []
        page = at_desk.get(reverse(name, args=args))
        assert page.status_code == 200, name
        assert "<b>audit" not in page.content.decode()
    text = at_desk.get(reverse("engagements-detail", args=[engagement.pk]), {"show": "all"}).content.decode()
    assert "A forecast from the record, not a promise." in text
    assert "/proof/requirement/" in text


def test_a_list_with_a_bad_cell_is_named_by_row_and_does_not_come_in(at_desk: Client, engagement: Engagement) -> None:
    page = reverse("audit-import", args=[engagement.pk])
    bad = at_desk.post(page, {"file": sheet(("R-1", "Users", None), ("R-2", "More", "99.99")), "keep": "1"})
    assert bad.status_code == 422
    assert bad.context["looked"].problems[0].row == 3
    assert not AuditRequest.objects.exists()
    good = sheet(("R-1", "Users", None), ("R-2", "More", "1.3"))
    looked = at_desk.post(page, {"file": good, "look": "1"})
    assert (looked.status_code, AuditRequest.objects.count()) == (200, 0)
    good.seek(0)
    assert at_desk.post(page, {"file": good, "keep": "1"}).status_code == 302
    assert AuditRequest.objects.count() == 2
    assert at_desk.get(reverse("audit-export", args=[engagement.pk])).content[:2] == b"PK"


def test_an_answer_points_at_live_evidence_and_shows_then_and_now(at_desk: Client, engagement: Engagement) -> None:
    row = asked(engagement)
    page = reverse("audit-answer", args=[row.pk])
    for told in ("hearsay:7", "snapshot:999", "control:none-such", "nothing", f"document:{'0' * 64}"):
        refused = at_desk.post(page, {"text": "Here.", "evidence": told})
        assert refused.status_code == 422
        assert "is no evidence that you can point at" in refused.content.decode()
    assert at_desk.post(page, {"text": "Here.", "evidence": ["control:mfa-cloud-admin"] * 2}).status_code == 302
    text = at_desk.get(reverse("audit-requests-detail", args=[row.pk])).content.decode()
    assert "The same today" in text


def test_who_answers_for_a_finding_cannot_close_it(at_desk: Client, engagement: Engagement) -> None:
    today = clock.today()
    ada = Person.objects.get(email="ada@birch.example")
    row = operations.raise_nonconformity(
        ACTOR,
        Nonconformity(engagement=engagement, kind="minor", title="T", statement="S", raised_on=today, accountable=ada),
    )
    refused = at_desk.post(reverse("finding-close", args=[row.pk]), {"text": "Done."})
    assert refused.status_code == 422
    assert "Nobody closes what they answer for" in refused.content.decode()
    assert at_desk.post(reverse("finding-cause", args=[row.pk]), {"text": "No check."}).status_code == 302
    assert "No check." in at_desk.get(reverse("nonconformities-detail", args=[row.pk])).content.decode()


def test_a_guest_lands_on_their_engagement_and_each_look_is_kept(guest: Client, engagement: Engagement) -> None:
    row, other = asked(engagement), asked(plan("Another"), "X-1")
    operations.comment(ACTOR, row, text="For our eyes", internal=True)
    page = guest.get(reverse("home"))
    assert page.headers["Location"] == reverse("guest-engagement", args=[engagement.pk])
    pages = [("guest-engagement", engagement), ("guest-facts", engagement), ("guest-export", engagement)]
    for name, one in [*pages, ("guest-request", row)]:
        answer = guest.get(reverse(name, args=[one.pk]))
        assert answer.status_code == 200, name
        assert b"For our eyes" not in answer.content
        assert b'id="nav"' not in answer.content
    entries = LedgerEntry.objects.filter(operation__in=("audits.guest_viewed", "audits.downloaded")).order_by("number")
    assert [one.operation.partition(".")[2] for one in entries] == [
        "guest_viewed", "guest_viewed", "downloaded", "guest_viewed"
    ]  # fmt: skip
    assert {one.actor for one in entries} == {"Ruth"}
    assert guest.get(reverse("guest-request", args=[other.pk])).status_code == 404
    assert guest.get(reverse("guest-engagement", args=[other.engagement_id])).status_code == 404


def test_a_guest_decides_and_comments_in_their_own_name(guest: Client, engagement: Engagement) -> None:
    row = asked(engagement)
    operations.answer(ACTOR, row, text="Here.", answered_by=Person.objects.get(email="ada@birch.example"))
    assert guest.post(reverse("guest-comment", args=[row.pk]), {"text": "Dates?", "by": "Ada"}).status_code == 302
    assert RequestComment.objects.get().by == "Ruth"
    assert guest.post(reverse("guest-return", args=[row.pk]), {"reason": "No dates."}).status_code == 302
    row.refresh_from_db()
    assert row.state == AuditRequest.State.RETURNED
    assert guest.post(reverse("audit-answer", args=[row.pk]), {"text": "Me."}).status_code == 404


@pytest.mark.parametrize("name", ["audits", "search", "tokens", "evidence", "jobs", "engagements-list", "history"])
def test_the_rest_of_the_house_does_not_exist_for_a_guest(guest: Client, name: str) -> None:
    assert guest.get(reverse(name)).status_code == 404


def test_who_is_invited_no_more_is_told_so_and_sees_nothing(
    guest: Client, at_desk: Client, engagement: Engagement
) -> None:
    row, invitation = asked(engagement), Invitation.objects.get()
    Invitation.objects.update(
        invited_on=clock.today() - timedelta(days=9), expires_on=clock.today() - timedelta(days=1)
    )
    landed = guest.get(reverse("home"))
    told = "Your invitation to “The &lt;b&gt;audit&lt;/b&gt;” has ended."
    assert (landed.status_code, told in landed.content.decode()) == (200, True)
    for name, pk in (("guest-engagement", engagement.pk), ("guest-request", row.pk), ("guest-export", engagement.pk)):
        assert guest.get(reverse(name, args=[pk])).status_code == 404
    assert at_desk.post(reverse("invitation-revoke", args=[invitation.pk]), {"reason": "Over."}).status_code == 302
    assert guest.get(reverse("home")).status_code == 302, "signed out"
    out = guest.get(reverse("sign-in")).content.decode()
    assert told in out, "whom they were is known from their session"
    assert f"{invitation.invited_by} can open it again." in out
    assert told not in Client().get(reverse("sign-in")).content.decode()
    assert User.objects.filter(role=Role.AUDITOR, is_active=True).count() == 0


def test_a_guest_asks_the_api_only_what_the_ledger_keeps(guest: Client, engagement: Engagement) -> None:
    row = asked(engagement)
    assert guest.get("/api/audits/requests", {"engagement": engagement.pk}).status_code == 200
    assert LedgerEntry.objects.get(operation="audits.downloaded").actor == "Ruth"
    for path in ("/api/audit-requests/", f"/api/audit-requests/{row.pk}", "/api/invitations/", "/api/samples/"):
        answer = guest.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json"), path


def test_results_that_another_recorded_meanwhile_are_not_written_over(at_desk: Client, engagement: Engagement) -> None:
    with operation(ACTOR, "tests.sample") as work:
        drawn_from = work.create(
            Population(
                engagement=engagement, title="P", test="t", test_digest="0" * 64, as_of=clock.today(), size=1,
                digest="0" * 64, drawn_by="tests",
            )
        )  # fmt: skip
        sample = work.create(
            Sample(
                population=drawn_from, title="S", method="judgement", algorithm="1", size=1, reason="Why",
                attributes=[{"key": "A", "title": "Approved"}], drawn_on=clock.today(), digest="0" * 64,
                drawn_by="tests",
            )
        )  # fmt: skip
        item = work.create(SampleItem(sample=sample, position=1, subject="a", label="a"))
    operations.record_test(ACTOR, item, results={"A": "exception"}, note="Nobody approved it.")
    page = reverse("audit-sample-results", args=[sample.pk])
    at_desk.post(page, {f"v-{item.pk}": item.revision, f"r-{item.pk}-A": "", f"n-{item.pk}": ""})
    item.refresh_from_db()
    assert item.results == {"A": "exception"}
    at_desk.post(page, {f"v-{item.pk}": item.revision, f"r-{item.pk}-A": "pass", f"n-{item.pk}": ""})
    item.refresh_from_db()
    assert item.results == {"A": "pass"}


def test_evidence_is_looked_for_by_words_and_nothing_that_was_typed_is_lost(
    at_desk: Client, engagement: Engagement
) -> None:
    row = asked(engagement)
    page, chosen = reverse("audit-answer", args=[row.pk]), "control:mfa-cloud-admin"
    given = {"text": "So far.", "q": "zebra cloud", "kind": "test", "look": "1", "evidence": chosen}
    looked = at_desk.post(page, given)
    assert looked.status_code == 200
    text = looked.content.decode()
    assert "So far." in text
    assert f'value="{chosen}" checked' in text
    assert looked.context["picker"].offer.choices == ()
    found = at_desk.get(reverse("audit-evidence", args=[row.pk]), {"q": "mfa", "evidence": chosen})
    values = [one.value for one in found.context["picker"].offer.choices]
    assert chosen not in values, "what is chosen is not offered again"
    assert any(one.startswith("test:mfa-cloud-admin/") for one in values)
    assert b"<html" not in found.content
    assert not RequestAnswer.objects.exists()


def test_a_file_that_is_handed_over_is_for_those_invited_and_each_download_is_kept(
    at_desk: Client, guest: Client, engagement: Engagement
) -> None:
    row, other = asked(engagement), asked(plan("Another"), "X-1")
    page = reverse("audit-answer", args=[row.pk])
    file = io.BytesIO(b"The policy.")
    file.name = "policy.txt"
    assert at_desk.post(page, {"text": "Here.", "file": file}).status_code == 302
    digest = hashlib.sha256(b"The policy.").hexdigest()
    evidence = RequestAnswer.objects.get().evidence.get()
    assert (evidence.points_at, evidence.label) == (digest, "policy.txt")
    address = reverse("guest-document", args=[engagement.pk, digest])
    assert address in guest.get(reverse("guest-request", args=[row.pk])).content.decode()
    assert address in guest.get(reverse("guest-facts", args=[engagement.pk])).content.decode()
    for browser in (guest, at_desk):
        answer = browser.get(address)
        assert b"".join(answer) == b"The policy."
        assert 'filename="policy.txt"' in answer.headers["Content-Disposition"]
    kept = LedgerEntry.objects.filter(operation="audits.downloaded").order_by("number")
    house = User.objects.get(role=Role.CISO).name
    assert [one.actor for one in kept] == ["Ruth", house]
    assert {one.facts["what"] for one in kept} == {"File handed over: policy.txt"}
    assert guest.get(reverse("guest-document", args=[engagement.pk, "0" * 64])).status_code == 404
    assert at_desk.get(reverse("guest-document", args=[other.engagement_id, digest])).status_code == 404
    Invitation.objects.update(revoked_on=clock.today())
    assert guest.get(address).status_code == 404
    assert kept.all().count() == 2


@pytest.mark.parametrize("name", ["audit-assign", "audit-answer", "audit-move"])
def test_who_saves_over_another_is_told_so(name: str, at_desk: Client, engagement: Engagement) -> None:
    record = engagement if name == "audit-move" else asked(engagement)
    page = reverse(name, args=[record.pk])
    shown = at_desk.get(page)
    assert f'name="revision" value="{record.revision}"' in shown.content.decode()
    plain.change(ACTOR, record, {"title": "Changed meanwhile"})
    given = {"to": "", "text": "Mine.", "state": "fieldwork", "revision": record.revision}
    late = at_desk.post(page, given)
    assert (late.status_code, "changed by somebody else" in late.content.decode()) == (409, True)
    assert at_desk.post(page, {**given, "revision": record.revision + 1}).status_code == 302


def test_a_form_that_was_refused_is_still_typed_over_what_was_seen(at_desk: Client, engagement: Engagement) -> None:
    page = reverse("audit-move", args=[engagement.pk])
    plain.change(ACTOR, engagement, {"title": "Changed meanwhile"})
    refused = at_desk.post(page, {"state": "none-such", "revision": 1})
    assert refused.status_code == 422
    assert 'name="revision" value="1"' in refused.content.decode()


def test_a_closed_engagement_offers_only_to_be_opened_again(at_desk: Client, engagement: Engagement) -> None:
    row = asked(engagement)
    for state in ("fieldwork", "reporting", "closed"):
        engagement = operations.move_engagement(ACTOR, engagement, state=state)
    text = at_desk.get(reverse("engagements-detail", args=[engagement.pk])).content.decode()
    for name in ("audit-move", "audit-import", "audit-ask", "audit-population", "audit-finding", "audit-invite"):
        assert reverse(name, args=[engagement.pk]) not in text, name
    shown = at_desk.get(reverse("audit-requests-detail", args=[row.pk])).content.decode()
    assert reverse("audit-answer", args=[row.pk]) not in shown
    refused = at_desk.post(reverse("audit-answer", args=[row.pk]), {"text": "Late."})
    assert (refused.status_code, "is closed" in refused.content.decode()) == (422, True)
    assert at_desk.post(reverse("engagements-delete", args=[engagement.pk])).status_code == 422
    again = reverse("audit-reopen", args=[engagement.pk])
    assert again in text
    assert at_desk.post(again, {"reason": " "}).status_code == 422
    assert at_desk.post(again, {"reason": "A page was missing."}).status_code == 302
    engagement.refresh_from_db()
    assert engagement.state == Engagement.State.REPORTING


def test_the_share_at_fieldwork_leads_to_every_requirement_behind_it(at_desk: Client, engagement: Engagement) -> None:
    page = reverse("proof-readiness", args=[engagement.pk])
    assert page in at_desk.get(reverse("engagements-detail", args=[engagement.pk])).content.decode()
    shown = at_desk.get(page)
    assert shown.status_code == 200
    ahead = queries.readiness(engagement, clock.today())
    links = shown.context["links"]
    told = [one for one in links if one.label == "Requirement"]
    assert [one.step.what for one in told] == [f"{one.key} {one.title}" for one in ahead.rows]
    assert [one.status for one in told] == [one.expected for one in ahead.rows]
    assert all(one.why for one in told)
    counted = dict(links[0].step.inputs)["Expected"]
    met = sum(one.expected in MET for one in ahead.rows)
    assert counted.startswith(f"{met} of {sum(one.expected != 'not applicable' for one in ahead.rows)} that apply")
