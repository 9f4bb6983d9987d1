"""GitLab: members of a group or project, as `GET /groups/{id}/members/all` lists them (REST API v4, GitLab 17 and 18).

    glab api --paginate groups/GROUP/members/all > members.json

The list names no group: one row of `accounts` per member; `account_id` is the user name. A member whose state is
`active` is enabled. Maintainers (40) and owners (50, 60) can change what is protected: privileged; a custom role
(`member_role`) stands with the level that it is built on. Whoever exports may join to each member `two_factor_enabled`,
from `GET /users` as an administrator, and `email`; else both stay unknown where the list does not say.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, lower, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.writer import Entry

_ROLES = {
    0: "No access",
    5: "Minimal access",
    10: "Guest",
    15: "Planner",
    20: "Reporter",
    25: "Security manager",
    30: "Developer",
    40: "Maintainer",
    50: "Owner",
    60: "Administrator",
}
_MAINTAINER = 40


class Custom(msgspec.Struct, gc=False):
    name: str | None = None


class Member(msgspec.Struct, gc=False):
    username: str
    access_level: int
    name: str | None = None
    state: str | None = None
    email: str | None = None
    public_email: str | None = None
    created_at: str | None = None
    last_login_at: str | None = None
    two_factor_enabled: bool | None = None
    bot: bool | None = None
    member_role: Custom | None = None


def _rows(member: Member) -> list[Entry]:
    if member.access_level not in _ROLES:
        raise FieldError("access_level", f"{member.access_level} is no level of access")
    custom = text(member.member_role.name) if member.member_role else None
    return [
        (
            "accounts",
            {
                "account_id": needed(member.username, "username"),
                "system": "gitlab",
                "username": text(member.username),
                "display_name": text(member.name),
                "email": lower(member.email) or lower(member.public_email),
                "kind": "service" if member.bot or _token(member.username) else None,
                "enabled": None if member.state is None else member.state == "active",
                "privileged": member.access_level >= _MAINTAINER,
                "roles": "; ".join(filter(None, (_ROLES[member.access_level], custom))),
                "mfa_enrolled": member.two_factor_enabled,
                "last_sign_in_at": instant(member.last_login_at, "last_login_at"),
            },
        )
    ]


def _token(username: str) -> bool:
    """Whether it is the account that GitLab makes for an access token of a group or project."""
    return username.startswith(("group_", "project_")) and "_bot" in username


FORMAT = json_format(
    id="gitlab-members",
    title="GitLab members, JSON of the REST API",
    tables=("accounts",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}username", f"{way}access_level", f"{way}state") for way in ("", "[].", "[].[].")
    ),
    record=Member,
    rows=_rows,
)
