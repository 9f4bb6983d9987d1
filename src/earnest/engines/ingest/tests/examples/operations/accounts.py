"""Examples of who holds which access."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from earnest.engines.ingest.tests.examples import Example

OKTA_GROUPS: list[dict[str, Any]] = [
    {
        "id": "00g1",
        "objectClass": ["okta:user_group"],
        "type": "OKTA_GROUP",
        "lastMembershipUpdated": "2026-11-01T00:00:00.000Z",
        "profile": {"name": "Administrators", "description": None},
        "users": [{"id": "00u1", "status": "ACTIVE"}, {"id": "00u2", "status": "ACTIVE"}],
        "roles": [{"id": "r1", "type": "ORG_ADMIN", "label": "Organization Administrator", "status": "ACTIVE"}],
    },
    {"id": "00g2", "objectClass": ["okta:user_group"], "profile": {"name": "Everyone"}, "users": [{"id": "00u1"}]},
    {"id": "00g3", "objectClass": ["okta:user_group"], "profile": {"name": "Not asked"}},
]
OKTA_APPS: list[dict[str, Any]] = [
    {
        "id": "0oa1",
        "name": "ledger",
        "label": "Ledger",
        "status": "ACTIVE",
        "signOnMode": "SAML_2_0",
        "users": [{"id": "00u1", "scope": "USER", "created": "2025-02-01T00:00:00.000Z"}],
    }
]
OKTA_ROLES: list[dict[str, Any]] = [
    {
        "userId": "00u1",
        "roles": [
            {"id": "r1", "type": "SUPER_ADMIN", "label": "Super Administrator", "status": "ACTIVE"},
            {"id": "r2", "type": "READ_ONLY_ADMIN", "label": "Read-only Administrator", "status": "ACTIVE"},
            {"id": "r3", "type": "APP_ADMIN", "label": "Application Administrator", "status": "INACTIVE"},
        ],
    }
]

ENTRA_ASSIGNMENTS: dict[str, Any] = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/roleAssignments",
    "value": [
        {
            "id": "a1",
            "principalId": "p1",
            "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10",
            "directoryScopeId": "/",
            "principal": {
                "@odata.type": "#microsoft.graph.user",
                "id": "p1",
                "userPrincipalName": "Dara@larkfield.example",
            },
        },
        {
            "id": "a2",
            "principalId": "p2",
            "roleDefinitionId": "d2",
            "directoryScopeId": "/administrativeUnits/u1",
            "roleDefinition": {"id": "d2", "displayName": "Reports Reader"},
            "principal": {"@odata.type": "#microsoft.graph.group", "id": "p2", "displayName": "Auditors"},
        },
        {"id": "a3", "principalId": "p3", "roleDefinitionId": "d3", "directoryScopeId": "/"},
    ],
}
ENTRA_ROLES: dict[str, Any] = {
    "value": [
        {
            "id": "x",
            "displayName": "User Administrator",
            "roleTemplateId": "fe930be7-5e62-47db-91af-98c3a49a38b1",
            "members": [
                {"@odata.type": "#microsoft.graph.user", "id": "p1", "userPrincipalName": "Dara@larkfield.example"},
                {"@odata.type": "#microsoft.graph.servicePrincipal", "id": "s1", "displayName": "Sync"},
            ],
        },
        {"id": "y", "displayName": "Global Reader", "roleTemplateId": "f2ef992c", "members": []},
    ]
}

GAM = """\
group,type,role,id,status,email
Finance@larkfield.example,USER,MEMBER,1,ACTIVE,Gil@larkfield.example
Finance@larkfield.example,GROUP,MEMBER,2,,clerks@larkfield.example
Finance@larkfield.example,CUSTOMER,MEMBER,3,ACTIVE,
"""
GOOGLE_GROUPS: dict[str, Any] = {
    "kind": "admin#directory#groups",
    "groups": [
        {
            "id": "g1",
            "email": "Finance@larkfield.example",
            "name": "Finance",
            "directMembersCount": "2",
            "members": [
                {"email": "gil@larkfield.example", "role": "OWNER", "type": "USER"},
                {"id": "c1", "role": "MEMBER", "type": "CUSTOMER"},
            ],
        },
        {"id": "g2", "email": "unasked@larkfield.example", "name": "Unasked", "directMembersCount": "0"},
    ],
}

_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_READ = {"Statement": {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"}}
_ARN = "arn:aws:iam::111122223333"


def attached(name: str, owner: str = "aws") -> dict[str, str]:
    return {"PolicyName": name, "PolicyArn": f"arn:aws:iam::{owner}:policy/{name}"}


def user(name: str, **more: Any) -> dict[str, Any]:
    return {
        "Path": "/",
        "UserName": name,
        "UserId": f"AID{name}",
        "Arn": f"{_ARN}:user/{name}",
        "CreateDate": "2022-05-05T00:00:00+00:00",
        "GroupList": [],
        "AttachedManagedPolicies": [],
        **more,
    }


AWS: dict[str, Any] = {
    "UserDetailList": [
        user("ada", GroupList=["admins"]),
        user("ben", AttachedManagedPolicies=[attached("reads", "111122223333")]),
        user("cy", AttachedManagedPolicies=[attached("AmazonS3FullAccess")]),
        user("deploy", UserPolicyList=[{"PolicyName": "all", "PolicyDocument": quote(json.dumps(_ALL))}]),
    ],
    "GroupDetailList": [
        {
            "GroupName": "admins",
            "Arn": f"{_ARN}:group/admins",
            "GroupPolicyList": [],
            "AttachedManagedPolicies": [attached("AdministratorAccess")],
        }
    ],
    "RoleDetailList": [
        {
            "Path": "/",
            "RoleName": "ci",
            "Arn": f"{_ARN}:role/ci",
            "CreateDate": "2023-01-01T00:00:00+00:00",
            "RolePolicyList": [{"PolicyName": "all", "PolicyDocument": _ALL}],
            "AttachedManagedPolicies": [],
            "RoleLastUsed": {"LastUsedDate": "2026-11-19T10:00:00+00:00", "Region": "eu-west-1"},
        },
        {
            "Path": "/aws-service-role/elb.amazonaws.com/",
            "RoleName": "AWSServiceRoleForELB",
            "Arn": f"{_ARN}:role/aws-service-role/elb.amazonaws.com/AWSServiceRoleForELB",
        },
    ],
    "Policies": [
        {
            "PolicyName": "reads",
            "Arn": "arn:aws:iam::111122223333:policy/reads",
            "PolicyVersionList": [
                {"Document": _ALL, "VersionId": "v1", "IsDefaultVersion": False},
                {"Document": _READ, "VersionId": "v2", "IsDefaultVersion": True},
            ],
        }
    ],
}

GITLAB_MEMBERS: list[dict[str, Any]] = [
    {"id": 1, "username": "ada", "name": "Ada Byrne", "state": "active", "access_level": 50, "web_url": "x"},
    {"id": 2, "username": "ben", "state": "blocked", "access_level": 30, "member_role": {"name": "Reviewer"}},
    {"id": 3, "username": "project_4_bot_1a2b", "state": "active", "access_level": 40},
    {"id": 4, "username": "odd", "state": "active", "access_level": 45},
]

EXAMPLES: tuple[Example, ...] = (
    Example("okta-groups", "groups", json.dumps(OKTA_GROUPS).encode(), {"group_members": 3}, rejected=1),
    Example("okta-groups", "apps", json.dumps(OKTA_APPS).encode(), {"group_members": 1}),
    Example("okta-groups", "roles", json.dumps(OKTA_ROLES).encode(), {"group_members": 2}),
    Example("entra-role-assignments", "assignments", json.dumps(ENTRA_ASSIGNMENTS).encode(), {"group_members": 3}),
    Example("entra-role-assignments", "roles", json.dumps(ENTRA_ROLES).encode(), {"group_members": 2}),
    Example("google-workspace-groups", "gam", GAM.encode(), {"group_members": 2}),
    Example("google-workspace-groups", "api", json.dumps(GOOGLE_GROUPS).encode(), {"group_members": 1}, rejected=1),
    Example(
        "aws-iam-authorization-details", "cli", json.dumps(AWS, indent=4).encode(), {"accounts": 5, "group_members": 1}
    ),
    Example("gitlab-members", "list", json.dumps(GITLAB_MEMBERS).encode(), {"accounts": 3}, rejected=1),
)
