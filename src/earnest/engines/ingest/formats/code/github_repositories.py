"""GitHub: repositories, as `GET /orgs/{org}/repos` lists them (REST API version 2022-11-28 and 2026-03-10).

    gh api --paginate orgs/ORG/repos > repositories.json

The list does not say how branches are protected. Whoever exports may join to each repository, under these keys:
- `branch_protection`: the answer of `GET /repos/{owner}/{repo}/branches/{branch}/protection`; null where it is 404;
- `vulnerability_alerts`: true where `GET …/vulnerability-alerts` is 204, false where it is 404;
- `code_scanning_default_setup`: the answer of `GET …/code-scanning/default-setup`.
A key that is not there leaves its columns unknown. One row of `repositories` per element.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import instant, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.writer import Entry


class Enabled(msgspec.Struct, gc=False):
    enabled: bool | None = None


class State(msgspec.Struct, gc=False):
    status: str | None = None
    state: str | None = None


class Reviews(msgspec.Struct, gc=False):
    required_approving_review_count: int | None = None


class Protection(msgspec.Struct, gc=False):
    required_pull_request_reviews: Reviews | None = None
    enforce_admins: Enabled | None = None


class Analysis(msgspec.Struct, gc=False):
    secret_scanning: State | None = None
    dependabot_security_updates: State | None = None


class Repository(msgspec.Struct, gc=False):
    full_name: str
    private: bool | None = None
    archived: bool | None = None
    default_branch: str | None = None
    pushed_at: str | None = None
    created_at: str | None = None
    security_and_analysis: Analysis | None = None
    branch_protection: Protection | msgspec.UnsetType | None = msgspec.UNSET
    vulnerability_alerts: bool | None = None
    code_scanning_default_setup: State | None = None


def _rows(repository: Repository) -> list[Entry]:
    analysis = repository.security_and_analysis or Analysis()
    scanning = repository.code_scanning_default_setup
    protected, reviews, admins = _protection(repository.branch_protection)
    return [
        (
            "repositories",
            {
                "repository_id": needed(repository.full_name, "full_name"),
                "system": "github",
                "private": repository.private,
                "archived": repository.archived,
                "default_branch": text(repository.default_branch),
                "branch_protected": protected,
                "reviews_required": reviews,
                "admins_bound": admins,
                "secret_scanning": _enabled(analysis.secret_scanning),
                "dependency_alerts": _alerts(repository, analysis),
                "code_scanning": None if scanning is None else scanning.state == "configured",
                "pushed_at": instant(repository.pushed_at, "pushed_at"),
                "created_at": instant(repository.created_at, "created_at"),
            },
        )
    ]


def _protection(
    protection: Protection | msgspec.UnsetType | None,
) -> tuple[bool | None, int | None, bool | None]:
    """Whether protected, how many approvals, whether administrators are bound."""
    if isinstance(protection, msgspec.UnsetType):
        return None, None, None
    if protection is None:
        return False, 0, False
    reviews = protection.required_pull_request_reviews
    required = 0 if reviews is None else reviews.required_approving_review_count
    return True, required, None if protection.enforce_admins is None else protection.enforce_admins.enabled


def _enabled(state: State | None) -> bool | None:
    return None if state is None or state.status is None else state.status == "enabled"


def _alerts(repository: Repository, analysis: Analysis) -> bool | None:
    """Security updates need the alerts; without them the alerts may still be on."""
    if repository.vulnerability_alerts is not None:
        return repository.vulnerability_alerts
    return _enabled(analysis.dependabot_security_updates) or None


FORMAT = json_format(
    id="github-repositories",
    title="GitHub repositories, JSON of the REST API",
    tables=("repositories",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}full_name", f"{way}default_branch") for way in ("", "[].", "[].[].")
    ),
    record=Repository,
    rows=_rows,
)
