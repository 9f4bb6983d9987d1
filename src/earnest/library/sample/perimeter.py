"""What Qualys sees of Larkfield Pay from the internet, each week of the last month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.known_as import MIRROR
from earnest.library.sample.nessus import KEV_FIRST_SEEN_DAYS, exploited_cve
from earnest.library.sample.servers import VPN, Server
from earnest.library.sample.timeline import Draft, Timeline

LOOKS = 4
HEADER = (
    "CVE",
    "QID",
    "Title",
    "Severity",
    "KB Severity",
    "Type Detected",
    "Last Detected",
    "First Detected",
    "Protocol",
    "Port",
    "Status",
    "Asset Id",
    "Asset Name",
    "Asset IPV4",
    "Solution",
    "Operating System",
    "CVSSv3.1 Base (nvd)",
    "Disabled",
    "Ignored",
    "Published Date",
)
_MOMENT = "%b %d, %Y %I:%M %p"
MIRROR_FLAW_DAYS = 20
EXPLOITED_QID = "731942"
TWICE = "web-1"
"""The scanner knows this server by two names, and nobody has told it that they are one."""
_TOTAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


@dataclass(frozen=True)
class _Flaw:
    host: str
    address: str
    system: str
    qid: str
    title: str
    level: int
    cve: str
    score: str
    first: date
    solution: str


def perimeter_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """Downloads of the vulnerabilities tab; the scanner runs each night, the download is weekly."""
    flaws = tuple(_flaws(estate, timeline))
    for day in timeline.weekly()[-LOOKS:]:
        when = timeline.instant(day, 4, 30)
        rows = [_row(flaw, number, f"{when:{_MOMENT}}", timeline) for number, flaw in enumerate(flaws)]
        there = [row for row, flaw in zip(rows, flaws, strict=True) if flaw.first <= day]
        yield Draft("perimeter", "qualys-vmdr", f"vmdr-perimeter-{day}.csv", when, csv_bytes(HEADER, there))


def perimeter_names(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[str]:
    """The CVE names of all flaws that are seen from outside."""
    yield from (flaw.cve for flaw in _flaws(estate, timeline) if flaw.cve)


def exploited_subject(timeline: Timeline) -> str:
    """How control tests name the exploited flaw as it is seen from outside."""
    return f"qualys:{VPN}:{EXPLOITED_QID} tcp/443 {exploited_cve(timeline)}"


def _flaws(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[_Flaw]:
    for server in estate:
        if server.hostname == VPN:
            yield _Flaw(
                server.hostname,
                server.address,
                server.os,
                EXPLOITED_QID,
                "Palisade Connect SSL-VPN Unauthenticated Remote Code Execution",
                5,
                exploited_cve(timeline),
                f"9.8 ({_TOTAL})",
                timeline.ago(KEV_FIRST_SEEN_DAYS),
                "Upgrade to Palisade Connect 9.1.14 or above.",
            )
        elif server.hostname == TWICE:
            yield _certificate(server, TWICE, timeline)
            yield _certificate(server, f"{TWICE}.larkfieldpay.com", timeline)
        elif server.zone == "edge" and timeline.random("perimeter", server.hostname).random() < 0.3:
            yield _certificate(server, server.hostname, timeline)
    published = timeline.ago(MIRROR_FLAW_DAYS)
    yield _Flaw(
        MIRROR,
        "203.0.113.140",
        "Ubuntu Linux 18.04.6",
        "198431",
        "Ubuntu Security Notification for Apache HTTP Server",
        3,
        f"CVE-{published.year}-99992",
        "5.3 (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N)",
        published,
        "Updates are only given to those who pay for extended maintenance.",
    )


def _certificate(server: Server, name: str, timeline: Timeline) -> _Flaw:
    return _Flaw(
        name,
        server.address,
        server.os,
        "38173",
        "SSL Certificate - Signature Verification Failed Vulnerability",
        2,
        "",
        "",
        timeline.ago(timeline.random("perimeter", "since", server.hostname).randrange(31, 120)),
        "Install a server certificate signed by a trusted third-party authority.",
    )


def _row(flaw: _Flaw, number: int, last: str, timeline: Timeline) -> tuple[object, ...]:
    found = timeline.instant(flaw.first, 4, 10)
    return (
        flaw.cve or "-",
        flaw.qid,
        flaw.title,
        flaw.level,
        flaw.level,
        "Confirmed",
        last,
        f"{found:{_MOMENT}}",
        "TCP",
        "443",
        "Active",
        88100 + number,
        flaw.host,
        flaw.address,
        flaw.solution,
        flaw.system,
        flaw.score or "-",
        "no",
        "no",
        f"{found:{_MOMENT}}",
    )
