"""What the people of Larkfield Pay decided: exceptions, records they looked at, words they gave, and what is left to do."""

from __future__ import annotations

from earnest.library.sample.accounts import PAYOUTS, Account
from earnest.library.sample.continuity import SCREENSHOT_DAYS
from earnest.library.sample.controls import adoptions
from earnest.library.sample.decisions_model import (
    ActionRecord,
    Applicability,
    Attestation,
    Decisions,
    ExceptionRecord,
    FrameworkAdoption,
    InspectedRecord,
)
from earnest.library.sample.insurance import application
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.reviews import access_reviews
from earnest.library.sample.servers import SETTLE
from earnest.library.sample.timeline import Timeline

EXPIRED_DAYS = 12


def decisions(accounts: tuple[Account, ...], timeline: Timeline) -> Decisions:
    return Decisions(adoptions(timeline), _exceptions(accounts, timeline), _inspected(timeline), _attestations(timeline), _frameworks(timeline),
                     _applicability(timeline), _actions(timeline), application(timeline), access_reviews(timeline))


def _at(local: str) -> str:
    return f"{local}@{DOMAIN}"


def _exceptions(accounts: tuple[Account, ...], timeline: Timeline) -> tuple[ExceptionRecord, ...]:
    payouts = next(account.okta_id for account in accounts if account.login == PAYOUTS)
    return (
        ExceptionRecord("payouts-desk-mfa", "mfa-privileged", "privileged-mfa", f"okta:{payouts}", "Payouts desk without a second factor",
                        "Four analysts share the desk until the payment console knows named users.",
                        "Sign-in only from the settlement room; each payout needs a second person.", _at("cathal.tierney"), timeline.ago(104), "approved",
                        _at("ines.okafor"), timeline.ago(102), timeline.ago(EXPIRED_DAYS)),
        ExceptionRecord("settle-1-unsupported", "eol-management", "unsupported-software", f"inventory:{SETTLE}:microsoft sql server:2014 sp3",
                        "Settle-1 runs on SQL Server 2014", "SettleWorks 4.2 knows no newer version; the replacement is being decided.",
                        "Ringfenced: reached from the settlement zone only, nightly image, no mail and no browser.", _at("cathal.tierney"), timeline.ago(140), "approved",
                        _at("sunita.rao"), timeline.ago(133), timeline.ago(-49)),
        ExceptionRecord("vpn-patch-window", "patch-emergency", "exploited-flaws-overdue", "nessus:vpn-gw-1", "SSL-VPN patch waits for the quarter end",
                        "The update needs an hour without VPN, and the auditor's team works through it.", "None yet.", _at("jonas.lind"), timeline.ago(6), "proposed"),
    )


