from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from earnest.core.assets.models import Asset, DataKind
from earnest.duties.legacy import operations, queries
from earnest.duties.legacy.concerns import concerns
from earnest.duties.legacy.models import AgeingBelief, LegacyConclusion, PaidSupport, RoadmapStep
from earnest.duties.legacy.operations import Change
from earnest.duties.legacy.rules.comparing import Verdict
from earnest.duties.legacy.rules.fences import Fence
from earnest.duties.legacy.rules.support import Support
from earnest.duties.legacy.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation import clock, plain
from earnest.foundation.actor import program
from earnest.foundation.errors import Invalid

WINDOWS = "old-1,Windows Server 2012 R2 Standard,"


def rules_told(day: date = TODAY) -> set[str]:
    return {one.rule for one in concerns(program("reader"), day)}


def test_what_ended_is_found_with_the_row_of_the_file_and_the_asset(desk: Desk) -> None:
    snapshot = desk.machines(WINDOWS, "new-1,Ubuntu,24.04", "odd-1,SomeOS,9")
    found = queries.register(TODAY)
    (group,) = queries.ended(found)
    (row,) = group.rows
    assert (group.title, group.ends_on, group.machines) == ("Windows Server 2012 R2", date(2023, 10, 10), 1)
    assert (row.asset_name, row.proofs[0].snapshot, row.proofs[0].place) == ("Old one", snapshot, "row 2")
    assert {one.machine: one.support for one in found.rows}["odd-1"] is Support.UNKNOWN


def test_a_program_named_after_a_system_is_not_the_system_and_a_driver_is_not_its_server(desk: Desk) -> None:
    desk.programs("old-1,Windows 7 Professional,,", "old-1,mongodb,3.6.1,npm", "old-1,Python,2.7.18,")
    found = queries.register(TODAY)
    assert [(row.what, row.title) for row in found.rows] == [("software", "Python 2.7")]
    assert {one.name for one in found.unnamed} == {"Windows 7 Professional", "mongodb"}


def test_packages_of_a_distribution_are_carried_and_strange_names_are_counted(desk: Desk) -> None:
    desk.programs("old-1,openssl,1.1.1,debian", "old-1,OpenSSL,1.0.2k,", "old-1,Frobnicator,3,", "new-1,Frobnicator,4,")
    found = queries.register(TODAY)
    assert found.carried == 1
    assert [(one.name, one.versions, one.machines) for one in found.unnamed] == [("Frobnicator", 2, 2)]
    assert [row.line for row in found.of(Support.ENDED)] == ["1.0.2"]


def test_an_export_of_support_cycles_speaks_when_it_is_newer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.machines(WINDOWS)
    old = "2026-06-14 08:00"
    desk.take_in("cycles", "product,cycle,ends,seen", f"windows-server,2012-r2,2030-01-01,{old}")
    (row,) = queries.register(TODAY).rows
    assert row.says is not None
    assert (row.says.teller, row.support) == ("library", Support.ENDED)
    assert [fact.teller for fact in row.others] == ["evidence"]
    day = date(2026, 12, 1)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    desk.take_in("cycles", "product,cycle,ends,seen", "windows-server,2012-r2,2030-01-01,2026-11-30 08:00")
    told = queries.register(day).rows[0]
    assert told.says is not None
    assert told.says.teller == "evidence"


def test_paid_support_needs_evidence_and_then_counts_for_the_asset(desk: Desk) -> None:
    desk.machines(WINDOWS)
    told = {"product": "windows-server", "line": "2012-r2", "asset": desk.old, "until": date(2026, 9, 1),
            "document": "Order 17", "stated_by": desk.ann, "stated_on": TODAY}  # fmt: skip
    with pytest.raises(Invalid, match="Show that it is bought"):
        operations.state_paid_support(ACTOR, PaidSupport(**told))
    for hollow in (" ", "n/a", "x" * 64, "a" * 63):
        with pytest.raises(Invalid):
            operations.state_paid_support(ACTOR, PaidSupport(**told, sha256=hollow))
    assert queries.register(TODAY).rows[0].support is Support.ENDED
    operations.state_paid_support(ACTOR, PaidSupport(**told, sha256="A" * 64))
    (row,) = queries.register(TODAY).rows
    assert (row.support, row.ends_on, row.months) == (Support.PAID, date(2026, 9, 1), 6)
    assert "legacy-paid-support-ends" in rules_told()


