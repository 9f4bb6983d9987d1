"""Looking away: what nobody looked at is never called sound."""

from __future__ import annotations

from datetime import date, timedelta

from earnest.core.assurance import operations as assurance
from earnest.core.controls.models import BoundTest
from earnest.core.evidence.models import Source
from tests.journeys.conftest import World


def test_nine_devices_on_the_equipment_list_are_in_no_manager(world: World) -> None:
    found = world.test("asset-inventory", "listed-devices-unmanaged")
    assert (found["violations"], found["population"]) == (9, 150)
    promised = {one for one in world.expected("unknown-devices") if one.startswith("serial:")}
    assert world.violating("listed-devices-unmanaged") == promised


def test_what_rests_on_the_scanner_that_stopped_is_unproven_and_says_so(world: World) -> None:
    for key in ("vulnerability-scanning", "vulnerability-management"):
        assert world.control(key)["status"] == "unproven", key
        assert "Nessus, servers and containers: last looked 19 days ago, limit 14 days." in world.reasons(key)


def test_what_a_fresh_scan_finds_counts_though_the_old_one_has_stopped(world: World) -> None:
    """A violation that somebody saw yesterday is one, whatever nobody has looked at since."""
    for key in ("patch-critical-sla", "patch-emergency"):
        assert world.control(key)["status"] == "failing", key
        assert "Nessus, servers and containers: last looked 19 days ago, limit 14 days." in world.reasons(key)


def test_hosts_that_a_stopped_scanner_would_have_named_are_not_called_unscanned(world: World) -> None:
    found = world.test("vulnerability-scanning", "hosts-scanned")
    assert found["status"] == "unproven"
    assert "not-whole" in {reason["code"] for reason in found["reasons"]}


def test_the_log_of_the_payment_gateway_is_silent_and_only_that(world: World) -> None:
    assert world.violating("log-source-silent") == {world.expected("silent-gateway-log")[0]}
    assert world.control("central-logging")["status"] == "failing"


def test_its_alert_rules_never_fired_and_were_never_tested(world: World) -> None:
    assert set(world.expected("never-fired-rule")) == world.violating("detection-never-proven")


def test_the_incident_register_is_silent_while_tickets_tell_of_two_lost_laptops(world: World) -> None:
    lost = {f"jira:{one}" for one in world.expected("silent-incident-register") if one.startswith("IT-")}
    assert world.violating("lost-devices-recorded") == lost
    assert len(lost) == 2
    assert world.control("incident-register")["status"] == "partly effective"


def test_a_host_on_the_internet_stands_in_no_inventory(world: World) -> None:
    assert world.violating("exposed-hosts-unlisted") == set(world.expected("forgotten-host"))


def test_the_exploited_flaw_of_the_vpn_was_overdue_when_somebody_last_looked(world: World) -> None:
    """Nobody has looked with that scanner since; today the control fails by what another one sees from outside."""
    BoundTest.objects.exclude(control__key="patch-emergency").delete()
    then = assurance.assess(world.ago(6))
    assert world.control("patch-emergency", then)["status"] == "failing"
    assert world.test("patch-emergency", "exploited-flaws-overdue", then)["violations"] == 1


def test_when_a_source_is_turned_off_what_rests_on_it_becomes_unproven_on_the_day(world: World) -> None:
    BoundTest.objects.exclude(control__key="backup-schedule").delete()
    backups = Source.objects.get(slug="backups")
    last = world.ago(1)
    holds = assurance.assess(_after(last, backups.freshness_days - 1))
    lapsed = assurance.assess(_after(last, backups.freshness_days))
    assert world.control("backup-schedule", holds)["status"] == "effective"
    assert world.control("backup-schedule", lapsed)["status"] == "unproven"
    reason = next(one for one in world.control("backup-schedule", lapsed)["reasons"] if one["code"] == "stale-source")
    assert reason["text"].startswith("Backup job history: last looked ")
    assert "source:backups" in reason["refs"]


def test_a_device_manager_that_stops_does_not_make_its_laptops_unknown_devices(world: World) -> None:
    BoundTest.objects.exclude(control__key="asset-inventory").delete()
    Source.objects.filter(slug="jamf").update(freshness_days=0)
    again = assurance.assess(_after(world.today, 1))
    found = world.test("asset-inventory", "listed-devices-unmanaged", again)
    assert found["status"] == "unproven"
    assert {"not-whole", "stale-source"} <= {reason["code"] for reason in found["reasons"]}


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)
