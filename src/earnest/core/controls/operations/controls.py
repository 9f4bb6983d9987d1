"""Adopting controls, binding tests to them, and exceptions from asking to ending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from earnest.core.controls.models import BoundTest, Control, ControlException, Support
from earnest.core.controls.operations.signing import needed, own_name
from earnest.core.controls.queries import tests
from earnest.core.frameworks.models import Framework, Requirement
from earnest.core.organization.models import Person
from earnest.engines.control_tests.model import BadParameter, ControlTest
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.plain import may_change
from earnest.foundation.record import Work, operation
from earnest.library.catalogue import catalogue, parts
from earnest.library.shipped_tests import control_tests


def adopt(
    actor: Actor,
    key: str,
    *,
    accountable: Person | None = None,
    state: str = Control.State.OPERATING,
    annual_cost: Decimal | None = None,
    people_days: Decimal | None = None,
    introduced_risk: str = "",
    on: date | None = None,
) -> Control:
    """Take a control of the catalogue into use, with the library's tests and the requirements it supports.

    A core control brings the tests and requirements of its parts, for it promises them too.
    """
    actor.require(May.EDIT_RECORD)
    content = catalogue().get(key)
    if content is None:
        raise Invalid(f"The control catalogue has no control {key!r}.", field="key")
    if Control.objects.filter(key=key).exists():
        raise Invalid(f"The control {key} is already in use.", field="key")
    day = on or clock.today()
    with operation(actor, "controls.adopt") as work:
        control = work.create(
            Control(
                key=key,
                name=content.name,
                statement=content.statement,
                domain=content.domain,
                state=state,
                adopted_on=day,
                accountable=accountable,
                annual_cost=annual_cost,
                people_days=people_days,
                introduced_risk=introduced_risk,
            )
        )
        work.create_many(
            [
                BoundTest(control=control, test=test.id, bound_on=day)
                for test in control_tests().values()
                if test.control in {key, *parts(key)}
            ]
        )
        _support(work, control)
    return control


def join_framework(actor: Actor, framework: Framework) -> int:
    """Join the controls in use to the requirements of a framework through the crosswalk; returns how many joins
    were added."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "controls.join_framework") as work:
        work.facts["framework"] = framework.key
        return sum(_support(work, control, framework) for control in Control.objects.filter(key__in=catalogue()))


def _support(work: Work, control: Control, framework: Framework | None = None) -> int:
    wanted = {
        (name, key)
        for one in (control.key, *parts(control.key))
        for name, keys in catalogue()[one].maps.items()
        for key in keys
    }
    there = Requirement.objects.filter(key__in={key for _, key in wanted}).exclude(support__control=control)
    if framework:
        there = there.filter(framework=framework)
    rows = [
        Support(control=control, requirement_id=pk)
        for pk, name, key in there.values_list("pk", "framework__key", "key")
        if (name, key) in wanted
    ]
    if rows:
        work.create_all(Support, rows)
    return len(rows)


def bind_test(
    actor: Actor,
    control: Control,
    test: ControlTest,
    *,
    parameters: Mapping[str, Any] | None = None,
    on: date | None = None,
) -> BoundTest:
    """Let a control test speak for a control, with the parameters chosen for it."""
    if not may_change(actor, control):
        actor.require(May.EDIT_RECORD)
    _fit(test, parameters or {})
    with operation(actor, "controls.bind_test") as work:
        return work.create(
            BoundTest(control=control, test=test.id, parameters=dict(parameters or {}), bound_on=on or clock.today())
        )


def unbind_test(actor: Actor, bound: BoundTest, *, reason: str) -> None:
    """Let a test speak for a control no longer. A reason is needed: this is how one looks away."""
    if not may_change(actor, bound.control):
        actor.require(May.EDIT_RECORD)
    needed(reason, "reason", "Say why this test no longer speaks for the control.")
    with operation(actor, "controls.unbind_test", reason=reason) as work:
        work.delete(bound)


