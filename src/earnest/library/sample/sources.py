"""The evidence sources: what arrives, from whom, how often, and when it is too old."""

from __future__ import annotations

from earnest.library.sample.aws_iam import ACCOUNTS
from earnest.library.sample.model import Source
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.servers import JUMP

UNOWNED = ("phishing", "exposure")
"""Sources that nobody answers for."""

# slug, title, format, owner, cadence, freshness, tables
_ROWS: tuple[tuple[str, str, str, str | None, int, int, tuple[str, ...]], ...] = (
    ("people", "Personnel list, people and leavers", "larkfield-people", "sinead.lawlor", 30, 35, ("people",)),
    ("equipment", "Equipment list", "larkfield-equipment", "sinead.lawlor", 120, 130, ("devices",)),
    ("okta-users", "Okta users and roles", "okta-users", "jonas.lind", 7, 32, ("accounts",)),
    ("okta-factors", "Okta factors", "okta-factors", "jonas.lind", 7, 32, ("authenticators",)),
    ("google-workspace", "Google Workspace users", "google-workspace-users", "jonas.lind", 30, 35, ("accounts",)),
    (
        "account-register",
        "Register of service and shared accounts",
        "larkfield-account-register",
        "jonas.lind",
        90,
        100,
        ("accounts",),
    ),
    (
        "github-members",
        "Members of the GitHub organisation",
        "github-members",
        "wojciech.nowicki",
        30,
        35,
        ("accounts",),
    ),
    ("jamf", "Jamf Pro computers", "jamf-computers", "jonas.lind", 7, 32, ("devices",)),
    ("intune", "Intune devices", "intune-devices", "jonas.lind", 7, 32, ("devices",)),
    (
        "endpoint-agent",
        "Endpoint agent console, laptops",
        "larkfield-endpoint-agent",
        "tomasz.brandt",
        60,
        65,
        ("devices",),
    ),
    (
        "server-inventory",
        "Inventory of servers and containers",
        "larkfield-servers",
        "priya.raman",
        120,
        130,
        ("devices",),
    ),
    ("server-software", "Software on servers", "larkfield-server-software", "priya.raman", 120, 130, ("software",)),
    ("prowler", "Prowler over four AWS accounts", "prowler-ocsf", "priya.raman", 30, 35, ("config_checks",)),
    (
        "cloud-resources",
        "AWS Config, resources",
        "larkfield-cloud-resources",
        "priya.raman",
        120,
        130,
        ("cloud_resources",),
    ),
    ("security-hub", "AWS Security Hub", "aws-asff", "priya.raman", 90, 100, ("config_checks", "vulnerabilities")),
    ("trivy", "Trivy over the clusters", "trivy", "priya.raman", 60, 65, ("vulnerabilities", "scan_targets")),
    ("nessus", "Nessus, servers and containers", "nessus", "tomasz.brandt", 7, 14, ("vulnerabilities", "scan_targets")),
    (
        "github-repositories",
        "GitHub repositories",
        "github-repositories",
        "wojciech.nowicki",
        90,
        100,
        ("repositories",),
    ),
    ("github-pull-requests", "GitHub pull requests", "github-pull-requests", "wojciech.nowicki", 90, 100, ("changes",)),
    ("backups", "Backup job history", "larkfield-backups", "priya.raman", 14, 32, ("backups",)),
    ("restore-tests", "Restore log", "larkfield-restore-tests", "priya.raman", 120, 130, ("restore_tests",)),
    ("training", "Training platform", "larkfield-training", "sinead.lawlor", 60, 65, ("training_records",)),
    ("phishing", "Phishing simulations", "larkfield-phishing", None, 90, 100, ("phishing_results",)),
    ("tickets", "Tickets", "larkfield-tickets", "jonas.lind", 90, 100, ("tickets",)),
    ("access-reviews", "Access reviews", "larkfield-access-reviews", "ines.okafor", 90, 100, ("access_reviews",)),
    ("log-sources", "Log sources", "larkfield-log-sources", "tomasz.brandt", 7, 32, ("log_sources",)),
    ("exposure", "Port scans", "larkfield-exposure", None, 60, 65, ("exposed_services",)),
    ("encryption", "Encryption inventory", "larkfield-encryption", "priya.raman", 90, 100, ("encryption",)),
    ("defender", "Microsoft Defender, flaws on laptops", "defender-csv", "jonas.lind", 7, 10, ("vulnerabilities",)),
    (
        "perimeter",
        "Qualys, what the internet sees",
        "qualys-vmdr",
        "tomasz.brandt",
        7,
        10,
        ("vulnerabilities", "scan_targets"),
    ),
    (JUMP, "Nmap, run on the jump host jump-2", "nmap", "priya.raman", 28, 35, ("exposed_services", "scan_targets")),
    (
        "openscap",
        "OpenSCAP, CIS benchmark of servers",
        "xccdf",
        "priya.raman",
        28,
        35,
        ("config_checks", "scan_targets"),
    ),
    ("vex", "OpenVEX of a supplier of libraries", "openvex", "wojciech.nowicki", 180, 365, ("vex_statements",)),
    ("known-exploited", "CISA, flaws known to be exploited", "cisa-kev", "tomasz.brandt", 1, 7, ("known_exploited",)),
    (
        "exploit-predictions",
        "FIRST, predictions of exploitation",
        "epss",
        "tomasz.brandt",
        1,
        7,
        ("exploit_predictions",),
    ),
    ("support-cycles", "endoflife.date, release cycles", "endoflife", "priya.raman", 90, 120, ("support_cycles",)),
    ("off-network", "Machines off the network", "larkfield-off-network", "fergus.mccabe", 180, 200, ("devices",)),
)


def sources() -> tuple[Source, ...]:
    """Every source; each AWS account has its own credential report."""
    found = [
        Source(slug, title, format_, f"{owner}@{DOMAIN}" if owner else None, cadence, freshness, tables)
        for slug, title, format_, owner, cadence, freshness, tables in _ROWS
    ]
    found += [
        Source(
            f"aws-iam-{account.slug}",
            f"AWS credential report, {account.title.lower()}",
            "aws-credential-report",
            f"priya.raman@{DOMAIN}",
            120,
            130,
            ("accounts", "credentials"),
        )
        for account in ACCOUNTS
    ]
    return tuple(found)
