"""What the controls of Larkfield Pay do to its scenarios while they work, and what some are said not to bring in."""

from __future__ import annotations

from earnest.library.sample.records import at
from earnest.library.sample.risks_model import EffectRecord, NoLossRecord, Provenance, Range
from earnest.library.sample.timeline import Timeline

_SAID: dict[str, tuple[Provenance, str, str, int]] = {
    "workshop": ("expert", "Workshop on controls: which steps of the scenario it breaks", "ines.okafor", 130),
    "red": ("expert", "Last penetration test: how far the testers came with and without it", "tomasz.brandt", 122),
    "agent": (
        "published",
        "Tests of endpoint agents against known intrusions, cut by half for ours",
        "tomasz.brandt",
        122,
    ),
    "restore": ("calibrated_expert", "Restore log: hours with and without a copy that works", "priya.raman", 122),
    "people": ("expert", "Phishing simulations of the last year", "sinead.lawlor", 118),
    "money": ("expert", "Four payments that a second person stopped in three years", "giulia.marchetti", 118),
    "disk": ("calibrated_expert", "An encrypted disk leaves the price of the machine", "jonas.lind", 77),
    "cloud": ("expert", "Settings that the checks refused in the last year", "priya.raman", 122),
    "idea": ("expert", "The business case of the purchase, read with doubt", "ines.okafor", 44),
    "vendor": ("expert", "The vendor's own study, cut by two thirds", "ines.okafor", 44),
    "dlp": ("expert", "Eleven uploads stopped in a year, most of them harmless", "tomasz.brandt", 41),
    "vpn": ("expert", "Nine people use it; single sign-on would do the same for all but one console", "jonas.lind", 41),
}

Row = tuple[str, str, Range | None, Range | None, str]
"""Control, scenario, how often, how much, said where."""

