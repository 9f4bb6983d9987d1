"""Which controls of the catalogue Larkfield Pay took on, who answers for each, and what each costs in a year."""

from __future__ import annotations

from earnest.library.sample.decisions_model import Adoption, ControlAdoption, TestChoice
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.timeline import Timeline

# control, owner, licence in euros a year, own days a year
_OPERATING: tuple[tuple[str, str | None, int, int], ...] = (
    ("isms-scope", "ines.okafor", 0, 3),
    ("security-policy", "ines.okafor", 0, 14),
    ("roles-responsibilities", "ines.okafor", 0, 3),
    ("leadership-oversight", "helena.voss", 0, 4),
    ("segregation-of-duties", "cathal.tierney", 0, 6),
    ("obligations-register", "maeve.doyle", 0, 8),
    ("management-review", "ines.okafor", 0, 4),
    ("internal-audit", "ines.okafor", 18_000, 12),
    ("corrective-action", "ines.okafor", 0, 10),
    ("risk-method", "ines.okafor", 0, 6),
    ("risk-assessment", "ines.okafor", 0, 18),
    ("risk-treatment", "ines.okafor", 0, 12),
    ("exception-management", "ines.okafor", 0, 6),
    ("asset-inventory", "jonas.lind", 6_000, 20),
    ("software-inventory", "jonas.lind", 0, 12),
    ("eol-management", "priya.raman", 0, 8),
    ("data-inventory", "maeve.doyle", 9_000, 16),
    ("acceptable-use", "ines.okafor", 0, 3),
    ("identity-lifecycle", "jonas.lind", 31_000, 24),
    ("access-revocation", "jonas.lind", 0, 12),
    ("access-review", "ines.okafor", 0, 20),
    ("least-privilege", "jonas.lind", 0, 14),
    ("mfa-email", "jonas.lind", 0, 4),
    ("mfa-remote", "jonas.lind", 0, 4),
    ("mfa-privileged", "jonas.lind", 14_000, 6),
    ("mfa-cloud-admin", "priya.raman", 0, 3),
    ("privileged-account-inventory", "jonas.lind", 0, 6),
    ("password-standard", "jonas.lind", 0, 2),
    ("secrets-management", "priya.raman", 12_000, 15),
    ("federation-sso", "jonas.lind", 0, 8),
    ("edr-coverage", "tomasz.brandt", 46_000, 22),
    ("endpoint-hardening", "jonas.lind", 21_000, 30),
    ("secure-configuration", "priya.raman", 0, 34),
    ("email-filtering", "jonas.lind", 11_000, 5),
    ("boundary-protection", "priya.raman", 14_800, 10),
    ("network-segmentation", None, 0, 10),
    ("no-exposed-remote-admin", "priya.raman", 0, 4),
    ("encryption-at-rest", "priya.raman", 0, 6),
    ("encryption-in-transit", "priya.raman", 0, 6),
    ("key-management", "priya.raman", 16_000, 14),
    ("dlp", "tomasz.brandt", 38_000, 6),
    ("vulnerability-management", "tomasz.brandt", 27_000, 40),
    ("vulnerability-scanning", "tomasz.brandt", 0, 10),
    ("patch-critical-sla", "priya.raman", 0, 46),
    ("patch-emergency", "priya.raman", 0, 12),
    ("penetration-testing", "tomasz.brandt", 42_000, 8),
    ("code-review-testing", "wojciech.nowicki", 19_000, 60),
    ("component-security", "wojciech.nowicki", 9_000, 18),
    ("change-management", "priya.raman", 0, 26),
    ("cloud-governance", "priya.raman", 0, 12),
    ("central-logging", "tomasz.brandt", 88_000, 30),
    ("log-review", "tomasz.brandt", 0, 44),
    ("incident-response-plan", "ines.okafor", 0, 8),
    ("incident-exercise", "ines.okafor", 0, 6),
    ("incident-register", "tomasz.brandt", 0, 6),
    ("breach-notification", "maeve.doyle", 0, 4),
    ("backup-schedule", "priya.raman", 34_000, 14),
    ("backup-immutable", "priya.raman", 8_000, 4),
    ("backup-restore-test", "priya.raman", 0, 16),
    ("bcdr-plan", None, 0, 8),
    ("awareness-training", "sinead.lawlor", 13_000, 10),
    ("phishing-simulation", "sinead.lawlor", 6_000, 6),
    ("background-checks", "sinead.lawlor", 7_000, 3),
    ("vendor-inventory", "declan.moriarty", 0, 8),
    ("vendor-due-diligence", "ines.okafor", 0, 22),
    ("vendor-contract-terms", "maeve.doyle", 0, 9),
    ("document-control", "ines.okafor", 0, 4),
    ("secure-disposal", "jonas.lind", 2_000, 3),
    ("environment-separation", "priya.raman", 0, 5),
    ("capacity-management", "priya.raman", 0, 6),
    ("redundancy", "priya.raman", 0, 8),
    ("employment-terms", "sinead.lawlor", 0, 3),
    ("physical-access", "fergus.mccabe", 9_000, 4),
)
_PLANNED = (
    ("mfa-phishing-resistant", "jonas.lind", 7_500, 9, 60),
    ("privileged-access-management", "jonas.lind", 52_000, 45, 120),
    ("soc-monitoring", "tomasz.brandt", 140_000, 20, 75),
    ("payment-change-callback", "giulia.marchetti", 0, 5, 30),
    ("red-team-exercise", None, 60_000, 10, 200),
)
_RETIRED = (
    ("network-access-control", "jonas.lind", 15_000, 12, 190, "The office has no servers any more."),
    (
        "application-allowlisting",
        "jonas.lind",
        12_000,
        30,
        400,
        "Stopped builds twice a week; the endpoint agent took over.",
    ),
)


