"""One open finding: everything that is known of it, its clock, its history, and asking for an exception."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from earnest.core.assets.models import Asset
from earnest.core.controls.models import ControlException
from earnest.core.evidence.models import Snapshot
from earnest.core.organization.models import Person
from earnest.duties.hygiene import operations, queries
from earnest.duties.hygiene.queries import Finding
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.hygiene import known, lines, words
from earnest.interfaces.web.hygiene.files import Files, files
from earnest.interfaces.web.hygiene.spells import drawing
from earnest.interfaces.web.papers import day_field, own_person


class AskForm(Form):
    """Why one finding is to be let be, what makes up for it, and until when."""

    reason = forms.CharField(
        label=gettext_lazy("Why it cannot be mended in time"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    compensating_measure = forms.CharField(
        label=gettext_lazy("What makes up for it meanwhile"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(
        gettext_lazy("Until"), help_text=gettext_lazy("The last day. After it, the clock runs again by itself.")
    )


@require_safe
def detail(request: ActorRequest, finding: str) -> HttpResponseBase:
    found = files(request)
    told = one(found, finding, request.GET.get("source", ""))
    line = told.line
    context = found.context(
        "hygiene-findings",
        words.flaw(line),
        Crumb(_("Findings"), found.link("hygiene-findings")),
        Crumb(words.flaw(line)),
    )
    context |= facts(found, told)
    context |= {
        "lede": line.title if line.vulnerability_id else "",
        "others_url": found.link("hygiene-findings", vulnerability=line.vulnerability_id)
        if line.vulnerability_id
        else "",
        "may_ask": request.actor.may(May.ASK_EXCEPTION) and line.clock not in {"paused", "not_applicable"},
        "ask_url": found.link("hygiene-ask", line.finding, source=line.source),
    }
    return render(request, "hygiene/finding.html", context)


def one(found: Files, finding: str, source: str) -> Finding:
    """An open finding of the day. Http404 where there is none."""
    told = queries.finding(found.board, finding, source) or queries.finding(found.board, finding)
    if told is None:
        raise Http404
    return told


def facts(found: Files, told: Finding) -> dict[str, Any]:
    """What the page and its proof tell of a finding."""
    line, values = told.line, told.values
    actor = found.stands.actor
    hashes = {one.snapshot for one in told.history} | {str(values["snapshot"])}
    rows = visible_to(actor, Snapshot).filter(sha256__in=hashes).select_related("source")
    snapshots = {row.sha256: row for row in rows}
    own = snapshots.get(str(values["snapshot"]))
    key = line.asset_key or ""
    return {
        "found": told,
        "line": line,
        "row": lines.rows(found, [line])[0],
        "values": values,
        "package_words": words.package(line),
        "scores": known.scores(found, told, own),
        "points": known.points(found, told),
        "started": known.clock_start(told),
        "promise": known.promise(found.board, told),
        "drawing": drawing(told.history, found.stands.day, line.due_on, snapshots),
        "snapshot": own,
        "asset": visible_to(actor, Asset).filter(key=key).first() if key else None,
        "exception": visible_to(actor, ControlException).filter(pk=line.exception).first() if line.exception else None,
        "vex_files": found.of("vex_statements")[: known.FEW] if line.vex_status else (),
        "work_url": found.link("hygiene-package", line.package) if line.package else "",
        "why": found.link("proof-hygiene-finding", line.finding, source=line.source),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActorRequest, finding: str) -> HttpResponseBase:
    """Ask that the clock of one finding pause; nothing changes until another person approves."""
    request.actor.require(May.ASK_EXCEPTION)
    found = files(request)
    told = one(found, finding, request.GET.get("source", ""))
    form = AskForm(request.POST) if request.method == "POST" else AskForm(initial=_first(found))
    if form.is_bound and form.is_valid():
        try:
            made = operations.ask_exception(
                request.actor, told, asked_by=own_person(request.actor), **form.cleaned_data
            )  # fmt: skip
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Asked for. Another person decides; until then the clock runs."))
            return redirect("exceptions-detail", pk=made.pk)
    page = Crumb(words.flaw(told.line), found.link("hygiene-finding", finding, source=told.line.source))
    way = (Crumb(_("Findings"), found.link("hygiene-findings")), page, Crumb(_("Ask for an exception")))
    context = found.context("hygiene-findings", _("Ask for an exception"), *way)
    context |= {
        "form": form,
        "row": lines.rows(found, [told.line])[0],
        "back": page.url,
        "person": visible_to(request.actor, Person).filter(pk=request.actor.person).first()
        if request.actor.person
        else None,
    }
    return render(request, "hygiene/ask.html", context, status=422 if form.is_bound else 200)


def _first(found: Files) -> dict[str, Any]:
    today = found.stands.today
    return {"starts_on": today, "ends_on": today + timedelta(days=30)}
