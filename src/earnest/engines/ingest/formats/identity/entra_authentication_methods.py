"""Microsoft Entra ID: the report "User registration details" on authentication methods, as CSV.

Follows the Graph resource userRegistrationDetails v1.0
(learn.microsoft.com/graph/api/resources/userregistrationdetails) under its property names, as Export-Csv and the
portal's download write it: userPrincipalName, userType, isAdmin, isMfaRegistered, isMfaCapable, methodsRegistered
(joined by `;`, `,` or `|`), lastUpdatedDateTime.

It gives no rows of `accounts`: those are the users export's, and a second row per account would count each twice. It
gives
- `authenticators`: one row per registered method; for a user without any, one of kind `none` that is not active, which
  says that the account was looked at;
- `group_members`: one row, in the privileged group `administrators`, for a user with isAdmin.
`account_id` is the user principal name in lower case, as in the users export. The report leaves disabled users out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from earnest.engines.ingest.coerce import FieldError, flag, instant, needed
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.formats.identity.entra_users import MONTH_FIRST
from earnest.engines.ingest.writer import Entry

_KINDS = {
    "fido2securitykey": "webauthn",
    "passkeydevicebound": "webauthn",
    "passkeydeviceboundauthenticator": "webauthn",
    "passkeydeviceboundwindowshello": "webauthn",
    "passkeysynced": "webauthn",
    "windowshelloforbusiness": "webauthn",
    "macossecureenclavekey": "webauthn",
    "x509certificatemultifactor": "smartcard",
    "x509certificatesinglefactor": "smartcard",
    "microsoftauthenticatorpush": "push",
    "microsoftauthenticatorpasswordless": "push",
    "softwareonetimepasscode": "totp",
    "hardwareonetimepasscode": "hardware_token",
    "mobilephone": "sms",
    "alternatemobilephone": "call",
    "officephone": "call",
    "email": "email",
    "securityquestion": "question",
}
_SEPARATOR = re.compile(r"[;,|\r\n]+")
_EMPTY = frozenset({"", "none", "[]"})


def _rows(cells: Cells) -> Iterator[Entry]:
    account = needed(cells["principal"], "userPrincipalName").lower()
    written = (cells["methods"] or "").strip().strip("[]")
    methods = [word.strip().strip("\"'") for word in _SEPARATOR.split(written)]
    methods = list(dict.fromkeys(word for word in methods if word.lower() not in _EMPTY))
    if not methods and flag(cells["registered"], "isMfaRegistered"):
        raise FieldError("methodsRegistered", "is empty although isMfaRegistered is true")
    updated = instant(cells["updated"], "lastUpdatedDateTime", layouts=MONTH_FIRST)
    for method in methods or ["none"]:
        kind = _kind(method)
        yield (
            "authenticators",
            {
                "authenticator_id": method,
                "account_id": account,
                "system": "entra",
                "kind": kind,
                "active": kind != "none",
                "phishing_resistant": None if kind == "other" else kind in ("webauthn", "smartcard"),
                "enrolled_at": None if kind == "none" else updated,
            },
        )
    if flag(cells["admin"], "isAdmin"):
        yield (
            "group_members",
            {
                "group_id": "administrators",
                "account_id": account,
                "system": "entra",
                "group_name": "Holds an administrator role (isAdmin)",
                "privileged": True,
            },
        )


def _kind(method: str) -> str:
    word = re.sub(r"[^a-z0-9]", "", method.lower())
    return "none" if word == "none" else _KINDS.get(word, "other")


FORMAT = csv_format(
    id="entra-authentication-methods",
    title="Entra ID authentication methods, CSV of User registration details",
    tables=("authenticators", "group_members"),
    columns={
        "principal": ("userPrincipalName", "User principal name"),
        "admin": ("isAdmin", "Is admin"),
        "registered": ("isMfaRegistered", "Is MFA registered", "MFA registered"),
        "methods": ("methodsRegistered", "Methods registered"),
        "updated": ("lastUpdatedDateTime", "Last updated date time"),
    },
    needs=("principal", "methods"),
    rows=_rows,
)