_IN_USE: tuple[Row, ...] = (
    ("edr-coverage", "ransomware-payments", (0.2, 0.4, 0.65), (0.6, 0.8, 1.0), "agent"),
    ("edr-coverage", "ransomware-office", (0.15, 0.3, 0.55), (0.5, 0.7, 0.95), "agent"),
    ("edr-coverage", "card-data-theft", (0.4, 0.6, 0.85), (0.6, 0.8, 1.0), "agent"),
    ("edr-coverage", "health-records-breach", (0.45, 0.65, 0.9), (0.7, 0.85, 1.0), "agent"),
    ("edr-coverage", "vpn-way-in", (0.45, 0.65, 0.9), None, "agent"),
    ("edr-coverage", "settlement-failure", (0.8, 0.92, 1.0), None, "agent"),
    ("mfa-email", "mailbox-takeover", (0.15, 0.35, 0.6), None, "red"),
    ("mfa-email", "payment-fraud", (0.65, 0.8, 0.95), None, "red"),
    ("mfa-remote", "ransomware-payments", (0.6, 0.75, 0.95), None, "red"),
    ("mfa-remote", "ransomware-office", (0.65, 0.8, 0.95), None, "red"),
    ("mfa-remote", "vpn-way-in", (0.4, 0.65, 0.9), None, "red"),
    ("mfa-privileged", "ransomware-payments", (0.6, 0.75, 0.95), (0.8, 0.9, 1.0), "red"),
    ("mfa-privileged", "health-records-breach", (0.65, 0.8, 0.95), None, "red"),
    ("mfa-privileged", "device-manager-wipe", (0.3, 0.5, 0.8), None, "red"),
    ("mfa-cloud-admin", "cloud-exposure", (0.75, 0.88, 1.0), None, "cloud"),
    ("mfa-cloud-admin", "card-data-theft", (0.7, 0.85, 0.98), None, "red"),
    ("federation-sso", "support-data-leak", (0.4, 0.6, 0.85), None, "workshop"),
    ("federation-sso", "supplier-breach", (0.75, 0.88, 1.0), None, "workshop"),
    ("federation-sso", "portal-takeover", (0.9, 0.97, 1.0), None, "workshop"),
    ("access-revocation", "support-data-leak", (0.8, 0.9, 1.0), None, "workshop"),
    ("identity-lifecycle", "support-data-leak", (0.7, 0.85, 1.0), None, "workshop"),
    ("identity-lifecycle", "payouts-insider", (0.7, 0.85, 1.0), None, "workshop"),
    ("access-revocation", "payouts-insider", (0.75, 0.88, 1.0), None, "workshop"),
    ("least-privilege", "payouts-insider", (0.6, 0.8, 0.95), (0.7, 0.85, 1.0), "workshop"),
    ("least-privilege", "health-records-breach", None, (0.7, 0.85, 1.0), "workshop"),
    ("email-filtering", "mailbox-takeover", (0.3, 0.5, 0.75), None, "people"),
    ("email-filtering", "ransomware-office", (0.4, 0.6, 0.85), None, "people"),
    ("email-filtering", "payment-fraud", (0.6, 0.75, 0.95), None, "people"),
    ("awareness-training", "mailbox-takeover", (0.5, 0.7, 0.92), None, "people"),
    ("awareness-training", "ransomware-office", (0.65, 0.82, 1.0), None, "people"),
    ("awareness-training", "support-data-leak", (0.75, 0.88, 1.0), None, "people"),
    ("awareness-training", "payment-fraud", (0.5, 0.72, 0.95), None, "people"),
    ("phishing-simulation", "mailbox-takeover", (0.8, 0.9, 1.0), None, "people"),
    ("segregation-of-duties", "payment-fraud", (0.3, 0.5, 0.8), (0.5, 0.75, 1.0), "money"),
    ("segregation-of-duties", "payouts-insider", (0.3, 0.5, 0.8), None, "money"),
    ("backup-schedule", "ransomware-payments", None, (0.2, 0.35, 0.6), "restore"),
    ("backup-schedule", "settlement-failure", None, (0.3, 0.45, 0.7), "restore"),
    ("backup-schedule", "authorisation-outage", None, (0.5, 0.7, 0.92), "restore"),
    ("backup-immutable", "ransomware-payments", None, (0.5, 0.68, 0.9), "restore"),
    ("backup-restore-test", "ransomware-payments", None, (0.7, 0.82, 0.98), "restore"),
    ("backup-restore-test", "authorisation-outage", None, (0.6, 0.75, 0.95), "restore"),
    ("patch-critical-sla", "ransomware-payments", (0.65, 0.8, 0.95), None, "red"),
    ("patch-critical-sla", "card-data-theft", (0.7, 0.85, 0.97), None, "red"),
    ("patch-critical-sla", "health-records-breach", (0.75, 0.87, 0.98), None, "red"),
    ("patch-emergency", "vpn-way-in", (0.35, 0.55, 0.85), None, "red"),
    ("patch-emergency", "ransomware-payments", (0.7, 0.82, 0.97), None, "red"),
    ("endpoint-hardening", "ransomware-office", (0.4, 0.6, 0.85), None, "workshop"),
    ("endpoint-hardening", "support-data-leak", (0.75, 0.88, 1.0), None, "workshop"),
    ("endpoint-hardening", "ransomware-payments", (0.8, 0.9, 1.0), None, "workshop"),
    ("endpoint-hardening", "lost-laptop", None, (0.35, 0.5, 0.75), "disk"),
    ("encryption-at-rest", "lost-laptop", None, (0.1, 0.25, 0.5), "disk"),
    ("encryption-at-rest", "cloud-exposure", None, (0.75, 0.88, 1.0), "cloud"),
    ("network-segmentation", "ransomware-payments", None, (0.45, 0.65, 0.9), "red"),
    ("network-segmentation", "settlement-failure", (0.5, 0.7, 0.95), None, "red"),
    ("boundary-protection", "ransomware-payments", (0.7, 0.82, 0.97), None, "red"),
    ("boundary-protection", "card-data-theft", (0.7, 0.85, 0.97), None, "red"),
    ("no-exposed-remote-admin", "ransomware-payments", (0.5, 0.68, 0.9), None, "red"),
    ("central-logging", "card-data-theft", None, (0.45, 0.65, 0.9), "workshop"),
    ("central-logging", "ransomware-payments", None, (0.6, 0.75, 0.95), "workshop"),
    ("central-logging", "support-data-leak", None, (0.5, 0.7, 0.95), "workshop"),
    ("central-logging", "cloud-exposure", None, (0.55, 0.75, 0.95), "workshop"),
    ("central-logging", "health-records-breach", None, (0.5, 0.7, 0.93), "workshop"),
    ("log-review", "ransomware-payments", (0.7, 0.85, 1.0), (0.7, 0.84, 1.0), "workshop"),
    ("log-review", "card-data-theft", (0.7, 0.86, 1.0), (0.7, 0.84, 1.0), "workshop"),
    ("log-review", "vpn-way-in", (0.75, 0.88, 1.0), None, "workshop"),
    ("log-review", "support-data-leak", None, (0.65, 0.8, 0.97), "workshop"),
    ("cloud-governance", "cloud-exposure", (0.45, 0.65, 0.9), None, "cloud"),
    ("secure-configuration", "cloud-exposure", (0.4, 0.6, 0.85), None, "cloud"),
    ("code-review-testing", "card-data-theft", (0.3, 0.5, 0.8), None, "red"),
    ("code-review-testing", "health-records-breach", (0.4, 0.6, 0.88), None, "red"),
    ("code-review-testing", "authorisation-outage", (0.6, 0.78, 0.97), None, "red"),
    ("code-review-testing", "portal-takeover", (0.5, 0.7, 0.92), None, "red"),
    ("change-management", "authorisation-outage", (0.45, 0.65, 0.88), None, "restore"),
    ("change-management", "patch-outage", (0.5, 0.7, 0.9), None, "restore"),
    ("redundancy", "authorisation-outage", (0.55, 0.72, 0.92), (0.6, 0.8, 1.0), "restore"),
    ("vendor-due-diligence", "supplier-breach", (0.65, 0.82, 0.98), None, "workshop"),
    ("vendor-contract-terms", "supplier-breach", None, (0.75, 0.88, 1.0), "workshop"),
    ("incident-response-plan", "health-records-breach", None, (0.75, 0.88, 1.0), "workshop"),
    ("incident-response-plan", "support-data-leak", None, (0.75, 0.88, 1.0), "workshop"),
    ("dlp", "support-data-leak", (0.1, 0.3, 0.7), (0.3, 0.6, 1.0), "dlp"),
    ("dlp", "health-records-breach", (0.25, 0.55, 0.95), None, "dlp"),
    ("dlp", "card-data-theft", (0.35, 0.65, 1.0), None, "dlp"),
    ("dlp", "cloud-exposure", (0.5, 0.75, 1.0), None, "dlp"),
    ("ssl-vpn", "ransomware-payments", (0.95, 0.98, 1.0), None, "vpn"),
    ("ssl-vpn", "settlement-failure", (0.94, 0.98, 1.0), None, "vpn"),
)