def test_a_conclusion_is_kept_and_made_anew_when_the_record_changes(desk: Desk) -> None:
    desk.machines(WINDOWS)
    queries.register(TODAY)
    assert LegacyConclusion.objects.filter(kind="register").count() == 1
    queries.register(TODAY)
    assert LegacyConclusion.objects.filter(kind="register").count() == 1
    plain.change(ACTOR, desk.old, {"known_as": ""})
    queries.register(TODAY)
    assert LegacyConclusion.objects.filter(kind="register").count() == 2


def test_a_fence_is_unproven_until_somebody_looks_then_holds_then_breaks(desk: Desk) -> None:
    claim = desk.fence()
    assert queries.ringfence(claim, TODAY).verified.state is Fence.UNPROVEN
    desk.ports("old-1,443,desk", "old-1,,office", "web-1,443,office", seen="2026-06-12 08:00")
    mixed = queries.ringfence(claim, TODAY).verified
    assert (mixed.state, [look.place for look in mixed.looks]) == (Fence.UNPROVEN, ["desk"])
    desk.ports("old-1,,office", "web-1,443,office", seen="2026-06-12 08:00", source="ports-from-office")
    held = queries.ringfence(claim, TODAY).verified
    assert (held.state, [look.place for look in held.looks]) == (Fence.HOLDS, ["desk", "office"])
    snapshot = desk.ports("old-1,443,desk", "old-1,3389,jump-1", "web-1,443,office")
    found = queries.ringfence(claim, TODAY).verified
    assert found.state is Fence.BROKEN
    assert [(one.answer.reachable_from, one.answer.snapshot, one.answer.place) for one in found.breaks] == [
        ("jump-1", snapshot, "row 3")
    ]
    assert "legacy-ringfence-broken" in rules_told()
    assert queries.ringfence(claim, TODAY + timedelta(days=90)).verified.state is Fence.UNPROVEN


def test_every_host_inside_a_fence_must_have_been_looked_at(desk: Desk) -> None:
    claim = desk.fence(hosts="old-1\nold-2")
    desk.ports("old-1,,office", "web-1,443,office")
    found = queries.ringfence(claim, TODAY).verified
    assert (found.state, "old-2" in found.because) == (Fence.UNPROVEN, True)
    desk.ports("old-1,,office", "old-2,,office", "web-1,443,office")
    assert queries.ringfence(claim, TODAY).verified.state is Fence.HOLDS


def test_a_fenced_host_is_known_by_its_other_names(desk: Desk) -> None:
    """The scan calls it by its full name, with capitals and a dot; the claim and the register by its short one."""
    claim = desk.fence(look_from="")
    desk.machines(WINDOWS)
    desk.ports("OLD-1.Birch.Example.,3389,office")
    found = queries.ringfence(claim, TODAY).verified
    assert (found.state, [one.answer.port for one in found.breaks]) == (Fence.BROKEN, [3389])


def test_a_look_that_tells_no_place_is_not_taken_from_all_places_of_its_source(desk: Desk) -> None:
    claim = desk.fence(look_from="office\ninternet")
    desk.ports("web-1,443,office", "web-2,443,internet", seen="2026-06-12 08:00")
    desk.ports("old-1,,", seen="2026-06-13 08:00")
    assert queries.ringfence(claim, TODAY).verified.state is Fence.UNPROVEN


def test_keeping_can_be_worth_it_and_the_verdict_says_so(desk: Desk) -> None:
    desk.machines(WINDOWS)
    desk.scenario("breach", 0.01, 1000.0)
    entry = desk.entry(run_mode="5000")
    desk.option(entry, "keep")
    desk.option(entry, "replace", one_off_low="90000", one_off_mode="100000", one_off_high="150000")
    found = queries.comparison(desk.model(), entry)
    assert (found.compared.verdict, found.compared.outcomes[0].title) == (Verdict.CHEAPEST, "Keep")
    assert found.sentence.startswith("“Keep” is cheapest over 5 years")
    assert found.terms.support_ends == date(2023, 10, 10)
    assert [(one.option, one.scenario) for one in found.unsaid] == [("Replace", "Breach")]


