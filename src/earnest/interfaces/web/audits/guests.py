"""What a guest auditor may open: one engagement and what belongs to it. Each look and download is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from earnest.core.evidence import queries as evidence
from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import AuditRequest, Engagement, Population
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import Broken
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits import words
from earnest.interfaces.web.audits.asking import asked_for, forms_page
from earnest.interfaces.web.audits.engagement import RequestRow, one_engagement
from earnest.interfaces.web.audits.files import workbook
from earnest.interfaces.web.audits.forms import AskForm, CommentForm, NoteForm, WhyForm
from earnest.interfaces.web.audits.overview import FindingRow
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.audits.requests import answer_rows, one_request
from earnest.interfaces.web.audits.samples import (
    draw_form,
    drawn,
    keep_results,
    listed,
    one_population,
    one_sample,
    shown,
)
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.uploads import safe_name


@dataclass(frozen=True)
class FileRow:
    """A file that may be taken away, by what answers call it and by its number."""

    reference: str
    pk: int


def is_guest(actor: Actor) -> bool:
    return actor.role == Role.AUDITOR


def _let_in(actor: Actor) -> None:
    """Guests, and people of the house who want to see what guests see."""
    if not is_guest(actor) and not actor.may(May.SEE_RECORD):
        raise Http404


def landing(request: ActorRequest) -> HttpResponseBase:
    """Where a guest comes in: at their engagement; at a choice of several; or told plainly that nothing is open."""
    rows = visible_to(request.actor, Engagement).select_related("framework").order_by("fieldwork_start")
    found = list(rows)
    if len(found) == 1:
        return redirect("guest-engagement", pk=found[0].pk)
    title = _("Your engagements") if found else _("Nothing is open to you")
    user = request.actor.user
    ended = queries.ended(user) if user is not None and not found else ()
    return render(request, "audits/guest/landing.html", {"title": title, "rows": found, "ended": ended})


@require_safe
def engagement(request: ActorRequest, pk: int) -> HttpResponse:
    actor, row = request.actor, _seen(request, pk, _("Engagement and request list"))
    today = clock.today()
    found = queries.request_list(actor, row, today)
    findings = queries.nonconformities(actor, today, engagement=row)
    context = {
        "title": row.title,
        "lede": row.scope,
        "engagement": row,
        "requests": [RequestRow(one, words.request(one.row)) for one in found.rows],
        "asked": found,
        "populations": visible_to(actor, Population).filter(engagement=row).prefetch_related("samples"),
        "findings": [FindingRow(one, words.finding(one), "") for one in findings],
        "may_act": is_guest(actor) and row.state != Engagement.State.CLOSED,
    }
    return render(request, "audits/guest/engagement.html", context)


def _seen(request: ActorRequest, pk: int, what: str) -> Engagement:
    """The engagement, after the look at it was kept."""
    _let_in(request.actor)
    row = one_engagement(request.actor, pk)
    operations.guest_viewed(request.actor, row, what=what)
    return row


@require_safe
def facts(request: ActorRequest, pk: int) -> HttpResponse:
    """Requirements of the framework with their controls, tests and evidence."""
    row = _seen(request, pk, _("Requirements, controls and control tests"))
    found = queries.engagement_facts(request.actor, row, clock.today())
    files = queries.engagement_files(request.actor, row)
    context = {
        "title": _("What was concluded"),
        "engagement": row,
        "facts": found,
        "controls": found.controls,
        "files": files,
        "handed": queries.handed_over(request.actor, row),
    }
    return render(request, "audits/guest/facts.html", context)


@require_safe
def file(request: ActorRequest, pk: int, snapshot: int) -> HttpResponseBase:
    """The bytes of an evidence file that an answer or a population of the engagement rests on."""
    _let_in(request.actor)
    row = one_engagement(request.actor, pk)
    found = next((one for one in queries.engagement_files(request.actor, row) if one.pk == snapshot), None)
    if found is None or not queries.may_download(request.actor, row, found):
        raise Http404
    return _taken(request, row, found.sha256, found.name, _("Evidence file %s") % found.name)


@require_safe
def document(request: ActorRequest, pk: int, sha256: str) -> HttpResponseBase:
    """The bytes of a file that an answer of the engagement handed over."""
    _let_in(request.actor)
    row = one_engagement(request.actor, pk)
    found = next((one for one in queries.handed_over(request.actor, row) if one.sha256 == sha256), None)
    if found is None:
        raise Http404
    return _taken(request, row, found.sha256, found.name, _("File handed over: %s") % found.name)


def _taken(request: ActorRequest, row: Engagement, sha256: str, name: str, what: str) -> HttpResponseBase:
    """The bytes as a download that the ledger keeps, whoever takes it."""
    try:
        content = evidence.store().path(sha256).open("rb")
    except OSError as error:
        raise Broken(_("The bytes of “%s” are not in the evidence store.") % name) from error
    operations.downloaded(request.actor, row, what=what)
    kind = "application/octet-stream"
    return FileResponse(content, as_attachment=True, filename=safe_name(name), content_type=kind)


@require_safe
def export_list(request: ActorRequest, pk: int) -> HttpResponse:
    _let_in(request.actor)
    return workbook(request.actor, one_engagement(request.actor, pk))


@require_safe
def request_page(request: ActorRequest, pk: int) -> HttpResponse:
    _let_in(request.actor)
    row = one_request(request.actor, pk)
    operations.guest_viewed(request.actor, row.engagement, what=_("Request %s") % row.number)
    found = queries.request_now(request.actor, row, clock.today())
    acts = is_guest(request.actor) and row.engagement.state != Engagement.State.CLOSED
    files = [FileRow(str(one.pk), one.pk) for one in queries.engagement_files(request.actor, row.engagement)]
    context = {
        "title": f"{row.number} {row.title}",
        "lede": row.detail,
        "engagement": row.engagement,
        "row": row,
        "found": found,
        "mark": words.request(row),
        "answers": answer_rows(found, Places(request.actor)),
        "files": files,
        "may_act": acts,
        "may_decide": acts and row.state == AuditRequest.State.ANSWERED,
    }
    return render(request, "audits/guest/request.html", context)


def _guest_request(request: ActorRequest, pk: int) -> AuditRequest:
    """A request that the guest may act on; for people of the house their own pages are there."""
    row = one_request(request.actor, pk)
    if not is_guest(request.actor):
        raise Http404
    return row


def _form(
    request: ActorRequest, form: Form, act: Callable[[], object], row: AuditRequest, title: str, says: str
) -> HttpResponseBase:
    back = reverse("guest-request", args=[row.pk])
    return asked_for(request, form, act, title=title, says=says, back=back, record=row)


@forms_page
def comment(request: ActorRequest, pk: int) -> HttpResponseBase:
    row = _guest_request(request, pk)
    form = CommentForm(request.POST or None, guest=True)

    def act() -> object:
        return operations.comment(request.actor, row, text=form.cleaned_data["text"])

    return _form(request, form, act, row, _("Comment"), _("Kept."))


@forms_page
def accept(request: ActorRequest, pk: int) -> HttpResponseBase:
    row = _guest_request(request, pk)
    form = NoteForm(request.POST or None)

    def act() -> object:
        return operations.accept(request.actor, row, note=form.cleaned_data["note"], seen=revision_seen(request))

    return _form(request, form, act, row, _("Accept the answer"), _("Accepted."))


@forms_page
def give_back(request: ActorRequest, pk: int) -> HttpResponseBase:
    row = _guest_request(request, pk)
    form = WhyForm(request.POST or None)

    def act() -> object:
        reason, seen = form.cleaned_data["reason"], revision_seen(request)
        return operations.return_request(request.actor, row, reason=reason, seen=seen)

    return _form(request, form, act, row, _("Return it"), _("Returned."))


@forms_page
def ask(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Ask for something more."""
    row = one_engagement(request.actor, pk)
    if not is_guest(request.actor):
        raise Http404
    form = AskForm(request.POST or None, actor=request.actor, engagement=row, guest=True)

    def act() -> str:
        made = AuditRequest(engagement=row, asked_on=clock.today(), **form.cleaned_data)
        return reverse("guest-request", args=[operations.ask(request.actor, made).pk])

    back = reverse("guest-engagement", args=[pk])
    return asked_for(request, form, act, title=_("Ask for something"), says=_("Asked."), back=back)


