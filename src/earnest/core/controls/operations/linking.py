"""Saying which requirements a control supports, where no crosswalk of the library does."""

from __future__ import annotations

from collections.abc import Sequence

from earnest.core.controls.models import Control, Support
from earnest.core.frameworks.models import Requirement
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def link_requirements(actor: Actor, control: str, framework: str, requirements: Sequence[str], *, reason: str) -> int:
    """A control helps to meet requirements of an adopted framework; returns how many joins were added.

    It is judgement, so it needs a reason. Invalid names the control or requirement that is not there or not assessed.
    """
    actor.require(May.EDIT_RECORD)
    found, rows = _found(control, framework, requirements, reason)
    there = set(Support.objects.filter(control=found).values_list("requirement_id", flat=True))
    new = [Support(control=found, requirement=row) for row in rows if row.pk not in there]
    with operation(actor, "controls.link_requirements", reason=reason) as work:
        work.create_many(new)
    return len(new)


def unlink_requirements(actor: Actor, control: str, framework: str, requirements: Sequence[str], *, reason: str) -> int:
    """A control helps to meet them no longer; returns how many joins were taken away."""
    actor.require(May.EDIT_RECORD)
    found, rows = _found(control, framework, requirements, reason)
    gone = list(Support.objects.filter(control=found, requirement__in=rows))
    with operation(actor, "controls.unlink_requirements", reason=reason) as work:
        for join in gone:
            work.delete(join)
    return len(gone)


def _found(control: str, framework: str, requirements: Sequence[str], reason: str) -> tuple[Control, list[Requirement]]:
    if not reason.strip():
        raise Invalid("Say why the control helps to meet these requirements, or does no longer.", field="reason")
    found = Control.objects.filter(key=control).first()
    if found is None:
        raise Invalid(f"The control {control!r} is not in use.", field="control")
    rows = list(Requirement.objects.filter(framework__key=framework, key__in=requirements, assessable=True))
    if lost := sorted(set(requirements) - {row.key for row in rows}):
        raise Invalid(
            f"{framework} has no requirement {lost[0]!r} that is assessed, or is not adopted.", field="requirements"
        )
    return found, rows
