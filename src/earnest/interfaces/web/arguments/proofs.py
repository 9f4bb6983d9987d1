"""The proof of an argument: requirement, argument, what was decided of it, its solutions, and their tests."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.assurance import queries
from earnest.core.assurance.models import ControlStatus
from earnest.core.assurance.queries import Argued
from earnest.core.controls.models import ArgumentNode, Defeater
from earnest.core.controls.queries import loaded
from earnest.engines.documents.proof import DecisionStep, MissingStep, RequirementStep, Step
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.arguments import words
from earnest.interfaces.web.arguments.page import one_of
from earnest.interfaces.web.proof import control_links, draw
from earnest.interfaces.web.proof_steps import Drawer, Link, Told, basis_of
from earnest.interfaces.web.standing import Standing, standing
from earnest.narrative import chains

_WORST = ("failing", "unproven", "planned", "retired", "partly effective", "partly passing", "effective", "passing")


@require_safe
def of_argument(request: ActorRequest, pk: int) -> HttpResponse:
    """Requirement, argument, its decisions, every solution, and the whole chain of the weakest."""
    stands = standing(request)
    row = one_of(request.actor, pk)
    found = queries.argued_one(row, stands.assessment)
    answer = f"{row.title}: {words.earns(found).word}. " + " ".join(
        reason.text for reason in found.conclusion.reasons[:3]
    )
    crumbs = (
        Crumb(_("Another way"), stands.link("arguments")),
        Crumb(row.title, stands.link("arguments-detail", row.pk)),
    )
    return draw(request, stands, _("Proof: does the argument hold?"), answer, argument_links(stands, found), crumbs)


def chain_of(stands: Standing, key: str) -> list[Link]:
    """The chain of the argument of that key; empty where the actor sees none."""
    row = loaded(stands.actor).filter(key=key).first()
    return argument_links(stands, queries.argued_one(row, stands.assessment)) if row is not None else []


def argument_links(stands: Standing, found: Argued) -> list[Link]:
    """From the requirement down to the snapshots of the solution that stands worst."""
    row = found.argument
    nodes = [node for node in row.nodes.all() if node.kind == ArgumentNode.Kind.SOLUTION]
    standing_of = {one.key: one.standing for one in found.case.nodes}
    worst = min(
        (node for node in nodes if node.control is not None and standing_of[node.key] in _WORST),
        key=lambda node: (_WORST.index(standing_of[node.key]), node.position),
        default=None,
    )
    wanted = [worst.control.key] if worst is not None and worst.control is not None else []
    concluded = dict(
        ControlStatus.objects.filter(assessment=stands.assessment, control__key__in=wanted).values_list(
            "control__key", "conclusion"
        )
    )
    tests = [str(one["id"]) for told in concluded.values() for one in told["tests"]]
    basis = basis_of(stands, tests)
    drawer = Drawer(stands, basis)
    asked = RequirementStep(row.requirement.framework.title, row.requirement.key, row.requirement.title)
    links = [Link("requirement", _("Requirement"), asked, stands.link("requirements-detail", row.requirement_id))]
    links.append(
        Link(
            "told",
            _("Argument"),
            Told(row.title, _("by %(who)s: %(what)s") % {"who": row.author.name, "what": row.objective}),
            stands.link("arguments-detail", row.pk),
            found.conclusion.status.value,
        )
    )
    links += drawer.links(_decisions(found, stands))
    links += [_solution(stands, node, standing_of[node.key]) for node in nodes if node != worst]
    if worst is not None and worst.control is not None:
        links.append(_solution(stands, worst, standing_of[worst.key]))
        told = (
            next((one for one in concluded[worst.control.key]["tests"] if one["id"] == worst.test), None)
            if worst.test
            else None
        )
        if told is not None:
            links += list(drawer.links(chains.test_chain(basis, worst.control.key, told)))[1:]
        else:
            links += control_links(basis, drawer, worst.control.key)
    return links


def _decisions(found: Argued, stands: Standing) -> Iterator[Step]:
    row = found.argument
    if row.reviewer is not None:
        yield DecisionStep(row.key, _("Reviewed"), row.reviewer.name, row.reviewed_on, row.review_note)
    if row.approver is not None:
        yield DecisionStep(row.key, _("Approved"), row.approver.name, row.approved_on)
    for node in row.nodes.all():
        for one in node.defeaters.all():
            if one.state_on(stands.day) == Defeater.State.OPEN:
                yield DecisionStep(one.key, _("Doubt without an answer"), one.raised_by.name, one.raised_on, one.text)
            elif one.answered_by is not None:
                what = f"{one.get_state_display()}: {one.text}"
                yield DecisionStep(one.key, what, one.answered_by.name, one.answered_on, one.answer)


def _solution(stands: Standing, node: ArgumentNode, status: str) -> Link:
    if node.control is None:
        what = MissingStep(f"{node.key} {node.text}", _("It names no control and no test."))
        return Link("missing", _("Solution"), what)
    told = Told(f"{node.key} {node.text}", f"{node.control.name}{f': {node.test}' if node.test else ''}")
    if node.test:
        proof = stands.link("proof-test", node.control_id, node.test)
    else:
        proof = stands.link("proof-control", node.control_id)
    return Link("told", _("Solution"), told, stands.link("controls-detail", node.control_id), status, proof)
