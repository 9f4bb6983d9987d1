"""Evidence of old corners: a port scan from the jump host, and machines that are on no network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.known_as import BADGE
from earnest.library.sample.laptops import Laptop
from earnest.library.sample.servers import JUMP, SETTLE, Server
from earnest.library.sample.timeline import Draft, Timeline

SCAN_DAYS = (29, 1)
WALK_DAYS = 64
WALK_HEADER = ("Machine", "Stands in", "What for", "System", "Version", "On a network", "Seen on", "Seen by")
# port, service, product
_SETTLE = (
    ("445", "microsoft-ds", "Microsoft Windows Server 2008 R2 - 2012 microsoft-ds"),
    ("3389", "ms-wbt-server", "Microsoft Terminal Services"),
)


def jump_scan_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """`nmap -oX` run on the jump host against the settlement zone and the hosts beside it."""
    hosts = [one for one in estate if one.hostname == SETTLE or one.hostname.startswith(("recon-db", "ledger-db"))]
    for age in SCAN_DAYS:
        day = timeline.ago(age)
        start = timeline.instant(day, 1, 15)
        end = start + timedelta(minutes=7)
        scanned = "".join(_host(one, start, end) for one in hosts)
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n'
            f'<nmaprun scanner="nmap" args="nmap -sS -oX - 10.40.0.0/16" start="{start.timestamp():.0f}" '
            'version="7.95" xmloutputversion="1.05">\n'
            f"{scanned}"
            f'<runstats><finished time="{end.timestamp():.0f}" elapsed="420.0" exit="success"/>'
            f'<hosts up="{len(hosts)}" down="0" total="{len(hosts)}"/></runstats>\n</nmaprun>\n'
        )
        yield Draft(JUMP, "nmap", f"nmap-from-{JUMP}-{day}.xml", end, text.encode())


def _host(server: Server, start: datetime, end: datetime) -> str:
    ports = _SETTLE if server.hostname == SETTLE else (("22", "ssh", "OpenSSH"),)
    told = "".join(
        f'<port protocol="tcp" portid="{port}"><state state="open" reason="syn-ack" reason_ttl="127"/>'
        f'<service name="{service}" product="{product}" method="probed" conf="10"/></port>'
        for port, service, product in ports
    )
    return (
        f'<host starttime="{start.timestamp():.0f}" endtime="{end.timestamp():.0f}">'
        '<status state="up" reason="echo-reply" reason_ttl="127"/>'
        f'<address addr="{server.address}" addrtype="ipv4"/>'
        f'<hostnames><hostname name="{server.hostname}" type="PTR"/></hostnames>'
        f"<ports>{told}</ports></host>\n"
    )


def drawer(laptops: tuple[Laptop, ...]) -> Laptop:
    """The laptop that lay in a drawer: on the equipment list by its serial number, on the walk by its sticker."""
    return next(one for one in laptops if one.manager is None)


def walk_files(laptops: tuple[Laptop, ...], timeline: Timeline) -> Iterator[Draft]:
    """What Facilities wrote down when they walked round: machines that no scanner can reach."""
    day = timeline.ago(WALK_DAYS)
    found = drawer(laptops)
    system = ("macOS", "15.4") if found.mac else ("Windows 11 Pro", "25H2")
    rows = (
        (BADGE, "Dublin, front desk", "Prints badges", "Windows 7 Professional", "Service Pack 1", "no"),
        (found.hostname.lower(), "A drawer of the sales floor", "Nobody knows", *system, "no"),
    )
    yield Draft(
        "off-network",
        "larkfield-off-network",
        f"walk-round-{day}.csv",
        timeline.instant(day, 16, 30),
        csv_bytes(WALK_HEADER, [(*row, f"{day:%d/%m/%Y}", "Fergus McCabe") for row in rows]),
    )
