"""From controls, and from documented other ways, to the status of one requirement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from earnest.engines.assurance.arguments import CONTROL_SAYS, LIVE, conclude_argument, standings
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
    direct_speaks,
    requirement_from_controls,
    weakest,
)


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
        told = conclude_argument(requirement.argument, standings(controls, names), day)
        argued = _Way(told.status, told.controls, told.reasons)
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
        code, says = CONTROL_SAYS[controls[one].status]
        reasons.append(Reason(code, f"{names.get(one, one)} {says}.", ref))
    return tuple(reasons)


def _grades(ids: Iterable[str], controls: Mapping[str, ControlConclusion]) -> list[Grade]:
    found = (controls[one] for one in ids if one in controls)
    return [control.grade for control in found if control.grade is not None and control.status in LIVE]


def _rests_on(ids: tuple[str, ...], argument: ArgumentFact | None) -> tuple[str, ...]:
    return (*((f"argument:{argument.id}",) if argument else ()), *(f"control:{one}" for one in ids))


def _ref(requirement: RequirementFact) -> str:
    return f"requirement:{requirement.framework}/{requirement.id}"


def _sealed(concluded: RequirementConclusion, control_digests: list[str]) -> RequirementConclusion:
    return replace(concluded, digest=digest_of([plain_requirement(concluded), control_digests]))
