"""Looking away, and paper: what the exports do not say, and what only a signature says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from earnest.library.sample.model import Sample
from earnest.library.sample.tests.raw import Exports


def test_nine_laptops_on_the_equipment_list_are_in_no_manager(exports: Exports) -> None:
    jamf, intune = exports.rows("jamf"), exports.rows("intune")
    assert (len(jamf), len(intune)) == (88, 53)
    managed = {row["Serial Number"] for row in jamf} | {row["Serial number"] for row in intune}
    assert len(managed) == 141
    unknown = {row["Serial"] for row in exports.rows("equipment")} - managed
    assert len(unknown) == 9
    assert {f"serial:{serial}" for serial in unknown} <= set(exports.expected("unknown-devices"))


def test_the_nessus_export_stopped_19_days_ago(exports: Exports, sample: Sample, today: date) -> None:
    ends = [int(tag.text or "") for tag in exports.xml("nessus").iter("tag") if tag.get("name") == "HOST_END_TIMESTAMP"]
    assert len(ends) == 96
    assert datetime.fromtimestamp(max(ends), UTC).date() == today - timedelta(days=19)
    source = next(source for source in sample.sources if source.slug == "nessus")
    assert source.freshness_days < 19


def test_the_log_of_the_payment_gateway_is_silent_for_six_days_and_its_rules_never_fired(
    exports: Exports, today: date
) -> None:
    rows = {row["index_source"]: row for row in exports.rows("log-sources")}
    last = {name: datetime.fromisoformat(row["last_event"]).date() for name, row in rows.items()}
    assert [name for name, day in last.items() if day < today - timedelta(days=2)] == ["payment-gateway-app"]
    gateway = rows["payment-gateway-app"]
    assert last["payment-gateway-app"] == today - timedelta(days=6)
    assert int(gateway["rules"]) > 0
    assert (gateway["rule_last_fired"], gateway["rule_last_tested"]) == ("", "")


def test_the_incident_register_is_empty_for_14_months_though_two_laptops_were_lost(
    exports: Exports, today: date
) -> None:
    rows = exports.rows("tickets")
    entries = [opened(row) for row in rows if "incident-register" in row["Labels"]]
    assert max(entries) == today - timedelta(days=426)
    lost = [
        row for row in rows if "aptop" in row["Summary"] and ("Lost" in row["Summary"] or "stolen" in row["Summary"])
    ]
    assert {row["Issue key"] for row in lost} <= set(exports.expected("silent-incident-register"))
    assert len(lost) == 2
    assert all(opened(row) > today - timedelta(days=365) and row["Issue Type"] == "Service Request" for row in lost)


def opened(row: dict[str, str]) -> date:
    return datetime.strptime(row["Created"], "%d/%b/%y %I:%M %p").replace(tzinfo=UTC).date()


def test_ticket_keys_are_unique(exports: Exports) -> None:
    keys = [row["Issue key"] for row in exports.rows("tickets")]
    assert len(keys) == len(set(keys))


def test_tabletop_exercises_rest_on_a_word_alone(sample: Sample) -> None:
    decided = sample.decisions
    assert [word.slug for word in decided.attestations if word.control == "incident-exercise"] == ["tabletop"]
    assert not [record for record in decided.inspected if record.control == "incident-exercise"]
    assert "incident-exercise" in {control.control for control in decided.controls if control.state == "operating"}


def test_backups_were_tested_by_a_screenshot_while_two_restores_failed(
    sample: Sample, exports: Exports, today: date
) -> None:
    shots = [record for record in sample.decisions.inspected if record.kind == "screenshot"]
    assert [shot.control for shot in shots] == ["backup-restore-test"]
    assert shots[0].dated < today - timedelta(days=365)
    failed = [row["System"] for row in exports.rows("restore-tests") if row["Outcome"] == "Failed"]
    assert failed == ["ledger-db-2", "settle-1"]
    assert set(failed) <= set(exports.expected("screenshot-restore"))


def test_card_authorisation_took_340_minutes_to_restore_and_may_take_60(exports: Exports) -> None:
    row = next(row for row in exports.rows("restore-tests") if row["System"] == "card-auth")
    assert (row["Minutes"], row["Target minutes"], row["Outcome"]) == ("340", "60", "Restored")


def test_the_insurer_was_told_of_a_second_factor_everywhere_and_of_immutable_backups(
    sample: Sample, exports: Exports
) -> None:
    answers = {answer.requirement: answer.answer for answer in sample.decisions.insurance.answers}
    assert len(answers) == 50
    assert all(answers[requirement] is True for requirement in ("INS-05", "INS-06", "INS-07", "INS-08", "INS-30"))
    mailboxes = [row for row in exports.rows("google-workspace") if row["Status [READ ONLY]"] == "Active"]
    assert sum(row["2sv Enforced [READ ONLY]"] == "False" for row in mailboxes) == 9
    changeable = {row["Object"] for row in exports.rows("backups") if row["Locked"] == "No"}
    assert changeable == {"card-auth", "recon-db-1", "settle-1", "snowflake", "google-workspace"}
    assert changeable <= set(exports.expected("immutable-backups"))


def test_the_application_was_signed_before_the_running_policy_began(sample: Sample, today: date) -> None:
    began = sample.organisation.policy_renews_on - timedelta(days=365)
    assert sample.decisions.insurance.signed_on < began < today


def test_a_forgotten_host_answers_on_the_internet(exports: Exports) -> None:
    listed = {row["ip"] for row in exports.rows("server-inventory")}
    outside = {
        row["host"] for row in exports.rows("exposure") if row["seen_from"] == "internet" and row["ip"] not in listed
    }
    assert outside == {"status-old.larkfieldpay.com"}
