from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from earnest.engines.ingest.formats.identity.aws_iam_policy import grants_all
from earnest.engines.ingest.tests.examples.operations import accounts, devices
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def written(folder: Path, content: Any, table: str) -> list[dict[str, Any]]:
    data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    return rows_of(read_bytes(folder, data), table)


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, bool | None]]:
    return [(row["group_id"], row["account_id"], row["privileged"]) for row in rows]


def test_an_okta_group_is_privileged_by_its_roles_and_unknown_without_them(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(accounts.OKTA_GROUPS).encode())
    assert told(rows_of(reading, "group_members")) == [
        ("00g1", "00u1", True),
        ("00g1", "00u2", True),
        ("00g2", "00u1", None),
    ]
    assert [(error.place, error.field) for error in reading.rejected] == [("/2", "users")]


def test_okta_roles_that_only_read_or_are_inactive_give_no_privilege(tmp_path: Path) -> None:
    assert told(written(tmp_path, accounts.OKTA_ROLES, "group_members")) == [
        ("role:SUPER_ADMIN", "00u1", True),
        ("role:READ_ONLY_ADMIN", "00u1", False),
    ]


def test_okta_applications_name_who_is_assigned(tmp_path: Path) -> None:
    (row,) = written(tmp_path, accounts.OKTA_APPS, "group_members")
    assert (row["group_id"], row["group_name"], row["account_id"]) == ("app:0oa1", "Ledger", "00u1")
    assert row["granted_at"] == datetime(2025, 2, 1, tzinfo=UTC)


def test_entra_roles_join_users_by_their_principal_name(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(accounts.ENTRA_ASSIGNMENTS).encode())
    assert told(rows_of(reading, "group_members")) == [
        ("role:62e90394-69f5-4237-9190-012177145e10", "dara@larkfield.example", True),
        ("role:d2:/administrativeUnits/u1", "p2", False),
        ("role:d3", "p3", None),
    ]
    assert reading.ignored == {"groups that hold a role, whose members are not told": 1}
    known = "role:fe930be7-5e62-47db-91af-98c3a49a38b1"
    assert told(written(tmp_path, accounts.ENTRA_ROLES, "group_members")) == [
        (known, "dara@larkfield.example", True),
        (known, "s1", True),
    ]


def test_google_groups_leave_out_the_member_that_is_everybody(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, accounts.GAM.encode())
    assert told(rows_of(reading, "group_members")) == [
        ("finance@larkfield.example", "gil@larkfield.example", None),
        ("finance@larkfield.example", "clerks@larkfield.example", None),
    ]
    assert reading.ignored == {"members that stand for everybody": 1}
    (row,) = written(tmp_path, accounts.GOOGLE_GROUPS, "group_members")
    assert (row["group_id"], row["group_name"]) == ("finance@larkfield.example", "Finance")


def test_an_aws_user_is_privileged_by_group_inline_policy_or_unknown_by_a_policy_not_shown(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(accounts.AWS).encode())
    rows = rows_of(reading, "accounts")
    assert [(row["username"], row["privileged"], row["kind"]) for row in rows] == [
        ("ada", True, None),
        ("ben", False, None),
        ("cy", None, None),
        ("deploy", True, None),
        ("ci", True, "service"),
    ]
    assert rows[0]["enabled"] is None
    assert rows[4]["last_sign_in_at"] == datetime(2026, 11, 19, 10, tzinfo=UTC)
    (member,) = rows_of(reading, "group_members")
    assert (member["group_id"], member["group_name"], member["privileged"]) == (
        "arn:aws:iam::111122223333:group/admins",
        "admins",
        True,
    )
    assert reading.part == "111122223333"
    assert reading.ignored == {"roles of AWS services": 1}


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ({"Effect": "Allow", "Action": "iam:*", "Resource": ["*"]}, True),
        ({"Effect": "Allow", "Action": ["S3:*", "*:*"], "Resource": "*", "Condition": {"Bool": {}}}, True),
        ({"Effect": "Allow", "NotAction": ["s3:*"], "Resource": "*"}, True),
        ({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}, False),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::one"}, False),
        ("nonsense", None),
    ],
)
def test_a_policy_that_allows_everything_or_all_of_iam_is_administrative(statement: Any, wanted: bool | None) -> None:
    assert grants_all(msgspec.Raw(json.dumps({"Version": "2012-10-17", "Statement": statement}).encode())) is wanted


def test_gitlab_members_tell_level_state_and_bots(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(accounts.GITLAB_MEMBERS).encode())
    rows = rows_of(reading, "accounts")
    assert [(row["account_id"], row["enabled"], row["privileged"], row["kind"], row["roles"]) for row in rows] == [
        ("ada", True, True, None, "Owner"),
        ("ben", False, False, None, "Developer; Reviewer"),
        ("project_4_bot_1a2b", True, True, "service", "Maintainer"),
    ]
    assert [(error.place, error.field) for error in reading.rejected] == [("/3", "access_level")]


def test_a_fleet_host_has_its_device_software_flaws_and_policies(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, json.dumps(devices.FLEET).encode())
    build, phone = rows_of(reading, "devices")
    assert (build["os_name"], build["os_version"], build["encrypted"]) == ("Ubuntu", "24.04.1 LTS", True)
    assert (build["owner_email"], build["managed"]) == ("ada@larkfield.example", True)
    assert (phone["device_id"], phone["kind"], phone["managed"], phone["serial"]) == ("8", "phone", None, None)
    flaws = [
        (row["vulnerability_id"], row["severity"], row["exploited"]) for row in rows_of(reading, "vulnerabilities")
    ]
    assert flaws == [("CVE-2026-0001", "high", False), ("CVE-2026-0002", "unknown", None)]
    checks = [(row["check_id"], row["resource_id"], row["status"]) for row in rows_of(reading, "config_checks")]
    assert checks == [("1", "build-7", "pass"), ("2", "build-7", "fail"), ("3", "build-7", "not_assessed")]


def test_a_fleet_answer_without_software_does_not_speak_of_it(tmp_path: Path) -> None:
    host = {key: value for key, value in devices.FLEET["hosts"][0].items() if key not in ("software", "policies")}
    reading = read_bytes(tmp_path, json.dumps({"hosts": [host]}).encode())
    assert set(reading.tables) == {"devices"}
