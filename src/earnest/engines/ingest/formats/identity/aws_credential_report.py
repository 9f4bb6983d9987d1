"""AWS: the IAM credential report (`aws iam get-credential-report`, Content decoded).

Follows "Get credential reports for your AWS account" in the IAM User Guide (as of 2026). One row of `accounts` per
user, the root user included; `account_id` is the ARN, so that reports of several AWS accounts stay apart. One row of
`credentials` per access key or signing certificate that is active or was ever rotated. `N/A`, `no_information` and
`not_supported` mean: not told. An IAM user has no switch of its own: it counts as enabled while its password, a key
or a certificate works. The report does not name policies, so `privileged` is known for the root user only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from earnest.engines.ingest.coerce import flag, instant, needed
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.writer import Entry

_NOT_TOLD = frozenset({"n/a", "not_supported", "no_information"})
_ROOT = "<root_account>"
_CREDENTIALS = (
    ("access_key_1", "access_key"),
    ("access_key_2", "access_key"),
    ("cert_1", "certificate"),
    ("cert_2", "certificate"),
)


def _rows(cells: Cells) -> Iterator[Entry]:
    user = needed(cells["user"], "user")
    arn = needed(cells["arn"], "arn")
    root = user == _ROOT
    password = _flag(cells, "password_enabled")
    working = [_flag(cells, f"{name}_active") for name, _ in _CREDENTIALS]
    yield (
        "accounts",
        {
            "account_id": arn,
            "system": "aws",
            "username": user,
            "display_name": user,
            "kind": "root" if root else None,
            "enabled": True if root else _any([password, *working]),
            "privileged": True if root else None,
            "password_enabled": password,
            "mfa_enrolled": _flag(cells, "mfa_active"),
            "password_changed_at": _time(cells, "password_last_changed"),
            "last_sign_in_at": _time(cells, "password_last_used"),
            "created_at": _time(cells, "user_creation_time"),
        },
    )
    for (name, kind), active in zip(_CREDENTIALS, working, strict=True):
        rotated = _time(cells, f"{name}_last_rotated")
        if active or rotated:
            yield (
                "credentials",
                {
                    "credential_id": name,
                    "account_id": arn,
                    "system": "aws",
                    "kind": kind,
                    "active": active,
                    "rotated_at": rotated,
                    "last_used_at": _time(cells, f"{name}_last_used_date"),
                },
            )


def _any(flags: list[bool | None]) -> bool | None:
    """True if one is, false if all are told to be false, else unknown."""
    if any(flags):
        return True
    return None if None in flags else False


def _flag(cells: Cells, name: str) -> bool | None:
    return flag(cells.get(name), name, none=_NOT_TOLD)


def _time(cells: Cells, name: str) -> datetime | None:
    written = (cells.get(name) or "").strip()
    return None if written.lower() in _NOT_TOLD else instant(written, name)


_COLUMNS = (
    [
        "user",
        "arn",
        "user_creation_time",
        "password_enabled",
        "password_last_used",
        "password_last_changed",
        "mfa_active",
    ]
    + [f"{name}_{fact}" for name, _ in _CREDENTIALS for fact in ("active", "last_rotated")]
    + ["access_key_1_last_used_date", "access_key_2_last_used_date"]
)

FORMAT = csv_format(
    id="aws-credential-report",
    title="AWS IAM credential report",
    tables=("accounts", "credentials"),
    columns={name: name for name in _COLUMNS},
    part=lambda cells: (cells["arn"] or "").split(":")[4] if (cells["arn"] or "").count(":") >= 5 else "",
    needs=("user", "arn", "password_enabled", "mfa_active", "access_key_1_active", "access_key_2_active"),
    rows=_rows,
)