# slug, control, title, kind, by, inspected days ago, dated days ago, valid for days from the inspection, finding
_INSPECTED: tuple[tuple[str, str, str, str, str, int, int, int | None, str], ...] = (
    ("isms-scope", "isms-scope", "Scope and context statement, version 4", "document", "ines.okafor", 96, 110, 365, "Approved, names both entities."),
    ("policy-set", "security-policy", "Policy set, 14 documents", "document", "ines.okafor", 80, 90, 365, "Approved; the acceptable-use policy was not reworded."),
    ("acceptable-use", "acceptable-use", "Acceptable-use policy, version 2", "document", "ines.okafor", 300, 700, 365, "Speaks of the office VPN client."),
    ("roles", "roles-responsibilities", "Role descriptions of the security team", "document", "ines.okafor", 120, 240, 365, "Signed by all seven."),
    ("board-minutes", "leadership-oversight", "Board minutes, security item", "minutes", "helena.voss", 48, 52, 100, "Risk report received, appetite confirmed."),
    ("management-review", "management-review", "Management review, minutes", "minutes", "ines.okafor", 170, 172, 365, "Inputs complete, four actions decided."),
    ("internal-audit", "internal-audit", "Internal audit report", "report", "ines.okafor", 205, 212, 365, "Four findings."),
    ("obligations", "obligations-register", "Register of obligations", "document", "maeve.doyle", 60, 62, 180, "Nine regimes, each with an owner."),
    ("risk-method", "risk-method", "Risk method and appetite", "document", "ines.okafor", 140, 150, 365, "Approved by the board."),
    ("risk-assessment", "risk-assessment", "Risk assessment of the year", "report", "ines.okafor", 138, 141, 365, "14 scenarios, priced."),
    ("risk-treatment", "risk-treatment", "Treatment plan", "document", "ines.okafor", 130, 135, 365, "Eleven actions, two without owner."),
    ("data-inventory", "data-inventory", "Data inventory", "document", "maeve.doyle", 92, 95, 365, "Support tool not classified."),
    ("segmentation-test", "network-segmentation", "Segmentation test report", "report", "tomasz.brandt", 402, 409, 365, "Passed; jump hosts were out of scope."),
    ("ruleset-review", "boundary-protection", "Firewall ruleset review", "minutes", "priya.raman", 71, 73, 180, "Six rules removed."),
    ("pentest", "penetration-testing", "Penetration test of the gateway and the portal", "report", "tomasz.brandt", 154, 160, 365, "Two high findings, both retested."),
    ("key-custodians", "key-management", "List of key custodians", "document", "tomasz.brandt", 118, 120, 365, "Signed by six."),
    ("irp", "incident-response-plan", "Incident response plan, version 3", "document", "ines.okafor", 210, 260, 365, "Names a call tree of last year."),
    ("restore-screenshot", "backup-restore-test", "Screenshot of a finished restore job", "screenshot", "priya.raman", SCREENSHOT_DAYS, SCREENSHOT_DAYS, None,
     "Shows one green line; which system is not visible."),
    ("bcdr", "bcdr-plan", "Continuity and recovery plan", "document", "fergus.mccabe", 330, 520, 365, "Recovery time of card authorisation: one hour."),
    ("screening", "background-checks", "Screening log", "report", "sinead.lawlor", 75, 76, 180, "26 joiners, all done before the first day."),
    ("vendor-list", "vendor-inventory", "List of vendors", "document", "declan.moriarty", 66, 66, 180, "48 vendors."),
    ("vendor-assessments", "vendor-due-diligence", "Assessments of critical vendors", "report", "ines.okafor", 150, 190, 365, "One report has lapsed since."),
    ("notices-drill", "breach-notification", "Walk through of the notification duties", "minutes", "maeve.doyle", 190, 190, 365, "Contacts of four authorities checked."),
)


def _inspected(timeline: Timeline) -> tuple[InspectedRecord, ...]:
    return tuple(InspectedRecord(slug, control, title, kind, _at(who), timeline.ago(seen), timeline.ago(dated),
                                 timeline.ago(seen - valid) if valid else None, finding)
                 for slug, control, title, kind, who, seen, dated, valid, finding in _INSPECTED)


def _attestations(timeline: Timeline) -> tuple[Attestation, ...]:
    return (
        Attestation("tabletop", "incident-exercise", "A tabletop exercise on ransomware was held with the executives.", _at("ines.okafor"), timeline.ago(143), timeline.ago(-222)),
        Attestation("ringfence", "network-segmentation", "Settle-1 is ringfenced: nothing outside the settlement zone reaches it.", _at("cathal.tierney"), timeline.ago(133), timeline.ago(-232)),
        Attestation("restores", "backup-restore-test", "Backups are tested.", _at("priya.raman"), timeline.ago(SCREENSHOT_DAYS), timeline.ago(SCREENSHOT_DAYS - 365)),
        Attestation("irp-roles", "incident-response-plan", "Everyone named in the plan knows their part.", _at("ines.okafor"), timeline.ago(209), timeline.ago(-156)),
    )


