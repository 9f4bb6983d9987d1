"""What answers on the network, and what is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from earnest.library.sample.formats import csv_bytes, ndjson_bytes
from earnest.library.sample.servers import JUMP, SETTLE, VPN, Server
from earnest.library.sample.timeline import Draft, Timeline

SERVICES_HEADER = (
    "host",
    "ip",
    "port",
    "proto",
    "service",
    "version",
    "min_tls",
    "cert_ends",
    "seen_from",
    "scanned_at",
)
FORGOTTEN = "status-old.larkfieldpay.com"
"""A host that answers on the internet and stands in no inventory."""


def exposure_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """Port scans from the internet and from inside, each two months."""
    for day in timeline.monthly(2):
        when = timeline.instant(day, 5)
        rows = [_edge(server, timeline) for server in estate if server.zone == "edge"]
        rows.append(
            (
                FORGOTTEN,
                "203.0.113.99",
                "443",
                "tcp",
                "https",
                "Apache httpd 2.4.41",
                "1.2",
                f"{timeline.ago(-75)}",
                "internet",
            )
        )
        rows += [
            (
                VPN,
                "203.0.113.18",
                "8443",
                "tcp",
                "https",
                "Palisade Connect",
                "1.2",
                f"{timeline.ago(-210)}",
                "internet",
            ),
            (SETTLE, "10.40.9.11", "3389", "tcp", "ms-wbt-server", "Microsoft Terminal Services", "1.0", "", JUMP),
            (SETTLE, "10.40.9.11", "445", "tcp", "microsoft-ds", "Windows Server 2012 R2 SMB", "", "", JUMP),
            (SETTLE, "10.40.9.11", "1433", "tcp", "ms-sql-s", "Microsoft SQL Server 2014", "1.0", "", "settlement"),
        ]
        rows += [
            (s.hostname, s.address, "22", "tcp", "ssh", "OpenSSH 9.6p1", "", "", JUMP)
            for s in estate
            if s.zone in ("card-data", "internal")
        ]
        yield Draft(
            "exposure",
            "larkfield-exposure",
            f"port-scan-{day}.csv",
            when,
            csv_bytes(SERVICES_HEADER, [(*row, f"{when:%Y-%m-%d %H:%M}") for row in rows]),
        )


def _edge(server: Server, timeline: Timeline) -> tuple[str, ...]:
    ends = timeline.ago(-timeline.random("certificate", server.hostname).randrange(35, 330))
    return (
        server.hostname,
        server.address,
        "443",
        "tcp",
        "https",
        "nginx" if server.hostname != VPN else "Palisade Connect",
        "1.2",
        str(ends),
        "internet",
    )


# name, kind, encrypted, key, days since rotation, data
_STORES = (
    ("ledger", "At rest", "Yes", "kms/ledger", 190, "card tokens"),
    ("cards", "At rest", "Yes", "kms/cards", 96, "card numbers, truncated"),
    ("claims", "At rest", "Yes", "kms/claims", 240, "health spending"),
    ("snowflake", "At rest", "Yes", "vendor managed", 30, "analytics"),
    ("settle-1", "At rest", "No", "", None, "settlement files"),
    ("recon-db-1", "At rest", "Yes", "kms/recon", 204, "settlement"),
    ("support-tool", "At rest", "Yes", "", None, "support cases"),
    ("backup-vault", "At rest", "Yes", "kms/backup", 142, "all"),
    ("card-auth", "At rest", "Yes", "kms/cards", 96, "card numbers"),
    ("okta-config", "At rest", "Yes", "vendor managed", 30, "accounts"),
    ("nas-dublin", "At rest", "Yes", "", None, "settlement backups"),
    ("cardholder-portal", "In transit", "Yes", "", None, "cardholders"),
    ("bank-file-transfer", "In transit", "Yes", "ssh/settlement", 210, "settlement files"),
    ("partner-edi", "In transit", "Yes", "", 300, "eligibility"),
    ("ledger-replication", "In transit", "Yes", "", None, "card tokens"),
    ("office-printing", "In transit", "Yes", "", None, "internal"),
)


def encryption_files(timeline: Timeline) -> Iterator[Draft]:
    """The encryption inventory that Platform Engineering keeps, each quarter, as NDJSON."""
    for day in timeline.monthly(3):
        when = timeline.instant(day, 13)
        rows = [
            {
                "name": name,
                "kind": kind,
                "encrypted": encrypted,
                "key": key or None,
                "key_rotated": None if age is None else str(min(timeline.ago(age), day - timedelta(days=3))),
                "data": data,
                "checked": f"{when:%Y-%m-%dT%H:%M:%SZ}",
            }
            for name, kind, encrypted, key, age, data in _STORES
        ]
        yield Draft("encryption", "larkfield-encryption", f"encryption-{day}.ndjson", when, ndjson_bytes(rows))