_IDEAS: tuple[Row, ...] = (
    ("mfa-phishing-resistant", "mailbox-takeover", (0.1, 0.25, 0.5), None, "idea"),
    ("mfa-phishing-resistant", "ransomware-payments", (0.65, 0.8, 0.95), None, "idea"),
    ("mfa-phishing-resistant", "support-data-leak", (0.5, 0.7, 0.9), None, "idea"),
    ("mfa-phishing-resistant", "vpn-way-in", (0.5, 0.7, 0.95), None, "idea"),
    ("privileged-access-management", "ransomware-payments", (0.7, 0.84, 0.98), (0.75, 0.88, 1.0), "vendor"),
    ("privileged-access-management", "payouts-insider", (0.6, 0.8, 0.97), None, "vendor"),
    ("privileged-access-management", "device-manager-wipe", (0.4, 0.6, 0.9), None, "vendor"),
    ("soc-monitoring", "ransomware-payments", (0.6, 0.78, 0.95), (0.65, 0.8, 0.97), "vendor"),
    ("soc-monitoring", "ransomware-office", (0.55, 0.75, 0.95), (0.6, 0.8, 1.0), "vendor"),
    ("soc-monitoring", "card-data-theft", None, (0.65, 0.82, 0.98), "vendor"),
    ("soc-monitoring", "vpn-way-in", (0.6, 0.78, 0.97), (0.7, 0.85, 1.0), "vendor"),
    ("payment-change-callback", "payment-fraud", (0.15, 0.3, 0.6), None, "money"),
    ("red-team-exercise", "ransomware-payments", (0.85, 0.94, 1.0), None, "vendor"),
    ("red-team-exercise", "card-data-theft", (0.85, 0.94, 1.0), None, "vendor"),
    ("immutable-everywhere", "ransomware-payments", None, (0.45, 0.62, 0.85), "restore"),
    ("immutable-everywhere", "settlement-failure", None, (0.7, 0.85, 1.0), "restore"),
    ("warm-standby", "authorisation-outage", None, (0.15, 0.3, 0.55), "restore"),
    ("warm-standby", "ransomware-payments", None, (0.7, 0.85, 0.98), "restore"),
    ("warm-standby", "patch-outage", None, (0.3, 0.5, 0.8), "restore"),
    ("zero-trust-access", "vpn-way-in", (0.05, 0.2, 0.5), None, "idea"),
    ("zero-trust-access", "ransomware-payments", (0.55, 0.75, 0.95), None, "idea"),
    ("zero-trust-access", "support-data-leak", (0.55, 0.75, 0.95), None, "idea"),
    ("zero-trust-access", "card-data-theft", (0.8, 0.9, 1.0), None, "idea"),
    ("settle-replaced", "settlement-failure", (0.05, 0.12, 0.3), (0.4, 0.6, 0.9), "idea"),
    ("settle-replaced", "payouts-insider", (0.7, 0.85, 1.0), None, "idea"),
    ("settle-upgraded", "settlement-failure", (0.3, 0.5, 0.8), (0.7, 0.85, 1.0), "idea"),
    ("settle-ringfenced", "settlement-failure", (0.35, 0.5, 0.75), None, "red"),
    ("settle-ringfenced", "ransomware-payments", None, (0.85, 0.93, 1.0), "red"),
    ("data-posture", "cloud-exposure", (0.6, 0.8, 1.0), None, "vendor"),
    ("data-posture", "health-records-breach", (0.85, 0.95, 1.0), None, "vendor"),
    ("mail-intelligence", "mailbox-takeover", (0.55, 0.75, 0.97), None, "vendor"),
    ("mail-intelligence", "payment-fraud", (0.7, 0.87, 1.0), None, "vendor"),
    ("old-data-deleted", "health-records-breach", None, (0.4, 0.6, 0.85), "idea"),
    ("old-data-deleted", "support-data-leak", None, (0.4, 0.6, 0.85), "idea"),
    ("old-data-deleted", "supplier-breach", None, (0.55, 0.75, 0.95), "idea"),
    ("log-silence-alarm", "card-data-theft", None, (0.75, 0.88, 1.0), "workshop"),
    ("log-silence-alarm", "support-data-leak", None, (0.8, 0.92, 1.0), "workshop"),
    ("vendor-ratings", "supplier-breach", (0.85, 0.95, 1.0), None, "vendor"),
    ("sign-on-fallback", "sign-on-outage", None, (0.2, 0.4, 0.7), "idea"),
    ("page-scripts-watched", "card-data-theft", (0.75, 0.88, 1.0), None, "idea"),
)

