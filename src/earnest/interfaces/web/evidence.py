"""Evidence: where it comes from, how fresh it is, what rests on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from earnest.core.evidence import operations, queries
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.evidence.queries import Resting, SourceState, visible_to
from earnest.core.evidence.rules import Freshness
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Choice, Crumb
from earnest.foundation.plain import may_change
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import ReasonForm
from earnest.interfaces.web.listing import Column, download, ordered
from earnest.interfaces.web.standing import asked_day
from earnest.interfaces.web.templatetags.earnest import status
from earnest.interfaces.web.timeline import timeline

DAYS = 180
FEW = 30


@dataclass(frozen=True)
class Look:
    """How freshness looks: as which status, and in which word."""

    status: str
    word: str | Promise


LOOKS: dict[Freshness, Look] = {
    Freshness.FRESH: Look("effective", gettext_lazy("Fresh")),
    Freshness.LATE: Look("partly effective", gettext_lazy("Late")),
    Freshness.STALE: Look("unproven", gettext_lazy("Stale")),
    Freshness.NEVER: Look("unproven", gettext_lazy("Never came")),
    Freshness.UNUSED: Look("planned", gettext_lazy("Out of use")),
}
"""Stale and never look like what they make of a control: unproven."""


@dataclass(frozen=True)
class Row:
    """A source as the list shows it."""

    state: SourceState
    controls: int

    @property
    def source(self) -> Source:
        return self.state.source

    @property
    def mark(self) -> SafeString:
        return mark_of(self.state.freshness)

    @property
    def last(self) -> datetime | None:
        return self.state.last.observed_at if self.state.last else None


COLUMNS = (
    Column("title", gettext_lazy("Source"), lambda row: row.source.title),
    Column("freshness", gettext_lazy("Freshness"), lambda row: str(LOOKS[row.state.freshness].word)),
    Column("last", gettext_lazy("Last observed"), lambda row: row.last),
    Column("cadence", gettext_lazy("Expected every, days"), lambda row: row.source.cadence_days),
    Column("limit", gettext_lazy("Proves nothing after, days"), lambda row: row.source.freshness_days),
    Column("lapses", gettext_lazy("Lapses"), lambda row: row.state.lapses_at),
    Column("accountable", gettext_lazy("Accountable"), lambda row: str(row.source.accountable or "")),
    Column("controls", gettext_lazy("Controls that rest on it"), lambda row: row.controls),
)


def mark_of(freshness: Freshness) -> SafeString:
    """Freshness as shape, word and colour."""
    look = LOOKS[freshness]
    return status(look.status, str(look.word))


@require_safe
def sources(request: ActorRequest) -> HttpResponseBase:
    """Every source with its freshness, and the files that could not be read."""
    actor = request.actor
    if not actor.may(May.SEE_RECORD):
        raise Http404
    day = asked_day(request, clock.today())
    everything = _rows(actor, day)
    rows = _narrowed(request, everything)
    sort = request.GET.get("sort", "")
    rows = ordered(rows, COLUMNS, sort or "title")
    kind = request.GET.get("export", "")
    if found := download(f"evidence-{day}", COLUMNS, rows, kind):
        return found
    counts = Counter(row.state.freshness for row in everything)
    broken = visible_to(actor, Snapshot).filter(state=Snapshot.State.BROKEN).select_related("source")
    context = {
        "rows": rows,
        "sort": sort or "title",
        "as_of": day,
        "narrowed": len(rows) != len(everything),
        "any": bool(everything),
        "choices": [Choice(one.value, str(LOOKS[one].word), counts[one]) for one in Freshness if counts[one]],
        "chosen_values": request.GET.getlist("freshness"),
        "counts": counts,
        "broken": broken.order_by("-uploaded_at")[:FEW],
        "broken_count": broken.count(),
        "may_add": actor.may(May.INGEST),
        "may_say": actor.may(May.ATTEST),
        "may_edit": actor.may(May.EDIT_RECORD),
    }
    return render(request, "evidence/sources.html", context)


@require_safe
def source(request: ActorRequest, pk: int) -> HttpResponseBase:
    return _source_page(request, _one(request.actor, pk))


@require_POST
def set_in_use(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Take a source out of use, or back, with a reason."""
    found = _one(request.actor, pk)
    request.actor.require(May.EDIT_RECORD)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            operations.set_in_use(
                request.actor,
                found,
                active=not found.active,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
            )
        except EarnestError as error:
            form.refuse(error)
        else:
            says = _("“%s” is out of use.") if found.active else _("“%s” is in use again.")
            messages.success(request, says % found)
            return redirect("sources-detail", pk=pk)
    return _source_page(request, found, form)


