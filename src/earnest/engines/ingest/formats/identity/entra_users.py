"""Microsoft Entra ID: the CSV of "Download users".

Follows "Download a list of users" (learn.microsoft.com, entra/identity/users/users-bulk-download): userPrincipalName,
displayName, surname, mail, givenName, id (older: objectId), userType, accountEnabled, …, creationType, createdDateTime.
Times without an offset are UTC; `8/19/2021 1:25:31 PM` is month first. One row of `accounts` per user.

`account_id` is the user principal name in lower case, because that is what the report on authentication methods also
has. The export tells nothing of administrators, factors or sign-ins: these stay unknown here, and come from the report
on authentication methods as `group_members` and `authenticators`.
"""

from __future__ import annotations

from earnest.engines.ingest.coerce import choice, flag, instant, lower, needed, text
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.writer import Entry

_KINDS = {"member": "person", "guest": "guest"}
MONTH_FIRST = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M")


def _rows(cells: Cells) -> list[Entry]:
    name = needed(cells["principal"], "userPrincipalName")
    kind = choice(cells["user_type"], "userType", _KINDS)
    return [
        (
            "accounts",
            {
                "account_id": name.lower(),
                "system": "entra",
                "username": name,
                "display_name": text(cells["display_name"]),
                "email": lower(cells["mail"]) or (name.lower() if "#ext#" not in name.lower() else None),
                "kind": "guest" if kind == "guest" else None,
                "enabled": flag(cells["enabled"], "accountEnabled"),
                "password_changed_at": instant(
                    cells["password_changed"], "lastPasswordChangeDateTime", layouts=MONTH_FIRST
                ),
                "last_sign_in_at": instant(cells["last_sign_in"], "lastSignInDateTime", layouts=MONTH_FIRST),
                "created_at": instant(cells["created"], "createdDateTime", layouts=MONTH_FIRST),
            },
        )
    ]


FORMAT = csv_format(
    id="entra-users",
    title="Entra ID users, CSV of Download users",
    tables=("accounts",),
    columns={
        "principal": ("userPrincipalName", "User principal name"),
        "display_name": ("displayName", "Display name"),
        "mail": ("mail", "Email"),
        "user_type": ("userType", "User type"),
        "enabled": ("accountEnabled", "Account enabled"),
        "created": ("createdDateTime", "Created date time"),
        "password_changed": ("lastPasswordChangeDateTime", "Last password change date time"),
        "last_sign_in": ("lastSignInDateTime", "Last sign in date time", "signInActivity.lastSignInDateTime"),
    },
    needs=("principal", "enabled"),
    rows=_rows,
)
