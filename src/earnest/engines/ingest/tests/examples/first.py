"""Examples of the formats that were there first: accounts, devices, and one or two of each other group."""

from __future__ import annotations

from datetime import UTC, datetime

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.exports import EXPORTS

_MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
_ROWS: dict[str, dict[str, int]] = {
    "okta-users": {"accounts": 3},
    "okta-factors": {"authenticators": 4},
    "entra-users": {"accounts": 2},
    "entra-authentication-methods": {"authenticators": 3, "group_members": 1},
    "google-workspace-users": {"accounts": 2},
    "aws-credential-report": {"accounts": 3, "credentials": 2},
    "intune-devices": {"devices": 2},
    "jamf-computers": {"devices": 2},
    "osquery": {"devices": 1, "software": 1},
    "trivy": {"vulnerabilities": 2, "scan_targets": 1, "config_checks": 1},
    "nessus": {"vulnerabilities": 3, "scan_targets": 2, "config_checks": 1},
    "prowler-ocsf": {"config_checks": 4},
    "aws-asff": {"config_checks": 3, "vulnerabilities": 4},
    "github-repositories": {"repositories": 3},
    "github-pull-requests": {"changes": 3},
    "github-members": {"accounts": 2},
}
_OBSERVED = {
    "osquery": _MORNING,
    "trivy": datetime(2026, 11, 20, 8, 58, 29, 827537, tzinfo=UTC),
    "nessus": _MORNING,
    "prowler-ocsf": _MORNING,
    "aws-asff": datetime(2026, 11, 20, 6, 0, 0, 500000, tzinfo=UTC),
}

EXAMPLES: tuple[Example, ...] = tuple(
    Example(known, "first", content, _ROWS[known], observed_at=_OBSERVED.get(known))
    for known, content in EXPORTS.items()
)
