"""Alerts of GitHub."""

from __future__ import annotations

from typing import Any

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.code.packages import written

SECRET = "ghp_thisMustBeNowhere0123456789abcdefghij"


def alert(kind: str, number: int, state: str, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "state": state,
        "created_at": "2026-10-01T02:03:04Z",
        "url": f"https://api.github.com/repos/larkfield/shop/{kind}/alerts/{number}",
        "html_url": f"https://github.com/larkfield/shop/security/{kind}/{number}",
        **more,
    }


def dependabot(number: int, state: str = "open", **more: Any) -> dict[str, Any]:
    advisory = {
        "ghsa_id": "GHSA-5555-6666-7777",
        "cve_id": f"CVE-2026-012{number}",
        "summary": "A flaw",
        "severity": "critical",
        "cvss": {"vector_string": None, "score": 0.0},
        "cvss_severities": {"cvss_v3": {"vector_string": "CVSS:3.1/AV:N", "score": 9.8}, "cvss_v4": None},
        "published_at": "2026-09-01T00:00:00Z",
    }
    return alert(
        "dependabot",
        number,
        state,
        dependency={"package": {"ecosystem": "pip", "name": "django"}, "manifest_path": "requirements.txt"},
        security_advisory=advisory,
        security_vulnerability={"severity": "high", "first_patched_version": {"identifier": "5.2.1"}},
        dismissed_reason=None,
        **more,
    )


DEPENDABOT = [
    dependabot(1),
    dependabot(2, "fixed"),
    {**dependabot(3, "dismissed"), "dismissed_reason": "not_used"},
    {**dependabot(4, "dismissed"), "dismissed_reason": "tolerable_risk"},
    dependabot(5, "auto_dismissed"),
]
DEPENDABOT_ORGANISATION = [dependabot(1, repository={"full_name": "larkfield/site"})]


def code_alert(number: int, state: str = "open", **more: Any) -> dict[str, Any]:
    return alert(
        "code-scanning",
        number,
        state,
        rule={"id": "py/sql-injection", "severity": "error", "description": "SQL injection"},
        tool={"name": "CodeQL", "version": "2.20"},
        most_recent_instance={"ref": "refs/heads/main", "location": {"path": "shop/pay.py", "start_line": 9}},
        **more,
    )


CODE_SCANNING = [
    code_alert(1),
    code_alert(2, "dismissed", dismissed_reason="false positive"),
    code_alert(3, "dismissed", dismissed_reason="used in tests"),
    code_alert(4, "fixed"),
]


def secret_alert(number: int, state: str = "open", **more: Any) -> dict[str, Any]:
    return alert(
        "secret-scanning",
        number,
        state,
        secret_type="github_personal_access_token",
        secret_type_display_name="GitHub Personal Access Token",
        secret=SECRET,
        validity="active",
        **more,
    )


SECRET_SCANNING = [
    secret_alert(1),
    secret_alert(2, "resolved", resolution="revoked"),
    secret_alert(3, "resolved", resolution="wont_fix"),
]

EXAMPLES = (
    Example("github-dependabot-alerts", "repository", written(DEPENDABOT), {"vulnerabilities": 5}),
    Example("github-dependabot-alerts", "organisation", written([DEPENDABOT_ORGANISATION]), {"vulnerabilities": 1}),
    Example("github-code-scanning-alerts", "repository", written(CODE_SCANNING), {"vulnerabilities": 4}),
    Example("github-secret-scanning-alerts", "repository", written(SECRET_SCANNING), {"vulnerabilities": 3}),
)
