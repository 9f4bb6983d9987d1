"""Examples of device managers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example

FLEET: dict[str, Any] = {
    "hosts": [
        {
            "id": 7,
            "uuid": "4C4C4544-0001",
            "hostname": "Build-7",
            "computer_name": "Build-7",
            "platform": "ubuntu",
            "os_version": "Ubuntu 24.04.1 LTS",
            "hardware_serial": "pf2abc12",
            "hardware_model": "ThinkPad T14",
            "primary_ip": "10.0.0.17",
            "seen_time": "2026-11-20T08:10:00Z",
            "detail_updated_at": "2026-11-20T08:00:00Z",
            "last_enrolled_at": "2024-01-02T03:04:05Z",
            "disk_encryption_enabled": True,
            "mdm": {"enrollment_status": "On (automatic)", "name": "Fleet"},
            "device_mapping": [
                {"email": "someone@larkfield.example", "source": "google_chrome_profiles"},
                {"email": "Ada@larkfield.example", "source": "mdm_idp_accounts"},
            ],
            "software": [
                {
                    "id": 1,
                    "name": "openssl",
                    "version": "3.0.13",
                    "source": "deb_packages",
                    "vulnerabilities": [
                        {
                            "cve": "CVE-2026-0001",
                            "cvss_score": 7.5,
                            "cisa_known_exploit": False,
                            "cve_published": "2026-02-03T00:00:00Z",
                            "resolved_in_version": "3.0.14",
                        },
                        {"cve": "CVE-2026-0002", "details_link": "x"},
                    ],
                },
                {"id": 2, "name": "curl", "version": "8.5.0", "source": "deb_packages", "vulnerabilities": None},
            ],
            "policies": [
                {"id": 1, "name": "Disk encryption", "critical": True, "response": "pass"},
                {"id": 2, "name": "Firewall on", "critical": False, "response": "fail", "resolution": "Turn it on."},
                {"id": 3, "name": "Screen lock", "response": ""},
            ],
        },
        {
            "id": 8,
            "uuid": "",
            "hostname": "phone-1",
            "platform": "ios",
            "os_version": "iOS 18.1",
            "hardware_serial": "",
        },
    ]
}
FLEET_CSV = """\
created_at,updated_at,id,detail_updated_at,last_enrolled_at,seen_time,hostname,uuid,platform,os_version,hardware_serial
2024-01-02 03:04:05,2026-11-20 08:00:00,7,2026-11-20T08:00:00Z,2024-01-02T03:04:05Z,2026-11-20T08:10:00Z,Build-7,u-7,\
darwin,macOS 15.1,c02x
"""

EXAMPLES: tuple[Example, ...] = (
    Example(
        "fleet",
        "json",
        json.dumps(FLEET).encode(),
        {"devices": 2, "software": 2, "vulnerabilities": 2, "scan_targets": 1, "config_checks": 3},
        observed_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    ),
    Example(
        "fleet",
        "one",
        json.dumps({"host": FLEET["hosts"][0]}).encode(),
        {"devices": 1, "software": 2, "vulnerabilities": 2, "scan_targets": 1, "config_checks": 3},
    ),
    Example("fleet", "csv", FLEET_CSV.encode(), {"devices": 1}),
)
