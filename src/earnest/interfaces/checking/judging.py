"""From conclusions to a verdict: what the policy demands, and whether it was seen to hold."""

from __future__ import annotations

from collections.abc import Iterable

from earnest import __version__
from earnest.engines.pipeline.policy import Policy
from earnest.engines.pipeline.verdict import CheckedTest, Deviation, Outcome, Place, Promise, Verdict
from earnest.interfaces.checking.concluded import Concluded, Plain
from earnest.interfaces.checking.locating import places

MOST_NAMED = 500
"""Deviations that are named for each test; all are counted."""
_REQUIREMENTS = {
    "met": Outcome.PASSING,
    "met by another approach": Outcome.PASSING,
    "not applicable": Outcome.PASSING,
    "partly met": Outcome.FAILING,
    "not met": Outcome.FAILING,
}


def judge(policy: Policy, found: Concluded) -> Verdict:
    """The verdict. Whatever is not seen to hold is failing or unproven; nothing is passing by default."""
    tests = tuple(_test(policy, found, one.id, one.line) for one in policy.tests)
    controls = tuple(_control(policy, found, one.id, one.line) for one in policy.controls)
    requirements = tuple(
        _requirement(policy, found, asked.id, key, asked.line)
        for asked in policy.frameworks
        for key in asked.requirements or [key for name, key in found.requirements if name == asked.id]
    )
    return Verdict(
        as_of=found.as_of,
        title=policy.title,
        policy=policy.place,
        version=__version__,
        tests=tests,
        promises=(*controls, *requirements),
        evidence=found.evidence,
        notes=(*found.notes, *_old(policy, found), *_ended(policy, found)),
    )


def _test(policy: Policy, found: Concluded, test_id: str, line: int) -> CheckedTest:
    control, concluded = found.tests[test_id]
    definition = found.definitions.get(test_id)
    status = str(concluded["status"])
    failing = Outcome.FAILING if concluded["severity"] in policy.fail_on else Outcome.WARNING
    outcome = {"passing": Outcome.PASSING, "partly passing": Outcome.PASSING, "failing": failing}.get(
        status, Outcome.UNPROVEN
    )
    return CheckedTest(
        id=test_id,
        title=str(concluded["title"]),
        control=control,
        severity=str(concluded["severity"]),
        rationale=definition.rationale if definition else "",
        status=status,
        outcome=outcome,
        why=_why(concluded),
        population=int(concluded["population"]),
        count=int(concluded["violations"]),
        excepted=int(concluded["excepted"]),
        unknown=int(concluded["unknown"]),
        deviations=_deviations(found, test_id, concluded),
        place=Place(policy.place, f"must_hold.tests: {test_id}", line),
    )


def _deviations(found: Concluded, test_id: str, concluded: Plain) -> tuple[Deviation, ...]:
    result = found.results.get(str(concluded["result"]))
    definition = found.definitions.get(test_id)
    if result is None or definition is None or concluded["status"] == "unproven":
        return ()
    rows = {str(row["subject"]): row for row in reversed(result.violations)}
    tables = (*definition.tables, *definition.optional_tables)
    where = places(rows, tables, found.dataset, found.names)
    files = [found.names[item.snapshot] for item in result.inputs if item.snapshot in found.names]
    beside = Place(files[0]) if files else None
    return tuple(
        Deviation(
            subject=subject,
            label=str(rows[subject]["label"] or subject),
            reason=str(rows[subject].get("reason") or ""),
            place=where.get(subject, beside),
            exception=found.exceptions.get((test_id, subject), ""),
        )
        for subject in sorted(rows)[:MOST_NAMED]
    )


def _control(policy: Policy, found: Concluded, key: str, line: int) -> Promise:
    concluded = found.controls[key]
    outcome = _control_outcome(policy, concluded)
    place = Place(policy.place, f"must_hold.controls: {key}", line)
    title = found.titles.get(key, key)
    return Promise("control", key, title, str(concluded["status"]), outcome, _why(concluded), place)


def _control_outcome(policy: Policy, concluded: Plain) -> Outcome:
    """A control that fails does so by its tests: below the severities of the policy that is a warning. One that is
    partly effective for exceptions alone is passing: people with a name accepted those."""
    status = str(concluded["status"])
    if status == "effective":
        return Outcome.PASSING
    if status not in {"failing", "partly effective"}:
        return Outcome.UNPROVEN
    severities = {str(test["severity"]) for test in concluded["tests"] if test["status"] == "failing"}
    if severities:
        return Outcome.FAILING if severities & policy.fail_on else Outcome.WARNING
    if any(test["status"] == "unproven" for test in concluded["tests"]):
        return Outcome.UNPROVEN
    only_excepted = status == "partly effective" and any(test["excepted"] for test in concluded["tests"])
    return Outcome.PASSING if only_excepted else Outcome.FAILING


def _requirement(policy: Policy, found: Concluded, framework: str, key: str, line: int) -> Promise:
    concluded = found.requirements[framework, key]
    outcome = _REQUIREMENTS.get(str(concluded["status"]), Outcome.UNPROVEN)
    if outcome is Outcome.FAILING:
        controls = [
            _control_outcome(policy, found.controls[one]) for one in concluded["controls"] if one in found.controls
        ]
        worst = next((one for one in (Outcome.FAILING, Outcome.UNPROVEN) if one in controls), None)
        outcome = worst or (Outcome.WARNING if Outcome.WARNING in controls else outcome)
    place = Place(policy.place, f"must_hold.frameworks: {framework}", line)
    return Promise(
        "requirement",
        f"{framework}/{key}",
        f"{framework} {key}",
        str(concluded["status"]),
        outcome,
        _why(concluded),
        place,
    )


def _why(concluded: Plain) -> str:
    return " ".join(str(reason["text"]) for reason in concluded["reasons"])


def _old(policy: Policy, found: Concluded) -> Iterable[str]:
    for one in found.evidence if policy.evidence else ():
        if one.observed_at is not None and one.observed_at <= found.as_of:
            days = (found.as_of - one.observed_at).total_seconds() / 86400
            if days > policy.max_evidence_age:
                yield (
                    f"{one.file} was observed {one.observed_at:%Y-%m-%d}, over {policy.max_evidence_age} days ago: "
                    "it proves nothing."
                )


def _ended(policy: Policy, found: Concluded) -> Iterable[str]:
    for one in policy.exceptions:
        if one.ends_on < found.as_of.date():
            yield f"The exception for {one.subject} ({one.test}) ended on {one.ends_on}: its deviation counts again."
