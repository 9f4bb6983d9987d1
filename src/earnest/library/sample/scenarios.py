"""Who or what could hurt Larkfield Pay, and the loss scenarios that its risk assessment priced."""

from __future__ import annotations

from earnest.library.sample.people import DOMAIN
from earnest.library.sample.risks_model import Effect, ScenarioRecord, ThreatKind, ThreatRecord

LEFT_OUT = "source-tampering"
"""The scenario whose loss nobody has estimated yet."""

_THREATS: tuple[tuple[str, str, ThreatKind, str], ...] = (
    ("extortion-group", "Extortion group", "criminal", "Breaks in, steals, encrypts, and asks for money."),
    ("card-thief", "Card thief", "criminal", "Wants card numbers and personal records to sell."),
    ("fraudster", "Fraudster", "criminal", "Wants a payment to go elsewhere; works by mail and telephone."),
    ("insider", "Somebody on the payouts desk", "insider", "Has the rights and a motive."),
    ("mistake", "A mistake of our own", "error", "A wrong setting, a lost machine, a change that went wrong."),
    ("old-system", "An old system that fails", "failure", "No updates, no spare parts, one person who knows it."),
    ("supplier", "A supplier that is broken into", "supplier", "Holds our data or runs code on our machines."),
    ("tool-vendor", "A vendor of a security tool", "supplier", "Pushes an update, or loses its console to a thief."),
)

Row = tuple[str, str, str, str, tuple[str, ...], str | None, Effect, float, str | None]
"""Key, title, statement, threat, assets, owner, loss of, doubt, brought by."""

_PRICED: tuple[Row, ...] = (
    (
        "ransomware-payments",
        "Ransomware stops card payments",
        "An extortion group encrypts the hosts of the payment gateway and the ledger; cards are declined for days.",
        "extortion-group",
        ("payment-gateway", "card-authorisation", "ledger", "servers"),
        "sunita.rao",
        "availability",
        1.5,
        None,
    ),
    (
        "ransomware-office",
        "Ransomware on laptops",
        "An attachment encrypts laptops and what they can reach; people work on paper for a week.",
        "extortion-group",
        ("windows-laptops", "macos-laptops", "google-workspace"),
        "jonas.lind",
        "availability",
        1.5,
        None,
    ),
    (
        "card-data-theft",
        "Card numbers are stolen",
        "A thief reads card numbers from the gateway over weeks; the schemes ask for forensics, reissue and fines.",
        "card-thief",
        ("payment-gateway", "card-authorisation", "aws-payments"),
        "wojciech.nowicki",
        "confidentiality",
        1.6,
        None,
    ),
    (
        "health-records-breach",
        "Health-spending records are stolen",
        "A thief copies the claims databases; 61,000 people, their employers and the US regulator are told.",
        "card-thief",
        ("claims-database", "benefits-platform", "aws-benefits"),
        "marcus.delgado",
        "confidentiality",
        1.6,
        None,
    ),
    (
        "portal-takeover",
        "Cardholder accounts are taken over",
        "Passwords stolen elsewhere open accounts of the cardholder portal; losses are refunded.",
        "fraudster",
        ("cardholder-portal",),
        "hannah.mercer",
        "integrity",
        1.3,
        None,
    ),
    (
        "support-data-leak",
        "Support reads and leaks personal records",
        "Credentials of support staff or a contractor are used to read and export cardholder profiles.",
        "card-thief",
        ("support-tool",),
        "folake.balogun",
        "confidentiality",
        1.4,
        None,
    ),
    (
        "payment-fraud",
        "A payment goes to a fraudster",
        "A mail or call changes a payee's bank details, and finance or the payouts desk pays.",
        "fraudster",
        ("google-workspace", "bank-file-transfer"),
        "giulia.marchetti",
        "integrity",
        1.4,
        None,
    ),
    (
        "mailbox-takeover",
        "A mailbox is taken over",
        "A phished password opens a mailbox; it is searched, used to phish others, and has to be cleaned up.",
        "fraudster",
        ("google-workspace", "okta"),
        "jonas.lind",
        "confidentiality",
        1.3,
        None,
    ),
    (
        "lost-laptop",
        "A laptop is lost or stolen",
        "A laptop with mail and documents on it disappears; whose data was on it has to be found out.",
        "mistake",
        ("macos-laptops", "windows-laptops"),
        "jonas.lind",
        "confidentiality",
        1.2,
        None,
    ),
    (
        "settlement-failure",
        "Settle-1 fails or is broken into",
        "The nightly files of two banks do not come or are wrong; penalties and a rush to rebuild.",
        "old-system",
        ("settlement-1", "bank-file-transfer"),
        "cathal.tierney",
        "availability",
        1.5,
        None,
    ),
    (
        "cloud-exposure",
        "A cloud store is left open",
        "A wrong setting opens a bucket or a database to the internet, and somebody finds it first.",
        "mistake",
        ("aws-shared", "sandbox-account", "snowflake"),
        "priya.raman",
        "confidentiality",
        1.4,
        None,
    ),
    (
        "payouts-insider",
        "Somebody on the payouts desk steals",
        "The shared account of the payouts desk sends money out, and nobody can say who did it.",
        "insider",
        ("bank-file-transfer", "settlement-1"),
        "fergus.mccabe",
        "integrity",
        1.4,
        None,
    ),
    (
        "authorisation-outage",
        "Card authorisation is down for hours",
        "A change or a failed host stops authorisation; the last restore took 5 hours and 40 minutes.",
        "mistake",
        ("card-authorisation", "ledger", "container-clusters"),
        "wojciech.nowicki",
        "availability",
        1.3,
        None,
    ),
    (
        "supplier-breach",
        "A supplier loses our data",
        "A processor or a support service is broken into and our cardholders' data is in the catch.",
        "supplier",
        ("support-tool", "snowflake", "personnel-system"),
        "declan.moriarty",
        "confidentiality",
        1.5,
        None,
    ),
    (
        LEFT_OUT,
        "Our own software is tampered with",
        "A stolen token or a leaver's account changes code that then runs in production.",
        "supplier",
        ("github",),
        "wojciech.nowicki",
        "integrity",
        1.5,
        None,
    ),
)

