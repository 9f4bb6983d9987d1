"""Google Workspace: members of groups, the CSV of GAM or JSON of the Directory API.

    gam print group-members fields email,role,type,status > group-members.csv

Follows "Groups - Membership" of GAM 7 (columns group, type, role, id, status, email) and the Directory API v1, Members.
The API answers per group, so whoever exports joins the answers: groups of `groups.list`, each with `members`: the array
of `members.list`. One row of `group_members` per member; `group_id` is the group's address and `account_id` the
member's, in lower case, as in the users export. The group as a member of another group is a row too. A member without
an address, such as all users of the domain, is counted as ignored. Whether a group gives privileged access is not
told: unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.engines.ingest.coerce import FieldError, needed, text
from earnest.engines.ingest.format import Cells, Record, csv_format, json_format
from earnest.engines.ingest.formats.either import either
from earnest.engines.ingest.writer import Entry, Sink

_EVERYBODY = "members that stand for everybody"


class Member(Record):
    email: str | None = None
    type: str | None = None


class Group(Record):
    email: str
    name: str | None = None
    members: list[Member] | None = None


def _row(group: str, name: str | None, member: str) -> Entry:
    return (
        "group_members",
        {"group_id": group.lower(), "account_id": member.lower(), "system": "google", "group_name": name},
    )


def _rows(group: Group) -> Iterator[Entry]:
    if group.members is None:
        raise FieldError("members", "is missing; join the members of each group when you export")
    address = needed(group.email, "email")
    for member in group.members:
        if member.type != "CUSTOMER":
            yield _row(address, text(group.name), needed(member.email, "members.email"))


def _everybody(group: Group, sink: Sink) -> None:
    sink.ignore(_EVERYBODY, sum(member.type == "CUSTOMER" for member in group.members or ()))


def _of_cells(cells: Cells) -> list[Entry]:
    group = needed(cells["group"], "group")
    return [_row(group, text(cells["name"]) or group.lower(), needed(cells["email"], "email"))]


FORMAT = either(
    csv_format(
        id="google-workspace-groups",
        title="Google Workspace group members, CSV of GAM or JSON of the Directory API",
        tables=("group_members",),
        columns={
            "group": ("group", "groupEmail", "Group Email [Required]"),
            "name": ("groupName", "Group Name"),
            "email": ("email", "Member Email"),
            "role": ("role", "Member Role"),
            "type": ("type", "Member Type"),
        },
        needs=("group", "email"),
        marks=("role", "type"),
        rows=_of_cells,
        ignores=lambda cells: _EVERYBODY if (text(cells["type"]) or "").upper() == "CUSTOMER" else "",
    ),
    json_format(
        id="google-workspace-groups",
        title="",
        tables=(),
        matches=lambda outline: any(
            outline.has_paths(f"{way}directMembersCount", f"{way}members", f"{way}email")
            for way in ("groups.[].", "[].")
        ),
        record=Group,
        rows=_rows,
        wrappers=("groups",),
        observed=_everybody,
    ),
)
