"""The formats that are read without an adapter. A new one is a file here, its line in this tuple, and its tests."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats import (
    aws_asff,
    aws_credential_report,
    entra_authentication_methods,
    entra_users,
    github_members,
    github_pull_requests,
    github_repositories,
    google_workspace_users,
    intune_devices,
    jamf_computers,
    nessus,
    okta_factors,
    okta_users,
    osquery,
    prowler_ocsf,
    trivy,
)

FORMATS: tuple[Format, ...] = (
    okta_users.FORMAT,
    okta_factors.FORMAT,
    entra_users.FORMAT,
    entra_authentication_methods.FORMAT,
    google_workspace_users.FORMAT,
    aws_credential_report.FORMAT,
    intune_devices.FORMAT,
    jamf_computers.FORMAT,
    osquery.FORMAT,
    trivy.FORMAT,
    nessus.FORMAT,
    prowler_ocsf.FORMAT,
    aws_asff.FORMAT,
    github_repositories.FORMAT,
    github_pull_requests.FORMAT,
    github_members.FORMAT,
)
"""Every built-in format."""
