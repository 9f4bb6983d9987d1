"""Which deviations are excepted on a day, and why others no longer are (rule 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from earnest.engines.assurance.conclusions import Reason
from earnest.engines.assurance.facts import ExceptionFact, same_person
from earnest.engines.assurance.sources import days


def invalid(exception: ExceptionFact) -> tuple[str, ...]:
    """What the exception lacks, in words; empty if it has all that makes it one.

    It needs one subject (nothing excepts a whole test or control), a reason, a compensating measure, an end date not
    before its start, and a named approver who neither asked for it nor is a person concerned.
    """
    needs = (
        ("a subject", exception.subject),
        ("a reason", exception.reason),
        ("a compensating measure", exception.compensating_measure),
        ("who asked for it", exception.requested_by),
        ("a named approver", exception.approver),
    )
    lacks = [f"it lacks {what}" for what, value in needs if not (value or "").strip()]
    if exception.ends_on is None:
        lacks.append("it lacks an end date")
    elif exception.ends_on < exception.starts_on:
        lacks.append("it ends before it starts")
    own = (exception.requested_by, *exception.concerned)
    if exception.approver.strip() and any(same_person(exception.approver, person) for person in own):
        lacks.append("the approver cannot approve their own")
    return tuple(lacks)


def standing(exception: ExceptionFact, as_of: datetime) -> Reason | None:
    """None where the exception is in force at `as_of`; else why it is not."""
    day, refs = as_of.date(), (f"exception:{exception.id}",)
    named = f"Exception {exception.id} for {exception.subject or 'no subject'}"
    if lacks := invalid(exception):
        return Reason("exception-invalid", f"{named} does not count: {'; '.join(lacks)}.", refs)
    if exception.revoked_at is not None and exception.revoked_at <= as_of:
        return Reason("exception-revoked", f"{named} was revoked on {exception.revoked_at.date().isoformat()}.", refs)
    if exception.approved_at is None or exception.approved_at > as_of:
        return Reason("exception-not-approved", f"{named} is not approved.", refs)
    if exception.starts_on > day:
        return Reason("exception-not-started", f"{named} starts on {exception.starts_on.isoformat()}.", refs)
    if exception.ends_on is not None and exception.ends_on < day:
        ended = days((day - exception.ends_on).days)
        return Reason("exception-ended", f"{named} ended {ended} ago, on {exception.ends_on.isoformat()}.", refs)
    return None


@dataclass(frozen=True)
class Sorted:
    """Violating subjects of one test, sorted by whether an exception covers them. `lapsed` tells, for those not
    covered, why an exception someone might expect to cover them does not."""

    excepted: int
    used: tuple[ExceptionFact, ...]
    lapsed: tuple[Reason, ...]


def sort_violations(
    violating: AbstractSet[str], exceptions: Iterable[ExceptionFact], test_id: str, as_of: datetime
) -> Sorted:
    """Match violating subjects with exceptions, exactly. Of several in force for one subject the one that ends last is
    named."""
    by_subject: dict[str, list[ExceptionFact]] = {}
    for exception in exceptions:
        if exception.subject is not None and exception.test_id in (None, test_id):
            by_subject.setdefault(exception.subject, []).append(exception)
    if not by_subject:
        return Sorted(0, (), ())
    used: dict[str, ExceptionFact] = {}
    lapsed: list[Reason] = []
    for subject in sorted(violating & by_subject.keys()):
        candidates = sorted(by_subject[subject], key=lambda one: (one.ends_on or date.min, one.id), reverse=True)
        reasons = [(one, standing(one, as_of)) for one in candidates]
        live = [one for one, reason in reasons if reason is None]
        if live:
            used[subject] = live[0]
        else:
            newest = {reason.code: reason for _, reason in reversed(reasons) if reason is not None}
            lapsed.extend(newest[code] for code in sorted(newest))
    return Sorted(len(used), tuple(used[subject] for subject in sorted(used)), tuple(lapsed))


def by_control(exceptions: Iterable[ExceptionFact]) -> Mapping[str, tuple[ExceptionFact, ...]]:
    found: dict[str, list[ExceptionFact]] = {}
    for exception in exceptions:
        found.setdefault(exception.control_id, []).append(exception)
    return {control: tuple(listed) for control, listed in found.items()}
