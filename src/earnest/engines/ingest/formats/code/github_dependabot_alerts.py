"""GitHub: Dependabot alerts, as the REST API lists them (version 2022-11-28).

    gh api --paginate repos/OWNER/REPO/dependabot/alerts > dependabot.json
    gh api --paginate orgs/ORG/dependabot/alerts > dependabot.json

Follows "REST API endpoints for Dependabot alerts". One row of `vulnerabilities` per alert, in every state: fixed is
`fixed`; dismissed for any reason, by a person or by a rule (auto_dismissed), is `accepted`. The fixed version is the
first patched one. The asset is the repository, as owner/name.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import choice, day, instant, real, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.formats.code.github_alerts import Alert, has, part, repository
from earnest.engines.ingest.formats.code.names import joined, public_name
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry

_STATES = {"open": "open", "fixed": "fixed", "dismissed": "accepted", "auto_dismissed": "accepted"}


class Package(msgspec.Struct, gc=False):
    ecosystem: str | None = None
    name: str | None = None


class Dependency(msgspec.Struct, gc=False):
    package: Package | None = None
    manifest_path: str | None = None


class Cvss(msgspec.Struct, gc=False):
    vector_string: str | None = None
    score: float | None = None


class Versions(msgspec.Struct, gc=False):
    cvss_v3: Cvss | None = None
    cvss_v4: Cvss | None = None


class Advisory(msgspec.Struct, gc=False):
    ghsa_id: str
    cve_id: str | None = None
    summary: str | None = None
    severity: str | None = None
    cvss: Cvss | None = None
    cvss_severities: Versions | None = None
    published_at: str | None = None


class Patched(msgspec.Struct, gc=False):
    identifier: str | None = None


class Vulnerability(msgspec.Struct, gc=False):
    package: Package | None = None
    severity: str | None = None
    first_patched_version: Patched | None = None


class DependabotAlert(Alert, kw_only=True):
    dependency: Dependency
    security_advisory: Advisory
    security_vulnerability: Vulnerability | None = None
    dismissed_reason: str | None = None


def _rows(alert: DependabotAlert) -> Iterator[Entry]:
    advisory, dependency = alert.security_advisory, alert.dependency
    flaw = alert.security_vulnerability or Vulnerability()
    package = dependency.package or flaw.package or Package()
    scored = _cvss(advisory)
    patched = flaw.first_patched_version
    yield (
        "vulnerabilities",
        {
            "finding_id": joined(advisory.ghsa_id, package.name, dependency.manifest_path, f"#{alert.number}"),
            "tool": "dependabot",
            "asset_id": repository(alert),
            "asset_kind": "repository",
            "vulnerability_id": public_name(advisory.ghsa_id, [advisory.cve_id]),
            "title": text(advisory.summary),
            "severity": severity(flaw.severity or advisory.severity),
            "cvss_score": real(scored.score, "cvss.score"),
            "cvss_vector": text(scored.vector_string),
            "package_name": text(package.name),
            "package_type": text(package.ecosystem),
            "fixed_version": text(patched.identifier) if patched else None,
            "status": _status(alert),
            "path": text(dependency.manifest_path),
            "first_seen_at": instant(alert.created_at, "created_at"),
            "published_on": day(advisory.published_at, "published_at"),
        },
    )


def _cvss(advisory: Advisory) -> Cvss:
    """The newest version of CVSS that has a score; a score of 0 stands for none."""
    versions = advisory.cvss_severities or Versions()
    told = (versions.cvss_v4, versions.cvss_v3, advisory.cvss)
    return next((one for one in told if one and one.score), Cvss())


def _status(alert: DependabotAlert) -> str | None:
    return choice(alert.state, "state", _STATES)


FORMAT = json_format(
    id="github-dependabot-alerts",
    title="GitHub Dependabot alerts, JSON of the REST API",
    tables=("vulnerabilities",),
    matches=has("security_advisory", "dependency"),
    record=DependabotAlert,
    rows=_rows,
    observed=part,
)
