"""GitHub: members of an organization, as `GET /orgs/{org}/members` lists them (REST API 2022-11-28 and 2026-03-10).

    gh api --paginate orgs/ORG/members > members.json

The list says little more than who is a member. Whoever exports may join to each member, under these keys:
- `role`: `admin` or `member`, from `GET /orgs/{org}/memberships/{login}`;
- `two_factor_disabled`: true for those that `GET /orgs/{org}/members?filter=2fa_disabled` lists, false for the others;
- `email`: the work address, from single sign-on (`externalIdentities` of GraphQL) or `GET /users/{login}`.
A key that is not there leaves its columns unknown. One row of `accounts` per member; `account_id` is the login. A
member is enabled: who is listed can sign in.
"""

from __future__ import annotations

import msgspec

from earnest.engines.ingest.coerce import FieldError, lower, needed, text
from earnest.engines.ingest.format import json_format
from earnest.engines.ingest.writer import Entry

_ROLES = {"admin": True, "owner": True, "member": False, "direct_member": False, "billing_manager": False}


class Member(msgspec.Struct, gc=False):
    login: str
    type: str | None = None
    name: str | None = None
    email: str | None = None
    role: str | None = None
    two_factor_disabled: bool | None = None


def _rows(member: Member) -> list[Entry]:
    role = text(member.role)
    if role is not None and role not in _ROLES:
        raise FieldError("role", f"{role!r} is not one of {', '.join(_ROLES)}")
    return [
        (
            "accounts",
            {
                "account_id": needed(member.login, "login"),
                "system": "github",
                "username": text(member.login),
                "display_name": text(member.name),
                "email": lower(member.email),
                "kind": "service" if member.type == "Bot" else None,
                "enabled": True,
                "privileged": None if role is None else _ROLES[role],
                "roles": role,
                "mfa_enrolled": None if member.two_factor_disabled is None else not member.two_factor_disabled,
            },
        )
    ]


FORMAT = json_format(
    id="github-members",
    title="GitHub organization members, JSON of the REST API",
    tables=("accounts",),
    matches=lambda outline: any(
        outline.has_paths(f"{way}login", f"{way}site_admin", f"{way}organizations_url") for way in ("", "[].", "[].[].")
    ),
    record=Member,
    rows=_rows,
)
