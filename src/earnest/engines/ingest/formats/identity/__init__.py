"""Accounts, factors, credentials and groups."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.identity import (
    aws_credential_report,
    entra_authentication_methods,
    entra_users,
    github_members,
    google_workspace_users,
    okta_factors,
    okta_users,
)

FORMATS: tuple[Format, ...] = (
    okta_users.FORMAT,
    okta_factors.FORMAT,
    entra_users.FORMAT,
    entra_authentication_methods.FORMAT,
    google_workspace_users.FORMAT,
    aws_credential_report.FORMAT,
    github_members.FORMAT,
)
