"""Populations and samples: drawn, drawn again and compared, and tested member by member."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from earnest.core.controls.models import Control
from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import Engagement, Population, Sample, SampleItem
from earnest.duties.audits.queries import PopulationCheck, SampleNow
from earnest.duties.audits.rules.sampling import Member as Drawable
from earnest.duties.audits.rules.testing import EXCEPTION, NOT_APPLICABLE, PASS, Attribute
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Broken, EarnestError, Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.audits.asking import asked_for, forms_page, to, way
from earnest.interfaces.web.audits.engagement import one_engagement
from earnest.interfaces.web.audits.forms import DrawForm, PopulationForm
from earnest.interfaces.web.audits.places import Places
from earnest.library.sample_sizes import sample_sizes

MEMBERS = 200
RESULTS = {
    PASS: gettext_lazy("Pass"),
    EXCEPTION: gettext_lazy("Exception"),
    NOT_APPLICABLE: gettext_lazy("Not applicable"),
}


@dataclass(frozen=True)
class Cell:
    """One attribute of one member: the name of its field and the result so far."""

    name: str
    title: str
    key: str
    result: str
    word: str


@dataclass(frozen=True)
class MemberRow:
    """One member with its results."""

    item: SampleItem
    cells: tuple[Cell, ...]
    note_name: str


def one_population(actor: Actor, pk: int) -> Population:
    return get_object_or_404(visible_to(actor, Population).select_related("engagement__framework", "control"), pk=pk)


def one_sample(actor: Actor, pk: int) -> Sample:
    return get_object_or_404(visible_to(actor, Sample).select_related("population__engagement", "request"), pk=pk)


@require_safe
def population(request: ActorRequest, pk: int) -> HttpResponse:
    """Members as they were recorded; with `check`, listed again from evidence and compared."""
    actor, row = request.actor, one_population(request.actor, pk)
    actor.require(May.SEE_RECORD)
    check: PopulationCheck | None = queries.check_population(row) if "check" in request.GET else None
    places = Places(actor)
    context = {
        **listed(row),
        "title": row.title,
        "lede": row.note,
        "row": row,
        "check": check,
        "samples": visible_to(actor, Sample).filter(population=row).order_by("pk"),
        "test_url": places.test(row.control.key, row.test) if row.control else "",
        "sources": [(one, places.of(f"source:{one['source']}")) for one in row.snapshots],
        "may_write": actor.may(May.EDIT_RECORD) and row.engagement.state != Engagement.State.CLOSED,
        "crumbs": way(to("engagements-detail", row.engagement), Crumb(row.title)),
    }
    return render(request, "audits/population.html", context)


def listed(row: Population) -> dict[str, object]:
    """The first members as they were recorded, and why not where what is kept is not what was recorded."""
    members, fault = _members(row)
    return {"members": members[:MEMBERS], "more": max(0, len(members) - MEMBERS), "fault": fault}


def _members(row: Population) -> tuple[tuple[Drawable, ...], str]:
    try:
        return queries.kept_members(row), ""
    except Broken as error:
        return (), str(error)


def draw_form(request: ActorRequest, row: Population) -> DrawForm:
    members, _fault = _members(row)
    strata = sorted(members[0].values) if members else []
    return DrawForm(request.POST or None, strata=strata, initial={"method": "random", "size": min(25, row.size)})


@forms_page
def record_population(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Record the population of a control test."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = PopulationForm(request.POST or None, actor=actor, initial={"as_of": clock.today()})

    def act() -> str:
        given = dict(form.cleaned_data)
        control, _slash, test = given.pop("test").rpartition("/")
        of = visible_to(actor, Control).filter(key=control).first()
        made = operations.record_population(actor, row, test=test, control=of, **given)
        return reverse("populations-detail", args=[made.pk])

    return asked_for(
        request,
        form,
        act,
        title=_("Record a population"),
        says=_("Recorded with its evidence and digest."),
        lede=_("Exactly what a control test looks at, listed from the evidence of that day."),
        back=reverse("engagements-detail", args=[pk]),
        crumbs=[to("engagements-detail", row)],
    )


@forms_page
def draw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Draw a sample by a recorded method and seed."""
    actor, row = request.actor, one_population(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = draw_form(request, row)

    def act() -> str:
        return reverse("samples-detail", args=[drawn(actor, row, form).pk])

    custom = "; ".join(f"{one.title}: {one.least} to {one.most}" for one in sample_sizes().sizes)
    return asked_for(
        request,
        form,
        act,
        title=_("Draw a sample"),
        says=_("Drawn. Anybody can draw it again."),
        lede=_("Common sizes, by how often the control works: %s. Your auditor decides.") % custom,
        back=reverse("populations-detail", args=[pk]),
        crumbs=[to("engagements-detail", row.engagement), to("populations-detail", row)],
    )


def drawn(actor: Actor, row: Population, form: DrawForm) -> Sample:
    given = dict(form.cleaned_data)
    lines = [told.strip().partition(" ") for told in given.pop("attributes").splitlines() if told.strip()]
    attributes = [Attribute(key, title) for key, _blank, title in lines]
    chosen = [told.strip() for told in given.pop("chosen").splitlines() if told.strip()]
    size = given.pop("size") or len(chosen)
    return operations.draw_sample(actor, row, size=size, chosen=chosen, attributes=attributes, **given)


@require_safe
def sample(request: ActorRequest, pk: int) -> HttpResponse:
    actor, row = request.actor, one_sample(request.actor, pk)
    actor.require(May.SEE_RECORD)
    engagement = row.population.engagement
    context = {
        **shown(row),
        "may_test": actor.may(May.EDIT_RECORD) and engagement.state != Engagement.State.CLOSED,
        "results_url": reverse("audit-sample-results", args=[pk]),
        "crumbs": way(to("engagements-detail", engagement), to("populations-detail", row.population), Crumb(row.title)),
    }
    return render(request, "audits/sample.html", context)


def shown(row: Sample) -> dict[str, object]:
    """What the page of a sample shows, to us and to guests."""
    found: SampleNow = queries.sample(row)
    return {
        "title": row.title,
        "lede": row.reason,
        "row": row,
        "found": found,
        "rows": [_member(one, found.attributes) for one in found.items],
        "results": RESULTS.items(),
        "tallies": [(one, "" if one.most is None else f"{one.most:.1%}") for one in found.tallies],
    }


def _member(item: SampleItem, attributes: tuple[Attribute, ...]) -> MemberRow:
    cells = []
    for one in attributes:
        result = item.results.get(one.key, "")
        word = str(RESULTS.get(result, ""))
        cells.append(Cell(f"r-{item.pk}-{one.key}", one.title, one.key, result, word))
    return MemberRow(item, tuple(cells), f"n-{item.pk}")


@require_POST
def results(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Keep the results that were filled in: those of every member that changed, or none."""
    row = one_sample(request.actor, pk)
    request.actor.require(May.EDIT_RECORD)
    keep_results(request, row)
    return redirect("samples-detail", pk=pk)


def keep_results(request: ActorRequest, row: Sample) -> None:
    """Record what was posted, and tell the reader how it went."""
    try:
        kept = _kept(request.actor, row, request.POST)
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Results of %d members are kept.") % kept)


def _revision(given: QueryDict, item: SampleItem) -> int | None:
    told = given.get(f"v-{item.pk}", "")
    return int(told) if told.isdecimal() and len(told) < 10 else None


def _kept(actor: Actor, row: Sample, given: QueryDict) -> int:
    kept = 0
    with transaction.atomic():
        for item in row.items.order_by("position"):
            told = {one["key"]: given.get(f"r-{item.pk}-{one['key']}", "") for one in row.attributes}
            found = {key: value for key, value in told.items() if value}
            note = given.get(f"n-{item.pk}", "")[:4000]
            if found == item.results and note.strip() == item.note:
                continue
            try:
                operations.record_test(actor, item, results=found, note=note, seen=_revision(given, item))
            except Invalid as error:
                raise Invalid(f"{item.position}, {item.label}: {error}", field="results") from error
            kept += 1
    return kept
