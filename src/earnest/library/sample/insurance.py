"""Last year's application to the cyber insurer, as the chief financial officer signed it. Two answers were wishes."""

from __future__ import annotations

from earnest.library.sample.decisions_model import Answer, InsuranceAnswer, InsuranceApplication
from earnest.library.sample.organisation import INSURANCE_RENEWAL_DAYS
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.timeline import Timeline

FRAMEWORK = "cyber-insurance-typical"
CONTRADICTED = ("INS-05", "INS-06", "INS-07", "INS-08", "INS-30")
"""Answers that evidence contradicts: a second factor everywhere, and immutable backups."""

_ANSWERS: tuple[tuple[str, Answer, str], ...] = (
    (
        "INS-01",
        34_500_000,
        "EUR 34.5 million last year, 38 million expected; two thirds in the EU, one third in the US.",
    ),
    ("INS-02", 410_000, "410,000 cardholders, of them 61,000 with health-spending records."),
    ("INS-03", 146, "146 employees, 139 laptops, 90 servers."),
    ("INS-04", "CISO, reports to the CEO", "Ines Okafor."),
    ("INS-05", True, "Yes, for all mailboxes, 100 percent."),
    ("INS-06", True, "Yes, through Okta, 100 percent."),
    ("INS-07", True, "Yes, for every privileged account, without exception."),
    ("INS-08", True, "Yes, for all consoles."),
    ("INS-09", True, "Security keys are handed out."),
    ("INS-10", True, "95 percent of users."),
    ("INS-11", False, "Planned."),
    ("INS-12", 38, "38 privileged accounts."),
    ("INS-13", "Quarterly; within 24 hours", "Access is reviewed each quarter and removed within 24 hours."),
    ("INS-14", False, "No."),
    ("INS-15", 99.0, "99 percent."),
    ("INS-16", False, "By day only."),
    ("INS-17", True, "Yes."),
    ("INS-18", True, "Yes."),
    ("INS-19", True, "Yes."),
    ("INS-20", True, "Yes, DMARC at reject."),
    ("INS-21", True, "Yes."),
    ("INS-22", True, "Yes."),
    ("INS-23", True, "Yes. Settlement is ringfenced."),
    ("INS-24", True, "Yes."),
    ("INS-25", 14, "Within 14 days on 95 percent of systems."),
    ("INS-26", True, "Within three days."),
    ("INS-27", "Weekly", "Inside and outside, weekly."),
    ("INS-28", "One system, isolated", "One settlement server, isolated."),
    ("INS-29", "Nightly", "Every critical system, every night."),
    ("INS-30", True, "Yes, all backups are immutable."),
    ("INS-31", True, "Yes."),
    ("INS-32", "Tested, see screenshot", "Full restore tested."),
    ("INS-33", True, "Yes."),
    ("INS-34", "Within the year", "Tabletop exercise held."),
    ("INS-35", True, "Yes."),
    ("INS-36", True, "Through the policy."),
    ("INS-37", True, "Yes, all staff."),
    ("INS-38", 14.0, "14 percent clicked in the last simulation."),
    ("INS-39", True, "Yes."),
    ("INS-40", True, "Yes, for critical vendors."),
    ("INS-41", "Cloud provider: four hours; sign-in provider: two hours", "See the continuity plan."),
    ("INS-42", True, "Yes."),
    ("INS-43", True, "Yes, above EUR 10,000."),
    ("INS-44", True, "Yes, 100 percent."),
    ("INS-45", "Central, 400 days", "Central log store, 400 days."),
    ("INS-46", "PCI DSS, GDPR, HIPAA, CCPA, DORA", "In good order."),
    ("INS-47", False, "No biometric data; the site uses two trackers with consent."),
    ("INS-48", "None", "No incidents in three years."),
    ("INS-49", False, "None known."),
    ("INS-50", True, "Yes."),
)


def application(timeline: Timeline) -> InsuranceApplication:
    """Signed 45 days before the running policy began."""
    return InsuranceApplication(
        framework=FRAMEWORK,
        insurer="Harrowgate Mutual",
        policy="HM-CY-20418",
        signed_by=f"declan.moriarty@{DOMAIN}",
        signed_on=timeline.ago(365 - INSURANCE_RENEWAL_DAYS + 45),
        limit_eur=5_000_000,
        retention_eur=150_000,
        premium_eur=118_000,
        answers=tuple(InsuranceAnswer(requirement, answer, text) for requirement, answer, text in _ANSWERS),
    )
