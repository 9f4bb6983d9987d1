"""Concluding from a workspace: its own evidence, tests, parameters and exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from earnest.core.assurance import operations, queries
from earnest.core.controls.queries import tests as known_tests
from earnest.engines.pipeline.fields import PolicyError
from earnest.engines.pipeline.policy import Policy
from earnest.engines.pipeline.verdict import Read
from earnest.foundation.actor import Actor
from earnest.interfaces.checking.concluded import Concluded
from earnest.narrative.basis import Basis, load

_OWN = "A workspace has its own evidence and exceptions, decided by people: leave this out, or check without -w."


def conclude(policy: Policy, actor: Actor, day: date) -> Concluded:
    """What the workspace concludes as of a day, as far as the policy asks. PolicyError where it asks for what is not
    there, or brings evidence or exceptions of its own."""
    for name, given in (("evidence", policy.evidence), ("exceptions", policy.exceptions)):
        if given:
            raise PolicyError(policy.place, given[0].line, name, "a workspace is checked", _OWN)
    if any(one.parameters for one in policy.tests):
        raise PolicyError(
            policy.place,
            policy.tests[0].line,
            "must_hold.tests",
            "parameters are set in the workspace",
            "Leave them out.",
        )
    basis = load(actor, operations.assess(day))
    tests = {str(test["id"]): (key, test) for key, one in basis.controls.items() for test in one.tests}
    requirements = {
        (name, key): one.concluded
        for name in basis.frameworks
        for key, one in basis.requirements(name).items()
        if one.concluded is not None
    }
    _there(policy, basis, tests, requirements)
    gathered = queries.gather(day)
    snapshots = basis.snapshots.values()
    return Concluded(
        as_of=gathered.as_of,
        tests=tests,
        controls={key: one.concluded for key, one in basis.controls.items()},
        requirements=requirements,
        titles={key: one.control.name for key, one in basis.controls.items()},
        definitions=known_tests(),
        results=basis.results,
        dataset=queries.dataset(gathered.snapshots, gathered.sources, gathered.as_of),
        names={one.sha256: one.name for one in snapshots},
        exceptions={
            (one.test, one.subject): f"{one.reason} Until {one.ends_on}, approved by {one.approver}."
            for one in basis.exceptions.values()
            if one.state == "approved" and one.starts_on <= day <= one.ends_on
        },
        evidence=tuple(
            Read(one.name, one.sha256, one.format, one.source.slug, one.observed_at, 0, one.rejected_count)
            for one in snapshots
        ),
    )


def _there(
    policy: Policy, basis: Basis, tests: Mapping[str, object], requirements: Mapping[tuple[str, str], object]
) -> None:
    for one in policy.tests:
        if one.id not in tests:
            what = f"no control in use has the test {one.id!r}"
            raise PolicyError(policy.place, one.line, "must_hold.tests", what, "Bind it in the workspace.")
    for one in policy.controls:
        if one.id not in basis.controls:
            what = f"the control {one.id!r} is not in use"
            raise PolicyError(policy.place, one.line, "must_hold.controls", what, "Adopt it in the workspace.")
    for asked in policy.frameworks:
        if asked.id not in basis.frameworks:
            what = f"the framework {asked.id!r} is not adopted"
            raise PolicyError(policy.place, asked.line, "must_hold.frameworks", what, "Adopt it in the workspace.")
        if lost := next((key for key in asked.requirements if (asked.id, key) not in requirements), None):
            what = f"{asked.id} has no requirement {lost!r}"
            raise PolicyError(policy.place, asked.line, "must_hold.frameworks", what, "Check its reference.")
