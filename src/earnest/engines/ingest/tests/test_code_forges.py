"""What the alerts of GitHub mean."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from earnest.engines.ingest.tests.examples.code import forges as made
from earnest.engines.ingest.tests.examples.code.packages import written
from earnest.engines.ingest.tests.exports import read_bytes, rows_of


def test_dependabot_alerts_keep_their_state_and_why_they_were_dismissed(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.DEPENDABOT))
    rows = rows_of(reading, "vulnerabilities")
    assert [row["status"] for row in rows] == ["open", "fixed", "accepted", "accepted", "accepted"]
    assert (rows[0]["vulnerability_id"], rows[0]["severity"], rows[0]["cvss_score"]) == ("CVE-2026-0121", "high", 9.8)
    assert (rows[0]["fixed_version"], rows[0]["path"]) == ("5.2.1", "requirements.txt")
    assert rows[0]["finding_id"] == "GHSA-5555-6666-7777 django requirements.txt #1"
    assert rows[0]["first_seen_at"] == datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)
    assert (rows[0]["asset_id"], reading.part) == ("larkfield/shop", "larkfield/shop")


def test_a_list_of_an_organisation_is_no_part(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, written(made.DEPENDABOT_ORGANISATION))
    assert [row["asset_id"] for row in rows_of(reading, "vulnerabilities")] == ["larkfield/site"]
    assert reading.part == ""


def test_an_alert_of_no_repository_is_rejected(tmp_path: Path) -> None:
    lost = {**made.dependabot(1), "url": None, "html_url": "https://github.com/"}
    reading = read_bytes(tmp_path, written([lost]))
    assert [(error.place, error.field) for error in reading.rejected] == [("/0", "html_url")]


def test_code_scanning_alerts_keep_why_they_were_dismissed(tmp_path: Path) -> None:
    rows = rows_of(read_bytes(tmp_path, written(made.CODE_SCANNING)), "vulnerabilities")
    assert [row["status"] for row in rows] == ["open", "accepted", "accepted", "fixed"]
    assert {(row["tool"], row["severity"], row["path"]) for row in rows} == {("codeql", "high", "shop/pay.py")}
    assert rows[0]["finding_id"] == "py/sql-injection shop/pay.py #1"


def test_no_secret_is_ever_stored_or_quoted(tmp_path: Path) -> None:
    broken = {**made.secret_alert(4), "secret_type": [made.SECRET]}
    reading = read_bytes(tmp_path, written([*made.SECRET_SCANNING, broken]))
    rows = rows_of(reading, "vulnerabilities")
    assert [row["status"] for row in rows] == ["open", "fixed", "will_not_fix"]
    assert {row["vulnerability_id"] for row in rows} == {"secret-github_personal_access_token"}
    assert reading.rejected_count == 1
    assert made.SECRET not in str((rows, reading))
