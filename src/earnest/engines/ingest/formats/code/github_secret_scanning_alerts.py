"""GitHub: secret scanning alerts, as the REST API lists them (version 2022-11-28).

    gh api --paginate 'repos/OWNER/REPO/secret-scanning/alerts?hide_secret=true' > secrets.json
    gh api --paginate 'orgs/ORG/secret-scanning/alerts?hide_secret=true' > secrets.json

Follows "REST API endpoints for secret scanning". One row of `vulnerabilities` per alert, in every state: revoked is
`fixed`, wont_fix `will_not_fix`, any other resolution, also false_positive, `accepted`. GitHub rates no
severity: it is unknown. The asset is the repository, as owner/name.

The secret itself is never read from the file, so it is in no row and no message; ask for `hide_secret=true` all the
same, because the file is kept as evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.formats.code.github_alerts import Alert, has, part, repository
from earnest.engines.ingest.formats.code.names import joined
from earnest.engines.ingest.writer import Entry

_RESOLVED = {"revoked": "fixed", "wont_fix": "will_not_fix"}


class Location(msgspec.Struct, gc=False):
    path: str | None = None


class SecretScanningAlert(Alert, kw_only=True):
    secret_type: str
    secret_type_display_name: str | None = None
    resolution: str | None = None
    first_location_detected: Location | None = None


def _rows(alert: SecretScanningAlert) -> Iterator[Entry]:
    kind = needed(alert.secret_type, "secret_type")
    yield (
        "vulnerabilities",
        {
            "finding_id": joined(kind, f"#{alert.number}"),
            "tool": "github-secret-scanning",
            "asset_id": repository(alert),
            "asset_kind": "repository",
            "vulnerability_id": f"secret-{kind}",
            "title": text(alert.secret_type_display_name) or kind,
            "severity": "unknown",
            "status": _status(alert),
            "path": text(alert.first_location_detected.path) if alert.first_location_detected else None,
            "first_seen_at": instant(alert.created_at, "created_at"),
        },
    )


def _status(alert: SecretScanningAlert) -> str:
    if alert.state == "open":
        return "open"
    if alert.state == "resolved":
        return _RESOLVED.get(alert.resolution or "", "accepted")
    raise FieldError("state", "is neither open nor resolved")


FORMAT = json_format(
    id="github-secret-scanning-alerts",
    title="GitHub secret scanning alerts, JSON of the REST API",
    tables=("vulnerabilities",),
    matches=has("secret_type", "html_url"),
    record=SecretScanningAlert,
    rows=_rows,
    observed=part,
)
