"""Risks as OSCAL tells them: one for each control that is not proven effective, one for each exception."""

from __future__ import annotations

from collections.abc import Mapping

from earnest.core.actions.models import Action
from earnest.core.controls.models import ControlException
from earnest.core.controls.rules import Standing, standing
from earnest.engines.oscal.assessment import (
    MitigatingFactor,
    ObservationLink,
    OnDate,
    Response,
    Risk,
    Task,
    Timing,
)
from earnest.engines.oscal.elements import Property, own
from earnest.engines.oscal.ids import start_of
from earnest.engines.oscal.text import prose, prose_line
from earnest.interfaces.oscal.evidence import Seen, origin
from earnest.interfaces.oscal.record import SATISFIED, WEAK, Told, accountable_name, reasons
from earnest.narrative.basis import ControlEntry, RequirementEntry

_SEVERITIES = ("critical", "high", "medium", "low")
_STANDING = {
    Standing.LIVE: "deviation-approved",
    Standing.ASKED: "deviation-requested",
    Standing.ENDED: "open",
    Standing.REVOKED: "open",
}
"""An approved exception is never closed; one that ended leaves its deviation open again."""


def risks(told: Told, found: Seen) -> dict[str, tuple[Risk, ...]]:
    """Risks by key of the control they come from, and by `requirement:KEY` where no control brings one.

    A control that is proven effective and has no exception brings none.
    """
    made = {}
    for key, entry in told.controls.items():
        rows = [_exception(told, one, entry) for one in told.exceptions.get(key, ()) if _state(told, one)]
        if entry.status in WEAK or entry.status == "planned":
            rows.insert(0, _weakness(told, key, entry, found))
        if rows:
            made[key] = tuple(rows)
    for key, asked in told.applying.items():
        if asked.status not in SATISFIED and not behind(made, asked):
            made[f"requirement:{key}"] = (_uncovered(told, key, asked),)
    return made


def behind(made: Mapping[str, tuple[Risk, ...]], entry: RequirementEntry) -> tuple[Risk, ...]:
    """The risks behind a requirement."""
    keys = (*entry.controls, f"requirement:{entry.requirement.key}")
    return tuple(risk for key in keys for risk in made.get(key, ()))


def _uncovered(told: Told, key: str, entry: RequirementEntry) -> Risk:
    return Risk(
        uuid=told.uuid("risk", "requirement", key),
        title=prose_line(f"{key} {entry.requirement.title}: {entry.status}"),
        description=prose(reasons(entry.concluded or {"reasons": ()}, f"It is {entry.status}.")),
        statement="Nothing in use is known to see to what is required here.",
        props=(own("derived-status", entry.status), own("action-planned", "no")),
        status="open",
        origins=origin(told),
    )


def _weakness(told: Told, key: str, entry: ControlEntry, found: Seen) -> Risk:
    actions = told.actions.get(key, ())
    due = [action.due_on for action in actions if action.due_on]
    return Risk(
        uuid=told.uuid("risk", key),
        title=prose_line(f"{entry.control.name}: {entry.status}"),
        description=prose(reasons(entry.concluded, f"The control is {entry.status}.")),
        statement=prose(_matters(told, entry)),
        props=(
            own("derived-status", entry.status),
            own("action-planned", "yes" if actions else "no"),
            *_severity(entry),
        ),
        status="remediating" if actions else "open",
        origins=origin(told),
        deadline=start_of(min(due)) if due else "",
        remediations=tuple(_response(told, action) for action in actions),
        related_observations=tuple(ObservationLink(observation_uuid=uuid) for uuid in found.of_control.get(key, ())),
    )


def _matters(told: Told, entry: ControlEntry) -> str:
    """Why it matters: what the tests that do not pass say of it, else what the control promises."""
    wanted = [str(test["id"]) for test in entry.tests if test["status"] != "passing"]
    why = dict.fromkeys(told.basis.tests[one].rationale.strip() for one in wanted if one in told.basis.tests)
    return "\n\n".join(why) or f"It is not proven that: {entry.control.statement}"


def _severity(entry: ControlEntry) -> tuple[Property, ...]:
    weak = [str(test["severity"]) for test in entry.tests if test["status"] != "passing"]
    return (own("severity", min(weak, key=_SEVERITIES.index)),) if weak else ()


def _response(told: Told, action: Action) -> Response:
    what = prose(action.detail) or prose_line(action.title)
    task = Task(
        uuid=told.uuid("action-task", str(action.pk)),
        type="milestone" if action.due_on else "action",
        title=prose_line(action.title),
        timing=Timing(on_date=OnDate(date=start_of(action.due_on))) if action.due_on else None,
        responsible_roles=told.accountable(action.accountable),
    )
    return Response(
        uuid=told.uuid("action", str(action.pk)),
        lifecycle="planned",
        title=prose_line(action.title),
        description=what,
        tasks=(task,),
    )


def _state(told: Told, one: ControlException) -> str:
    stands = standing(
        one.state, starts_on=one.starts_on, ends_on=one.ends_on, revoked_on=one.revoked_on, today=told.basis.day
    )
    return _STANDING.get(stands, "")


def _exception(told: Told, one: ControlException, entry: ControlEntry) -> Risk:
    by = one.approver.name if one.approver else "nobody yet"
    return Risk(
        uuid=told.uuid("exception", str(one.pk)),
        title=prose_line(f"Exception: {one.label} ({entry.control.name})"),
        description=prose(f"{one.reason}\n\nAsked for by {one.asked_by.name}, decided by {by}."),
        statement=prose(f"{accountable_name(entry.control)} is accountable for the control: {entry.control.statement}"),
        props=(own("first-day", one.starts_on.isoformat()), own("last-day", one.ends_on.isoformat())),
        status=_state(told, one),
        origins=origin(told),
        mitigating_factors=(
            MitigatingFactor(
                uuid=told.uuid("exception-measure", str(one.pk)), description=prose(one.compensating_measure)
            ),
        ),
        deadline=start_of(one.ends_on),
    )
