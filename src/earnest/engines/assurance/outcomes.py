"""What one bound test says of its control: status, counts and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from earnest.engines.assurance.conclusions import Reason, TestConclusion
from earnest.engines.assurance.exceptions import Sorted, sort_violations
from earnest.engines.assurance.facts import ExceptionFact, Result, TestFact
from earnest.engines.assurance.sources import Freshness, days
from earnest.engines.assurance.statuses import Grade, TestStatus, status_of_test

RESULT_KEEPS = timedelta(days=1)
"""A result speaks for moments up to a day after the one it was run for; then the test must run again, for most tests
compare dates with the day they run for."""


def conclude_test(test: TestFact, freshness: Freshness, exceptions: Sequence[ExceptionFact]) -> TestConclusion:
    """Status of one test at the moment of `freshness`. `exceptions` are those of its control."""
    result = test.result
    barred = _barred(test, freshness)
    if result is None or barred:
        return _conclusion(test, freshness, TestStatus.UNPROVEN, barred, None)
    violating = {str(row["subject"]) for row in result.violations}.union(result.excepted)
    found = sort_violations(violating, exceptions, test.test_id, freshness.as_of)
    gaps = freshness.gaps(test)
    violations = max(0, result.violation_count - found.excepted)
    blind = freshness.blind(test)
    status = status_of_test(
        population=result.population,
        violations=violations,
        excepted=found.excepted,
        unknown=result.unknown_count,
        gaps=bool(gaps),
        blind=blind,
        tolerated=result.tolerated,
    )
    reasons = (*_counted(test, result, found, status, blind=blind), *gaps)
    return _conclusion(test, freshness, status, reasons, found)


def _barred(test: TestFact, freshness: Freshness) -> tuple[Reason, ...]:
    """Why the result says nothing at all: none, an error, wrong day, no required table. Empty if it may speak."""
    ref = (f"test:{test.test_id}",)
    result = test.result
    reasons: list[Reason] = []
    missing = freshness.missing(test)
    if missing or result is None:
        reasons.extend(freshness.gaps(test))
    stale = {table for one in freshness.feeding(test) if one.slug in freshness.stale for table in one.tables}
    for table in missing:
        if table not in stale:
            text = f"{test.title}: no active source has delivered the table {table}, which the test needs."
            reasons.append(Reason("missing-table", text, (*ref, f"table:{table}")))
    if result is None:
        reasons.append(Reason("not-run", f"{test.title}: the test has not run.", ref))
    elif result.error is not None:
        reasons.append(Reason("test-error", f"{test.title}: the test did not finish: {result.error}", ref))
    elif not 0 <= result.tolerated < 1:
        text = f"{test.title}: it tolerates a share of {result.tolerated}; a share is at least 0 and below 1."
        reasons.append(Reason("test-error", text, ref))
    elif result.as_of > freshness.as_of:
        reasons.append(
            Reason("dated-after", f"{test.title}: the result is of {_day(result.as_of)}, after the as-of date.", ref)
        )
    elif freshness.as_of - result.as_of > RESULT_KEEPS:
        age = days((freshness.as_of - result.as_of) // timedelta(days=1))
        reasons.append(Reason("not-run", f"{test.title}: the test last ran for a moment {age} before this one.", ref))
    return tuple(reasons)


def _counted(test: TestFact, result: Result, found: Sorted, status: TestStatus, *, blind: bool) -> tuple[Reason, ...]:
    """Reasons that come from the rows."""
    ref = (f"test:{test.test_id}",)
    reasons: list[Reason] = []
    if result.population <= 0:
        return (Reason("empty-population", f"{test.title}: the test found nothing to look at.", ref),)
    if blind:
        return (
            Reason(
                "not-whole", f"{test.title}: what is missing would look like a violation, so it cannot be told.", ref
            ),
        )
    violations = max(0, result.violation_count - found.excepted)
    passes = status in (TestStatus.PASSING, TestStatus.PARTLY)
    if violations and status is TestStatus.FAILING:
        reasons.append(Reason("violations", f"{test.title}: {violations} of {result.population} violate.", ref))
    reasons.extend(found.lapsed)
    if found.used:
        reasons.append(_excepted(test, result, found))
    if result.violation_count >= result.population and status is TestStatus.UNPROVEN:
        text = f"{test.title}: all {result.population} deviate, so nothing was seen to work."
        reasons.append(Reason("all-excepted", text, ref))
    if result.unknown_count and not passes:
        text = f"{test.title}: the evidence cannot tell for {result.unknown_count} of {result.population}."
        reasons.append(Reason("partial-evidence", text, ref))
    if (violations and status is not TestStatus.FAILING) or (result.unknown_count and passes):
        unknown = f", and the evidence cannot tell for {result.unknown_count}" if result.unknown_count else ""
        share = f"{result.tolerated:.1%}".replace(".0%", "%")
        text = f"{test.title}: {violations} of {result.population} violate{unknown}; the test tolerates {share}."
        reasons.append(Reason("tolerated", text, ref))
    if passes and not result.violation_count and not result.unknown_count:
        reasons.append(Reason("passed", f"{test.title}: all {result.population} pass.", ref))
    return tuple(reasons)


def _excepted(test: TestFact, result: Result, found: Sorted) -> Reason:
    first = min(one.ends_on for one in found.used if one.ends_on is not None)
    approvers = ", ".join(sorted({one.approver.strip() for one in found.used}))
    verb = "is" if found.excepted == 1 else "are"
    text = (
        f"{test.title}: {found.excepted} of {result.population} {verb} excepted, approved by {approvers}; "
        f"the first ends on {first.isoformat()}."
    )
    refs = sorted({f"exception:{one.id}" for one in found.used})
    return Reason("exceptions", text, (f"test:{test.test_id}", *refs))


def _conclusion(
    test: TestFact, freshness: Freshness, status: TestStatus, reasons: tuple[Reason, ...], found: Sorted | None
) -> TestConclusion:
    result = test.result if found else None
    late = tuple(freshness.late[source.slug] for source in freshness.feeding(test) if source.slug in freshness.late)
    live = status is not TestStatus.UNPROVEN
    excepted = found.excepted if found else 0
    return TestConclusion(
        test_id=test.test_id,
        title=test.title,
        severity=test.severity,
        status=status,
        grade=(Grade.B if test.sampled else Grade.A) if live else Grade.E,
        reasons=(*reasons, *late),
        population=result.population if result else 0,
        violations=max(0, result.violation_count - excepted) if result else 0,
        excepted=excepted,
        unknown=result.unknown_count if result else 0,
        result=(test.result.digest or None) if test.result else None,
        rests_on=_rests_on(test, found),
    )


def _rests_on(test: TestFact, found: Sorted | None) -> tuple[str, ...]:
    """Ids that open the proof: the result, the snapshots it read, the exceptions it used; sorted."""
    if test.result is None:
        return (f"test:{test.test_id}",)
    ids = {f"test:{test.test_id}"}
    if test.result.digest:
        ids.add(f"result:{test.result.digest}")
    ids.update(f"snapshot:{item.snapshot}" for item in test.result.inputs)
    if found:
        ids.update(f"exception:{one.id}" for one in found.used)
    return tuple(sorted(ids))


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