def test_loss_through_the_system_is_what_the_model_has_and_grows_by_the_belief(desk: Desk) -> None:
    desk.machines(WINDOWS)
    scenario = desk.scenario("breach", 0.5, 20_000.0)
    operations.agree_ageing(
        ACTOR,
        AgeingBelief(growth_low="1", growth_mode="1", growth_high="1", cap="1", discount_rate="0", source="A talk.",
                     agreed_by="The board", agreed_on=date(2026, 1, 1)),
    )  # fmt: skip
    entry = desk.entry(run_mode="1000")
    desk.option(entry, "keep")
    fence = desk.option(entry, "ringfence", one_off_mode="3000", run_mode="500", months_mode="12")
    operations.say_effect(ACTOR, fence, scenario, after=Change(mode=0.4), source="A trial.", author=desk.ann)
    found = queries.comparison(desk.model(), entry, 2)
    keep, fenced = (next(one for one in found.compared.outcomes if one.title == name) for name in ("Keep", "Ringfence"))
    assert (keep.total.mean, keep.loss.mean) == pytest.approx((22_000, 20_000))
    assert (fenced.one_off.mean, fenced.run.mean, fenced.loss.mean) == pytest.approx((3000, 2500, 14_000))
    frozen = queries.frozen(desk.model(), 2)
    assert frozen.total[1].loss.mean == pytest.approx(20_000)
    assert frozen.total[0].added.mean == pytest.approx(0.0)


def test_a_scenario_that_names_other_assets_counts_only_with_a_share(desk: Desk) -> None:
    other = plain.create(ACTOR, Asset(key="other", name="Other"))
    scenario = desk.scenario("breach", 0.5, 20_000.0, other)
    entry = desk.entry()
    desk.option(entry, "keep")
    assert [one.title for one in queries.comparison(desk.model(), entry).left_out] == ["Breach"]
    operations.say_share(ACTOR, entry, scenario, share=Change(mode=0.25), source="Traffic of a month.")
    (through,) = queries.comparison(desk.model(), entry).through
    assert through.loss.mean == pytest.approx(2500.0)


def test_somebody_else_decides_and_what_is_decided_is_no_longer_a_concern(desk: Desk) -> None:
    desk.machines(WINDOWS)
    entry = desk.entry()
    fence = desk.option(entry, "ringfence")
    assert "legacy-ended-undecided" in rules_told()
    with pytest.raises(Invalid, match="Another person must decide"):
        operations.decide(ACTOR, entry, fence, approver=desk.ann, reason="Because.")
    operations.decide(ACTOR, entry, fence, approver=desk.bob, reason="Because.", review_on=date(2026, 7, 1))
    assert rules_told() >= {"legacy-decided-unplanned"}
    assert "legacy-ended-undecided" not in rules_told()
    assert "legacy-review-due" in rules_told(date(2026, 7, 1))


def test_steps_have_an_order_without_circles_and_are_told_of_when_late(desk: Desk) -> None:
    entry = desk.entry()
    first = operations.plan_step(
        ACTOR, RoadmapStep(entry=entry, title="First", starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 1))
    )
    second = operations.plan_step(
        ACTOR,
        RoadmapStep(entry=entry, title="Second", starts_on=date(2026, 5, 20), ends_on=date(2026, 8, 1)),
        depends_on=[first],
    )
    with pytest.raises(Invalid, match="circle"):
        operations.set_order(ACTOR, first, depends_on=[second])
    roads = queries.roadmap(ACTOR, TODAY)
    assert [(one.row.title, one.state.value, one.too_early) for one in roads.steps] == [
        ("First", "late", ()),
        ("Second", "running", ("First",)),
    ]
    assert "legacy-step-late" in rules_told()
    operations.finish_step(ACTOR, first, on=TODAY)
    assert "legacy-step-late" not in rules_told()


def test_what_needs_the_system_is_told_with_the_data_it_handles(desk: Desk) -> None:
    cards = plain.create(ACTOR, DataKind(name="Card data"))
    desk_asset = plain.create(ACTOR, Asset(key="desk", name="Desk", tier=1), data_handled=[cards])
    bank = plain.create(ACTOR, Asset(key="bank", name="Bank"))
    desk.needs(desk_asset, desk.old)
    desk.needs(bank, desk_asset)
    found = queries.dependence_map(ACTOR, desk.old)
    assert [(found.assets[one.asset].name, one.depth) for one in found.listed] == [("Desk", 1), ("Bank", 2)]
    assert (found.data, found.first_tier) == (("Card data",), 1)


def test_an_entry_says_what_it_covers(desk: Desk) -> None:
    with pytest.raises(Invalid, match="Name the product"):
        desk.entry(scope="here")
    with pytest.raises(Invalid, match="Say how"):
        desk.entry(stated_end=TODAY)
    with pytest.raises(Invalid, match="rise in that order"):
        desk.option(desk.entry(), "keep", run_low="3", run_mode="2", run_high="5")
