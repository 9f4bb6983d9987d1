"""Google Workspace: the CSV of "Download users" in the Admin console.

Follows the headings of the Admin console's download of all columns (Admin Help, "View, filter and download users", as
of 2026). The download has no column for administrator rights; one called "Admin Status [READ ONLY]", as joined from
the Accounts report ("Super admin", "Administrator", "None"), is read where it is there, else `privileged` is unknown.
Last sign-in is written without an offset and read as UTC. One row of `accounts` per user; `account_id` is the primary
address. An account is enabled unless its status is Suspended or Archived.
"""

from __future__ import annotations

from earnest.engines.ingest.coerce import choice, flag, instant, needed, text
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.writer import Entry

_NEVER = frozenset({"never logged in", "never"})
_ENABLED = {"active": "yes", "suspended": "", "archived": "", "inactive": "", "blocked": ""}
_ADMIN = {
    "super admin": "yes",
    "super administrator": "yes",
    "administrator": "yes",
    "admin": "yes",
    "delegated admin": "yes",
    "none": "",
    "user": "",
}


def _rows(cells: Cells) -> list[Entry]:
    address = needed(cells["email"], "Email Address [Required]").lower()
    status = choice(cells["status"], "Status [READ ONLY]", _ENABLED)
    admin = choice(cells["admin"], "Admin Status [READ ONLY]", _ADMIN)
    signed_in = text(cells["last_sign_in"])
    never = signed_in is None or signed_in.lower() in _NEVER
    return [
        (
            "accounts",
            {
                "account_id": address,
                "system": "google",
                "username": address,
                "display_name": text(f"{cells['first_name'] or ''} {cells['last_name'] or ''}"),
                "email": address,
                "enabled": None if status is None else bool(status),
                "privileged": None if admin is None else bool(admin),
                "roles": text(cells["admin"]),
                "mfa_enrolled": flag(cells["enrolled"], "2sv Enrolled [READ ONLY]"),
                "mfa_enforced": flag(cells["enforced"], "2sv Enforced [READ ONLY]"),
                "last_sign_in_at": None
                if never
                else instant(
                    signed_in, "Last Sign In [READ ONLY]", layouts=("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
                ),
                "created_at": instant(cells["created"], "Creation Time [READ ONLY]", layouts=("%Y/%m/%d %H:%M:%S",)),
            },
        )
    ]


FORMAT = csv_format(
    id="google-workspace-users",
    title="Google Workspace users, CSV of the Admin console",
    tables=("accounts",),
    columns={
        "email": ("Email Address [Required]", "Email Address"),
        "first_name": ("First Name [Required]", "First Name"),
        "last_name": ("Last Name [Required]", "Last Name"),
        "status": ("Status [READ ONLY]", "Status"),
        "last_sign_in": ("Last Sign In [READ ONLY]", "Last Sign In"),
        "enrolled": ("2sv Enrolled [READ ONLY]", "2sv Enrolled"),
        "enforced": ("2sv Enforced [READ ONLY]", "2sv Enforced"),
        "admin": ("Admin Status [READ ONLY]", "Admin Status"),
        "created": ("Creation Time [READ ONLY]", "Creation Time"),
    },
    needs=("email", "status"),
    marks=("enrolled",),
    rows=_rows,
)
