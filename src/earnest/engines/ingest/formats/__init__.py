"""The formats that are read without an adapter. A new one is a file here, its line in this tuple, and its tests."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats import google_workspace_users, okta_users

FORMATS: tuple[Format, ...] = (
    okta_users.FORMAT,
    google_workspace_users.FORMAT,
)
"""Every built-in format."""
