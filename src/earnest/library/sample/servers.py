"""The 96 servers and containers, with Settle-1 among them, and what runs on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.timeline import Draft, Timeline

SERVERS = 96
SETTLE = "settle-1"
VPN = "vpn-gw-1"
JUMP = "jump-2"


@dataclass(frozen=True)
class Product:
    name: str
    version: str
    vendor: str
    support_ends: str = ""


@dataclass(frozen=True)
class Server:
    hostname: str
    address: str
    kind: str
    os_name: str
    os_version: str
    team: str
    zone: str
    software: tuple[Product, ...]

    @property
    def os(self) -> str:
        return f"{self.os_name} {self.os_version}"


@dataclass(frozen=True)
class _Group:
    stem: str
    count: int
    kind: str
    os: tuple[str, str]
    team: str
    zone: str
    software: tuple[Product, ...]


_UBUNTU = ("Ubuntu", "24.04")
_OLD_UBUNTU = ("Ubuntu", "20.04")
_DEBIAN = ("Debian", "12")
_OPENSSH = Product("OpenSSH", "9.6p1", "OpenBSD")
_POSTGRES = Product("PostgreSQL", "16.4", "PostgreSQL Global Development Group", "2028-11-09")
_OLD_POSTGRES = Product("PostgreSQL", "12.20", "PostgreSQL Global Development Group", "2024-11-21")
_NGINX = Product("nginx", "1.26.2", "F5")
_JAVA = Product("OpenJDK", "21.0.4", "Eclipse Adoptium", "2029-12-31")
_NODE = Product("Node.js", "22.9.0", "OpenJS Foundation", "2027-04-30")

_GROUPS = (
    _Group("pay-gw", 6, "virtual", _UBUNTU, "Payments Engineering", "edge", (_NGINX, _OPENSSH)),
    _Group("card-auth", 6, "virtual", _UBUNTU, "Payments Engineering", "card-data", (_JAVA, _OPENSSH)),
    _Group("ledger-db", 4, "virtual", _DEBIAN, "Platform Engineering", "card-data", (_POSTGRES, _OPENSSH)),
    _Group("recon-db", 1, "virtual", _OLD_UBUNTU, "Settlement Operations", "internal", (_OLD_POSTGRES, _OPENSSH)),
    _Group("benefits-api", 6, "virtual", _UBUNTU, "Benefits Engineering", "edge", (_NODE, _OPENSSH)),
    _Group("claims-db", 3, "virtual", _DEBIAN, "Platform Engineering", "health-data", (_POSTGRES, _OPENSSH)),
    _Group("batch", 4, "virtual", _UBUNTU, "Platform Engineering", "internal", (_JAVA, _OPENSSH)),
    _Group("build", 4, "virtual", _UBUNTU, "Platform Engineering", "internal", (_OPENSSH,)),
    _Group("web", 3, "virtual", _DEBIAN, "Marketing", "edge", (_NGINX, _OPENSSH)),
    _Group("siem", 2, "virtual", _UBUNTU, "Security", "internal", (_JAVA, _OPENSSH)),
    _Group("jump", 2, "virtual", _UBUNTU, "Platform Engineering", "bastion", (_OPENSSH,)),
    _Group("file", 2, "server", ("Windows Server", "2022"), "IT", "office", ()),
    _Group("k8s-node", 8, "virtual", _UBUNTU, "Platform Engineering", "internal", (_OPENSSH,)),
)
CONTAINERS = (
    "payout-worker",
    "card-events",
    "fx-rates",
    "notify",
    "portal",
    "claims-import",
    "receipts",
    "risk-score",
    "webhooks",
    "reconcile",
    "statements",
    "kyc-gateway",
    "ledger-writer",
    "eligibility",
    "exports",
    "audit-trail",
    "search",
    "identity-bridge",
    "feature-flags",
    "metrics",
)
"""Container images that run in the clusters; each runs twice but for the last four, which run once or twice."""


def servers() -> tuple[Server, ...]:
    """All 96, in the order of the inventory."""
    found = [
        Server(
            SETTLE,
            "10.40.9.11",
            "server",
            "Windows Server",
            "2012 R2",
            "Settlement Operations",
            "settlement",
            (
                Product("Microsoft SQL Server", "2014 SP3", "Microsoft", "2024-07-09"),
                Product("Windows Server", "2012 R2", "Microsoft", "2023-10-10"),
                Product("SettleWorks", "4.2", "Corvane Systems", "2019-06-30"),
            ),
        ),
        Server(
            VPN,
            "203.0.113.18",
            "network",
            "Palisade Connect",
            "9.1.9",
            "IT",
            "edge",
            (Product("Palisade Connect", "9.1.9", "Palisade Networks"),),
        ),
    ]
    for number, group in enumerate(_GROUPS):
        for place in range(1, group.count + 1):
            address = (
                f"203.0.113.{30 + number * 8 + place}" if group.zone == "edge" else f"10.40.{10 + number}.{10 + place}"
            )
            found.append(
                Server(f"{group.stem}-{place}", address, group.kind, *group.os, group.team, group.zone, group.software)
            )
    wanted = SERVERS - len(found)
    for place in range(wanted):
        image = CONTAINERS[place % len(CONTAINERS)]
        found.append(
            Server(
                f"{image}-{place // len(CONTAINERS) + 1}",
                f"10.44.{place // 200}.{20 + place}",
                "container",
                "Debian",
                "12",
                "Platform Engineering",
                "cluster",
                (),
            )
        )
    return tuple(found)


INVENTORY_HEADER = (
    "host",
    "ip",
    "kind",
    "os",
    "os_version",
    "team",
    "zone",
    "edr",
    "disk_encrypted",
    "last_seen_utc",
    "exported_at",
)
SOFTWARE_HEADER = ("host", "product", "version", "publisher", "support_ends", "exported_at")


def server_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """The server inventory and the software on it, each quarter. The endpoint agent cannot run on Settle-1."""
    for day in timeline.monthly(4):
        when = timeline.instant(day, 18)
        seen = f"{when - timedelta(hours=2):%Y-%m-%d %H:%M}"
        stamp = f"{when:%Y-%m-%d %H:%M}"
        rows = [
            (
                s.hostname,
                s.address,
                s.kind,
                s.os_name,
                s.os_version,
                s.team,
                s.zone,
                _agent(s),
                "" if s.kind in ("container", "network") else ("no" if s.hostname == SETTLE else "yes"),
                seen,
                stamp,
            )
            for s in estate
        ]
        software = [
            (s.hostname, p.name, p.version, p.vendor, p.support_ends, stamp) for s in estate for p in s.software
        ]
        yield Draft(
            "server-inventory", "larkfield-servers", f"servers-{day}.csv", when, csv_bytes(INVENTORY_HEADER, rows)
        )
        yield Draft(
            "server-software",
            "larkfield-server-software",
            f"server-software-{day}.csv",
            when,
            csv_bytes(SOFTWARE_HEADER, software),
        )


def _agent(server: Server) -> str:
    if server.kind in ("container", "network"):
        return ""
    return "none" if server.hostname == SETTLE else "block"
