"""What people say of things: that two sightings are one thing or are not, and where they expect to see them."""

from __future__ import annotations

from earnest.core.organization.models import Person
from earnest.core.things import queries
from earnest.core.things.models import CoverageExpectation, MatchDecision
from earnest.core.things.queries import visible_to
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation
from earnest.library.coverage_expectations import coverage_expectations

_OTHER = {MatchDecision.Kind.SAME: MatchDecision.Kind.DIFFERENT, MatchDecision.Kind.DIFFERENT: MatchDecision.Kind.SAME}


def decide_match(actor: Actor, kind: str, left: str, right: str, *, reason: str) -> MatchDecision:
    """Say that two sightings are the same thing, or different things, whatever their keys say.

    `left` and `right` are sightings (`queries.nodes`) or things. Invalid if they are one sighting, are unknown, or if
    the opposite is decided: that has to be withdrawn first.
    """
    actor.require(May.EDIT_RECORD)
    if not reason.strip():
        raise Invalid("Say how you know. The reason stays with the decision.", field="reason")
    if kind not in MatchDecision.Kind.values:
        raise Invalid(f"“{kind}” is no decision: say same or different.", field="kind")
    labels = {node: _label(node, name) for name, node in (("left", left), ("right", right))}
    if left == right:
        raise Invalid("This is one and the same sighting.", field="right")
    first, second = sorted((left, right))
    standing = visible_to(actor, MatchDecision).filter(left=first, right=second, withdrawn_on=None)
    if standing.filter(kind=kind).exists():
        raise Invalid("This is decided already.", field="right")
    if standing.filter(kind=_OTHER[MatchDecision.Kind(kind)]).exists():
        raise Invalid("The opposite is decided of these two. Withdraw that first, with a reason.", field="right")
    with operation(actor, "things.decide_match", reason=reason) as work:
        return work.create(
            MatchDecision(
                kind=kind,
                left=first,
                right=second,
                left_label=labels[first],
                right_label=labels[second],
                reason=reason.strip(),
                decided_by=Person.objects.filter(pk=actor.person).first() if actor.person else None,
                decided_on=clock.today(),
            )
        )


def withdraw_match(actor: Actor, decision: MatchDecision, *, reason: str) -> MatchDecision:
    """End a decision; it stays on record. From today on keys decide again."""
    actor.require(May.EDIT_RECORD)
    if not reason.strip():
        raise Invalid("Say why it no longer holds.", field="reason")
    if decision.withdrawn_on is not None:
        raise Invalid("This decision is withdrawn already.")
    with operation(actor, "things.withdraw_match", reason=reason) as work:
        return work.change(decision, withdrawn_on=clock.today(), withdrawn_because=reason.strip())


def adopt_expectation(actor: Actor, key: str, *, accountable: Person | None = None) -> CoverageExpectation:
    """Make one of the program's own expectations part of the record, so that it can be changed or set aside."""
    actor.require(May.EDIT_RECORD)
    one = next((each for each in coverage_expectations() if each.key == key), None)
    if one is None:
        raise Invalid(f"The program proposes no expectation “{key}”.", field="key")
    if CoverageExpectation.objects.filter(key=key).exists():
        raise Invalid(f"“{one.title}” is part of the record already.", field="key")
    with operation(actor, "things.adopt_expectation") as work:
        return work.create(
            CoverageExpectation(
                key=one.key,
                title=one.title,
                expected_from=one.expected_from,
                looked_by=one.looked_by,
                because=one.reason,
                way_out=one.way_out,
                accountable=accountable,
            )
        )


def _label(node: str, field: str) -> str:
    found = queries.node(node)
    if found is None:
        raise Invalid("No tool in use has seen this. Take it from the list of things.", field=field)
    return f"{found.label} ({found.system} {found.native_id})"[:300]
