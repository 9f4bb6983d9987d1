"""Laws that hold for every record: bad news never helps, looking away never helps, and order does not matter."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.assurance import Assessment, ControlState, Grade, Record, RequirementStatus, Severity, assess
from earnest.engines.assurance.facts import (
    ControlFact,
    Doubt,
    NotApplicableFact,
    RequirementFact,
    SourceFact,
    TestFact,
)
from earnest.engines.assurance.statuses import ControlStatus
from earnest.engines.assurance.tests.build import (
    NOW,
    FakeResult,
    ago,
    argument,
    attested,
    case,
    control,
    day,
    excepted,
    record,
    result,
    source,
)

CONTROLS = ("c0", "c1", "c2")
TABLES = ("accounts", "devices", "backups")
PEOPLE = ("ann", "ben", "cy", "")

PROVEN = {ControlStatus.EFFECTIVE: 2, ControlStatus.PARTLY: 1, ControlStatus.FAILING: 0, ControlStatus.UNPROVEN: 0}
"""How much is claimed to work. Failing and unproven claim nothing."""
MET = {
    RequirementStatus.MET: 2,
    RequirementStatus.MET_ANOTHER_WAY: 2,
    RequirementStatus.PARTLY: 1,
    RequirementStatus.NOT_MET: 0,
    RequirementStatus.UNPROVEN: 0,
    RequirementStatus.NOT_APPLICABLE: 0,
}


@st.composite
def results(draw: st.DrawFn) -> FakeResult:
    population = draw(st.integers(0, 25))
    violating = draw(st.integers(0, population) | st.just(0))
    unknown = draw(st.just(0) | st.integers(0, population - violating))
    error = draw(st.sampled_from([None, None, None, "killed"]))
    missing = draw(st.sampled_from([(), (), (), ("accounts",)]))
    return result(population, violating, unknown, error=error, missing=missing)


@st.composite
def tests_(draw: st.DrawFn) -> TestFact:
    tables = tuple(draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=2, unique=True)))
    bound = case(
        control=draw(st.sampled_from(CONTROLS)),
        severity=draw(st.sampled_from(list(Severity))),
        tables=tables,
        required=tables[: draw(st.integers(0, len(tables)))],
        found=draw(results()),
        max_share=draw(st.sampled_from([0.0, 0.0, 0.1, 0.5])),
        sampled=draw(st.booleans()),
    )
    return bound if draw(st.integers(0, 9)) else replace(bound, result=None)


@st.composite
def sources(draw: st.DrawFn, slug: str) -> SourceFact:
    tables = tuple(draw(st.lists(st.sampled_from(TABLES), min_size=1, unique=True)))
    age = draw(st.sampled_from([0.0, 1.0, 5.0, 14.0, 15.0, 40.0, None]))
    return replace(source(slug, tables, age), active=draw(st.sampled_from([True, True, True, False])))


offsets = st.integers(-20, 20)


@st.composite
def records_of_facts(draw: st.DrawFn) -> Record:
    states = [ControlState.OPERATING] * 4 + [ControlState.PLANNED, ControlState.RETIRED]
    bound = draw(st.lists(tests_(), max_size=5))
    exceptions = [
        excepted(
            draw(st.sampled_from(["s0", "s1", "s2", "s3"])),
            f"E-{number}",
            control_id=draw(st.sampled_from(CONTROLS)),
            starts_on=day(-5),
            ends_on=day(draw(offsets)),
            requested_by=draw(st.sampled_from(PEOPLE)),
            approver=draw(st.sampled_from(PEOPLE)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    inspected = [
        record(
            f"R-{number}",
            draw(st.sampled_from([True, True, False])),
            control_id=draw(st.sampled_from(CONTROLS)),
            question=draw(st.sampled_from(["held?", "closed?"])),
            inspected_by=draw(st.sampled_from(PEOPLE)),
            inspected_on=day(draw(offsets)),
            observed_on=day(-20),
            valid_until=day(draw(offsets)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    attestations = [
        attested(
            f"A-{number}",
            draw(st.sampled_from([True, True, False])),
            control_id=draw(st.sampled_from(CONTROLS)),
            attested_on=day(draw(offsets)),
            valid_until=day(draw(offsets)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return Record(
        sources=tuple(draw(sources(slug)) for slug in ("okta", "jamf", "veeam")),
        controls=tuple(
            control(one, draw(st.sampled_from(states)), draw(st.sampled_from(["ann", None]))) for one in CONTROLS
        ),
        tests=tuple(replace(one, test_id=f"t{number}") for number, one in enumerate(bound)),
        exceptions=tuple(exceptions),
        inspected=tuple(inspected),
        attestations=tuple(attestations),
        requirements=tuple(draw(requirements(f"R{number}")) for number in range(3)),
    )


@st.composite
def requirements(draw: st.DrawFn, requirement_id: str) -> RequirementFact:
    some = st.lists(st.sampled_from((*CONTROLS, "nowhere")), max_size=3, unique=True).map(tuple)
    argued = argument(
        draw(some),
        reviewed_by=draw(st.sampled_from(["ciso", "architect@firm.example", ""])),
        review_by=day(draw(offsets)),
        doubts=tuple(
            Doubt("a doubt", answer) for answer in draw(st.lists(st.sampled_from(["", "answered"]), max_size=2))
        ),
    )
    decision = NotApplicableFact("No cards.", draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(PEOPLE)), day(-3))
    return RequirementFact(
        "f",
        requirement_id,
        draw(some),
        not_applicable=draw(st.sampled_from([None, None, decision])),
        argument=draw(st.sampled_from([None, argued])),
    )


def no_better(after: Assessment, before: Assessment) -> bool:
    """Nothing is claimed after that was not claimed before."""
    controls = zip(after.controls, before.controls, strict=True)
    needed = zip(after.requirements, before.requirements, strict=True)
    return all(PROVEN.get(one.status, -1) <= PROVEN.get(other.status, -1) for one, other in controls) and all(
        MET[one.status] <= MET[other.status] for one, other in needed
    )


facts = records_of_facts()
FEW = settings(max_examples=150, deadline=None)


@FEW
@given(facts, st.data())
def test_another_violation_never_improves_anything(known: Record, data: st.DataObject) -> None:
    before = assess(known, NOW)
    room = [one for one in known.tests if isinstance(one.result, FakeResult) and _room(one.result)]
    if not room:
        return
    worse = data.draw(st.sampled_from(room))
    seen = worse.result
    assert isinstance(seen, FakeResult)
    more = result(seen.population, seen.violation_count + 1, seen.unknown_count, error=seen.error, missing=seen.missing)
    swapped = tuple(replace(one, result=more) if one is worse else one for one in known.tests)
    assert no_better(assess(replace(known, tests=swapped), NOW), before)


def _room(seen: FakeResult) -> bool:
    return seen.violation_count + seen.unknown_count < seen.population


@FEW
@given(facts, st.data())
def test_turning_a_source_off_never_improves_anything(known: Record, data: st.DataObject) -> None:
    off = data.draw(st.sampled_from(known.sources))
    last = data.draw(st.sampled_from([None, ago(30)]))
    left = tuple(replace(one, last_observed_at=last) if one is off else one for one in known.sources)
    if off.last_observed_at is not None and off.last_observed_at < ago(14):
        return
    assert no_better(assess(replace(known, sources=left), NOW), assess(known, NOW))


@FEW
@given(facts, st.data())
def test_losing_a_result_never_improves_anything(known: Record, data: st.DataObject) -> None:
    if not known.tests:
        return
    lost = data.draw(st.sampled_from(known.tests))
    for gone in (None, result(error="killed"), result(population=0)):
        without = tuple(replace(one, result=gone) if one is lost else one for one in known.tests)
        assert no_better(assess(replace(known, tests=without), NOW), assess(known, NOW))


@FEW
@given(facts)
def test_the_end_of_exceptions_never_improves_anything(known: Record) -> None:
    ended = tuple(replace(one, ends_on=day(-1)) for one in known.exceptions)
    assert no_better(assess(replace(known, exceptions=ended), NOW), assess(known, NOW))
    assert no_better(assess(replace(known, exceptions=()), NOW), assess(known, NOW))


@FEW
@given(facts)
def test_the_expiry_of_paper_never_improves_anything(known: Record) -> None:
    expired = replace(
        known,
        inspected=tuple(replace(one, valid_until=day(-1)) for one in known.inspected),
        attestations=tuple(replace(one, valid_until=day(-1)) for one in known.attestations),
    )
    assert no_better(assess(expired, NOW), assess(known, NOW))


@FEW
@given(facts, st.integers(1, 40))
def test_time_alone_never_improves_anything(known: Record, days: int) -> None:
    """With nothing new: no exception starts, no paper is signed later, no test runs again."""
    settled = replace(
        known,
        inspected=tuple(one for one in known.inspected if one.inspected_on <= NOW.date()),
        attestations=tuple(one for one in known.attestations if one.attested_on <= NOW.date()),
    )
    assert no_better(assess(settled, NOW + timedelta(days=days)), assess(settled, NOW))


@FEW
@given(facts)
def test_a_requirement_is_never_better_than_its_best_support(known: Record) -> None:
    found = assess(known, NOW)
    statuses = {one.id: one.status for one in found.controls}
    by_id = {one.id: one for one in known.requirements}
    for one in found.requirements:
        support = [PROVEN.get(statuses[name], 0) for name in one.controls if name in statuses]
        assert MET[one.status] <= max(support, default=0)
        if one.status is RequirementStatus.MET_ANOTHER_WAY:
            argued = by_id[one.id].argument
            assert argued is not None
            assert argued.reviewed_by != argued.author


@FEW
@given(facts)
def test_not_applicable_always_has_a_reason_and_an_independent_approver(known: Record) -> None:
    by_id = {one.id: one for one in known.requirements}
    for one in assess(known, NOW).requirements:
        decision = by_id[one.id].not_applicable
        valid = decision is not None and decision.approver not in ("", decision.requested_by) and decision.requested_by
        assert (one.status is RequirementStatus.NOT_APPLICABLE) == bool(valid)


@FEW
@given(facts)
def test_whatever_is_claimed_has_live_evidence_and_every_status_has_a_reason(known: Record) -> None:
    found = assess(known, NOW)
    for one in found.controls:
        assert one.reasons
        assert one.violations + one.excepted <= one.population or one.population == 0
        if one.status in (ControlStatus.EFFECTIVE, ControlStatus.PARTLY, ControlStatus.FAILING):
            assert one.grade in (Grade.A, Grade.B, Grade.C, Grade.D)
            assert one.rests_on
        if one.status is ControlStatus.EFFECTIVE:
            assert one.grade is not Grade.D
    assert all(one.reasons for one in found.requirements)


@FEW
@given(facts, st.randoms(use_true_random=False))
def test_order_does_not_matter(known: Record, chance: random.Random) -> None:
    def shuffled(values: tuple[object, ...]) -> tuple[object, ...]:
        listed = list(values)
        chance.shuffle(listed)
        return tuple(listed)

    turned = Record(**{one.name: shuffled(getattr(known, one.name)) for one in fields(known)})  # type: ignore[arg-type]  # by name
    assert assess(turned, NOW).to_json() == assess(known, NOW).to_json()


def test_controls_that_share_nothing_do_not_touch_each_other() -> None:
    alone = Record(
        sources=(source(),),
        controls=(ControlFact("c0", "One", ControlState.OPERATING, "ann"),),
        tests=(case(control="c0"),),
    )
    other = replace(
        alone,
        controls=(*alone.controls, control("c1")),
        tests=(*alone.tests, case("u", control="c1", found=result(violating=4))),
    )
    assert assess(other, NOW).control("c0") == assess(alone, NOW).control("c0")
