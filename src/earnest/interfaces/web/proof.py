"""Proofs: the chain behind a status, a number or a sentence, as a page or in the sheet beside one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.assurance.models import ControlStatus, RequirementStatus
from earnest.core.assurance.queries import said
from earnest.core.assurance.rules import SEVERITIES
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.frameworks.models import Requirement
from earnest.engines.documents.proof import MethodStep, MissingStep, RequirementStep
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web import proof_home
from earnest.interfaces.web.proof_steps import Drawer, Link, Slice, basis_of
from earnest.interfaces.web.standing import Standing, standing
from earnest.library.crosswalk import CROSSWALK_NOTE
from earnest.narrative import chains
from earnest.narrative.basis import Plain

_WORST = ("failing", "unproven", "partly passing", "passing")
_WORST_CONTROL = ("failing", "unproven", "partly effective", "planned", "retired", "effective")


@require_safe
def of_control(request: ActorRequest, pk: int) -> HttpResponse:
    """Control, the test that decides, its query, rows, snapshots and entries; other tests with their own proofs."""
    stands = standing(request)
    control = get_object_or_404(visible_to(request.actor, Control), pk=pk)
    concluded = concluded_control(stands, control)
    basis = basis_of(stands, [str(test["id"]) for test in concluded["tests"]])
    drawer = Drawer(stands, basis)
    asked = requirement_links(stands, drawer, control)
    links = [*asked[:1], *control_links(basis, drawer, control.key)]
    if len(asked) > 1:
        links.insert(
            1,
            Link(
                "more",
                _("And"),
                MissingStep(_("%d more requirements that it supports") % (len(asked) - 1)),
                stands.link("controls-detail", control.pk) + "#requirements",
            ),
        )
    title = _("Proof: why %s?") % status_word(concluded["status"])
    crumbs = (Crumb(_("Controls"), stands.link("controls")), Crumb(control.name, stands.link("controls-detail", pk)))
    return draw(request, stands, title, answer_control(basis, control, concluded), links, crumbs)


@require_safe
def of_test(request: ActorRequest, pk: int, test: str) -> HttpResponse:
    stands = standing(request)
    control = get_object_or_404(visible_to(request.actor, Control), pk=pk)
    concluded = concluded_control(stands, control)
    found = next((one for one in concluded["tests"] if one["id"] == test), None)
    if found is None:
        raise Http404
    basis = basis_of(stands, [test])
    drawer = Drawer(stands, basis)
    steps = chains.test_chain(basis, control.key, found)
    title = _("Proof: why %s?") % status_word(found["status"])
    crumbs = (Crumb(_("Controls"), stands.link("controls")), Crumb(control.name, stands.link("controls-detail", pk)))
    return draw(request, stands, title, answer_test(basis, control.key, found), drawer.links(steps), crumbs)


@require_safe
def of_requirement(request: ActorRequest, pk: int) -> HttpResponse:
    """Requirement, its controls with their statuses, and the whole chain of the control that decides."""
    stands = standing(request)
    requirement = get_object_or_404(visible_to(request.actor, Requirement).select_related("framework"), pk=pk)
    status = RequirementStatus.objects.filter(assessment=stands.assessment, requirement=requirement).first()
    if status is None:
        raise Http404
    links = requirement_chain(stands, requirement, status)
    answer = f"{requirement.key} {requirement.title}: {status_word(status.status)}. " + " ".join(
        str(reason["text"]) for reason in status.conclusion["reasons"][:2]
    )
    title = _("Proof: why %s?") % status_word(status.status)
    framework = requirement.framework
    crumbs = (
        Crumb(framework.title, stands.link("framework", framework.key)),
        Crumb(requirement.key, stands.link("requirements-detail", pk)),
    )
    return draw(request, stands, title, answer, links, crumbs)


def requirement_chain(stands: Standing, requirement: Requirement, status: RequirementStatus) -> list[Link]:
    argued = _by_argument(stands, status)
    if argued:
        return argued
    keys = [str(key) for key in status.conclusion["controls"]]
    rows = ControlStatus.objects.filter(assessment=stands.assessment, control__key__in=keys)
    concluded = {row["id"]: row for row in rows.values_list("conclusion", flat=True)}
    worst = min(concluded, key=lambda key: (_WORST_CONTROL.index(concluded[key]["status"]), key), default=None)
    basis = basis_of(stands, [str(t["id"]) for t in concluded[worst]["tests"]] if worst else [])
    drawer = Drawer(stands, basis)
    asked = RequirementStep(requirement.framework.title, requirement.key, requirement.title)
    links = [drawer.requirement(requirement.pk, asked, status.status)]
    if status.status == "not applicable" or not keys:
        steps = chains.requirement_chain(basis, requirement.framework.key, requirement.key)
        return [*links, *drawer.links(steps[1:])]
    links += [drawer.control(key, chains.control_step(basis, key)) for key in keys if key != worst]
    if worst is not None:
        links += control_links(basis, drawer, worst, why=stands.link("proof-control", basis.controls[worst].control.pk))
    links += drawer.links(
        [
            MethodStep(
                _("A requirement is met only where every control that supports it is effective. ") + CROSSWALK_NOTE
            )
        ]
    )
    return links


def _by_argument(stands: Standing, status: RequirementStatus) -> list[Link]:
    """The chain of the argument that decided the requirement, empty where its controls decided."""
    from earnest.interfaces.web.arguments.proofs import chain_of

    first = next(iter(status.conclusion["reasons"]), None)
    names = [ref.partition(":")[2] for ref in first["refs"] if ref.startswith("argument:")] if first else []
    return chain_of(stands, names[0]) if names else []


@require_safe
def of_source(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    source = get_object_or_404(visible_to(request.actor, Source), pk=pk)
    basis = basis_of(stands)
    state = basis.sources.get(source.slug)
    links = list(Drawer(stands, basis).links(chains.source_chain(basis, source.slug))) if state else []
    title, crumbs = _("Proof: how fresh is it?"), (Crumb(source.title, stands.link("sources-detail", pk)),)
    return draw(request, stands, title, proof_home.say_source(stands, state), links, crumbs)


@require_safe
def of_snapshot(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    snapshot = get_object_or_404(visible_to(request.actor, Snapshot).select_related("source"), pk=pk)
    links = proof_home.snapshot_links(stands, snapshot)
    says = {
        Snapshot.Basis.CONTENT: _("The file itself says when it was observed."),
        Snapshot.Basis.STATED: _("A person stated when it was observed."),
        Snapshot.Basis.FILE: _("Only the time of the file says when it was observed."),
        Snapshot.Basis.UPLOAD: _("Nothing says when it was observed, so the time of upload stands for it."),
    }[Snapshot.Basis(snapshot.observed_basis)]
    crumbs = (Crumb(snapshot.source.title, stands.link("sources-detail", snapshot.source_id)),)
    return draw(request, stands, _("Proof: where is it from?"), f"{snapshot.name}. {says}", links, crumbs)


@require_safe
def of_framework(request: ActorRequest, key: str) -> HttpResponse:
    stands = standing(request)
    made = proof_home.framework(stands, key)
    if made is None:
        raise Http404
    crumbs = (Crumb(_("Frameworks"), stands.link("frameworks")), Crumb(made.title, stands.link("framework", key)))
    return draw(request, stands, _("Proof: %s") % made.title, made.answer, made.links, crumbs)


@require_safe
def of_home(request: ActorRequest, key: str) -> HttpResponse:
    stands = standing(request)
    made = proof_home.proof(stands, key)
    if made is None:
        raise Http404
    return draw(request, stands, made.title, made.answer, made.links, (Crumb(_("Today"), stands.link("home")),))


def draw(
    request: ActorRequest, stands: Standing, title: str, answer: str, links: Iterable[Link], crumbs: Iterable[Crumb]
) -> HttpResponse:
    context = {
        **stands.context,
        "title": title,
        "answer": answer,
        "links": list(links),
        "crumbs": [*crumbs, Crumb(_("Proof"))],
    }
    return render(request, "proof/proof.html", context)


def concluded_control(stands: Standing, control: Control) -> Plain:
    """What the assessment says of a control; Http404 where it was not in use yet."""
    found: Plain | None = (
        ControlStatus.objects.filter(assessment=stands.assessment, control=control)
        .values_list("conclusion", flat=True)
        .first()
    )
    if found is None:
        raise Http404
    return found


def requirement_links(stands: Standing, drawer: Drawer, control: Control) -> list[Link]:
    """The requirements that a control supports, those that stand worst first."""
    rows = RequirementStatus.objects.filter(assessment=stands.assessment, requirement__support__control=control)
    rows = rows.select_related("requirement__framework").defer("conclusion")
    order = ("not met", "partly met", "unproven", "met", "met by another approach", "not applicable")
    found = sorted(rows, key=lambda r: (order.index(r.status), r.requirement.framework.title, r.requirement.position))
    return [
        drawer.requirement(
            row.requirement_id,
            RequirementStep(row.requirement.framework.title, row.requirement.key, row.requirement.title),
            row.status,
        )
        for row in found
    ]


def control_links(basis: Slice, drawer: Drawer, key: str, *, why: str = "") -> Iterator[Link]:
    """A control, its tests with their proofs, and the whole chain of the one that decides."""
    entry = basis.controls[key]
    yield replace(drawer.control(key, chains.control_step(basis, key)), why=why)
    deciding = deciding_test(entry.tests)
    for test in entry.tests:
        if test is not deciding:
            known = basis.tests.get(str(test["id"]))
            yield drawer.test(key, test, known.version if known else 0)
    if deciding is not None:
        yield from drawer.links(chains.test_chain(basis, key, deciding)[1:])
    for reference in entry.concluded["rests_on"]:
        kind, _colon, one = str(reference).partition(":")
        yield from drawer.links(chains.paper(basis, kind, one))
    if not basis.controls[key].tests and not any(
        r.startswith(("record:", "attestation:")) for r in entry.concluded["rests_on"]
    ):
        yield from drawer.links([MissingStep(_("Evidence"), "; ".join(chains.texts(entry.concluded)))])
        yield from drawer.links(chains.ledger(basis, entry.control))


def deciding_test(tests: Iterable[Plain]) -> Plain | None:
    """The test that the status of its control follows: the worst, then the most severe, then the most violated."""
    return min(
        tests,
        key=lambda t: (_WORST.index(t["status"]), SEVERITIES.index(t["severity"]), -t["violations"], t["id"]),
        default=None,
    )


def answer_control(basis: Slice, control: Control, concluded: Plain) -> str:
    deciding = deciding_test(concluded["tests"])
    says = (
        answer_test(basis, control.key, deciding)
        if deciding
        else " ".join(str(r["text"]) for r in concluded["reasons"][:2])
    )
    return _("%(control)s is %(status)s. %(says)s") % {
        "control": control.name,
        "status": status_word(concluded["status"]),
        "says": says,
    }


def answer_test(basis: Slice, key: str, concluded: Plain) -> str:
    """What the test found, in its author's words; where there is no result, the reasons."""
    test = basis.tests.get(str(concluded["id"]))
    if test is None or concluded["result"] is None or not concluded["population"]:
        return " ".join(str(reason["text"]) for reason in concluded["reasons"])
    parameters: dict[str, Any] = dict(basis.parameters.get((key, test.id), {}))
    return said(test, concluded, parameters)


def status_word(status: str) -> str:
    from earnest.interfaces.web.templatetags.earnest import STATUSES

    return str(STATUSES[status].word).lower()
