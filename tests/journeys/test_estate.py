"""The estate: what is open and exploited, what nobody sees, and what is too old, as the product finds it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from earnest.core.collection import queries as collection
from earnest.core.collection.rules.health import Health
from earnest.core.controls.models import ControlException
from earnest.core.findings import queries as states
from earnest.core.risks import queries as risks
from earnest.core.risks.queries import Modelled
from earnest.core.things import queries as things
from earnest.core.things.models import MatchDecision
from earnest.core.things.rules import State
from earnest.duties.hygiene import queries as hygiene
from earnest.duties.hygiene.queries import Board, Filters, reading
from earnest.duties.hygiene.queries.promises import promised_by
from earnest.duties.hygiene.rules.promises import Kept
from earnest.duties.legacy import queries as legacy
from earnest.duties.legacy.models import LifeCycleEntry, Option
from earnest.duties.legacy.rules.comparing import Verdict
from earnest.duties.legacy.rules.fences import Fence
from earnest.duties.legacy.rules.support import Support
from earnest.foundation.actor import program
from earnest.interfaces.demo.told import estate
from tests.journeys.conftest import World

ME = program("journey")


@pytest.fixture(scope="module")
def board(world: World) -> Board:
    return hygiene.board_file(world.today)


@pytest.fixture(scope="module")
def model(world: World) -> Modelled:
    return risks.modelled(world.today)


def said(world: World, truth: str) -> dict[str, str]:
    """The named facts of a planted truth."""
    return dict(one.split("=", 1) for one in world.expected(truth) if "=" in one)


def test_an_exploited_flaw_that_everybody_can_reach_is_11_days_past_its_clock(world: World, board: Board) -> None:
    lines = hygiene.findings(board, Filters(exploited="yes", clock="overdue", source="perimeter")).lines
    (line,) = lines
    assert line.vulnerability_id in world.expected("exploited-from-outside")
    assert (line.overdue_days, line.due_on) == (11, world.ago(11))
    assert (line.tier, line.exposure, line.asset_key) == (1, "internet", "ssl-vpn")
    assert line.not_looked_since is None
    assert line.overdue_days == int(said(world, "exploited-from-outside")["days"])


def test_emergency_patching_fails_by_the_fresh_scan_though_the_old_one_has_stopped(world: World) -> None:
    assert world.control("patch-emergency")["status"] == "failing"
    assert world.expected("exploited-from-outside")[0] in world.violating("exposed-flaws-overdue")
    assert "Nessus, servers and containers: last looked 19 days ago, limit 14 days." in world.reasons("patch-emergency")


def test_what_the_stopped_scan_saw_is_on_the_board_and_said_not_to_be_proven(board: Board) -> None:
    old = hygiene.findings(board, Filters(exploited="yes", source="nessus")).lines
    assert [one.not_looked_since is not None for one in old] == [True]
    assert {one.source for one in board.unproven} == {"nessus"}


def test_one_change_of_the_base_closes_312_findings(world: World, board: Board) -> None:
    expected = said(world, "base-image")
    most = max(hygiene.packages(board).packages, key=lambda one: one.findings)
    assert (most.findings, most.assets) == (int(expected["findings"]), int(expected["images"]))
    there = hygiene.findings(board, Filters(package=most.key), size=200).lines
    assert {one.source for one in there} == {"trivy"}
    assert {(one.package_name or "").startswith("lib") for one in there} == {True, False}


def test_the_security_team_patches_slower_than_finance_beyond_doubt(world: World, board: Board) -> None:
    curves = {one.group: one for one in hygiene.latency(board, "team").groups}
    security, finance = curves["Security"], curves["Finance"]
    assert security.median_low is not None
    assert finance.median_high is not None
    assert security.median_low > 2 * finance.median_high
    assert board.by_team[0].team == "Security"
    truth = said(world, "security-patches-slower")
    assert int(truth["security_days"]) > int(truth["finance_days"])


def test_some_flaws_came_back_and_some_never_end(world: World, board: Board) -> None:
    with states.connect() as connection:
        back = rows(connection, "select finding from ({}) where source = 'defender' and spell = 2")
        stuck = rows(
            connection, "select asset_id, opened_at from ({}) where package_name = 'jre' and closed_at is null"
        )
    assert len(back) == int(said(world, "flaws-returned")["returned"])
    assert len(stuck) == int(said(world, "flaws-never-end")["laptops"])
    assert all((world.today - opened.date()).days > 150 for _, opened in stuck)
    histories = [states.history(finding) for (finding,) in back]
    assert all(first.closed_at is not None and first.closed_at < second.opened_at for first, second in histories)


def rows(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    return list(connection.execute(sql.format(states.relation("vulnerabilities"))).fetchall())


def test_only_an_approved_exception_pauses_a_clock(world: World, board: Board) -> None:
    (line,) = hygiene.findings(board, Filters(clock="paused")).lines
    assert line.exception is not None
    kept = ControlException.objects.get(pk=line.exception)
    assert kept.subject == world.expected("clock-paused")[0]
    assert kept.approver_id not in (None, kept.asked_by_id)
    asked = ControlException.objects.get(test="exploited-flaws-overdue")
    assert asked.state == ControlException.State.ASKED


def test_the_page_tells_of_a_control_test_what_the_control_test_found(world: World, board: Board) -> None:
    compared = 0
    for test, where in {
        "exploited-flaws-overdue": "exploited_now = 'yes'",
        "critical-flaws-overdue": "tool_severity = 'critical'",
        "high-flaws-overdue": "tool_severity in ('high', 'unknown')",
        "medium-flaws-overdue": "tool_severity = 'medium'",
    }.items():
        told: dict[str, list[dict[str, Any]]] = {}
        for row in reading.named(board.path, f"select * from finding where {where}", []):
            told.setdefault(row["subject"], []).append(row)
        broken = {subject for subject, rows in told.items() if promised_by(test, rows).promise.kept is Kept.BROKEN}
        compared += len(broken)
        assert broken == world.violating(test), test
    assert compared > 0


def test_a_statement_with_a_reason_is_honoured_and_one_without_is_not(world: World, board: Board) -> None:
    honoured, only_said = said(world, "vex-with-reason"), said(world, "vex-without-reason")
    ended = hygiene.findings(board, Filters(clock="not_applicable")).lines
    assert {one.package_name for one in ended} == {honoured["package"]}
    assert len(ended) == board.not_applicable == int(honoured["findings"])
    assert board.vex_unhonoured == int(only_said["findings"])
    running = hygiene.findings(board, Filters(vulnerability=world.expected("vex-without-reason")[-1])).lines
    assert {one.clock for one in running} <= {"running", "due", "overdue"}
    assert {one.vex_status for one in running} == {"not_affected"}


def test_a_benchmark_tells_what_failed_and_what_nobody_assessed(board: Board) -> None:
    found = next(one for one in hygiene.benchmarks(board.day) if one.name.startswith("CIS Level 1, Linux"))
    assert found.asset_count == 20
    assert found.checked.not_assessed == 2 * found.asset_count
    assert found.checked.failed > 0
    assert (found.newly_failed, found.newly_passed > 0) == (0, True)


def test_nine_listed_devices_are_a_blind_spot(world: World) -> None:
    spot = next(one for one in things.blind_spots() if one.expectation.key == "listed-devices-managed")
    assert (spot.state, spot.missing_count, spot.population) == (State.FOUND, 9, 150)
    assert spot.expectation.accountable
    promised = {one.removeprefix("serial:") for one in world.expected("unknown-devices") if one.startswith("serial:")}
    keys = {
        key.value
        for one in spot.missing
        if (whole := things.thing(one.thing)) is not None
        for node in whole.nodes
        for key in node.keys
        if key.key == "serial"
    }
    assert keys == promised


def test_what_the_stopped_scanner_should_see_is_not_proven_to_be_missing() -> None:
    spot = next(one for one in things.blind_spots() if one.expectation.key == "servers-scanned")
    assert spot.state is State.UNPROVEN
    assert "Nessus, servers and containers: last looked 19 days ago, limit 14 days." in spot.because


def test_two_keys_are_ambiguous_and_a_person_joined_what_no_key_could(world: World) -> None:
    found = things.ambiguities()
    assert {one.value for one in found} == set(world.expected("ambiguous-matches"))
    decision = MatchDecision.objects.get()
    assert decision.decided_by is not None
    joined = things.thing(decision.left)
    assert joined is not None
    assert {node.system for node in joined.nodes} >= {"personnel", "walk-round"}
    assert world.expected("match-by-person")[1] in {node.native_id for node in joined.nodes}


def test_the_ringfence_of_settle_1_is_broken_from_the_jump_host(world: World) -> None:
    (found,) = legacy.ringfences(world.today)
    assert found.verified.state is Fence.BROKEN
    assert "jump-2" in found.verified.because
    settle, jump, *ports = world.expected("settle-1-reachable")
    fresh = [one.answer for one in found.verified.breaks if one.answer.source == jump]
    assert {one.reachable_from for one in fresh} == {jump}
    assert {one.hostname for one in fresh} == {settle}
    assert {str(one.port) for one in fresh} == set(ports)
    assert not any(one.answer.stale for one in found.verified.breaks)


def test_three_old_systems_ended_long_ago(world: World) -> None:
    found = legacy.register(world.today)
    ended = {(row.product, row.machine) for row in found.of(Support.ENDED)}
    assert {
        ("windows-server", "settle-1"),
        ("mssqlserver", "settle-1"),
        ("windows", "badge-1"),
        ("ubuntu", "ticket-mirror"),
    } <= ended
    by_list = next(row for row in found.rows if row.machine == "badge-1")
    assert by_list.ends_on == date(2020, 1, 14)


def leading(model: Modelled, key: str) -> tuple[str, Verdict]:
    entry = LifeCycleEntry.objects.get(key=key)
    compared = legacy.comparison(model, entry).compared
    return Option.objects.get(pk=int(compared.leader)).kind, compared.verdict


@pytest.mark.parametrize("truth", ["old-and-worth-keeping", "old-and-not-worth-keeping"])
def test_one_old_system_is_worth_keeping_and_one_is_not(world: World, model: Modelled, truth: str) -> None:
    way, verdict = leading(model, world.expected(truth)[0])
    assert (way, verdict) == (said(world, truth)["way"], Verdict.CHEAPEST)
    decided = LifeCycleEntry.objects.get(key=world.expected(truth)[0]).decision
    assert decided is not None
    assert decided.kind == way


def test_the_four_ways_with_settle_1_are_compared_with_ranges(model: Modelled) -> None:
    entry = LifeCycleEntry.objects.get(key="settle-1")
    found = legacy.comparison(model, entry)
    options = {str(one.pk): one for one in entry.options.all()}
    assert {one.kind for one in options.values()} == {"keep", "ringfence", "upgrade", "replace"}
    assert [(one.one_off_mode, one.run_mode) for one in entry.options.filter(kind="replace")] == [(310_000, 24_000)]
    assert found.through, "its loss is modelled"
    for one in found.compared.outcomes:
        assert one.total.low < one.total.mean < one.total.high
    losses = {options[one.way].kind: one.loss.mean for one in found.compared.outcomes}
    assert losses["replace"] < losses["upgrade"] < losses["ringfence"] < losses["keep"]
    assert entry.decision is None


def test_one_step_of_the_roadmap_is_late_and_every_step_has_an_owner(world: World) -> None:
    found = legacy.roadmap(ME, world.today)
    (late,) = found.late
    title, ends = world.expected("late-step")
    assert (late.row.title, f"ends_on={late.row.ends_on}") == (title, ends)
    assert all(one.row.accountable is not None for one in found.steps)
    assert not found.without


def test_a_push_fell_silent_and_a_folder_fails(world: World) -> None:
    health = {one.collector.key: one for one in collection.states(ME)}
    expected = said(world, "collectors-stopped")
    silent, fails = health[expected["silent"]], health[expected["fails"]]
    assert silent.health is Health.SILENT
    assert silent.worked_at is not None
    assert (datetime.now(UTC) - silent.worked_at).days in {int(expected["days"]) - 1, int(expected["days"])}
    assert fails.health is Health.FAILS
    assert "declares no folder" in fails.problem
    assert health["perimeter-push"].health is Health.WORKS


def test_the_run_of_the_sample_tells_all_of_it(world: World, model: Modelled) -> None:
    silent = next(one for one in collection.states(ME) if one.health is Health.SILENT)
    told = "\n".join(estate(ME, model))
    for line in (
        "not proven: Nessus, servers and containers has not looked since",
        "exploited, and 11 days past its clock",
        "one change closes 312 findings",
        "half of the flaws are mended after: Security ",
        "Finance ",
        "9 of 150: Every computer and phone on a list is under a device manager",
        "ringfence broken: Only the settlement zone reaches Settle-1. It can still be reached from jump-2.",
        "Ports: 445, 3389.",
        "Badge printer of Dublin: “Keep the badge printer off every network” is cheapest over 5 years",
        "Mirror of the old ticket system: “Keep an export and turn the mirror off” is cheapest over 5 years",
        f"silent for {silent.silent_for.days} days: Nessus, pushed after each scan",
    ):
        assert line in told, line
