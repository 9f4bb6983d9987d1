"""The systems of Larkfield Pay: who answers for each, what it holds, how it can be reached and what it needs."""

from __future__ import annotations

from datetime import date

from earnest.library.sample.model import Asset
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.timeline import Timeline

UNOWNED = ("support-tool", "status-page", "sandbox-account", "recon-desk")
"""Four systems without an accountable person."""

# slug, title, kind, owner, criticality, exposure, data, needs, vendor, description
_ROWS: tuple[tuple[str, str, str, str | None, str, str, tuple[str, ...], tuple[str, ...], str | None, str], ...] = (
    ("payment-gateway", "Payment gateway", "application", "wojciech.nowicki", "critical", "internet", ("card numbers",), ("card-authorisation", "ledger", "aws-payments"), None, "Takes card payments of merchants; 6 hosts."),
    ("card-authorisation", "Card authorisation", "application", "wojciech.nowicki", "critical", "partner", ("card numbers", "card tokens"), ("ledger", "aws-payments"), None, "Says yes or no to each card within 300 ms; may be down for one hour."),
    ("settlement-1", "Settle-1, nightly settlement", "server", "cathal.tierney", "critical", "internal", ("settlement files", "bank accounts"), ("ledger", "bank-file-transfer"), "Corvane Systems", "Windows Server 2012 R2 with SQL Server 2014; makes the nightly files of two banks. Claimed to be ringfenced."),
    ("bank-file-transfer", "File transfer to the banks", "application", "cathal.tierney", "critical", "partner", ("settlement files",), ("settlement-1",), None, "SFTP with two banks."),
    ("ledger", "Ledger, PostgreSQL", "database", "priya.raman", "critical", "internal", ("card tokens", "transactions"), ("aws-payments", "backup-vault"), None, "Four PostgreSQL hosts; the truth about money."),
    ("benefits-platform", "Benefits platform", "application", "hannah.mercer", "critical", "internet", ("health spending", "personal data"), ("claims-database", "aws-benefits"), None, "Health-benefit cards for employers."),
    ("claims-database", "Claims databases, PostgreSQL", "database", "hannah.mercer", "critical", "internal", ("health spending",), ("aws-benefits", "backup-vault"), None, "61,000 people's health-spending records."),
    ("cardholder-portal", "Cardholder portal", "application", "hannah.mercer", "high", "internet", ("personal data",), ("benefits-platform", "payment-gateway"), None, "Where cardholders see what they spent."),
    ("snowflake", "Data warehouse, Snowflake", "service", "ananya.iyer", "high", "internet", ("transactions", "personal data"), ("ledger", "claims-database"), "Snowflake", "Reports and risk scores."),
    ("support-tool", "Support tool", "service", None, "high", "internet", ("personal data", "support cases"), ("okta",), "Heliodesk", "Cases of cardholders; its exports hold more than they should."),
    ("website", "Website", "application", "renata.ames", "medium", "internet", (), ("aws-payments",), None, "The public site."),
    ("status-page", "Status page", "application", None, "low", "internet", (), (), None, "Says whether the service is up."),
    ("okta", "Okta", "service", "jonas.lind", "critical", "internet", ("accounts",), (), "Okta", "Sign-in to everything."),
    ("google-workspace", "Google Workspace", "service", "jonas.lind", "high", "internet", ("mail", "documents"), ("okta",), "Google", "Mail, documents, calendars."),
    ("github", "GitHub", "service", "wojciech.nowicki", "high", "internet", ("source code",), ("okta",), "GitHub", "64 repositories."),
    ("aws-payments", "AWS account, payments production", "cloud account", "priya.raman", "critical", "internet", ("card numbers", "transactions"), ("okta",), "Amazon Web Services", "Account 318276540911."),
    ("aws-benefits", "AWS account, benefits production", "cloud account", "hannah.mercer", "critical", "internet", ("health spending",), ("okta",), "Amazon Web Services", "Account 640915372208."),
    ("aws-shared", "AWS account, shared services", "cloud account", "priya.raman", "high", "internet", ("logs", "images"), ("okta",), "Amazon Web Services", "Account 207751938464."),
    ("sandbox-account", "AWS account, sandbox", "cloud account", None, "low", "internet", (), ("okta",), "Amazon Web Services", "Account 951340276835."),
    ("container-clusters", "Container clusters", "platform", "priya.raman", "critical", "internal", ("transactions",), ("aws-payments", "aws-benefits"), None, "Two EKS clusters, 20 images."),
    ("recon-desk", "Reconciliation desk", "application", None, "medium", "internal", ("settlement files",), ("settlement-1", "ledger"), None, "Compares settlement with the ledger, on recon-db-1."),
    ("backup-vault", "Backup vault", "service", "priya.raman", "critical", "internal", ("backups",), ("aws-shared",), None, "Locked copies of the databases; other copies are not locked."),
    ("log-store", "Log store and alert rules", "application", "tomasz.brandt", "high", "internal", ("logs",), ("aws-shared",), None, "Two hosts, 63 sources."),
    ("ssl-vpn", "SSL-VPN", "network", "jonas.lind", "medium", "internet", (), ("okta",), "Palisade Networks", "Kept for the auditor; nine people still use it."),
    ("browser-dlp", "Browser data-loss extension", "security tool", "tomasz.brandt", "low", "internal", ("browsing",), ("macos-laptops", "windows-laptops"), "Veilguard", "Watches uploads in the browser."),
    ("endpoint-agent", "Endpoint agent", "security tool", "tomasz.brandt", "high", "internal", ("telemetry",), (), "Northwall", "Detects and blocks on laptops and servers."),
    ("macos-laptops", "Laptops with macOS", "device group", "jonas.lind", "high", "internal", ("mail", "source code"), ("okta",), "Apple", "Managed with Jamf Pro."),
    ("windows-laptops", "Laptops with Windows", "device group", "jonas.lind", "high", "internal", ("mail", "documents"), ("okta",), "Dell", "Managed with Intune."),
    ("servers", "Servers and containers", "device group", "priya.raman", "critical", "internal", ("transactions",), ("aws-payments", "aws-benefits"), None, "96 in the inventory."),
    ("training-platform", "Training platform", "service", "sinead.lawlor", "low", "internet", ("training results",), ("okta",), "Brightlane", "Courses and simulated phishing."),
    ("personnel-system", "Personnel system", "service", "sinead.lawlor", "high", "internet", ("personal data of employees",), (), "Peoplegrove", "The list of people and of their equipment."),
    ("ticket-system", "Ticket system", "service", "jonas.lind", "medium", "internet", ("tickets",), ("okta",), "Atlassian", "Requests, changes and the incident register."),
)
_COUNTS = {"macos-laptops": 88, "windows-laptops": 53, "servers": 96, "container-clusters": 2}
_SUPPORT_ENDS = {"settlement-1": date(2023, 10, 10)}


def assets(timeline: Timeline) -> tuple[Asset, ...]:
    """All systems. The support of Settle-1's operating system ended on a real day, which for early days lies ahead."""
    found = []
    for slug, title, kind, owner, criticality, exposure, data, needs, vendor, description in _ROWS:
        ends = _SUPPORT_ENDS.get(slug)
        found.append(Asset(slug, title, kind, f"{owner}@{DOMAIN}" if owner else None, description, data, criticality, exposure, needs, vendor,
                           _COUNTS.get(slug), min(ends, timeline.ago(400)) if ends else None))
    return tuple(found)
