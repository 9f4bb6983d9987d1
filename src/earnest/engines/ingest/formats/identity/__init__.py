"""Accounts, factors, credentials and groups."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.identity import (
    aws_credential_report,
    aws_iam_authorization_details,
    entra_authentication_methods,
    entra_role_assignments,
    entra_users,
    github_members,
    gitlab_members,
    google_workspace_groups,
    google_workspace_users,
    okta_factors,
    okta_groups,
    okta_users,
)

FORMATS: tuple[Format, ...] = (
    okta_users.FORMAT,
    okta_factors.FORMAT,
    okta_groups.FORMAT,
    entra_users.FORMAT,
    entra_authentication_methods.FORMAT,
    entra_role_assignments.FORMAT,
    google_workspace_users.FORMAT,
    google_workspace_groups.FORMAT,
    aws_credential_report.FORMAT,
    aws_iam_authorization_details.FORMAT,
    github_members.FORMAT,
    gitlab_members.FORMAT,
)
