"""JSON and text exports of scanners."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example

ZAP: dict[str, Any] = {
    "@programName": "ZAP",
    "@version": "2.16.0",
    "@generated": "Fri, 20 Nov 2026 08:00:00",
    "created": "2026-11-20T08:00:00.123456789Z",
    "site": [
        {
            "@name": "https://Shop.larkfield.example",
            "@host": "Shop.larkfield.example",
            "@port": "443",
            "@ssl": "true",
            "alerts": [
                {
                    "pluginid": "40012",
                    "alertRef": "40012-1",
                    "alert": "Script",
                    "name": "Script in the page",
                    "riskcode": "3",
                    "confidence": "2",
                    "instances": [
                        {"uri": "https://shop.larkfield.example/find?q=1", "method": "GET", "param": "q"},
                        {"uri": "https://shop.larkfield.example/say", "method": "POST", "param": ""},
                    ],
                    "count": "2",
                },
                {"pluginid": "10021", "name": "A header is missing", "riskcode": "1", "confidence": "0"},
            ],
        },
        {"@name": "http://quiet.larkfield.example", "@port": "80", "alerts": []},
    ],
    "sequences": [],
}


def _hit(agent: str, name: str, **flaw: Any) -> dict[str, Any]:
    return {
        "_index": "wazuh-states-vulnerabilities-larkfield",
        "_source": {
            "agent": {"id": "001", "name": agent, "version": "v4.14.0"},
            "host": {"os": {"full": "Ubuntu 24.04.2 LTS", "name": "Ubuntu"}},
            "package": {"name": "zlib1g", "version": "1.3", "type": "deb"},
            "vulnerability": {
                "id": name,
                "severity": "High",
                "detected_at": "2026-11-10T08:00:00.204Z",
                "published_at": "2026-02-03T19:16:08Z",
                "scanner": {"condition": "Package less than 1.3.1"},
                "score": {"base": 8.1, "version": "3.1"},
                **flaw,
            },
        },
    }


WAZUH: dict[str, Any] = {
    "took": 8,
    "hits": {
        "total": {"value": 3, "relation": "eq"},
        "hits": [
            _hit("Web-1", "CVE-2026-0001"),
            _hit(
                "Web-1", "CVE-2026-0002", severity="-", under_evaluation=True, scanner={"condition": "Package default"}
            ),
            _hit("app-1", "CVE-2026-0001", score={"base": 0}),
        ],
    },
}

WAZUH_API: dict[str, Any] = {
    "data": {
        "affected_items": [
            {
                "agent_name": "web-1",
                "agent_ip": "10.0.0.5",
                "architecture": "amd64",
                "condition": "Package less than 4.3.2",
                "cve": "CVE-2026-0003",
                "cvss2_score": 0,
                "cvss3_score": 5.5,
                "detection_time": "2026-11-10T13:55:10Z",
                "name": "larkfield-lib",
                "published": "2026-02-03",
                "severity": "Medium",
                "title": "CVE-2026-0003 affects larkfield-lib",
                "version": "4.3.1",
            },
            {"condition": "Package unfixed", "cve": "CVE-2026-0004", "name": "lib", "severity": "Untriaged"},
        ],
        "total_affected_items": 2,
    },
    "message": "All selected vulnerabilities were returned",
    "error": 0,
}

SATELLITE: dict[str, Any] = {
    "total": 4,
    "subtotal": 4,
    "page": 1,
    "per_page": 20,
    "results": [
        {
            "errata_id": "RHSA-2026:0001",
            "title": "Important: larkfield-lib security update",
            "severity": "Important",
            "type": "security",
            "issued": "2026-02-03",
            "cves": [{"cve_id": "CVE-2026-0001"}, {"cve_id": "CVE-2026-0002"}],
            "packages": ["larkfield-lib-1.3.1-1.el9.x86_64"],
            "hosts_applicable_count": 3,
        },
        {"errata_id": "RHSA-2026:0002", "type": "security", "cves": [], "hosts_applicable_count": 0},
        {
            "errata_id": "RHSA-2026:0003",
            "severity": "Critical",
            "type": "security",
            "cves": [{"cve_id": "CVE-2026-0003"}],
            "hosts_applicable": [{"id": 1, "name": "Web-1.larkfield.example"}, {"id": 2, "name": "db-1"}],
        },
        {"errata_id": "RHBA-2026:0004", "type": "bugfix", "cves": [], "hosts_applicable_count": 9},
    ],
}

LYNIS = """\
# Lynis Report
report_version_major=1
report_version_minor=0
report_datetime_start=2026-11-20 07:59:00
lynis_version=3.1.4
os=Linux
os_name=Debian
os_fullname=Debian GNU/Linux 13 (trixie)
os_version=13
hostname=Web-1
hostid=5f1d
suggestion[]=LYNIS|This release is old.|-|-|
vm=1
container=0
suggestion[]=AUTH-9286|Configure minimum password age|-|-|
suggestion[]=AUTH-9286|Configure maximum password age|/etc/login.defs|text:Set it|
pam_module[]=/lib/security/pam_unix.so
pam_module[]=/lib/security/pam_deny.so
manual[]=Verify the rules of the firewall
installed_package[]=zlib1g,1.3
vulnerable_package[]=zlib1g
vulnerable_package[]=openssl|3.0|
suggestion[]=PKGS-7392|Update your system|-|-|
warning[]=PKGS-7392|Found one or more vulnerable packages.|-|-|
firewall_active=1
hardening_index=57
installed_packages_array=|zlib1g,1.3|openssl,3.0|bash,5.2|
tests_executed=AUTH-9286|PKGS-7392|HRDN-7231|KRNL-6000|
tests_skipped=MALW-3288|MALW-3286|
report_datetime_end=2026-11-20 08:00:00
finish=true
"""

_EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)

EXAMPLES: tuple[Example, ...] = (
    Example(
        "zap",
        "json",
        json.dumps(ZAP).encode(),
        {"vulnerabilities": 3, "scan_targets": 2},
        observed_at=_EIGHT.replace(microsecond=123456),
    ),
    Example("wazuh", "states", json.dumps(WAZUH).encode(), {"vulnerabilities": 3, "scan_targets": 2}),
    Example("wazuh", "api", json.dumps(WAZUH_API).encode(), {"vulnerabilities": 1, "scan_targets": 1}, rejected=1),
    Example("satellite", "errata", json.dumps(SATELLITE).encode(), {"vulnerabilities": 5, "scan_targets": 3}),
    Example(
        "lynis",
        "host",
        LYNIS.encode(),
        {
            "config_checks": 7,
            "vulnerabilities": 2,
            "scan_targets": 1,
            "devices": 1,
            "software": 3,
            "posture_scores": 1,
        },
        observed_at=_EIGHT,
    ),
)
