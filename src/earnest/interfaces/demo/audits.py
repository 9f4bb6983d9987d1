"""Loads the audits of the sample company: engagements, requests, samples, what was found, reviews, duties of law."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta

from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from earnest.core.assurance import operations as assurance
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Snapshot
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.duties.audits import operations as audits
from earnest.duties.audits import queries
from earnest.duties.audits.models import AuditRequest, Engagement, Obligation, Population, Sample
from earnest.duties.audits.rules.testing import Attribute
from earnest.foundation import clock
from earnest.foundation.actor import Actor, Role
from earnest.interfaces.demo.audit_findings import load_findings
from earnest.interfaces.demo.audit_requests import ISO, PCI, SOC2, Asked
from earnest.library.obligations import obligations
from earnest.library.sample.model import Planted
from earnest.library.sample.people import DOMAIN

People = dict[str, Person]
CISO = f"ines.okafor@{DOMAIN}"
FIRM, AUDITOR = "Ashgrove Assurance LLP", "Ruth Kessler"
BEGAN = 33
"""Days since the auditors of SOC 2 first came."""
ANSWERED = 14
"""Days since most requests were answered."""
LEAVERS, REVIEWS, CHANGES, PRIVILEGED = (
    "leaver-accounts", "reviews-signed-together", "changes-approved", "privileged-mfa",
)  # fmt: skip


def load_audits(actor: Actor, people: People, planted: Sequence[Planted], today: date) -> None:
    """Put the audits into the record. Evidence is there already; statuses are derived where answers point at them."""
    for day in (today - timedelta(days=ANSWERED), today):
        assurance.assess(day)
    soc2, iso, pci, last = _engagements(actor, people, today)
    for engagement, asked in ((soc2, SOC2), (iso, ISO), (pci, PCI)):
        _requests(actor, engagement, asked, people, today)
    _guest(actor, soc2, today)
    samples = _samples(actor, soc2, planted, today)
    load_findings(actor, people, soc2, last, samples, today)
    for state in (Engagement.State.FIELDWORK, Engagement.State.REPORTING, Engagement.State.CLOSED):
        last = audits.move_engagement(actor, last, state=state, on=today - timedelta(days=280))
    _obligations(actor, people, today)


def _engagements(actor: Actor, people: People, today: date) -> tuple[Engagement, Engagement, Engagement, Engagement]:
    def plan(title: str, framework: str, kind: str, firm: str, first: int, last: int, report: int, scope: str, *,
             owner: str = CISO, period: int = 0) -> Engagement:  # fmt: skip
        return audits.plan_engagement(
            actor,
            Engagement(
                title=title,
                framework=Framework.objects.get(key=framework),
                kind=kind,
                scope=scope,
                period_start=today - timedelta(days=period) if period else None,
                period_end=today - timedelta(days=1) if period else None,
                firm=firm,
                lead_auditor=AUDITOR if firm == FIRM else "",
                lead_auditor_email="ruth.kessler@ashgrove.example" if firm == FIRM else "",
                fieldwork_start=today + timedelta(days=first),
                fieldwork_end=today + timedelta(days=last),
                report_due=today + timedelta(days=report),
                accountable=people[owner],
            ),
        )

    isms = "Card payments and health-benefit cards, from Dublin and Austin."
    last = plan("ISO 27001 surveillance of last year", "iso27001-2022", "surveillance", "Northlight Certification",
                -294, -292, -280, isms)  # fmt: skip
    soc2 = plan("SOC 2 Type II of this year", "soc2-tsc-2017", "type2", FIRM, 12, 27, 48,
                "The payment gateway, card authorisation, settlement and the benefits platform: security, availability "
                "and confidentiality.", period=365)  # fmt: skip
    iso = plan("ISO 27001 surveillance of this year", "iso27001-2022", "surveillance", "Northlight Certification",
               60, 62, 74, isms)  # fmt: skip
    pci = plan("PCI DSS assessment as a service provider", "pci-dss-4.0.1", "assessment", "Stonebridge Assessors",
               100, 118, 133, "Payment gateway, card authorisation, ledger, settlement, and what connects to them.",
               owner=f"tomasz.brandt@{DOMAIN}")  # fmt: skip
    return soc2, iso, pci, last


def _requests(actor: Actor, engagement: Engagement, asked: Sequence[Asked], people: People, today: date) -> None:
    """The list comes in as the auditors' workbook does; then it is answered."""
    sheet = queries.read_request_file(engagement, _workbook(asked, today), "requests.xlsx", today)
    rows = {row.number: row for row in audits.import_requests(actor, engagement, sheet)}
    for one in asked:
        if one.state != AuditRequest.State.OPEN:
            _answered(actor, rows[one.number], one, people, today)


