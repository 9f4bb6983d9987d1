"""Okta: users, as `GET /api/v1/users` returns them (Okta Users API, Core Management, 2026.10).

An array of user objects, one page or several after each other. The users API does not say who is an administrator: each
user may carry `roles`, the answer of `GET /api/v1/users/{id}/roles` joined by whoever exports, else `privileged` is
unknown. Roles that only read (READ_ONLY_ADMIN, REPORT_ADMIN) and inactive ones do not make an account privileged.

One row of `accounts` per user. An account counts as enabled unless it is STAGED, SUSPENDED or DEPROVISIONED: a locked
or expired account comes back without an administrator. Whether a second factor is enrolled is in the factors export.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import instant, lower, needed, text
from earnest.engines.ingest.format import Record, json_format
from earnest.engines.ingest.writer import Entry

_ENABLED = {
    "ACTIVE": True,
    "PROVISIONED": True,
    "RECOVERY": True,
    "PASSWORD_EXPIRED": True,
    "LOCKED_OUT": True,
    "STAGED": False,
    "SUSPENDED": False,
    "DEPROVISIONED": False,
}
_READING_ROLES = frozenset({"READ_ONLY_ADMIN", "REPORT_ADMIN"})
_ELSEWHERE = frozenset({"FEDERATION", "SOCIAL"})


class Profile(Record):
    login: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    display_name: str | None = None


class Provider(Record):
    type: str | None = None


class Credentials(Record):
    password: dict[str, msgspec.Raw] | None = None
    provider: Provider | None = None


class Role(Record):
    type: str = ""
    label: str | None = None
    status: str | None = None


class User(Record):
    profile: Profile
    id: str = ""
    status: str | None = None
    created: str | None = None
    last_login: str | None = None
    password_changed: str | None = None
    credentials: Credentials | None = None
    roles: list[Role] | None = None


def _rows(user: User) -> list[Entry]:
    profile = user.profile
    names = f"{profile.first_name or ''} {profile.last_name or ''}"
    return [
        (
            "accounts",
            {
                "account_id": needed(user.id, "id"),
                "system": "okta",
                "username": text(profile.login),
                "display_name": text(profile.display_name) or text(names),
                "email": lower(profile.email),
                "enabled": _ENABLED.get(user.status or ""),
                "privileged": _privileged(user.roles),
                "roles": text("; ".join(role.label or role.type for role in user.roles or ())),
                "password_enabled": _password(user.credentials),
                "password_changed_at": instant(user.password_changed, "passwordChanged"),
                "last_sign_in_at": instant(user.last_login, "lastLogin"),
                "created_at": instant(user.created, "created"),
            },
        )
    ]


def _privileged(roles: list[Role] | None) -> bool | None:
    if roles is None:
        return None
    return any(role.type not in _READING_ROLES and role.status != "INACTIVE" for role in roles)


def _password(credentials: Credentials | None) -> bool | None:
    if credentials is None:
        return None
    if credentials.provider and credentials.provider.type in _ELSEWHERE:
        return False
    return True if credentials.password is not None else None


FORMAT = json_format(
    id="okta-users",
    title="Okta users, JSON of the Users API",
    tables=("accounts",),
    matches=lambda outline: (
        outline.has_paths("[].profile.login", "[].status") or outline.has_paths("profile.login", "status")
    ),
    record=User,
    rows=_rows,
)
