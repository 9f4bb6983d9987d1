"""The security tools that Larkfield Pay pays for, each with the controls that rest on it."""

from __future__ import annotations

from earnest.library.sample.budget_model import ToolRecord
from earnest.library.sample.own_controls import VPN
from earnest.library.sample.records import at
from earnest.library.sample.timeline import Timeline

# key, name, vendor, asset, controls, owner, renews in days, note
_TOOLS: tuple[tuple[str, str, str, str | None, tuple[str, ...], str, int | None, str], ...] = (
    (
        "okta",
        "Sign-on",
        "Okta",
        "okta",
        ("identity-lifecycle", "federation-sso", "mfa-email", "mfa-remote", "access-revocation"),
        "jonas.lind",
        212,
        "",
    ),
    ("privileged-mfa", "Second factor of administrators", "Okta", "okta", ("mfa-privileged",), "jonas.lind", 212, ""),
    ("endpoint-agent", "Endpoint agent", "Northwall", "endpoint-agent", ("edr-coverage",), "tomasz.brandt", 131, ""),
    (
        "device-management",
        "Device managers, Jamf Pro and Intune",
        "Jamf and Microsoft",
        None,
        ("endpoint-hardening",),
        "jonas.lind",
        88,
        "",
    ),
    ("mail-filter", "Mail filter", "Google", "google-workspace", ("email-filtering",), "jonas.lind", 164, ""),
    ("firewalls", "Cloud firewalls", "Palisade Networks", None, ("boundary-protection",), "priya.raman", 59, ""),
    (
        "ssl-vpn",
        "SSL-VPN",
        "Palisade Networks",
        "ssl-vpn",
        (VPN,),
        "jonas.lind",
        59,
        "Kept for the auditor; nine people still use it.",
    ),
    (
        "browser-dlp",
        "Browser data-loss extension",
        "Veilguard",
        "browser-dlp",
        ("dlp",),
        "tomasz.brandt",
        38,
        "Bought after a customer's questionnaire asked for it.",
    ),
    (
        "scanners",
        "Flaw scanners, Nessus and Trivy",
        "Tenable",
        None,
        ("vulnerability-management", "vulnerability-scanning"),
        "tomasz.brandt",
        143,
        "",
    ),
    (
        "log-store",
        "Log store and alert rules",
        "Heronlog",
        "log-store",
        ("central-logging", "log-review"),
        "tomasz.brandt",
        247,
        "",
    ),
    (
        "code-checks",
        "Code and component checks",
        "GitHub",
        "github",
        ("code-review-testing", "component-security"),
        "wojciech.nowicki",
        190,
        "",
    ),
    (
        "backup",
        "Backup",
        "Veeam",
        "backup-vault",
        ("backup-schedule", "backup-immutable", "backup-restore-test"),
        "priya.raman",
        301,
        "",
    ),
    ("secrets", "Store of secrets", "Ashlock", None, ("secrets-management",), "priya.raman", 119, ""),
    ("keys", "Key service", "Amazon Web Services", None, ("key-management",), "priya.raman", None, ""),
    (
        "training",
        "Training and simulated phishing",
        "Brightlane",
        "training-platform",
        ("awareness-training", "phishing-simulation"),
        "sinead.lawlor",
        226,
        "",
    ),
)


def tools(timeline: Timeline) -> tuple[ToolRecord, ...]:
    return tuple(
        ToolRecord(
            key,
            name,
            vendor,
            asset,
            controls,
            at(owner),
            None if renews is None else timeline.ago(-renews),
            note,
        )
        for key, name, vendor, asset, controls, owner, renews, note in _TOOLS
    )
