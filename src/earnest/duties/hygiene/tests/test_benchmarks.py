"""Benchmarks: passed, failed, not assessed; what moved since the look before."""

from __future__ import annotations

from earnest.duties.hygiene.queries import benchmarks
from earnest.duties.hygiene.tests.conftest import TODAY, Estate


def check(number: int, status: str, asset: str = "web-1", benchmark: str = "CIS Debian 12") -> dict[str, object]:
    return {
        "check_id": f"rule-{number}",
        "tool": "oscap",
        "resource_id": asset,
        "status": status,
        "benchmark": benchmark,
    }


def test_what_nobody_assessed_is_told_and_never_passes(estate: Estate) -> None:
    estate.asset("web-1", tier=1, team=estate.platform)
    said = ["pass", "pass", "fail", "manual", "error", "not_applicable", "muted"]
    estate.look("config_checks", [check(n, status) for n, status in enumerate(said)])
    (found,) = benchmarks(TODAY)
    told = found.checked
    assert (told.passed, told.failed, told.not_assessed, told.not_applicable, told.muted) == (2, 1, 2, 1, 1)
    assert told.share is not None
    assert round(told.share.mean, 3) == 0.667
    (asset,) = found.assets
    assert (asset.asset_name, asset.team, asset.tier) == ("WEB-1", "Platform", 1)
    assert (found.compared_with, found.newly_failed) == (None, 0)


def test_drift_is_what_turned_since_the_look_before(estate: Estate) -> None:
    before = [check(1, "pass"), check(2, "fail"), check(3, "fail"), check(4, "manual")]
    now = [check(1, "fail"), check(2, "pass"), check(3, "fail"), check(4, "fail"), check(5, "fail")]
    estate.look("config_checks", before, days_ago=7)
    estate.look("config_checks", now)
    (found,) = benchmarks(TODAY)
    assert (found.newly_failed, found.newly_passed) == (2, 1)
    assert found.compared_with is not None


def test_a_check_counts_in_every_benchmark_it_belongs_to_and_the_worst_stands_first(estate: Estate) -> None:
    rows = [
        check(1, "fail", benchmark="CIS; STIG"),
        check(2, "pass", benchmark="CIS"),
        check(3, "manual", benchmark=""),
    ]
    estate.look("config_checks", rows, days_ago=60)
    found = benchmarks(TODAY)
    assert [one.name for one in found] == ["STIG", "CIS", "Checks without a benchmark"]
    assert found[2].checked.share is None
    assert all(one.stale for one in found)


def test_no_checks_are_no_benchmarks(estate: Estate) -> None:
    assert benchmarks(TODAY) == ()