def _workbook(asked: Sequence[Asked], today: date) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(("Number", "Request", "Criteria", "Control", "Date requested", "Due date", "Owner"))
    for one in asked:
        due = today + timedelta(days=one.due)
        owner = f"{one.owner}@{DOMAIN}" if one.owner else None
        began = today - timedelta(days=BEGAN)
        sheet.append((one.number, one.title, one.requirement, one.control, began, due, owner))
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _answered(actor: Actor, row: AuditRequest, told: Asked, people: People, today: date) -> None:
    day = today - timedelta(days=ANSWERED)
    links = [_link(one, day) for one in told.evidence]
    by = people[f"{told.owner}@{DOMAIN}"]
    audits.answer(actor, row, text=told.answer, answered_by=by, evidence=links, on=day)
    row.refresh_from_db()
    later = day + timedelta(days=5)
    if told.state == AuditRequest.State.ACCEPTED:
        audits.accept(actor, row, on=later)
    elif told.state == AuditRequest.State.RETURNED:
        audits.comment(actor, row, text=_WANTED[told.number], by=AUDITOR)
        audits.return_request(actor, row, reason="Returned by the auditor; see their comment.", on=later)
        audits.comment(actor, row, text="Let us answer with the record itself this time.", internal=True)


_WANTED = {
    "A-08": "Please show where fraud was considered: the assessment does not use the word.",
    "A-13": "This speaks of an office VPN client. Is this the policy in force?",
    "A-19": "All four quarters carry one day of signing. How was each review carried out in its quarter?",
    "A-32": "Two tickets of the period tell of lost laptops. Why is the register empty?",
}
"""What the auditor said to what they returned."""


def _link(told: str, day: date) -> audits.Link:
    kind, _, name = told.partition(":")
    if kind != "file":
        return audits.Link(kind, name)
    moment = clock.end_of(day)
    rows = Snapshot.objects.filter(source__slug=name, state=Snapshot.State.GOOD, observed_at__lte=moment)
    newest = rows.order_by("-observed_at", "-pk").first() or Snapshot.objects.filter(source__slug=name).latest("pk")
    return audits.Link("snapshot", str(newest.pk))


def _guest(actor: Actor, engagement: Engagement, today: date) -> None:
    until = engagement.fieldwork_end + timedelta(days=30)
    invited = audits.invite(actor, engagement, name=AUDITOR, email="ruth.kessler@ashgrove.example", expires_on=until)
    audits.invite(
        actor, engagement, name="Owen Tull", email="owen.tull@ashgrove.example", expires_on=today + timedelta(days=5)
    )
    guest = Actor(AUDITOR, Role.AUDITOR, user=invited.user_id)
    audits.guest_viewed(guest, engagement, what="Request list")
    audits.guest_viewed(guest, engagement, what="Request A-18 with its answer")
    audits.downloaded(guest, engagement, what="Request list as a workbook")