def adoptions(timeline: Timeline) -> tuple[ControlAdoption, ...]:
    """All adoptions: 73 operating, five planned, two retired. Two of the operating ones have no owner."""
    found = [
        _adoption(control, "operating", owner, licence, days, timeline) for control, owner, licence, days in _OPERATING
    ]
    found += [
        ControlAdoption(control, "planned", _address(owner), timeline.ago(-ahead), licence, days)
        for control, owner, licence, days, ahead in _PLANNED
    ]
    found += [
        ControlAdoption(
            control, "retired", _address(owner), timeline.ago(1400), licence, days, why, timeline.ago(ended)
        )
        for control, owner, licence, days, ended, why in _RETIRED
    ]
    return tuple(found)


# control, test, how it is used, why, parameters
_CHOICES: tuple[TestChoice, ...] = (
    TestChoice(
        "backup-restore-test",
        "restore-in-target",
        "also",
        "A restore that takes longer than the business can wait has not worked.",
    ),
    TestChoice(
        "least-privilege",
        "too-many-privileged",
        "with",
        "Each AWS account has a root user that cannot be removed, and a fifth of the staff runs platforms.",
        (("max_share", 0.25), ("always_allowed", 4)),
    ),
    TestChoice("identity-lifecycle", "contractor-accounts", "without", "No contractor has an account."),
    TestChoice("least-privilege", "contractor-privilege", "without", "No contractor has an account."),
    TestChoice(
        "password-standard",
        "password-age",
        "without",
        "Passwords are changed when there is a reason, as NIST SP 800-63B says, not by the calendar.",
    ),
    TestChoice(
        "password-standard",
        "password-policy-checks",
        "without",
        "No tool exports the rules of Okta; they are inspected.",
    ),
    TestChoice(
        "email-filtering", "mail-filter-checks", "without", "No tool exports the filter's settings; they are inspected."
    ),
    TestChoice(
        "identity-lifecycle",
        "people-mfa",
        "without",
        "The four controls on second factors and central sign-on answer for it.",
    ),
    TestChoice("endpoint-hardening", "phone-passcode", "without", "No phone reaches company data."),
    TestChoice("endpoint-hardening", "jailbroken-devices", "without", "No phone reaches company data."),
)


def choices() -> tuple[TestChoice, ...]:
    """Where the company uses the library's tests in another way than they come."""
    return _CHOICES


def _adoption(
    control: str, state: Adoption, owner: str | None, licence: int, days: int, timeline: Timeline
) -> ControlAdoption:
    since = timeline.ago(timeline.random("adopted", control).randrange(420, 1600))
    return ControlAdoption(control, state, _address(owner), since, licence, days)


def _address(owner: str | None) -> str | None:
    return f"{owner}@{DOMAIN}" if owner else None
