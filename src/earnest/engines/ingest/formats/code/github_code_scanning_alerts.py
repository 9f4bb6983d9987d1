"""GitHub: code scanning alerts, as the REST API lists them (version 2022-11-28).

    gh api --paginate repos/OWNER/REPO/code-scanning/alerts > code-scanning.json
    gh api --paginate orgs/ORG/code-scanning/alerts > code-scanning.json

Follows "REST API endpoints for code scanning". One row of `vulnerabilities` per alert, in every state: fixed is
`fixed`; dismissed as won't fix is `will_not_fix`, for another reason, also as a false positive, `accepted`.
The severity is `security_severity_level`, else that of the rule: error is high, warning medium, note low. The asset
is the repository, as owner/name; the tool is the one that found it, in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import choice, instant, lower, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.formats.code.github_alerts import Alert, has, part, repository
from earnest.engines.ingest.formats.code.names import joined, public_name
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry

_STATES = {"open": "open", "fixed": "fixed", "closed": "fixed", "dismissed": "accepted"}
_DISMISSED = {"won't fix": "will_not_fix"}
_LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "none"}


class Rule(msgspec.Struct, gc=False):
    id: str | None = None
    name: str | None = None
    severity: str | None = None
    security_severity_level: str | None = None
    description: str | None = None


class Tool(msgspec.Struct, gc=False):
    name: str | None = None


class Location(msgspec.Struct, gc=False):
    path: str | None = None


class Instance(msgspec.Struct, gc=False):
    location: Location | None = None


class CodeScanningAlert(Alert, kw_only=True):
    rule: Rule
    tool: Tool | None = None
    most_recent_instance: Instance | None = None
    dismissed_reason: str | None = None


def _rows(alert: CodeScanningAlert) -> Iterator[Entry]:
    rule = alert.rule
    name = needed(text(rule.id) or text(rule.name), "rule.id")
    found = alert.most_recent_instance.location if alert.most_recent_instance else None
    path = text(found.path) if found else None
    yield (
        "vulnerabilities",
        {
            "finding_id": joined(name, path, f"#{alert.number}"),
            "tool": lower(alert.tool.name if alert.tool else None) or "github-code-scanning",
            "asset_id": repository(alert),
            "asset_kind": "repository",
            "vulnerability_id": public_name(name),
            "title": text(rule.description) or text(rule.name),
            "severity": _severity(rule),
            "status": _status(alert),
            "path": path,
            "first_seen_at": instant(alert.created_at, "created_at"),
        },
    )


def _severity(rule: Rule) -> str:
    if rule.security_severity_level:
        return severity(rule.security_severity_level)
    return _LEVELS.get((rule.severity or "").lower(), "unknown")


def _status(alert: CodeScanningAlert) -> str | None:
    told = _DISMISSED.get((alert.dismissed_reason or "").lower())
    return told if alert.state == "dismissed" and told else choice(alert.state, "state", _STATES)


FORMAT = json_format(
    id="github-code-scanning-alerts",
    title="GitHub code scanning alerts, JSON of the REST API",
    tables=("vulnerabilities",),
    matches=has("most_recent_instance", "rule"),
    record=CodeScanningAlert,
    rows=_rows,
    observed=part,
)