_BROUGHT: tuple[Row, ...] = (
    (
        "agent-outage",
        "A faulty update of the endpoint agent stops every machine",
        "One push of the vendor crashes laptops and servers at boot; each has to be mended by hand.",
        "tool-vendor",
        ("endpoint-agent", "windows-laptops", "servers"),
        "tomasz.brandt",
        "availability",
        1.6,
        "edr-coverage",
    ),
    (
        "vpn-way-in",
        "The SSL-VPN is the way in",
        "A flaw or a stolen session on the gateway at the edge opens the inside network to an extortion group.",
        "extortion-group",
        ("ssl-vpn", "servers"),
        "jonas.lind",
        "integrity",
        1.6,
        "ssl-vpn",
    ),
    (
        "extension-takeover",
        "The browser extension is turned on us",
        "A malicious version of the data-loss extension reads sessions and pages of everybody who has it.",
        "tool-vendor",
        ("browser-dlp", "macos-laptops", "windows-laptops"),
        "tomasz.brandt",
        "confidentiality",
        1.8,
        "dlp",
    ),
    (
        "device-manager-wipe",
        "The device manager wipes the laptops",
        "Somebody with the console, or a mistake in it, wipes 141 laptops in an hour.",
        "tool-vendor",
        ("macos-laptops", "windows-laptops"),
        "jonas.lind",
        "availability",
        1.6,
        "endpoint-hardening",
    ),
    (
        "sign-on-outage",
        "Nobody can sign in",
        "The identity provider is down or has locked us out; support, operations and the portal of partners stop.",
        "tool-vendor",
        ("okta",),
        "jonas.lind",
        "availability",
        1.4,
        "federation-sso",
    ),
    (
        "patch-outage",
        "A patch breaks card authorisation",
        "An update that is installed at once, as the timetable asks, takes authorisation down at peak.",
        "mistake",
        ("card-authorisation", "servers"),
        "priya.raman",
        "availability",
        1.3,
        "patch-critical-sla",
    ),
)
BROUGHT = tuple(row[0] for row in _BROUGHT)
PRICED = tuple(row[0] for row in _PRICED if row[0] != LEFT_OUT)


def threats() -> tuple[ThreatRecord, ...]:
    return tuple(ThreatRecord(*row) for row in _THREATS)


def scenarios() -> tuple[ScenarioRecord, ...]:
    """Fourteen that are priced, one that cannot be priced yet, and six that security tools bring."""
    return tuple(
        ScenarioRecord(
            key, title, statement, threat, assets, f"{owner}@{DOMAIN}" if owner else None, effect, doubt, brought
        )
        for key, title, statement, threat, assets, owner, effect, doubt, brought in (*_PRICED, *_BROUGHT)
    )
