"""Microsoft Entra ID: who holds directory roles, JSON of Microsoft Graph v1.0.

    GET /roleManagement/directory/roleAssignments?$expand=principal   (joined: roleDefinition)
    GET /roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal,roleDefinition
    GET /directoryRoles?$expand=members

Follows the resources unifiedRoleAssignment, unifiedRoleAssignmentScheduleInstance and directoryRole of Microsoft Graph
(as of 2026). One row of `group_members` per principal and role; `group_id` is `role:` and the id of the role's
definition, and the scope where it is not the whole directory. `account_id` is the user principal name in lower case, as
in the other exports of Entra ID, else the principal's id (applications, groups). Members of a group that holds a role
are not in the answer: the group itself is the row, and what is not told is counted as ignored.

A role is privileged as `isPrivileged` says (Graph beta), else unless its name ends in Reader or Readers; without its
name it is privileged if it is one of those that "Microsoft Entra built-in roles" (January 2026) marks so and that do
more than read, or administers Exchange or SharePoint, else unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import FieldError, instant, lower, needed, text
from earnest.engines.ingest.format import Record, json_format
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_GROUP = "#microsoft.graph.group"
_PRIVILEGED = frozenset(
    {
        "62e90394-69f5-4237-9190-012177145e10",  # Global Administrator
        "e8611ab8-c189-46e8-94e1-60213ab1f814",  # Privileged Role Administrator
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",  # Privileged Authentication Administrator
        "c4e39bd9-1100-46d3-8c65-fb160da0071f",  # Authentication Administrator
        "194ae4cb-b126-40b2-bd5b-6091b380977d",  # Security Administrator
        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",  # Conditional Access Administrator
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",  # Application Administrator
        "158c047a-c907-4556-b7ef-446551a6b5f7",  # Cloud Application Administrator
        "fe930be7-5e62-47db-91af-98c3a49a38b1",  # User Administrator
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",  # Helpdesk Administrator
        "29232cdf-9323-42fd-ade2-1d097af3e4de",  # Exchange Administrator
        "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",  # SharePoint Administrator
        "3a2c62db-5318-420d-8d74-23affee5d9d5",  # Intune Administrator
        "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",  # Hybrid Identity Administrator
        "db506228-d27e-4b7d-95e5-295956d6615f",  # Agent ID Administrator
        "cf1c38e5-3621-4004-a7cb-879624dced7c",  # Application Developer
        "ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe",  # Attribute Provisioning Administrator
        "25a516ed-2fa0-40ea-a2d0-12923a21473a",  # Authentication Extensibility Administrator
        "aaf43236-0c0d-4d5f-883a-6955382ac081",  # B2C IEF Keyset Administrator
        "7698a772-787b-4ac8-901f-60d6b08affd2",  # Cloud Device Administrator
        "9360feb5-f418-4baa-8175-e2a00bac4301",  # Directory Writers
        "8329153b-31d0-4727-b945-745eb3bc5f31",  # Domain Name Administrator
        "be2f45a1-457d-42af-a067-6ec1fa63bc45",  # External Identity Provider Administrator
        "59d46f88-662b-457b-bceb-5c3809e5908f",  # Lifecycle Workflows Administrator
        "4ba39ca4-527c-499a-b93d-d9b492c50246",  # Partner Tier1 Support
        "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8",  # Partner Tier2 Support
        "966707d0-3269-4727-9be2-8c3a10f19b9d",  # Password Administrator
        "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",  # Security Operator
    }
)


class Principal(Record):
    id: str | None = None
    user_principal_name: str | None = None
    display_name: str | None = None
    kind: str | None = msgspec.field(name="@odata.type", default=None)


class Definition(Record):
    id: str | None = None
    template_id: str | None = None
    display_name: str | None = None
    is_privileged: bool | None = None


class Assignment(Record):
    """An assignment of one principal, or a role with its members."""

    id: str | None = None
    principal_id: str | None = None
    role_definition_id: str | None = None
    directory_scope_id: str | None = None
    start_date_time: str | None = None
    principal: Principal | None = None
    role_definition: Definition | None = None
    display_name: str | None = None
    role_template_id: str | None = None
    members: list[Principal] | None = None


def _rows(assignment: Assignment) -> Iterator[Entry]:
    if assignment.members is not None:
        role = Definition(assignment.role_template_id, assignment.role_template_id, assignment.display_name)
        for member in assignment.members:
            yield _row(assignment, role, member)
        return
    role = assignment.role_definition or Definition()
    yield _row(assignment, role, assignment.principal or Principal(assignment.principal_id))


def _row(assignment: Assignment, role: Definition, principal: Principal) -> Entry:
    known = text(role.template_id) or text(role.id) or text(assignment.role_definition_id)
    if known is None:
        raise FieldError("roleDefinitionId", "is missing")
    scope = text(assignment.directory_scope_id) or "/"
    return (
        "group_members",
        {
            "group_id": f"role:{known}" + ("" if scope == "/" else f":{scope}"),
            "account_id": lower(principal.user_principal_name)
            or needed(principal.id or assignment.principal_id, "principalId"),
            "system": "entra",
            "group_name": text(role.display_name),
            "privileged": _privileged(role, known),
            "granted_at": instant(assignment.start_date_time, "startDateTime"),
        },
    )


def _privileged(role: Definition, known: str) -> bool | None:
    if role.is_privileged is not None:
        return role.is_privileged
    name = text(role.display_name)
    if name is not None:
        return not name.lower().endswith(("reader", "readers"))
    return True if known in _PRIVILEGED else None


def _groups(assignment: Assignment, sink: Sink) -> None:
    named = [*(assignment.members or ()), *([assignment.principal] if assignment.principal else [])]
    sink.ignore("groups that hold a role, whose members are not told", sum(one.kind == _GROUP for one in named))


def _matches(outline: Outline) -> bool:
    return any(
        outline.has_paths(f"{way}principalId", f"{way}roleDefinitionId")
        or outline.has_paths(f"{way}roleTemplateId", f"{way}members")
        for way in ("value.[].", "[].", "[].[].")
    )


FORMAT = json_format(
    id="entra-role-assignments",
    title="Entra ID directory roles, JSON of Microsoft Graph",
    tables=("group_members",),
    matches=_matches,
    record=Assignment,
    rows=_rows,
    wrappers=("value",),
    observed=_groups,
)