@require_safe
def population(request: ActorRequest, pk: int) -> HttpResponse:
    """What samples are drawn from, member by member."""
    _let_in(request.actor)
    row = one_population(request.actor, pk)
    operations.guest_viewed(request.actor, row.engagement, what=_("Population %s") % row.title)
    context = {"title": row.title, "lede": row.note, "engagement": row.engagement, "row": row, **listed(row)}
    return render(request, "audits/guest/population.html", context)


@require_safe
def sample(request: ActorRequest, pk: int) -> HttpResponse:
    _let_in(request.actor)
    row = one_sample(request.actor, pk)
    operations.guest_viewed(request.actor, row.population.engagement, what=_("Sample %s") % row.title)
    context = {
        **shown(row),
        "engagement": row.population.engagement,
        "may_test": is_guest(request.actor) and row.population.engagement.state != Engagement.State.CLOSED,
        "results_url": reverse("guest-sample-results", args=[pk]),
    }
    return render(request, "audits/guest/sample.html", context)


@require_POST
def results(request: ActorRequest, pk: int) -> HttpResponseBase:
    row = one_sample(request.actor, pk)
    if not is_guest(request.actor):
        raise Http404
    keep_results(request, row)
    return redirect("guest-sample", pk=pk)


@forms_page
def draw(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Draw a sample; a guest may, from populations of their engagement."""
    row = one_population(request.actor, pk)
    if not is_guest(request.actor):
        raise Http404
    form = draw_form(request, row)

    def act() -> str:
        return reverse("guest-sample", args=[drawn(request.actor, row, form).pk])

    back = reverse("guest-engagement", args=[row.engagement_id])
    says = _("Drawn. Anybody can draw it again.")
    return asked_for(request, form, act, title=_("Draw a sample"), says=says, back=back)
