"""Okta: who is in a group, who is assigned to an application, who holds an administrator role.

Follows the Okta API (Core Management, 2026.10); its fields are from memory, not compared with an export. The API
answers per group and per application, so whoever exports joins the answers:
- groups of `GET /api/v1/groups`, each with `users`: the answer of `GET /api/v1/groups/{id}/users`, and, if wanted,
  `roles`: that of `GET /api/v1/groups/{id}/roles`;
- applications of `GET /api/v1/apps`, each with `users`: the answer of `GET /api/v1/apps/{id}/users`;
- users of `GET /api/v1/iam/assignees/users`, each with `roles`: the answer of `GET /api/v1/users/{id}/roles`, and with
  `userId` for its id; such a list is recognised by `[].userId` and `[].roles`.

One row of `group_members` per user; the group is the group's id, `app:` and the application's, or `role:` and the type
of the role. A group gives privileged access where a role is assigned to it that does more than read; without `roles`
that is unknown. A role does, unless it only reads; an application does not say. Groups and applications without `users`
are rejected: nobody in it is not the same as not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.format import Record, json_format
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry

_READING_ROLES = frozenset({"READ_ONLY_ADMIN", "REPORT_ADMIN"})


class Profile(Record):
    name: str | None = None


class Role(Record):
    type: str = ""
    label: str | None = None
    status: str | None = None
    assigned_at: str | None = None
    created: str | None = None


class User(Record):
    id: str = ""
    created: str | None = None


class Holder(Record):
    """A group, an application, or a user with roles: which one is told by the fields that are there."""

    id: str | None = None
    user_id: str | None = None
    label: str | None = None
    sign_on_mode: str | None = None
    profile: Profile | None = None
    users: list[User] | None = None
    roles: list[Role] | None = None


def _rows(holder: Holder) -> Iterator[Entry]:
    if holder.user_id is not None:
        yield from _roles(holder, holder.user_id)
        return
    if holder.users is None:
        raise FieldError("users", "is missing; join who is in it when you export")
    name = needed(holder.id, "id")
    app = holder.sign_on_mode is not None or holder.label is not None
    title = text(holder.label) if app else text(holder.profile.name) if holder.profile else None
    for user in holder.users:
        yield (
            "group_members",
            {
                "group_id": f"app:{name}" if app else name,
                "account_id": needed(user.id, "users.id"),
                "system": "okta",
                "group_name": title,
                "privileged": None if holder.roles is None else any(map(_privileged, holder.roles)),
                "granted_at": instant(user.created, "users.created") if app else None,
            },
        )


def _roles(holder: Holder, user: str) -> Iterator[Entry]:
    if holder.roles is None:
        raise FieldError("roles", "is missing; join the roles of each user when you export")
    for role in holder.roles:
        if role.status != "INACTIVE":
            yield (
                "group_members",
                {
                    "group_id": f"role:{needed(role.type, 'roles.type')}",
                    "account_id": needed(user, "userId"),
                    "system": "okta",
                    "group_name": text(role.label) or text(role.type),
                    "privileged": _privileged(role),
                    "granted_at": instant(role.assigned_at or role.created, "roles.created"),
                },
            )


def _privileged(role: Role) -> bool:
    return role.type not in _READING_ROLES and role.status != "INACTIVE"


def _matches(outline: Outline) -> bool:
    groups = outline.has_paths("[].objectClass", "[].users") or outline.has_paths(
        "[].lastMembershipUpdated", "[].users"
    )
    apps = outline.has_paths("[].signOnMode", "[].label", "[].users")
    return groups or apps or outline.has_paths("[].userId", "[].roles")


FORMAT = json_format(
    id="okta-groups",
    title="Okta groups, applications and roles with their users, JSON joined from the API",
    tables=("group_members",),
    matches=_matches,
    record=Holder,
    rows=_rows,
)
