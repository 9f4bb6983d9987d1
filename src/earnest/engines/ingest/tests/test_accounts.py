from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest.tests.exports import (
    AWS_REPORT,
    ENTRA_METHODS,
    ENTRA_USERS,
    EXPORTS,
    GOOGLE_USERS,
    OKTA_FACTORS,
    OKTA_USERS,
    read_bytes,
    rows_of,
)


def test_okta_users_become_accounts_with_their_roles(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, EXPORTS["okta-users"])
    ada, ben, cy = rows_of(reading, "accounts")
    assert ada["email"] == "ada@larkfield.example"
    assert ada["display_name"] == "Ada Byrne"
    assert (ada["enabled"], ada["privileged"], ada["password_enabled"]) == (True, True, True)
    assert ada["last_sign_in_at"] == datetime(2026, 11, 20, 8, 1, 2, tzinfo=UTC)
    assert (ben["enabled"], ben["privileged"], ben["password_enabled"]) == (False, False, False)
    assert (cy["enabled"], cy["privileged"], cy["mfa_enrolled"]) == (True, None, None)
    assert [row["place"] for row in (ada, ben, cy)] == ["/0", "/1", "/2"]


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(OKTA_USERS[:2]) + json.dumps(OKTA_USERS[2:]),
        json.dumps([OKTA_USERS[:2], OKTA_USERS[2:]]),
        "\n".join(json.dumps(user) for user in OKTA_USERS),
        "\n\n".join(json.dumps(user, indent=2) for user in OKTA_USERS),
        "\ufeff" + json.dumps(OKTA_USERS, indent=2),
    ],
    ids=["pages", "slurped", "lines", "pretty lines", "byte order mark"],
)
def test_okta_users_are_read_in_every_wrapping_that_tools_write(tmp_path: Path, written: str) -> None:
    reading = read_bytes(tmp_path, written.encode(), as_format="okta-users")
    assert [row["account_id"] for row in rows_of(reading, "accounts")] == ["00u1", "00u2", "00u3"]


def test_okta_factors_tell_kind_strength_and_users_without_any(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, EXPORTS["okta-factors"]), "authenticators")
    told = [(row["account_id"], row["kind"], row["active"], row["phishing_resistant"]) for row in rows]
    assert told == [
        ("00u1", "webauthn", True, True),
        ("00u1", "sms", False, False),
        ("00u1", "other", True, None),
        ("00u2", "none", False, False),
    ]


def test_okta_factors_as_a_list_of_users_give_the_same_rows(tmp_path: Path) -> None:
    listed = json.dumps([{"userId": user, "factors": factors} for user, factors in OKTA_FACTORS.items()]).encode()
    as_list = rows_of(read_bytes(tmp_path, listed), "authenticators")
    as_object = rows_of(read_bytes(tmp_path, EXPORTS["okta-factors"]), "authenticators")
    assert [{**row, "place": ""} for row in as_list] == [{**row, "place": ""} for row in as_object]


def test_entra_users_and_methods_share_the_account_id(tmp_path: Path) -> None:
    dara, eli = rows_of(read_bytes(tmp_path, ENTRA_USERS.encode()), "accounts")
    assert (dara["account_id"], dara["enabled"], dara["kind"]) == ("dara@larkfield.example", True, None)
    assert dara["created_at"] == datetime(2021, 8, 19, 13, 25, 31, tzinfo=UTC)
    assert (eli["kind"], eli["enabled"], eli["email"]) == ("guest", False, None)
    reading = read_bytes(tmp_path, ENTRA_METHODS.encode())
    told = [(row["account_id"], row["kind"], row["active"]) for row in rows_of(reading, "authenticators")]
    assert told == [
        ("dara@larkfield.example", "push", True),
        ("dara@larkfield.example", "webauthn", True),
        ("fay@larkfield.example", "none", False),
    ]
    (admin,) = rows_of(reading, "group_members")
    assert (admin["account_id"], admin["privileged"]) == ("dara@larkfield.example", True)
    assert "accounts" not in reading.tables


def test_entra_methods_that_contradict_themselves_are_rejected(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, ENTRA_METHODS.replace("False,False,False,,", "False,True,True,,").encode())
    assert [(error.place, error.field) for error in reading.rejected] == [("row 3", "methodsRegistered")]


def test_google_users_tell_second_factor_and_administrators(tmp_path: Path) -> None:
    gil, ina = rows_of(read_bytes(tmp_path, GOOGLE_USERS.encode()), "accounts")
    assert (gil["account_id"], gil["enabled"], gil["privileged"]) == ("gil@larkfield.example", True, True)
    assert (gil["mfa_enrolled"], gil["mfa_enforced"]) == (True, True)
    assert gil["last_sign_in_at"] == datetime(2026, 11, 19, 17, 30, tzinfo=UTC)
    assert (ina["enabled"], ina["privileged"], ina["last_sign_in_at"]) == (False, False, None)


def test_google_users_without_a_column_on_administrators_leave_privilege_unknown(tmp_path: Path) -> None:
    without = "\n".join(line.rpartition(",")[0] for line in GOOGLE_USERS.splitlines())
    assert {row["privileged"] for row in rows_of(read_bytes(tmp_path, without.encode()), "accounts")} == {None}


def test_the_aws_report_gives_accounts_and_their_keys(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, AWS_REPORT.encode())
    root, deploy, idle = rows_of(reading, "accounts")
    assert (root["kind"], root["privileged"], root["mfa_enrolled"], root["password_enabled"]) == (
        "root",
        True,
        True,
        None,
    )
    assert (deploy["enabled"], deploy["privileged"], deploy["mfa_enrolled"]) == (True, None, False)
    assert (idle["enabled"], idle["last_sign_in_at"]) == (False, None)
    keys = [(row["credential_id"], row["active"], row["last_used_at"]) for row in rows_of(reading, "credentials")]
    assert keys == [
        ("access_key_1", True, datetime(2026, 11, 20, 1, tzinfo=UTC)),
        ("access_key_2", False, None),
    ]
