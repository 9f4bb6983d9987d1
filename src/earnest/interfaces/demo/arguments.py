"""Loads the arguments of the sample company, in the order in which things happened to each."""

from __future__ import annotations

from datetime import date

from earnest.core.controls import operations as controls
from earnest.core.controls.models import Argument, ArgumentNode, Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.library.sample.arguments import arguments
from earnest.library.sample.arguments_model import ArgumentRecord
from earnest.library.sample.timeline import Timeline

People = dict[str, Person]


def load_arguments(actor: Actor, people: People, today: date) -> None:
    """Put every argument into the record: written, doubted, answered, reviewed, approved."""
    adopted = {one.key: one for one in Control.objects.all()}
    for told in arguments(Timeline(today, 1)):
        _load(actor, told, people, adopted)


def _load(actor: Actor, told: ArgumentRecord, people: People, adopted: dict[str, Control]) -> Argument:
    made = controls.begin_argument(
        actor,
        Requirement.objects.get(framework__key=told.framework, key=told.requirement),
        key=told.key,
        kind=told.kind,
        title=told.title,
        objective=told.objective,
        constraint=told.constraint,
        author=people[told.author],
        replaces=adopted.get(told.replaces),
        instead=adopted.get(told.instead),
        on=told.written_on,
    )
    nodes: dict[str, ArgumentNode] = {}
    for node in told.nodes:
        control, test = node.evidence
        nodes[node.key] = controls.add_node(
            actor,
            made,
            kind=node.kind,
            text=node.text,
            parent=nodes.get(node.below),
            key=node.key,
            undeveloped=node.undeveloped,
            control=adopted[control] if control else None,
            test=test,
        )
    for field, text in told.answers:
        controls.answer_paper(actor, made, field, text)
    _doubts(actor, told, nodes, people)
    return _reviewed(actor, told, controls.send_to_review(actor, made), people)


def _doubts(actor: Actor, told: ArgumentRecord, nodes: dict[str, ArgumentNode], people: People) -> None:
    for one in told.doubts:
        raised = controls.raise_doubt(
            actor,
            nodes[one.node],
            kind=one.kind,
            text=one.text,
            raised_by=people[one.raised_by],
            on=one.raised_on,
        )
        if one.until is not None:
            controls.accept_residual(
                actor,
                raised,
                reason=one.answer,
                approver=people[one.answered_by],
                until=one.until,
                on=one.answered_on,
            )
        elif one.answer:
            controls.answer_doubt(
                actor, raised, answer=one.answer, answered_by=people[one.answered_by], on=one.answered_on
            )


def _reviewed(actor: Actor, told: ArgumentRecord, argument: Argument, people: People) -> Argument:
    argument = controls.review_argument(
        actor,
        argument,
        reviewer=people[told.reviewer],
        stands=True,
        note=told.review_note,
        review_due=told.review_due,
        on=told.reviewed_on,
    )
    if told.approver:
        argument = controls.approve_argument(actor, argument, approver=people[told.approver], on=told.approved_on)
    return argument
