"""Asking that one finding be excepted, from the control test that judges it."""

from __future__ import annotations

from datetime import date

from earnest.core.controls import operations as controls
from earnest.core.controls.models import BoundTest, ControlException
from earnest.core.organization.models import Person
from earnest.duties.hygiene.queries.promises import judged_by
from earnest.duties.hygiene.queries.values import Finding
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid


def ask_exception(
    actor: Actor,
    finding: Finding,
    *,
    reason: str,
    compensating_measure: str,
    asked_by: Person,
    starts_on: date,
    ends_on: date,
) -> ControlException:
    """Ask for an exception of a finding until a day. Its clock pauses once another person approves.

    The test is that of exploited flaws where it is known to be exploited, else that of exposed critical ones, else that
    of its severity. Invalid where no control in use has that test.
    """
    test = test_of(finding)
    bound = BoundTest.objects.filter(test=test).select_related("control").order_by("control__key").first()
    if bound is None:
        raise Invalid(f"No control in use has the test {test!r}. Adopt one first, then ask for the exception.")
    line = finding.line
    return controls.ask_exception(
        actor,
        bound.control,
        test=test,
        subject=finding.subject,
        label=f"{line.vulnerability_id or line.title or finding.subject} on {line.asset_name}"[:300],
        reason=reason,
        compensating_measure=compensating_measure,
        asked_by=asked_by,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_of(finding: Finding) -> str:
    """The control test that a finding would violate."""
    if test := judged_by(finding.values):
        return test
    severity = finding.values["tool_severity"]
    raise Invalid(f"No control test judges findings of severity {severity}, so there is nothing to be excepted from.")
