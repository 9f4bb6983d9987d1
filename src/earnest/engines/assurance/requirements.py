"""From controls, and from documented other ways, to the status of one requirement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from earnest.engines.assurance.conclusions import (
    ControlConclusion,
    Reason,
    RequirementConclusion,
    digest_of,
    plain_requirement,
)
from earnest.engines.assurance.facts import ArgumentFact, NotApplicableFact, RequirementFact, same_person
from earnest.engines.assurance.statuses import (
    ControlStatus,
    Grade,
    RequirementStatus,
    argument_status,
    direct_speaks,
    requirement_from_controls,
    weakest,
)

_SAYS = {
    ControlStatus.EFFECTIVE: ("control-effective", "is effective"),
    ControlStatus.PARTLY: ("control-partly", "is partly effective"),
    ControlStatus.FAILING: ("control-failing", "fails"),
    ControlStatus.UNPROVEN: ("control-unproven", "is unproven"),
    ControlStatus.PLANNED: ("control-planned", "is only planned"),
    ControlStatus.RETIRED: ("control-retired", "was retired and does not count"),
}
_LIVE = (ControlStatus.EFFECTIVE, ControlStatus.PARTLY, ControlStatus.FAILING)


@dataclass(frozen=True)
class _Way:
    """A way to meet a requirement: its status, the controls it rests on and why."""

    status: RequirementStatus
    ids: tuple[str, ...]
    reasons: tuple[Reason, ...]


def conclude_requirement(
    requirement: RequirementFact, controls: Mapping[str, ControlConclusion], names: Mapping[str, str], day: date
) -> RequirementConclusion:
    """Status of one requirement from concluded `controls`; `names` gives each control's name for the reasons."""
    refused: tuple[Reason, ...] = ()
    if requirement.not_applicable is not None:
        lacks = refusal(requirement.not_applicable, day)
        if not lacks:
            return _not_applicable(requirement, requirement.not_applicable)
        text = f"The decision that it does not apply does not count: {'; '.join(lacks)}."
        refused = (Reason("not-applicable-refused", text, (_ref(requirement),)),)
    way = _direct(requirement, controls, names)
    ids, reasons = way.ids, way.reasons
    if requirement.argument is not None:
        argued = _argued(requirement.argument, controls, names, day)
        ids = tuple(sorted({*way.ids, *argued.ids}))
        way, other = (way, argued) if direct_speaks(way.status, argued.status) else (argued, way)
        reasons = tuple(dict.fromkeys((*way.reasons, *other.reasons)))
    concluded = RequirementConclusion(
        framework=requirement.framework,
        id=requirement.id,
        status=way.status,
        grade=weakest(_grades(way.ids, controls)),
        reasons=(*refused, *reasons),
        controls=ids,
        rests_on=_rests_on(ids, requirement.argument),
    )
    return _sealed(concluded, [controls[one].digest if one in controls else "" for one in ids])


def _direct(requirement: RequirementFact, controls: Mapping[str, ControlConclusion], names: Mapping[str, str]) -> _Way:
    ids = tuple(sorted(set(requirement.control_ids)))
    reasons = _control_reasons(ids, controls, names)
    if all(reason.code == "control-retired" for reason in reasons):
        text = "No control that counts supports this requirement."
        reasons = (*reasons, Reason("no-control", text, (_ref(requirement),)))
    return _Way(requirement_from_controls(_statuses(ids, controls)), ids, reasons)


def refusal(decision: NotApplicableFact, day: date) -> tuple[str, ...]:
    """What keeps a decision "does not apply" from counting on `day`, in words; empty if it counts."""
    needs = (
        ("a reason", decision.reason),
        ("who asked for it", decision.requested_by),
        ("an approver", decision.approver),
    )
    lacks = [f"it lacks {what}" for what, value in needs if not value.strip()]
    if decision.approver.strip() and same_person(decision.approver, decision.requested_by):
        lacks.append("the approver cannot approve their own")
    if decision.decided_on > day:
        lacks.append(f"it was decided later, on {decision.decided_on.isoformat()}")
    return tuple(lacks)