def _samples(actor: Actor, engagement: Engagement, planted: Sequence[Planted], today: date) -> dict[str, Sample]:
    """Populations as of the day before today, samples by recorded seeds, and what testing found."""
    expected = {one.id: one.expected for one in planted}
    live = expected["leaver-on-github"][0]
    day = today - timedelta(days=1)

    def population(control: str, test: str, title: str, note: str) -> Population:
        row = Control.objects.get(key=control)
        return audits.record_population(actor, engagement, control=row, test=test, title=title, as_of=day, note=note)

    leavers = population("access-revocation", LEAVERS, "Leavers of the period, in each system",
                         "Everybody on the personnel list with a last day, in every system we export.")  # fmt: skip
    reviews = population("access-review", REVIEWS, "Access reviews that were signed", "All rows of the workbook.")
    changes = population("code-review-testing", CHANGES, "Changes to production code", "All merged pull requests.")
    admins = population("mfa-privileged", PRIVILEGED, "Privileged accounts", "Four systems, by their exports.")
    person = live.partition(":")[0]
    own = [one.subject for one in queries.kept_members(leavers) if one.subject.partition(":")[0] == person]
    revoked = (Attribute("A", "Access ended within a day of the last day"),)
    signed = (Attribute("A", "Signed by its reviewer"), Attribute("B", "Signed in its own quarter"))
    approved = (Attribute("A", "Approved by another than the author"), Attribute("B", "Checks passed before merging"))
    factor = (Attribute("A", "A second factor is active"),)
    drawn = {
        "leavers": audits.draw_sample(actor, leavers, method="random", size=25, seed="soc2-leavers-4417",
                                      title="Leavers, 25 at random", attributes=revoked),
        "recent": audits.draw_sample(actor, leavers, method="judgement", chosen=own, attributes=revoked,
                                     title="The leaver of five weeks ago, in every system",
                                     reason="The most recent leaver with rights to change code; added by the auditor."),
        "reviews": audits.draw_sample(actor, reviews, method="systematic", size=8, seed="soc2-reviews-0912",
                                      title="Access reviews, every second one", attributes=signed),
        "changes": audits.draw_sample(actor, changes, method="random", size=25, seed="soc2-changes-2206",
                                      title="Changes, 25 at random", attributes=approved),
        "admins": audits.draw_sample(actor, admins, method="stratified", stratify_by="subject_first", size=12,
                                     seed="soc2-admins-7730", title="Privileged accounts, by system",
                                     attributes=factor),
    }  # fmt: skip
    _tested(actor, drawn["leavers"], "A", {live: "Left five weeks ago; the account is still live."}, today)
    _tested(actor, drawn["recent"], "A", {live: "Left five weeks ago; the GitHub account is still live."}, today)
    signing = "Signed with the other three quarters, on the day before we first came."
    late = {one.subject: signing for one in drawn["reviews"].items.all()}
    _tested(actor, drawn["reviews"], "B", late, today, passing=("A",))
    _tested(actor, drawn["changes"], "A", {}, today, passing=("B",))
    return drawn


def _tested(
    actor: Actor, sample: Sample, attribute: str, found: dict[str, str], today: date, *, passing: tuple[str, ...] = ()
) -> None:
    for item in sample.items.all():
        note = found.get(item.subject, "")
        results = {attribute: "exception" if note else "pass"} | dict.fromkeys(passing, "pass")
        audits.record_test(actor, item, results=results, note=note, tested_by=AUDITOR, on=today - timedelta(days=6))


def _obligations(actor: Actor, people: People, today: date) -> None:
    adopted = set(Framework.objects.values_list("key", flat=True))
    keys = [key for key, one in obligations().items() if one.framework in adopted]
    audits.adopt_obligations(actor, keys, on=today - timedelta(days=210))
    controls = {one.key: one for one in Control.objects.all()}
    own = (
        ("bank-settlement-restore", "Settlement is back within four hours", "Contract with Meridian Bank",
         "Schedule 3, 2.4",
         "The supplier restores the settlement service within four hours.",
         "The last restore of every system behind settlement worked and stayed within its target.",
         "backup-restore-test", "restore-in-target"),
        ("bank-incident-notice", "The banks hear of incidents within 24 hours", "Contract with Meridian Bank",
         "Schedule 3, 5.1", "The supplier tells the bank of a security incident within 24 hours.",
         "The procedure names who tells the banks, and was inspected within the year.", "breach-notification", ""),
    )  # fmt: skip
    for key, title, source, reference, says, must, control, test in own:
        audits.state_obligation(
            actor,
            Obligation(
                key=key,
                title=title,
                basis=Obligation.Basis.CONTRACT,
                source=source,
                clause=reference,
                says=says,
                must_be_true=must,
                control=controls[control],
                test=test,
                accountable=people[f"fergus.mccabe@{DOMAIN}"],
                confidence="read with counsel",
                review_on=today - timedelta(days=12) if key == "bank-incident-notice" else today + timedelta(days=120),
                adopted_on=today - timedelta(days=400),
            ),
        )
