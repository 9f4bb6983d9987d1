"""Laws that hold for every record: bad news never helps, looking away never helps, and order does not matter."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.assurance import Assessment, ControlState, Grade, Record, RequirementStatus, Severity, assess
from earnest.engines.assurance.facts import (
    AttestationFact,
    ControlFact,
    Doubt,
    ExceptionFact,
    InspectedRecordFact,
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
    row,
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


def some_result(chance: random.Random) -> FakeResult:
    population = chance.choice([0, 1, 2, 3, 5, 10, 20, 25])
    violating = chance.choice([0, chance.randint(0, population), min(population, chance.randint(0, 3))])
    unknown = chance.choice([0, 0, chance.randint(0, population - violating)])
    error = chance.choice([None] * 6 + ["killed"])
    tolerated = chance.choice([0.0, 0.0, 0.1, 0.5])
    missing = chance.choice([()] * 6 + [("accounts",)])
    return result(population, violating, unknown, error=error, missing=missing, tolerated=tolerated)


def some_test(chance: random.Random, number: int) -> TestFact:
    tables = tuple(chance.sample(TABLES, chance.randint(1, 2)))
    bound = case(
        f"t{number}",
        control=chance.choice(CONTROLS),
        severity=chance.choice(list(Severity)),
        tables=tables,
        required=tables[: chance.randint(0, len(tables))],
        found=some_result(chance),
        sampled=chance.random() < 0.3,
    )
    return bound if chance.random() < 0.9 else replace(bound, result=None)


def some_source(chance: random.Random, slug: str) -> SourceFact:
    tables = tuple(chance.sample(TABLES, chance.randint(1, 3)))
    age = chance.choice([0.0, 1.0, 1.0, 5.0, 14.0, 14.0, 15.0, None])
    return replace(source(slug, tables, age), active=chance.random() < 0.8)


def some_exception(chance: random.Random, number: int) -> ExceptionFact:
    return excepted(
        f"s{chance.randint(0, 3)}",
        f"E-{number}",
        control_id=chance.choice(CONTROLS),
        starts_on=day(-5),
        ends_on=day(chance.randint(-4, 20)),
        requested_by=chance.choice(PEOPLE),
        approver=chance.choice(PEOPLE),
    )


def some_paper(chance: random.Random, number: int) -> tuple[InspectedRecordFact, AttestationFact]:
    inspected = record(
        f"R-{number}",
        chance.random() < 0.7,
        control_id=chance.choice(CONTROLS),
        question=chance.choice(["held?", "closed?"]),
        inspected_by=chance.choice(PEOPLE),
        inspected_on=day(chance.randint(-19, 2)),
        observed_on=day(-20),
        valid_until=day(chance.randint(-10, 40)),
    )
    signed = attested(
        f"A-{number}",
        chance.random() < 0.7,
        control_id=chance.choice(CONTROLS),
        attested_on=day(chance.randint(-19, 2)),
        valid_until=day(chance.randint(-10, 40)),
    )
    return inspected, signed


def some_requirement(chance: random.Random, number: int) -> RequirementFact:
    names = (*CONTROLS, "nowhere")
    argued = argument(
        tuple(chance.sample(names, chance.randint(0, 2))),
        reviewed_by=chance.choice(["ciso", "ciso", "architect@firm.example", ""]),
        review_by=day(chance.randint(-5, 40)),
        doubts=tuple(Doubt("a doubt", chance.choice(["", "answered"])) for _ in range(chance.randint(0, 2))),
    )
    decision = NotApplicableFact("No cards.", chance.choice(PEOPLE), chance.choice(PEOPLE), day(-3))
    return RequirementFact(
        "f",
        f"R{number}",
        tuple(chance.sample(names, chance.randint(0, 3))),
        not_applicable=decision if chance.random() < 0.3 else None,
        argument=argued if chance.random() < 0.5 else None,
    )


def some_record(seed: int) -> Record:
    """A company in which anything may be wrong. Built from a seed, for speed: a failing law names it."""
    chance = random.Random(seed)
    states = [ControlState.OPERATING] * 6 + [ControlState.PLANNED, ControlState.RETIRED]
    paper = [some_paper(chance, number) for number in range(chance.randint(0, 3))]
    return Record(
        sources=tuple(some_source(chance, slug) for slug in ("okta", "jamf", "veeam")),
        controls=tuple(control(one, chance.choice(states), chance.choice(["ann", None])) for one in CONTROLS),
        tests=tuple(some_test(chance, number) for number in range(chance.randint(0, 5))),
        exceptions=tuple(some_exception(chance, number) for number in range(chance.randint(0, 4))),
        inspected=tuple(inspected for inspected, _ in paper),
        attestations=tuple(signed for _, signed in paper[1:]),
        requirements=tuple(some_requirement(chance, number) for number in range(3)),
    )


def no_better(after: Assessment, before: Assessment) -> bool:
    """Nothing is claimed after that was not claimed before."""
    controls = zip(after.controls, before.controls, strict=True)
    needed = zip(after.requirements, before.requirements, strict=True)
    return all(PROVEN.get(one.status, -1) <= PROVEN.get(other.status, -1) for one, other in controls) and all(
        MET[one.status] <= MET[other.status] for one, other in needed
    )


facts = st.integers(0, 2**32).map(some_record)
MANY = settings(max_examples=70, deadline=None)


@MANY
@given(facts, st.data())
def test_another_violation_never_improves_anything(known: Record, data: st.DataObject) -> None:
    before = assess(known, NOW)
    room = [one for one in known.tests if isinstance(one.result, FakeResult) and _room(one.result)]
    if not room:
        return
    worse = data.draw(st.sampled_from(room))
    seen = worse.result
    assert isinstance(seen, FakeResult)
    more = replace(
        seen, violation_count=seen.violation_count + 1, violations=(*seen.violations, row(f"s{len(seen.violations)}"))
    )
    swapped = tuple(replace(one, result=more) if one is worse else one for one in known.tests)
    assert no_better(assess(replace(known, tests=swapped), NOW), before)


def _room(seen: FakeResult) -> bool:
    return seen.violation_count + seen.unknown_count < seen.population


@MANY
@given(facts, st.data())
def test_turning_a_source_off_never_improves_anything(known: Record, data: st.DataObject) -> None:
    off = data.draw(st.sampled_from(known.sources))
    last = data.draw(st.sampled_from([None, ago(30)]))
    left = tuple(replace(one, last_observed_at=last) if one is off else one for one in known.sources)
    if off.last_observed_at is not None and off.last_observed_at < ago(14):
        return
    assert no_better(assess(replace(known, sources=left), NOW), assess(known, NOW))


@MANY
@given(facts, st.data())
def test_losing_a_result_never_improves_anything(known: Record, data: st.DataObject) -> None:
    if not known.tests:
        return
    lost = data.draw(st.sampled_from(known.tests))
    for gone in (None, result(error="killed"), result(population=0)):
        without = tuple(replace(one, result=gone) if one is lost else one for one in known.tests)
        assert no_better(assess(replace(known, tests=without), NOW), assess(known, NOW))


@MANY
@given(facts)
def test_the_end_of_exceptions_never_improves_anything(known: Record) -> None:
    ended = tuple(replace(one, ends_on=day(-1)) for one in known.exceptions)
    assert no_better(assess(replace(known, exceptions=ended), NOW), assess(known, NOW))
    assert no_better(assess(replace(known, exceptions=()), NOW), assess(known, NOW))


@MANY
@given(facts)
def test_the_expiry_of_paper_never_improves_anything(known: Record) -> None:
    expired = replace(
        known,
        inspected=tuple(replace(one, valid_until=day(-1)) for one in known.inspected),
        attestations=tuple(replace(one, valid_until=day(-1)) for one in known.attestations),
    )
    assert no_better(assess(expired, NOW), assess(known, NOW))


@MANY
@given(facts, st.integers(1, 40))
def test_time_alone_never_improves_anything(known: Record, days: int) -> None:
    """With nothing new: no exception starts, no paper is signed later, no test runs again."""
    settled = replace(
        known,
        inspected=tuple(one for one in known.inspected if one.inspected_on <= NOW.date()),
        attestations=tuple(one for one in known.attestations if one.attested_on <= NOW.date()),
    )
    assert no_better(assess(settled, NOW + timedelta(days=days)), assess(settled, NOW))


@MANY
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


@MANY
@given(facts)
def test_not_applicable_always_has_a_reason_and_an_independent_approver(known: Record) -> None:
    by_id = {one.id: one for one in known.requirements}
    for one in assess(known, NOW).requirements:
        decision = by_id[one.id].not_applicable
        valid = decision is not None and decision.approver not in ("", decision.requested_by) and decision.requested_by
        assert (one.status is RequirementStatus.NOT_APPLICABLE) == bool(valid)


@MANY
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


@MANY
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
