"""GitLab: projects, as `GET /projects` or `GET /groups/{id}/projects` list them (REST API v4, GitLab 17 and 18).

    glab api --paginate 'groups/GROUP/projects?include_subgroups=true' > projects.json

The list does not say how branches are protected or what is scanned. Whoever exports may join to each project, under
these keys:
- `protected_branches`: the answer of `GET /projects/{id}/protected_branches`;
- `approval_rules`: the answer of `GET /projects/{id}/approval_rules`;
- `security_settings`: the answer of `GET /projects/{id}/security_settings`.
A key that is not there leaves its columns unknown. One row of `repositories` per element; `repository_id` is the path
with its namespace. The default branch is protected if a rule names it, or a wildcard fits it, and nobody may force-push
to it. Administrators are bound where nobody may push past the merge request. `reviews_required` is the highest number
that a rule demands which holds for all branches, for protected ones, or for the default branch; the older field
`approvals_before_merge` is read where rules are absent. Internal projects are open to everybody who can sign in, not to
the public: private.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.writer import Entry

_PRIVATE = {"private": True, "internal": True, "public": False}
_NOBODY = 0


class Access(msgspec.Struct, gc=False):
    access_level: int | None = None
    user_id: int | None = None
    group_id: int | None = None


class Protected(msgspec.Struct, gc=False):
    name: str
    allow_force_push: bool | None = None
    push_access_levels: list[Access] | None = None


class Rule(msgspec.Struct, gc=False):
    approvals_required: int | None = None
    applies_to_all_protected_branches: bool | None = None
    protected_branches: list[Protected] | None = None


class Settings(msgspec.Struct, gc=False):
    secret_push_protection_enabled: bool | None = None
    pre_receive_secret_detection_enabled: bool | None = None


class Project(msgspec.Struct, gc=False):
    path_with_namespace: str
    visibility: str | None = None
    archived: bool | None = None
    default_branch: str | None = None
    last_activity_at: str | None = None
    created_at: str | None = None
    approvals_before_merge: int | None = None
    protected_branches: list[Protected] | None = None
    approval_rules: list[Rule] | None = None
    security_settings: Settings | None = None


def _rows(project: Project) -> list[Entry]:
    if project.visibility is not None and project.visibility not in _PRIVATE:
        raise FieldError("visibility", f"{project.visibility[:60]!r} is not one of {', '.join(_PRIVATE)}")
    protecting = _protecting(project)
    return [
        (
            "repositories",
            {
                "repository_id": needed(project.path_with_namespace, "path_with_namespace"),
                "system": "gitlab",
                "private": _PRIVATE.get(project.visibility or ""),
                "archived": project.archived,
                "default_branch": text(project.default_branch),
                "branch_protected": None if protecting is None else _protected(protecting),
                "reviews_required": _reviews(project),
                "admins_bound": None if protecting is None else _bound(protecting),
                "secret_scanning": _secrets(project.security_settings),
                "pushed_at": instant(project.last_activity_at, "last_activity_at"),
                "created_at": instant(project.created_at, "created_at"),
            },
        )
    ]


def _protecting(project: Project) -> list[Protected] | None:
    """The rules that hold for the default branch; None if nothing is told of protection."""
    if project.protected_branches is None or not project.default_branch:
        return None
    return [rule for rule in project.protected_branches if _holds(rule, project.default_branch)]


def _holds(rule: Protected, branch: str) -> bool:
    return rule.name == branch or (
        "*" in rule.name and fnmatchcase(branch, rule.name.replace("[", "[[]").replace("?", "[?]"))
    )


def _protected(rules: list[Protected]) -> bool:
    return bool(rules) and not any(rule.allow_force_push for rule in rules)


def _bound(rules: list[Protected]) -> bool | None:
    """Whether nobody at all may push to the branch, so that maintainers need a merge request too."""
    if not rules:
        return False
    levels = [rule.push_access_levels for rule in rules]
    if any(level is None for level in levels):
        return None
    return all(access.access_level == _NOBODY for level in levels for access in level or ())


def _reviews(project: Project) -> int | None:
    if project.approval_rules is None:
        return project.approvals_before_merge
    branch = project.default_branch or ""
    return max((rule.approvals_required or 0 for rule in project.approval_rules if _for(rule, branch)), default=0)


def _for(rule: Rule, branch: str) -> bool:
    named = rule.protected_branches
    return bool(rule.applies_to_all_protected_branches) or not named or any(_holds(each, branch) for each in named)


def _secrets(settings: Settings | None) -> bool | None:
    if settings is None:
        return None
    newer = settings.secret_push_protection_enabled
    return newer if newer is not None else settings.pre_receive_secret_detection_enabled


FORMAT = json_format(
    id="gitlab-projects",
    title="GitLab projects, JSON of the REST API",
    tables=("repositories",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}path_with_namespace", f"{way}default_branch", f"{way}visibility")
        for way in ("", "[].", "[].[].")
    ),
    record=Project,
    rows=_rows,
)
