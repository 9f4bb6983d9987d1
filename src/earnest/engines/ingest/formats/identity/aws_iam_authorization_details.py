"""AWS: users, groups, roles and policies, as `aws iam get-account-authorization-details` prints them.

Follows GetAccountAuthorizationDetails in the IAM API Reference (2010-05-08) as the command line prints it: an object
with UserDetailList, GroupDetailList, RoleDetailList and Policies. Its fields are from memory, not compared with an
export. The file is read twice, first for what its policies and groups allow.

- `accounts`: one row per user, with the ARN as `account_id` as in the credential report, and one per role, of kind
  service. Roles of AWS services (path /aws-service-role/) are AWS's own: counted as ignored. Whether a user can sign in
  is in the credential report.
- `group_members`: one row per user and group; `group_id` is the group's ARN.
Privileged is who holds, directly, inline or through a group, AdministratorAccess, PowerUserAccess, IAMFullAccess,
SystemAdministrator, or a policy that allows everything or all of IAM on everything. A policy whose document is not in
the file cannot be judged: unknown, unless another one makes it certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.identity.aws_iam_policy import (
    NOTHING,
    Attached,
    Inline,
    any_of,
    grants_all,
    privileged,
)
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_SERVICE_ROLES = "/aws-service-role/"


class Version(msgspec.Struct, gc=False, rename="pascal"):
    document: msgspec.Raw = NOTHING
    is_default_version: bool = False


class Policy(msgspec.Struct, gc=False, rename="pascal"):
    arn: str
    policy_version_list: list[Version] = []


class Group(msgspec.Struct, gc=False, rename="pascal"):
    arn: str
    group_name: str
    group_policy_list: list[Inline] = []
    attached_managed_policies: list[Attached] = []


class User(msgspec.Struct, gc=False, rename="pascal"):
    arn: str
    user_name: str | None = None
    create_date: str | None = None
    user_policy_list: list[Inline] = []
    group_list: list[str] = []
    attached_managed_policies: list[Attached] = []


class LastUsed(msgspec.Struct, gc=False, rename="pascal"):
    last_used_date: str | None = None


class Role(msgspec.Struct, gc=False, rename="pascal"):
    arn: str
    role_name: str | None = None
    path: str | None = None
    create_date: str | None = None
    role_policy_list: list[Inline] = []
    attached_managed_policies: list[Attached] = []
    role_last_used: LastUsed | None = None


@dataclass
class _Known:
    """What the first pass told: policies by ARN, groups by name, and which of them are administrative."""

    policies: dict[str, bool | None] = field(default_factory=dict)
    groups: dict[str, tuple[str, bool | None]] = field(default_factory=dict)


K = TypeVar("K")
_POLICY, _GROUP, _USER, _ROLE = Element(Policy), Element(Group), Element(User), Element(Role)


def _elements(document: Document, key: str, element: Element[K], take: Callable[[str, K], None], sink: Sink) -> None:
    """Hand each element of the array under the key to `take`, with its place; those that do not fit are rejected."""
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        for found in stream.fields():
            if found != key or stream.peek() != b"[":
                stream.skip()
                continue
            number = 0
            for batch in stream.batches(element):
                for item in batch or ():
                    place = f"/{key}/{number}"
                    number += 1
                    if not isinstance(item, FieldError):
                        take(place, item)
                    else:
                        sink.reject(place, item)


def _read(document: Document, sink: Sink) -> None:
    known = _Known()

    def policy(_: str, found: Policy) -> None:
        default = [version for version in found.policy_version_list if version.is_default_version]
        known.policies[found.arn] = grants_all(default[0].document) if default else None

    def group(_: str, found: Group) -> None:
        allowed = privileged(found.attached_managed_policies, found.group_policy_list, known.policies)
        known.groups[found.group_name] = (found.arn, allowed)

    def user(place: str, found: User) -> None:
        emit(sink, place, lambda one: _user(one, known), found)
        sink.part = sink.part or _account(found.arn)

    def role(place: str, found: Role) -> None:
        sink.part = sink.part or _account(found.arn)
        if (found.path or "").startswith(_SERVICE_ROLES):
            sink.ignore("roles of AWS services")
        else:
            emit(sink, place, lambda one: _role(one, known), found)

    _elements(document, "Policies", _POLICY, policy, sink)
    _elements(document, "GroupDetailList", _GROUP, group, sink)
    _elements(document, "UserDetailList", _USER, user, sink)
    _elements(document, "RoleDetailList", _ROLE, role, sink)


def _account(arn: str) -> str:
    parts = arn.split(":")
    return parts[4].strip() if len(parts) > 5 else ""


def _user(user: User, known: _Known) -> Iterator[Entry]:
    arn = needed(user.arn, "Arn")
    groups = [(name, *known.groups.get(name, (name, None))) for name in user.group_list]
    own = privileged(user.attached_managed_policies, user.user_policy_list, known.policies)
    yield (
        "accounts",
        {
            "account_id": arn,
            "system": "aws",
            "username": text(user.user_name),
            "display_name": text(user.user_name),
            "privileged": any_of([own, *(allowed for _, _, allowed in groups)]),
            "roles": _names(user.attached_managed_policies, user.user_policy_list),
            "created_at": instant(user.create_date, "CreateDate"),
        },
    )
    for name, group, allowed in groups:
        yield (
            "group_members",
            {
                "group_id": needed(group, "GroupList"),
                "account_id": arn,
                "system": "aws",
                "group_name": text(name),
                "privileged": allowed,
            },
        )


def _role(role: Role, known: _Known) -> Iterator[Entry]:
    used = role.role_last_used.last_used_date if role.role_last_used else None
    yield (
        "accounts",
        {
            "account_id": needed(role.arn, "Arn"),
            "system": "aws",
            "username": text(role.role_name),
            "display_name": text(role.role_name),
            "kind": "service",
            "enabled": True,
            "privileged": privileged(role.attached_managed_policies, role.role_policy_list, known.policies),
            "roles": _names(role.attached_managed_policies, role.role_policy_list),
            "password_enabled": False,
            "last_sign_in_at": instant(used, "RoleLastUsed.LastUsedDate"),
            "created_at": instant(role.create_date, "CreateDate"),
        },
    )


def _names(attached: list[Attached], inline: list[Inline]) -> str | None:
    names = [policy.policy_name or policy.policy_arn for policy in attached]
    return text("; ".join(names + [policy.policy_name or "inline" for policy in inline]))


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("UserDetailList") or outline.has_paths("GroupDetailList", "RoleDetailList")
    )


FORMAT = Format(
    id="aws-iam-authorization-details",
    title="AWS IAM account authorization details",
    tables=("accounts", "group_members"),
    matches=_matches,
    read=_read,
)
