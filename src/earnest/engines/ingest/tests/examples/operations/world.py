"""Examples of what the world publishes about flaws and products."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example

KEV: dict[str, Any] = {
    "title": "CISA Catalog of Known Exploited Vulnerabilities",
    "catalogVersion": "2026.11.19",
    "dateReleased": "2026-11-19T15:00:11.0274Z",
    "count": 2,
    "vulnerabilities": [
        {
            "cveID": "CVE-2026-0001",
            "vendorProject": "Example",
            "product": "Gateway",
            "vulnerabilityName": "Example Gateway Injection Vulnerability",
            "dateAdded": "2026-11-01",
            "shortDescription": "It can be injected.",
            "requiredAction": "Apply mitigations per vendor instructions.",
            "dueDate": "2026-11-22",
            "knownRansomwareCampaignUse": "Known",
            "notes": "",
            "cwes": ["CWE-77"],
        },
        {
            "cveID": "CVE-2019-0002",
            "vendorProject": "Example",
            "product": "Mailer",
            "vulnerabilityName": "Example Mailer Flaw",
            "dateAdded": "2021-11-03",
            "dueDate": "2022-05-03",
            "requiredAction": "Update.",
            "knownRansomwareCampaignUse": "Unknown",
        },
    ],
}
KEV_CSV = (
    "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,"
    "knownRansomwareCampaignUse,notes,cwes\n"
    'CVE-2026-0001,Example,Gateway,Example Flaw,2026-11-01,"It can, at times",Update.,2026-11-22,Known,,CWE-77\n'
)
EPSS = """\
#model_version:v2025.03.14,score_date:2026-11-20T12:55:00Z
cve,epss,percentile
CVE-1999-0001,0.01141,0.77782
CVE-2026-0001,0.94123,0.99951
CVE-2026-0002,1.5,0.1
"""
EOL_PRODUCT: dict[str, Any] = {
    "name": "debian",
    "aliases": [],
    "label": "Debian",
    "category": "os",
    "releases": [
        {
            "name": "12",
            "codename": "Bookworm",
            "label": "12 (Bookworm)",
            "releaseDate": "2023-06-10",
            "isLts": False,
            "isEoas": None,
            "eoasFrom": None,
            "isEol": False,
            "eolFrom": "2026-06-10",
            "isEoes": False,
            "eoesFrom": "2028-06-30",
            "isMaintained": True,
            "latest": {"name": "12.12", "date": "2026-09-06", "link": None},
        },
        {"name": "4", "releaseDate": "2007-04-08", "isEol": True, "eolFrom": None, "isMaintained": False},
    ],
}
EOL_FULL = {
    "schema_version": "1.2.0",
    "generated_at": "2026-11-20T06:00:00+00:00",
    "total": 1,
    "result": [EOL_PRODUCT],
}
EOL_ONE = {"schema_version": "1.2.0", "generated_at": "2026-11-20T06:00:00+00:00", "result": EOL_PRODUCT}
EOL_OLD: dict[str, Any] = {
    "python": [
        {"cycle": "3.9", "releaseDate": "2020-10-05", "eol": "2025-10-31", "support": "2022-05-17", "latest": "3.9.25"},
        {"cycle": "2.6", "releaseDate": "2008-10-01", "eol": True, "latest": "2.6.9", "lts": False},
    ],
    "postgresql": [{"cycle": 15, "releaseDate": "2022-10-13", "eol": False, "latest": "15.12"}],
}

_RELEASED = datetime(2026, 11, 19, 15, 0, 11, 27400, tzinfo=UTC)
_GENERATED = datetime(2026, 11, 20, 6, tzinfo=UTC)
EXAMPLES: tuple[Example, ...] = (
    Example("cisa-kev", "json", json.dumps(KEV, indent=4).encode(), {"known_exploited": 2}, observed_at=_RELEASED),
    Example("cisa-kev", "csv", KEV_CSV.encode(), {"known_exploited": 1}),
    Example(
        "epss",
        "csv",
        EPSS.encode(),
        {"exploit_predictions": 2},
        rejected=1,
        observed_at=datetime(2026, 11, 20, 12, 55, tzinfo=UTC),
    ),
    Example("endoflife", "full", json.dumps(EOL_FULL).encode(), {"support_cycles": 2}, observed_at=_GENERATED),
    Example("endoflife", "one", json.dumps(EOL_ONE).encode(), {"support_cycles": 2}, observed_at=_GENERATED),
    Example("endoflife", "old", json.dumps(EOL_OLD).encode(), {"support_cycles": 3}),
)