def set_parameters(actor: Actor, bound: BoundTest, parameters: Mapping[str, Any], *, reason: str) -> BoundTest:
    """Choose other parameters for a bound test. A reason is needed: this is how a bar is lowered."""
    if not may_change(actor, bound.control):
        actor.require(May.EDIT_RECORD)
    needed(reason, "reason", "Say why the parameters change.")
    test = tests().get(bound.test)
    if test is None:
        raise Invalid(f"The control test {bound.test} is nowhere to be found.", field="test")
    _fit(test, parameters)
    with operation(actor, "controls.set_parameters", reason=reason) as work:
        return work.change(bound, parameters=dict(parameters))


def ask_exception(
    actor: Actor,
    control: Control,
    *,
    test: str,
    subject: str,
    label: str,
    reason: str,
    compensating_measure: str,
    asked_by: Person,
    starts_on: date,
    ends_on: date,
) -> ControlException:
    """Ask that one row of one test be excepted until a day. Nothing changes until another person approves."""
    actor.require(May.ASK_EXCEPTION)
    own_name(actor, asked_by, "asked_by")
    needed(reason, "reason", "Say why this deviation is to be accepted.")
    needed(compensating_measure, "compensating_measure", "Say what makes up for it meanwhile.")
    needed(subject, "subject", "Name the row that is to be excepted: an exception for everything is not one.")
    if not control.tests.filter(test=test).exists():
        raise Invalid(f"The control “{control}” has no test {test!r}.", field="test")
    with operation(actor, "controls.ask_exception", reason=reason) as work:
        return work.create(
            ControlException(
                control=control,
                test=test,
                subject=subject,
                label=label or subject,
                reason=reason,
                compensating_measure=compensating_measure,
                asked_by=asked_by,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )


def approve_exception(
    actor: Actor, exception: ControlException, *, approver: Person, note: str = "", on: date | None = None
) -> ControlException:
    """Accept the deviation until its last day. Invalid if the approver asked for it."""
    return _decide(actor, exception, ControlException.State.APPROVED, approver, note, on)


def refuse_exception(
    actor: Actor, exception: ControlException, *, approver: Person, note: str, on: date | None = None
) -> ControlException:
    """Refuse the deviation; the reason goes to the person who asked."""
    needed(note, "note", "Say why it is refused.")
    return _decide(actor, exception, ControlException.State.REFUSED, approver, note, on)


def _decide(
    actor: Actor, exception: ControlException, state: str, approver: Person, note: str, on: date | None
) -> ControlException:
    actor.require(May.DECIDE_EXCEPTION)
    own_name(actor, approver, "approver")
    if exception.state != ControlException.State.ASKED:
        raise Invalid(f"This exception is already {exception.get_state_display().lower()}.")
    if approver == exception.asked_by:
        raise Invalid(
            "Nobody approves an exception that they asked for themselves. Another person must decide.", field="approver"
        )
    verb = "approve" if state == ControlException.State.APPROVED else "refuse"
    with operation(actor, f"controls.{verb}_exception", reason=note or exception.reason) as work:
        return work.change(
            exception, state=state, approver=approver, decided_on=on or clock.today(), decision_note=note.strip()
        )


def revoke_exception(
    actor: Actor, exception: ControlException, *, reason: str, on: date | None = None
) -> ControlException:
    """End an exception before its day."""
    actor.require(May.DECIDE_EXCEPTION)
    needed(reason, "reason", "Say why it is revoked.")
    if exception.state != ControlException.State.APPROVED:
        raise Invalid("Only an approved exception can be revoked.")
    with operation(actor, "controls.revoke_exception", reason=reason) as work:
        return work.change(exception, state=ControlException.State.REVOKED, revoked_on=on or clock.today())


def _fit(test: ControlTest, parameters: Mapping[str, Any]) -> None:
    """Parameters that the test does not take are refused when they are chosen, not when it runs."""
    try:
        test.bind(parameters)
    except BadParameter as error:
        raise Invalid(str(error), field=error.name) from error