def told(state: SourceState) -> str:
    """A source's freshness in one sentence."""
    source = state.source
    says = {
        Freshness.FRESH: _("“%s” came in time and still proves what rests on it."),
        Freshness.LATE: _("“%s” is late: it still counts, but the next delivery is overdue."),
        Freshness.STALE: _("“%s” is too old to prove anything. What rests on it is unproven."),
        Freshness.NEVER: _("“%s” never delivered anything. What would rest on it is unproven."),
        Freshness.UNUSED: _("“%s” is out of use. It counts neither as evidence nor as a gap."),
    }
    return says[state.freshness] % source


def _rows(actor: Actor, day: date) -> list[Row]:
    rests = queries.resting(actor)
    states = queries.source_states(actor, clock.end_of(day))
    return [Row(state, len(rests.get(state.source.pk, ()))) for state in states]


def _narrowed(request: ActorRequest, rows: list[Row]) -> list[Row]:
    wanted = [value for value in request.GET.getlist("freshness") if value in list(Freshness)]
    words = request.GET.get("q", "").lower().split()
    return [
        row
        for row in rows
        if (not wanted or row.state.freshness in wanted)
        and all(word in f"{row.source.title} {row.source.slug} {row.source.accountable}".lower() for word in words)
    ]


def _one(actor: Actor, pk: int) -> Source:
    return get_object_or_404(visible_to(actor, Source).select_related("accountable"), pk=pk)


def _source_page(request: ActorRequest, found: Source, form: ReasonForm | None = None) -> HttpResponseBase:
    actor, today = request.actor, clock.today()
    state = next(one for one in queries.source_states(actor, clock.end_of(today)) if one.source.pk == found.pk)
    snapshots = (
        visible_to(actor, Snapshot).filter(source=found).prefetch_related("tables").order_by("-observed_at", "-pk")
    )
    good = snapshots.filter(state=Snapshot.State.GOOD).values_list("observed_at", flat=True)
    rests = queries.resting(actor).get(found.pk, ())
    context: dict[str, Any] = {
        "source": found,
        "title": found.title,
        "lede": told(state),
        "state": state,
        "mark": mark_of(state.freshness),
        "format_title": queries.format_title(found.format),
        "line": timeline((moment.date() for moment in good), holds=found.freshness_days, last=today, days=DAYS),
        "snapshots": snapshots[:FEW],
        "snapshot_count": snapshots.count(),
        "rests": rests,
        "consequence": consequence(found, rests),
        "form": form or ReasonForm(initial={"seen": found.revision}),
        "may_add": actor.may(May.INGEST),
        "may_edit": actor.may(May.EDIT_RECORD),
        "may_change": may_change(actor, found),
        "crumbs": [*_way(), Crumb(found.title)],
    }
    return render(request, "evidence/source.html", context, status=422 if form else 200)


def consequence(source: Source, rests: tuple[Resting, ...]) -> str:
    """What taking a source out of use, or back, will do."""
    if not source.active:
        return _("Its evidence counts again from now on, and its absence shows as a gap again.")
    alone = sum(one.alone for one in rests)
    if not rests:
        return _("No control rests on it, so no status changes.")
    if not alone:
        return _("Every control that rests on it has the same from another source. No status should change.")
    return ngettext(
        "%(count)s control has nothing else to rest on and will be unproven.",
        "%(count)s controls have nothing else to rest on and will be unproven.",
        alone,
    ) % {"count": alone}


def _way() -> list[Crumb]:
    return [Crumb(_("Evidence"), reverse("evidence"))]
