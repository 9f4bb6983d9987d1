"""What the people of Larkfield Pay decided: exceptions, frameworks, what does not apply; and all decisions together."""

from __future__ import annotations

from earnest.library.sample.accounts import PAYOUTS, Account
from earnest.library.sample.actions import actions
from earnest.library.sample.controls import adoptions, choices
from earnest.library.sample.decisions_model import (
    Applicability,
    Decisions,
    ExceptionRecord,
    FrameworkAdoption,
)
from earnest.library.sample.insurance import application
from earnest.library.sample.laptop_flaws import held
from earnest.library.sample.laptops import Laptop
from earnest.library.sample.nessus import exploited_subject
from earnest.library.sample.records import at, attestations, inspected
from earnest.library.sample.reviews import access_reviews
from earnest.library.sample.servers import SETTLE
from earnest.library.sample.timeline import Timeline

EXPIRED_DAYS = 12


def decisions(accounts: tuple[Account, ...], laptops: tuple[Laptop, ...], timeline: Timeline) -> Decisions:
    return Decisions(
        adoptions(timeline),
        choices(),
        (*_exceptions(accounts, timeline), _viewer(laptops, timeline)),
        inspected(timeline),
        attestations(timeline),
        _frameworks(timeline),
        _applicability(timeline),
        actions(timeline),
        application(timeline),
        access_reviews(timeline),
    )


def _exceptions(accounts: tuple[Account, ...], timeline: Timeline) -> tuple[ExceptionRecord, ...]:
    payouts = next(account.okta_id for account in accounts if account.login == PAYOUTS)
    return (
        ExceptionRecord(
            "payouts-desk-mfa",
            "mfa-privileged",
            "privileged-mfa",
            f"okta:{payouts}",
            "Payouts desk without a second factor",
            "Four analysts share the desk until the payment console knows named users.",
            "Sign-in only from the settlement room; each payout needs a second person.",
            at("cathal.tierney"),
            timeline.ago(104),
            "approved",
            at("ines.okafor"),
            timeline.ago(102),
            timeline.ago(EXPIRED_DAYS),
        ),
        ExceptionRecord(
            "settle-1-unsupported",
            "eol-management",
            "unsupported-software",
            f"inventory:{SETTLE}:Microsoft SQL Server:2014 SP3",
            "Settle-1 runs on SQL Server 2014",
            "SettleWorks 4.2 knows no newer version; the replacement is being decided.",
            "Ringfenced: reached from the settlement zone only, nightly image, no mail and no browser.",
            at("cathal.tierney"),
            timeline.ago(140),
            "approved",
            at("sunita.rao"),
            timeline.ago(133),
            timeline.ago(-49),
        ),
        *(_settle(timeline, *row) for row in _SETTLE_ROWS),
        ExceptionRecord(
            "vpn-patch-window",
            "patch-emergency",
            "exploited-flaws-overdue",
            exploited_subject(timeline),
            "SSL-VPN patch waits for the quarter end",
            "The update needs an hour without VPN, and the auditor's team works through it.",
            "None yet.",
            at("jonas.lind"),
            timeline.ago(6),
            "proposed",
            ends_on=timeline.ago(-40),
        ),
    )


def _viewer(laptops: tuple[Laptop, ...], timeline: Timeline) -> ExceptionRecord:
    return ExceptionRecord(
        "settleworks-viewer",
        "vulnerability-management",
        "high-flaws-overdue",
        held(laptops, timeline).subject,
        "The viewer of old settlement files stays as it is",
        "It reads the files of SettleWorks 4.2 and is not sold any more; it goes with Settle-1.",
        "Opens files of the settlement share only; no mail and no browser under that user.",
        at("cathal.tierney"),
        timeline.ago(31),
        "approved",
        at("ines.okafor"),
        timeline.ago(29),
        timeline.ago(-61),
    )


# slug, control, test, subject, title
_SETTLE_ROWS = (
    ("settle-1-agent", "edr-coverage", "edr-running", f"inventory:{SETTLE}", "No endpoint agent runs on Settle-1"),
    ("settle-1-disk", "encryption-at-rest", "stores-encrypted", f"{SETTLE}:at_rest", "Settle-1 is not encrypted"),
    (
        "settle-1-tls-database",
        "encryption-in-transit",
        "old-tls",
        "10.40.9.11:1433/tcp from settlement",
        "The database of Settle-1 offers TLS 1.0",
    ),
    (
        "settle-1-tls-desktop",
        "encryption-in-transit",
        "old-tls",
        "10.40.9.11:3389/tcp from jump-2",
        "The remote desktop of Settle-1 offers TLS 1.0",
    ),
)


def _settle(timeline: Timeline, slug: str, control: str, test: str, subject: str, title: str) -> ExceptionRecord:
    return ExceptionRecord(
        slug,
        control,
        test,
        subject,
        title,
        "Windows Server 2012 R2 and SettleWorks 4.2 cannot do better; the replacement is being decided.",
        "Ringfenced: reached from the settlement zone only, nightly image, no mail and no browser.",
        at("cathal.tierney"),
        timeline.ago(140),
        "approved",
        at("sunita.rao"),
        timeline.ago(133),
        timeline.ago(-49),
    )


_FRAMEWORKS = (
    ("iso27001-2022", "Certificate since three years; surveillance audit ahead.", "ines.okafor", 1250),
    ("soc2-tsc-2017", "Customers in the US ask for it.", "ines.okafor", 800),
    ("pci-dss-4.0.1", "Card schemes: service provider.", "tomasz.brandt", 1900),
    ("gdpr", "Cardholders and people in the EU and the UK.", "maeve.doyle", 2400),
    ("hipaa-security-breach", "Business associate of employers' health plans.", "maeve.doyle", 1100),
    ("dora", "ICT provider to two banks.", "ines.okafor", 320),
    ("ccpa-cpra", "Cardholders in California.", "maeve.doyle", 900),
    ("cyber-insurance-typical", "The policy renews in 47 days.", "declan.moriarty", 700),
    ("nist-csf-2.0", "Target profile of the strategy.", "ines.okafor", 500),
)


def _frameworks(timeline: Timeline) -> tuple[FrameworkAdoption, ...]:
    return tuple(
        FrameworkAdoption(framework, why, at(owner), timeline.ago(age)) for framework, why, owner, age in _FRAMEWORKS
    )


_NOT_APPLICABLE = (
    ("iso27001-2022", "A.7.12", "No cabling of our own: both offices are serviced, and nothing is hosted there."),
    ("iso27001-2022", "A.7.6", "There are no secure areas; card data is never in the offices."),
    ("iso27001-2022", "A.8.30", "All development is our own; contractors work in our repositories under our rules."),
    ("pci-dss-4.0.1", "9.5", "We run no payment terminals."),
    ("hipaa-security-breach", "164.308(a)(4)(ii)(A)", "We are no clearinghouse."),
    ("hipaa-security-breach", "164.314(b)(1)", "We are no group health plan."),
)


def _applicability(timeline: Timeline) -> tuple[Applicability, ...]:
    return tuple(
        Applicability(
            framework,
            requirement,
            reason,
            at("helena.voss" if framework.startswith("iso") else "ines.okafor"),
            timeline.ago(126),
            timeline.ago(-239),
        )
        for framework, requirement, reason in _NOT_APPLICABLE
    )