_FRAMEWORKS = (
    ("iso27001-2022", "Certificate since three years; surveillance audit ahead.", "ines.okafor", 1250), ("soc2-tsc-2017", "Customers in the US ask for it.", "ines.okafor", 800),
    ("pci-dss-4.0.1", "Card schemes: service provider.", "tomasz.brandt", 1900), ("gdpr", "Cardholders and people in the EU and the UK.", "maeve.doyle", 2400),
    ("hipaa-security-breach", "Business associate of employers' health plans.", "maeve.doyle", 1100), ("dora", "ICT provider to two banks.", "ines.okafor", 320),
    ("ccpa-cpra", "Cardholders in California.", "maeve.doyle", 900), ("cyber-insurance-typical", "The policy renews in 47 days.", "declan.moriarty", 700),
    ("nist-csf-2.0", "Target profile of the strategy.", "ines.okafor", 500),
)


def _frameworks(timeline: Timeline) -> tuple[FrameworkAdoption, ...]:
    return tuple(FrameworkAdoption(framework, why, _at(owner), timeline.ago(age)) for framework, why, owner, age in _FRAMEWORKS)


_NOT_APPLICABLE = (
    ("iso27001-2022", "A.7.12", "No cabling of our own: both offices are serviced, and nothing is hosted there."),
    ("iso27001-2022", "A.7.6", "There are no secure areas; card data is never in the offices."),
    ("iso27001-2022", "A.8.30", "All development is our own; contractors work in our repositories under our rules."),
    ("pci-dss-4.0.1", "9.5", "We run no payment terminals."),
    ("hipaa-security-breach", "164.308(a)(4)(ii)(A)", "We are no clearinghouse."),
    ("hipaa-security-breach", "164.314(b)(1)", "We are no group health plan."),
)


def _applicability(timeline: Timeline) -> tuple[Applicability, ...]:
    return tuple(Applicability(framework, requirement, reason, _at("helena.voss" if framework.startswith("iso") else "ines.okafor"), timeline.ago(126), timeline.ago(-239))
                 for framework, requirement, reason in _NOT_APPLICABLE)


# slug, title, control, owner, opened days ago, due in days, done days ago, origin
_ACTIONS: tuple[tuple[str, str, str | None, str | None, int, int, int | None, str], ...] = (
    ("A-41", "Name owners for the support tool, the status page, the sandbox and the reconciliation desk", "asset-inventory", "ines.okafor", 60, -23, None, "management review"),
    ("A-42", "Remove two leavers from the payment console", "access-revocation", "tomasz.brandt", 34, -4, None, "access review"),
    ("A-43", "Decide on the replacement of Settle-1", "eol-management", "sunita.rao", 133, 49, None, "exception"),
    ("A-44", "Give the two engineers of the migration new factors", "mfa-privileged", "jonas.lind", 8, -2, None, "control test"),
    ("A-45", "Start the Nessus export again after the scanner's move", "vulnerability-scanning", None, 5, 9, None, "source is late"),
    ("A-46", "Lock the backups of card authorisation", "backup-immutable", "priya.raman", 120, -31, None, "internal audit"),
    ("A-47", "Repeat the restore of Settle-1 with the right driver", "backup-restore-test", "priya.raman", 60, -15, None, "restore test"),
    ("A-48", "Reword the acceptable-use policy", "acceptable-use", "ines.okafor", 170, -80, None, "management review"),
    ("A-49", "Enforce a second step for Customer Support Austin", "mfa-email", "jonas.lind", 150, 14, None, "risk treatment"),
    ("A-50", "Public access block on all buckets of Benefits", "secure-configuration", "hannah.mercer", 140, -110, 117, "control test"),
    ("A-51", "Fix the nightly job of the claims database", "backup-schedule", "priya.raman", 60, -46, 43, "control test"),
    ("A-52", "Retire the SSL-VPN", "mfa-remote", "jonas.lind", 40, 90, None, "net worth"),
)


def _actions(timeline: Timeline) -> tuple[ActionRecord, ...]:
    return tuple(ActionRecord(slug, title, control, _at(owner) if owner else None, timeline.ago(opened), timeline.ago(-due),
                              timeline.ago(done) if done is not None else None, origin)
                 for slug, title, control, owner, opened, due, done, origin in _ACTIONS)
