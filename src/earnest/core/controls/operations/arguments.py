"""Arguments: writing, review by another, approval, withdrawal. Any change to one takes its review away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from earnest.core.controls.models import Argument, ArgumentAnswer, ArgumentNode, Control
from earnest.core.controls.operations.signing import needed, no_hand_in, own_name
from earnest.core.controls.queries import case_of
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.engines import arguments as gsn
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Work, operation
from earnest.library.content import NotInLibraryError
from earnest.library.frameworks import framework

_UNREVIEWED: Mapping[str, Any] = {
    "state": Argument.State.DRAFT,
    "reviewer": None,
    "reviewed_on": None,
    "review_note": "",
    "review_due": None,
    "approver": None,
    "approved_on": None,
}


def begin_argument(
    actor: Actor,
    requirement: Requirement,
    *,
    key: str,
    kind: str,
    title: str,
    objective: str,
    author: Person,
    constraint: str = "",
    replaces: Control | None = None,
    instead: Control | None = None,
    on: date | None = None,
) -> Argument:
    """Begin an argument for a requirement, as a draft. Invalid where that way is closed for the requirement."""
    actor.require(May.EDIT_RECORD)
    needed(objective, "objective", "Say what the requirement is there to achieve: that is what the argument is about.")
    if kind == Argument.Kind.COMPENSATING:
        needed(constraint, "constraint", "A compensating control needs the constraint that stands in the way.")
    _open_way(requirement, kind)
    with operation(actor, "controls.begin_argument") as work:
        return work.create(
            Argument(
                key=key,
                title=title,
                requirement=requirement,
                kind=kind,
                objective=objective.strip(),
                constraint=constraint.strip(),
                author=author,
                replaces=replaces,
                instead=instead,
                written_on=on or clock.today(),
            )
        )


def _open_way(requirement: Requirement, kind: str) -> None:
    try:
        told = framework(requirement.framework.key).requirement(requirement.key)
    except NotInLibraryError:
        return
    if kind == Argument.Kind.CUSTOMISED and told.customised_approach in (None, "no"):
        raise Invalid(f"{requirement.key} is closed to the customised approach.", field="kind")
    if kind == Argument.Kind.ADDRESSABLE and told.designation != "Addressable":
        raise Invalid(f"{requirement.key} is not an addressable specification.", field="kind")


def change_argument(
    actor: Actor, argument: Argument, values: Mapping[str, Any], *, seen: int | None = None
) -> Argument:
    """Change what an argument says of itself. It goes back to being a draft."""
    actor.require(May.EDIT_RECORD)
    _not_withdrawn(argument)
    with operation(actor, "controls.change_argument") as work:
        return work.change(argument, seen=seen, **{**values, **_UNREVIEWED})


def add_node(
    actor: Actor,
    argument: Argument,
    *,
    kind: str,
    text: str,
    parent: ArgumentNode | None = None,
    key: str = "",
    undeveloped: bool = False,
    control: Control | None = None,
    test: str = "",
) -> ArgumentNode:
    """Add an element. Without a `key` it gets the next one of its kind. Invalid where the notation has no such link."""
    actor.require(May.EDIT_RECORD)
    _not_withdrawn(argument)
    taken = [node.key for node in argument.nodes.all()]
    _fits(argument, kind, parent, control, test)
    with operation(actor, "controls.add_node") as work:
        _unreviewed(work, argument)
        return work.create(
            ArgumentNode(
                argument=argument,
                key=key or gsn.next_key(gsn.Kind(kind), taken),
                kind=kind,
                text=text.strip(),
                parent=parent,
                position=len(taken) + 1,
                undeveloped=undeveloped,
                control=control,
                test=test,
            )
        )


def change_node(
    actor: Actor, node: ArgumentNode, values: Mapping[str, Any], *, seen: int | None = None
) -> ArgumentNode:
    """Change an element: its text, mark or evidence. Its kind and place stay; add another for that."""
    actor.require(May.EDIT_RECORD)
    _not_withdrawn(node.argument)
    kept = {name: values[name] for name in ("text", "undeveloped", "control", "test") if name in values}
    _fits(node.argument, node.kind, node.parent, kept.get("control", node.control), kept.get("test", node.test))
    with operation(actor, "controls.change_node") as work:
        _unreviewed(work, node.argument)
        return work.change(node, seen=seen, **kept)


def remove_node(actor: Actor, node: ArgumentNode, *, reason: str) -> None:
    """Remove an element. Invalid where something hangs below it or doubts were raised about it."""
    actor.require(May.EDIT_RECORD)
    needed(reason, "reason", "Say why it is removed: this is how one hides a weak step.")
    _not_withdrawn(node.argument)
    with operation(actor, "controls.remove_node", reason=reason) as work:
        _unreviewed(work, node.argument)
        work.delete(node)


def _fits(argument: Argument, kind: str, parent: ArgumentNode | None, control: Control | None, test: str) -> None:
    if parent is not None and parent.argument_id != argument.pk:
        raise Invalid("It can only hang below an element of the same argument.", field="parent")
    if parent is None and kind != ArgumentNode.Kind.GOAL:
        raise Invalid("Only a goal stands at the top. Say what this one hangs below.", field="parent")
    if parent is not None and gsn.Kind(kind) not in gsn.PERMITTED[gsn.Kind(parent.kind)]:
        raise Invalid(f"A {kind} may not hang below a {parent.kind}.", field="parent")
    if kind != ArgumentNode.Kind.SOLUTION and (control is not None or test):
        raise Invalid("Only a solution names evidence.", field="control")
    if test and (control is None or not control.tests.filter(test=test).exists()):
        raise Invalid(f"The control test {test} is not bound to that control.", field="test")


def answer_paper(actor: Actor, argument: Argument, field: str, text: str) -> ArgumentAnswer:
    """Say what a paper asks for under one heading. It takes the review away, for the paper is part of the argument."""
    actor.require(May.EDIT_RECORD)
    _not_withdrawn(argument)
    needed(text, "text", "Write the answer, or leave it as it was.")
    there = argument.answers.filter(field=field).first()
    with operation(actor, "controls.answer_paper") as work:
        _unreviewed(work, argument)
        if there is not None:
            return work.change(there, text=text.strip())
        return work.create(ArgumentAnswer(argument=argument, field=field, text=text.strip()))


def send_to_review(actor: Actor, argument: Argument) -> Argument:
    """Ask for a review. Invalid where the form is broken: a reviewer should not have to find that."""
    actor.require(May.EDIT_RECORD)
    if argument.state != Argument.State.DRAFT:
        raise Invalid(f"It is {argument.get_state_display().lower()}; only a draft is sent to review.")
    broken = [flaw.text for flaw in gsn.flaws(case_of(argument, clock.today())) if flaw.broken]
    if broken:
        raise Invalid("It is not an argument yet: " + " ".join(broken))
    _alone(argument)
    with operation(actor, "controls.send_to_review") as work:
        return work.change(argument, state=Argument.State.REVIEW)


def review_argument(
    actor: Actor,
    argument: Argument,
    *,
    reviewer: Person,
    stands: bool,
    note: str,
    review_due: date | None = None,
    on: date | None = None,
    seen: int | None = None,
) -> Argument:
    """Say, as somebody else than its author, that an argument stands or goes back; `review_due` is its last day."""
    actor.require(May.ATTEST)
    own_name(actor, reviewer, "reviewer")
    if argument.state != Argument.State.REVIEW:
        raise Invalid("Only an argument that was sent to review is reviewed.")
    if reviewer == argument.author:
        raise Invalid("Nobody reviews an argument that they wrote themselves.", field="reviewer")
    no_hand_in(actor, argument, "reviewer")
    needed(note, "note", "Say what you looked at and what you found.")
    day = on or clock.today()
    if not stands:
        with operation(actor, "controls.return_argument", reason=note) as work:
            return work.change(argument, seen=seen, **{**_UNREVIEWED, "review_note": note.strip()})
    if review_due is None or review_due <= day:
        raise Invalid("Say by when it is to be reviewed again, on a day to come.", field="review_due")
    with operation(actor, "controls.review_argument", reason=note) as work:
        return work.change(
            argument,
            seen=seen,
            state=Argument.State.REVIEWED,
            reviewer=reviewer,
            reviewed_on=day,
            review_note=note.strip(),
            review_due=review_due,
        )


def approve_argument(
    actor: Actor, argument: Argument, *, approver: Person, on: date | None = None, seen: int | None = None
) -> Argument:
    """Agree, as management, that it protects at least as well. Neither its author nor before its review."""
    actor.require(May.DECIDE_EXCEPTION)
    own_name(actor, approver, "approver")
    if argument.state != Argument.State.REVIEWED:
        raise Invalid("It is approved after its review.")
    if approver == argument.author:
        raise Invalid("Nobody approves an argument that they wrote themselves.", field="approver")
    no_hand_in(actor, argument, "approver")
    with operation(actor, "controls.approve_argument") as work:
        return work.change(argument, seen=seen, approver=approver, approved_on=on or clock.today())


def withdraw_argument(actor: Actor, argument: Argument, *, reason: str, on: date | None = None) -> Argument:
    """Give an argument up. It stays on record; the requirement is judged by its controls again."""
    actor.require(May.EDIT_RECORD)
    needed(reason, "reason", "Say why it is withdrawn.")
    _not_withdrawn(argument)
    with operation(actor, "controls.withdraw_argument", reason=reason) as work:
        return work.change(argument, state=Argument.State.WITHDRAWN, withdrawn_on=on or clock.today())


def _unreviewed(work: Work, argument: Argument) -> None:
    work.touched.append(argument.reference)
    if argument.state != Argument.State.DRAFT:
        work.change(argument, **_UNREVIEWED)


def _not_withdrawn(argument: Argument) -> None:
    if argument.state == Argument.State.WITHDRAWN:
        raise Invalid("It was withdrawn. Begin another one.")


def _alone(argument: Argument) -> None:
    others = Argument.objects.filter(
        requirement=argument.requirement_id, state__in=(Argument.State.REVIEW, Argument.State.REVIEWED)
    ).exclude(pk=argument.pk)
    for other in others:
        raise Invalid(f"“{other}” is already put forward for this requirement. Withdraw that one first.")
