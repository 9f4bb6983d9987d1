"""Arguments as the engines take them: with form, evidence and doubts as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from earnest.core.controls.models import Argument, ArgumentNode, Defeater
from earnest.engines import arguments as gsn
from earnest.engines.assurance import facts
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to

_STATES = {
    Defeater.State.OPEN: gsn.ChallengeState.OPEN,
    Defeater.State.ANSWERED: gsn.ChallengeState.ANSWERED,
    Defeater.State.RESIDUAL: gsn.ChallengeState.RESIDUAL,
}
_LACKING = frozenset({"in-doubt", "evidence-not-live"})
"""Flaws that the doubts and the evidence tell by themselves."""


def loaded(actor: Actor) -> QuerySet[Argument]:
    """The arguments that the actor may see, with all that belongs to them."""
    return _whole(visible_to(actor, Argument))


def _whole(rows: QuerySet[Argument]) -> QuerySet[Argument]:
    nodes = ArgumentNode.objects.select_related("control", "parent").prefetch_related(
        Prefetch("defeaters", Defeater.objects.select_related("raised_by", "answered_by"))
    )
    people = ("author", "reviewer", "approver", "requirement__framework", "replaces", "instead")
    return rows.select_related(*people).prefetch_related(Prefetch("nodes", nodes), "answers")


def case_of(argument: Argument, day: date, standing: Mapping[tuple[str, str], str] | None = None) -> gsn.Case:
    """The argument in the notation as of a day. `standing` tells how (control, test or nothing) stands in a word; where
    it is given, evidence that is not in it is unproven."""
    nodes = list(argument.nodes.all())
    return gsn.Case(
        tuple(_node(node, standing) for node in nodes),
        tuple(
            gsn.Challenge(
                one.key,
                node.key,
                one.text,
                _STATES[Defeater.State(one.state_on(day))],
                one.answer if one.state_on(day) != Defeater.State.OPEN else "",
            )
            for node in nodes
            for one in node.defeaters.all()
            if one.raised_on <= day
        ),
    )


def _node(node: ArgumentNode, standing: Mapping[tuple[str, str], str] | None) -> gsn.Node:
    key = evidence_of(node)
    told = (standing or {}).get(key, "") if key else ""
    return gsn.Node(
        key=node.key,
        kind=gsn.Kind(node.kind),
        text=node.text,
        parent=node.parent.key if node.parent else None,
        undeveloped=node.undeveloped,
        evidence=_named(node),
        standing=told,
        live=standing is None or told not in {"", "unproven", "planned", "retired"},
    )


def _named(node: ArgumentNode) -> str:
    if node.control is None:
        return ""
    return f"{node.test} of {node.control.key}" if node.test else node.control.key


def evidence_of(node: ArgumentNode) -> tuple[str, str] | None:
    """(control, test) that a solution rests on, the test empty where it is the whole control; None where it names
    nothing."""
    if node.kind != ArgumentNode.Kind.SOLUTION or node.control is None:
        return None
    return node.control.key, node.test


def fact_of(argument: Argument, day: date) -> facts.ArgumentFact:
    """What assurance concludes from. Its reasoning is what its strategies and justifications say."""
    case = case_of(argument, day)
    nodes = list(argument.nodes.all())
    evidence = {key for key in map(evidence_of, nodes) if key is not None}
    return facts.ArgumentFact(
        id=argument.key,
        objective=argument.objective,
        reasoning=" ".join(node.text.strip() for node in nodes if node.kind in ("strategy", "justification")),
        control_ids=tuple(sorted(control for control, test in evidence if not test)),
        tests=tuple(sorted((control, test) for control, test in evidence if test)),
        author=argument.author.email,
        reviewed_by=argument.reviewer.email if argument.reviewer else "",
        reviewed_on=argument.reviewed_on,
        review_by=argument.review_due,
        doubts=tuple(
            facts.Doubt(one.text, one.answer if one.state_on(day) != Defeater.State.OPEN else "")
            for node in nodes
            for one in node.defeaters.all()
            if one.raised_on <= day
        ),
        lacks=tuple(
            flaw.text.rstrip(".")
            for flaw in gsn.flaws(case)
            if (flaw.broken or flaw.leaves_open) and flaw.rule not in _LACKING
        ),
    )


def facts_on(day: date) -> dict[int, facts.ArgumentFact]:
    """By primary key of the requirement: the argument that was put forward for it and reviewed by a day, and not
    withdrawn. An exclusion is not among them: whether a requirement applies is decided with its applicability."""
    rows = (
        Argument.objects.exclude(kind=Argument.Kind.EXCLUSION)
        .filter(state__in=(Argument.State.REVIEWED, Argument.State.WITHDRAWN), reviewed_on__lte=day)
        .filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))
        .order_by("reviewed_on", "pk")
    )
    return {row.requirement_id: fact_of(row, day) for row in _whole(rows)}


def open_on(day: date, arguments: Iterable[Argument]) -> tuple[Defeater, ...]:
    """The doubts about these arguments that have no answer on a day."""
    return tuple(
        one
        for argument in arguments
        for node in argument.nodes.all()
        for one in node.defeaters.all()
        if one.raised_on <= day and one.state_on(day) == Defeater.State.OPEN
    )