def _not_applicable(requirement: RequirementFact, decision: NotApplicableFact) -> RequirementConclusion:
    on = decision.decided_on.isoformat()
    text = f"Does not apply: {decision.reason.strip()} (approved by {decision.approver.strip()} on {on})."
    reason = Reason("not-applicable", text, (_ref(requirement),))
    concluded = RequirementConclusion(
        framework=requirement.framework,
        id=requirement.id,
        status=RequirementStatus.NOT_APPLICABLE,
        grade=None,
        reasons=(reason,),
        rests_on=(_ref(requirement),),
    )
    return _sealed(concluded, [])


def _argued(
    argument: ArgumentFact, controls: Mapping[str, ControlConclusion], names: Mapping[str, str], day: date
) -> _Way:
    ref = (f"argument:{argument.id}",)
    incomplete = _incomplete(argument, day, ref)
    doubts = [doubt for doubt in argument.doubts if doubt.open]
    ids = tuple(sorted(set(argument.control_ids)))
    status = argument_status(complete=not incomplete, open_doubts=bool(doubts), evidence=_statuses(ids, controls))
    reasons = list(incomplete)
    if not any(controls[one].status in _LIVE for one in ids if one in controls):
        reasons.append(Reason("no-evidence", f"The argument {argument.id} rests on no live evidence.", ref))
    reasons.extend(Reason("open-doubt", f"A doubt has no answer: {doubt.text.strip()}", ref) for doubt in doubts)
    if status is RequirementStatus.MET_ANOTHER_WAY:
        by = argument.reviewed_by.strip()
        text = f"Met by the argument {argument.id}, reviewed by {by}: {argument.objective.strip()}"
        reasons.append(Reason("another-way", text, ref))
    return _Way(status, ids, (*reasons, *_control_reasons(ids, controls, names)))


def _incomplete(argument: ArgumentFact, day: date, ref: tuple[str, ...]) -> tuple[Reason, ...]:
    lacks = [
        f"it lacks {what}"
        for what, value in (("its objective", argument.objective), ("its reasoning", argument.reasoning))
        if not value.strip()
    ]
    if not argument.author.strip():
        lacks.append("it lacks an author")
    if not argument.reviewed_by.strip() or argument.reviewed_on is None or argument.reviewed_on > day:
        lacks.append("nobody has reviewed it")
    elif same_person(argument.author, argument.reviewed_by):
        lacks.append("its author reviewed it")
    if argument.review_by is None:
        lacks.append("it has no review date")
    reasons = [Reason("argument-incomplete", f"The argument {argument.id} is not complete: {'; '.join(lacks)}.", ref)]
    found = reasons if lacks else []
    if argument.review_by is not None and argument.review_by < day:
        due = argument.review_by.isoformat()
        found.append(Reason("argument-overdue", f"The argument {argument.id} was to be reviewed again by {due}.", ref))
    return tuple(found)


def _statuses(ids: Iterable[str], controls: Mapping[str, ControlConclusion]) -> list[ControlStatus]:
    """A control that is not in the record is one nobody has looked at."""
    return [controls[one].status if one in controls else ControlStatus.UNPROVEN for one in ids]


def _control_reasons(
    ids: Iterable[str], controls: Mapping[str, ControlConclusion], names: Mapping[str, str]
) -> tuple[Reason, ...]:
    reasons = []
    for one in ids:
        ref = (f"control:{one}",)
        if one not in controls:
            reasons.append(Reason("control-unknown", f"The control {one} is not in the record.", ref))
            continue
        code, says = _SAYS[controls[one].status]
        reasons.append(Reason(code, f"{names.get(one, one)} {says}.", ref))
    return tuple(reasons)


def _grades(ids: Iterable[str], controls: Mapping[str, ControlConclusion]) -> list[Grade]:
    found = (controls[one] for one in ids if one in controls)
    return [control.grade for control in found if control.grade is not None and control.status in _LIVE]


def _rests_on(ids: tuple[str, ...], argument: ArgumentFact | None) -> tuple[str, ...]:
    return (*((f"argument:{argument.id}",) if argument else ()), *(f"control:{one}" for one in ids))


def _ref(requirement: RequirementFact) -> str:
    return f"requirement:{requirement.framework}/{requirement.id}"


def _sealed(concluded: RequirementConclusion, control_digests: list[str]) -> RequirementConclusion:
    return replace(concluded, digest=digest_of([plain_requirement(concluded), control_digests]))
