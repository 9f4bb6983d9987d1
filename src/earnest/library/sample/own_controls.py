"""Controls of Larkfield Pay that are not in the catalogue: one in use, and what investments would bring."""

from __future__ import annotations

from earnest.library.sample.records import at
from earnest.library.sample.risks_model import OwnControl
from earnest.library.sample.timeline import Timeline

VPN = "ssl-vpn"
VPN_LICENCE = 9_200

# key, name, statement, domain, owner, cost a year, own days a year
_IDEAS = (
    (
        "immutable-everywhere",
        "Locked copies of every system",
        "The last five systems get a copy that nobody can change.",
        "continuity",
        "priya.raman",
        17_000,
        2,
    ),
    (
        "warm-standby",
        "Warm standby of card authorisation",
        "A second site takes over authorisation within the hour.",
        "continuity",
        "wojciech.nowicki",
        38_000,
        12,
    ),
    (
        "zero-trust-access",
        "Access by identity and device",
        "Each request is checked by person and machine; no network is trusted.",
        "access",
        "jonas.lind",
        46_000,
        14,
    ),
    (
        "settle-replaced",
        "Settle-1 replaced",
        "Settlement runs on a supported service in the cloud.",
        "operations",
        "cathal.tierney",
        24_000,
        10,
    ),
    (
        "settle-upgraded",
        "Settle-1 upgraded",
        "Settlement runs on a supported system with the same software.",
        "operations",
        "cathal.tierney",
        9_000,
        14,
    ),
    (
        "settle-ringfenced",
        "Settle-1 ringfenced and tested",
        "Two ports lead to Settle-1, and a test proves it each night.",
        "network",
        "priya.raman",
        22_000,
        6,
    ),
    (
        "data-posture",
        "Data security posture tool",
        "A service looks for personal data in cloud stores.",
        "data",
        "ananya.iyer",
        88_000,
        15,
    ),
    (
        "mail-intelligence",
        "Mail filter that learns",
        "A second filter judges mail by how people write.",
        "email",
        "jonas.lind",
        44_000,
        5,
    ),
    (
        "old-data-deleted",
        "Old data deleted",
        "Records past their time are deleted from the claims store, support tool and warehouse.",
        "data",
        "maeve.doyle",
        6_000,
        12,
    ),
    (
        "log-silence-alarm",
        "Alarm for silent log sources",
        "A log source that stops is noticed within the hour.",
        "logging",
        "tomasz.brandt",
        3_000,
        2,
    ),
    (
        "vendor-ratings",
        "Outside ratings of vendors",
        "A service rates vendors from what the internet shows.",
        "supplier",
        "declan.moriarty",
        39_000,
        4,
    ),
    (
        "sign-on-fallback",
        "Way in when sign-on is down",
        "Sealed local accounts and a drill.",
        "access",
        "jonas.lind",
        1_500,
        5,
    ),
    (
        "page-scripts-watched",
        "Scripts of the payment page watched",
        "Scripts of the payment page are listed, and changes are noticed.",
        "payment",
        "wojciech.nowicki",
        17_000,
        6,
    ),
)


def own_controls(timeline: Timeline) -> tuple[OwnControl, ...]:
    """The SSL-VPN, which its owner answers for with his word, and thirteen ideas."""
    vpn = OwnControl(
        VPN,
        "Remote access through the SSL-VPN",
        "Remote administration goes through an encrypted tunnel that ends at the gateway.",
        "network",
        "operating",
        at("jonas.lind"),
        timeline.ago(1900),
        VPN_LICENCE,
        14,
        "Kept for the auditor. The gateway stands at the edge and has had flaws that were exploited.",
        "Remote administration of the old hosts goes through the gateway; the rule set is as in the diagram.",
    )
    ideas = (
        OwnControl(key, name, statement, domain, "planned", at(owner), timeline.ago(44), cost, days)
        for key, name, statement, domain, owner, cost, days in _IDEAS
    )
    return (vpn, *ideas)
