"""Nessus scans of the 96 servers and containers, until the export stopped 19 days ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from earnest.library.sample.servers import SETTLE, VPN, Server
from earnest.library.sample.timeline import Draft, Timeline

STOPPED_DAYS = 19
KEV_FIRST_SEEN_DAYS = 25
KEV_DUE_DAYS = 11


@dataclass(frozen=True)
class Plugin:
    id: int
    name: str
    family: str
    severity: int
    score: float
    vector: str
    cves: tuple[str, ...]
    solution: str
    port: int = 0
    service: str = "general"
    published_days: int = 400
    exploited: bool = False


_INFO = (
    Plugin(19506, "Nessus Scan Information", "Settings", 0, 0, "", (), "n/a"),
    Plugin(11936, "OS Identification", "General", 0, 0, "", (), "n/a"),
)
_COMMON = (
    Plugin(
        51192,
        "SSL Certificate Cannot Be Trusted",
        "General",
        2,
        6.5,
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N",
        (),
        "Purchase or generate a proper SSL certificate for this service.",
        443,
        "www",
    ),
    Plugin(
        104743,
        "TLS Version 1.0 Protocol Detection",
        "Service detection",
        2,
        6.5,
        "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:L/A:N",
        (),
        "Enable support for TLS 1.2 and 1.3, and disable support for TLS 1.0.",
        443,
        "www",
    ),
    Plugin(
        70658,
        "SSH Server CBC Mode Ciphers Enabled",
        "Misc.",
        1,
        3.7,
        "CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N",
        ("CVE-2008-5161",),
        "Contact the vendor to disable CBC mode cipher encryption.",
        22,
        "ssh",
    ),
)
_SETTLE = (
    Plugin(
        108797,
        "Unsupported Windows OS (remote)",
        "Windows",
        4,
        10.0,
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
        (),
        "Upgrade to a supported service pack or operating system",
        0,
        "general",
        900,
    ),
    Plugin(
        64784,
        "Microsoft SQL Server Unsupported Version Detection (remote check)",
        "Databases",
        4,
        10.0,
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
        (),
        "Upgrade to a supported version of Microsoft SQL Server.",
        1433,
        "mssql",
        800,
    ),
    Plugin(
        57608,
        "SMB Signing not required",
        "Misc.",
        2,
        5.3,
        "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N",
        (),
        "Enforce message signing in the host's configuration.",
        445,
        "cifs",
    ),
)
_KEV = Plugin(
    291077,
    "Palisade Connect SSL-VPN < 9.1.14 Unauthenticated Remote Code Execution",
    "Firewalls",
    4,
    9.8,
    "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    (),
    "Upgrade to Palisade Connect 9.1.14 or above.",
    443,
    "www",
    KEV_FIRST_SEEN_DAYS,
    exploited=True,
)
_RISK = ("None", "Low", "Medium", "High", "Critical")
_PATCHES = (
    ("linux kernel", 3, 7.8, "AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"),
    ("openssl", 3, 7.5, "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
    ("libexpat", 2, 6.2, "AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
    ("glibc", 3, 8.1, "AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    ("curl", 2, 5.9, "AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H"),
    ("python3", 2, 6.3, "AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:L"),
    ("vim", 1, 3.3, "AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N"),
    ("systemd", 2, 5.5, "AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H"),
)


def exploited_cve(timeline: Timeline) -> str:
    """The flaw of the SSL-VPN that is on the list of exploited ones; made up, like its product."""
    return f"CVE-{timeline.ago(KEV_FIRST_SEEN_DAYS).year}-99417"


def advisory_names(timeline: Timeline) -> Iterator[str]:
    """The CVE names of all advisories for servers, and of the exploited flaw."""
    yield from (cve for plugin, _ in _advisories(timeline) for cve in plugin.cves)
    yield exploited_cve(timeline)


def exploited_subject(timeline: Timeline) -> str:
    """How the control test on exploited flaws names that finding."""
    return f"nessus:{VPN}:{_KEV.id} tcp/{_KEV.port} {exploited_cve(timeline)}"


def scan_days(timeline: Timeline) -> tuple[date, ...]:
    """Month ends of the last year, then 25 and 19 days ago; nothing since."""
    first = timeline.ago(KEV_FIRST_SEEN_DAYS)
    return (*(day for day in timeline.monthly() if day < first), first, timeline.ago(STOPPED_DAYS))


@dataclass(frozen=True)
class Scanned:
    """One server with the advisories it took late: each stands in the scans from its first day to before its last."""

    server: Server
    patches: tuple[tuple[Plugin, date, date], ...]


def scanned(estate: tuple[Server, ...], timeline: Timeline) -> tuple[Scanned, ...]:
    """The servers with their patch history of the last 14 months."""
    advisories = tuple(_advisories(timeline))
    return tuple(Scanned(server, tuple(_late(server, advisories, timeline))) for server in estate)


def nessus_files(targets: tuple[Scanned, ...], timeline: Timeline) -> Iterator[Draft]:
    for day in scan_days(timeline):
        when = timeline.instant(day, 3, 40)
        hosts = "".join(_host(target, day, when, timeline) for target in targets)
        text = (
            '<?xml version="1.0" ?>\n<NessusClientData_v2>\n'
            "<Policy><policyName>Larkfield credentialed scan</policyName></Policy>\n"
            f'<Report name="Larkfield servers {day}" xmlns:cm="http://www.nessus.org/cm">\n'
            f"{hosts}</Report>\n</NessusClientData_v2>\n"
        )
        yield Draft("nessus", "nessus", f"larkfield-servers-{day:%Y%m%d}.nessus", when, text.encode())


def findings(target: Scanned, day: date, timeline: Timeline) -> tuple[Plugin, ...]:
    """What the scan of that day finds on that server, most severe first."""
    server = target.server
    draw = timeline.random("nessus", server.hostname)
    found = [
        plugin for plugin in _COMMON if plugin.service == "ssh" and server.kind == "virtual" and draw.random() < 0.3
    ]
    if server.zone == "edge":
        found += [plugin for plugin in _COMMON if plugin.service == "www" and draw.random() < 0.15]
    if server.hostname == SETTLE:
        found += _SETTLE
    if server.hostname == VPN and day >= timeline.ago(KEV_FIRST_SEEN_DAYS):
        found.append(replace(_KEV, cves=(exploited_cve(timeline),)))
    found += [plugin for plugin, first, last in target.patches if first <= day < last]
    return tuple(sorted(found, key=lambda plugin: (-plugin.severity, plugin.id)))


def _advisories(timeline: Timeline) -> Iterator[tuple[Plugin, date]]:
    """Advisories of the last 14 months for Ubuntu and Debian, with the day of each."""
    for month in range(14):
        for place, (package, severity, score, vector) in enumerate(_PATCHES):
            draw = timeline.random("advisory", month, package)
            age = 30 * month + draw.randrange(4, 30)
            if draw.random() < 0.55:
                continue
            published = timeline.ago(age)
            number = f"CVE-{published.year}-{90000 + 50 * month + 6 * place}"
            plugin = Plugin(
                280000 + 100 * month + place,
                f"{package} vulnerability ({number})",
                "Local Security Checks",
                severity,
                score,
                f"CVSS:3.0/{vector}",
                (number,),
                f"Update the affected {package} package.",
                published_days=age,
            )
            yield plugin, published


def _late(
    server: Server, advisories: tuple[tuple[Plugin, date], ...], timeline: Timeline
) -> Iterator[tuple[Plugin, date, date]]:
    if server.os_name not in ("Ubuntu", "Debian"):
        return
    mean = 39 if server.os_version == "20.04" else 9
    draw = timeline.random("taken", server.hostname)
    for plugin, published in advisories:
        taken = published + timedelta(days=4 + int(draw.expovariate(1 / mean)))
        named = replace(plugin, name=f"{server.os} : {plugin.name}", family=f"{server.os_name} Local Security Checks")
        yield named, published, taken


def _host(target: Scanned, day: date, when: datetime, timeline: Timeline) -> str:
    server = target.server
    start, end = when, when + timedelta(minutes=18)
    tags = {
        "HOST_START": f"{start:%a %b %e %H:%M:%S %Y}",
        "HOST_START_TIMESTAMP": str(int(start.timestamp())),
        "HOST_END": f"{end:%a %b %e %H:%M:%S %Y}",
        "HOST_END_TIMESTAMP": str(int(end.timestamp())),
        "Credentialed_Scan": "true" if server.os_name in ("Ubuntu", "Debian") else "false",
        "policy-used": "Larkfield credentialed scan",
        "host-ip": server.address,
        "host-fqdn": f"{server.hostname}.larkfield.internal",
        "operating-system": server.os,
        "system-type": "general-purpose",
    }
    properties = "".join(f'<tag name="{name}">{escape(value)}</tag>' for name, value in tags.items())
    items = "".join(_item(plugin, day, timeline) for plugin in (*findings(target, day, timeline), *_INFO))
    name = quoteattr(server.hostname)
    return f"<ReportHost name={name}><HostProperties>{properties}</HostProperties>\n{items}</ReportHost>\n"


def _item(plugin: Plugin, day: date, timeline: Timeline) -> str:
    published = f"{timeline.ago(plugin.published_days):%Y/%m/%d}"
    parts = [
        f"<description>{escape(plugin.name)}.</description>",
        f"<plugin_name>{escape(plugin.name)}</plugin_name>",
        f"<plugin_publication_date>{published}</plugin_publication_date>",
        f"<plugin_type>{'local' if plugin.port == 0 else 'remote'}</plugin_type>",
        f"<risk_factor>{_RISK[plugin.severity]}</risk_factor>",
        f"<solution>{escape(plugin.solution)}</solution>",
        f"<synopsis>{escape(plugin.name)}.</synopsis>",
    ]
    if plugin.severity:
        parts += [
            f"<cvss3_base_score>{plugin.score}</cvss3_base_score>",
            f"<cvss3_vector>{plugin.vector}</cvss3_vector>",
            f"<vuln_publication_date>{published}</vuln_publication_date>",
            f"<patch_publication_date>{published}</patch_publication_date>",
        ]
    parts += [f"<cve>{cve}</cve>" for cve in plugin.cves]
    if plugin.exploited:
        due = f"{timeline.ago(KEV_DUE_DAYS):%Y/%m/%d}"
        parts += [
            "<exploit_available>true</exploit_available>",
            "<exploited_by_malware>true</exploited_by_malware>",
            "<exploitability_ease>Exploits are available</exploitability_ease>",
            f"<cisa-known-exploited>{due}</cisa-known-exploited>",
            f"<xref>CISA-KNOWN-EXPLOITED:{due}</xref>",
        ]
    parts.append(f"<plugin_output>Seen on {day}.</plugin_output>")
    return (
        f'<ReportItem port="{plugin.port}" svc_name="{plugin.service}" protocol="tcp" '
        f'severity="{plugin.severity}" pluginID="{plugin.id}" '
        f"pluginName={quoteattr(plugin.name)} pluginFamily={quoteattr(plugin.family)}>{''.join(parts)}</ReportItem>\n"
    )