# control, because, said by, days ago
_NOTHING = (
    (
        "mfa-email",
        "Codes come from the sign-in app that people have anyway; a lost phone is replaced at the desk.",
        "jonas.lind",
        96,
    ),
    ("mfa-remote", "The same app; nobody is locked out of more than remote access.", "jonas.lind", 96),
    ("mfa-cloud-admin", "Two sealed break-glass accounts open the consoles if the factor fails.", "priya.raman", 96),
    ("least-privilege", "Missing rights are given within the hour; nothing runs on top of it.", "jonas.lind", 96),
    ("backup-schedule", "Copies are encrypted and leave no door to the systems they come from.", "priya.raman", 96),
    ("backup-immutable", "A locked copy can only be kept too long, which storage pays for.", "priya.raman", 96),
    ("encryption-at-rest", "Keys are escrowed twice, so that a lost key loses no data.", "priya.raman", 77),
    ("no-exposed-remote-admin", "It closes ports; administration goes another way.", "priya.raman", 96),
    ("segregation-of-duties", "A second person delays a payment by minutes.", "giulia.marchetti", 96),
    ("payment-change-callback", "A telephone call; it touches no system.", "giulia.marchetti", 44),
    ("mfa-phishing-resistant", "Each person gets two keys, and the desk holds spares.", "jonas.lind", 44),
    ("immutable-everywhere", "As for the copies that are locked already.", "priya.raman", 44),
    ("old-data-deleted", "Deletion is delayed for thirty days, in which it can be undone.", "maeve.doyle", 44),
    ("log-silence-alarm", "It reads clocks of log sources, nothing else.", "tomasz.brandt", 44),
    ("settle-replaced", "The old server stays cold for a quarter and can take over again.", "cathal.tierney", 44),
    (
        "settle-ringfenced",
        "It closes ports to one server; the two that it needs are tested nightly.",
        "priya.raman",
        44,
    ),
    ("warm-standby", "It is only used when the first site is down, and switched back by hand.", "wojciech.nowicki", 44),
    ("page-scripts-watched", "It watches and blocks nothing.", "wojciech.nowicki", 44),
    ("sign-on-fallback", "Sealed local accounts of four people, checked each month.", "jonas.lind", 44),
    (
        "awareness-training",
        "It takes forty minutes a year from each person, which is in its cost.",
        "sinead.lawlor",
        96,
    ),
)


def effects(timeline: Timeline) -> tuple[EffectRecord, ...]:
    """Of controls in use and of those that an investment would bring."""
    found = []
    for control, scenario, frequency, severity, where in (*_IN_USE, *_IDEAS):
        provenance, source, author, ago = _SAID[where]
        found.append(
            EffectRecord(control, scenario, frequency, severity, provenance, source, at(author), timeline.ago(ago))
        )
    return tuple(found)


def no_loss(timeline: Timeline) -> tuple[NoLossRecord, ...]:
    """The word of their owners. Of the other controls nobody has said anything yet."""
    return tuple(NoLossRecord(control, because, at(who), timeline.ago(ago)) for control, because, who, ago in _NOTHING)
