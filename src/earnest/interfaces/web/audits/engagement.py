"""One engagement: its facts, readiness by requirement, requests, populations, what was found, who is let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import Engagement, Population
from earnest.duties.audits.queries import Change, Readiness, RequestList, RequestNow
from earnest.duties.audits.rules.forecast import Ahead
from earnest.foundation.actor import Actor, May
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
from earnest.interfaces.web.audits import words
from earnest.interfaces.web.audits.asking import asked_for, forms_page, to, way
from earnest.interfaces.web.audits.forms import MoveForm, WhyForm
from earnest.interfaces.web.audits.overview import finding_rows
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.standing import Standing, standing
from earnest.interfaces.web.users import LINK
from earnest.interfaces.web.wording import short

SHOWS: dict[str, str | Promise] = {
    "changes": gettext_lazy("May change"),
    "open": gettext_lazy("Not met at fieldwork"),
    "all": gettext_lazy("Every requirement"),
}
STATES: dict[str, str | Promise] = {
    "ours": gettext_lazy("Ours to answer"),
    "overdue": gettext_lazy("Overdue"),
    "answered": gettext_lazy("Answered"),
    "accepted": gettext_lazy("Accepted"),
    "returned": gettext_lazy("Returned"),
    "contradicted": gettext_lazy("Evidence has moved"),
    "all": gettext_lazy("All"),
}
MET = frozenset({"met", "met by another approach"})


@dataclass(frozen=True)
class Chip:
    """A view of a list, with how many rows it has."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Why:
    """A reason for a change, with the page of what it is about."""

    change: Change
    url: str


@dataclass(frozen=True)
class AheadRow:
    """One requirement of the forecast; `moves` says that expected differs from today, `range` that it may."""

    row: Ahead
    proof: str
    moves: bool
    range: bool
    reasons: tuple[Why, ...]
    more: int


@dataclass(frozen=True)
class RequestRow:
    """One request of the list."""

    found: RequestNow
    mark: words.Mark


def one_engagement(actor: Actor, pk: int) -> Engagement:
    """The engagement; Http404 where the actor sees none."""
    rows = visible_to(actor, Engagement).select_related("framework", "accountable")
    return get_object_or_404(rows, pk=pk)


@require_safe
@reading_once()
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    actor, row = request.actor, one_engagement(request.actor, pk)
    places = Places(actor, stands.query)
    ahead = queries.readiness(row, stands.day)
    asked = queries.request_list(actor, row, stands.day)
    show = request.GET.get("show", "changes")
    state = request.GET.get("state", "ours")
    context = {
        **stands.context,
        **_forecast(stands, row, ahead, show if show in SHOWS else "changes", state, places),
        **_requests(stands, row, asked, state if state in STATES else "ours", show),
        "title": row.title,
        "lede": row.scope,
        "engagement": row,
        "now": queries.engagement_now(actor, row, stands.day),
        "framework": short(row.framework.title),
        "populations": visible_to(actor, Population).filter(engagement=row).prefetch_related("samples"),
        "findings": finding_rows(queries.nonconformities(actor, stands.day, engagement=row), places),
        "invitations": queries.invitations(actor, row),
        "shown": _link_to_show(request),
        "may_write": actor.may(May.EDIT_RECORD) and stands.day == stands.today,
        "may_invite": actor.may(May.MANAGE_USERS) and stands.day == stands.today,
        "closed": row.state == Engagement.State.CLOSED,
        "crumbs": way(Crumb(row.title)),
    }
    context["away"] = words.days_to((row.fieldwork_start - stands.day).days)
    return render(request, "audits/engagement.html", context)


def _link_to_show(request: ActorRequest) -> dict[str, str] | None:
    """A one-time link that was just made, for those who make them; it is shown once."""
    if not request.actor.may(May.MANAGE_USERS):
        return None
    found: dict[str, str] | None = request.session.pop(LINK, None)
    return found


def _forecast(
    stands: Standing, row: Engagement, ahead: Readiness, show: str, state: str, places: Places
) -> dict[str, object]:
    chosen = {
        "changes": [
            one for one in ahead.rows if one.changes or len({one.today, one.floor, one.expected, one.ceiling}) > 1
        ],
        "open": [one for one in ahead.rows if one.expected not in MET and one.expected != "not applicable"],
        "all": list(ahead.rows),
    }
    return {
        "ahead": ahead,
        "ahead_why": stands.link("proof-readiness", row.pk),
        "shares": {
            name: words.percent(share)
            for name, share in (
                ("today", ahead.share_today),
                ("low", ahead.share_low),
                ("expected", ahead.share),
                ("high", ahead.share_high),
            )
        },
        "ahead_rows": [_ahead(stands, one, places) for one in chosen[show]],
        "shows": [
            Chip(str(label), _view(stands, row, "ahead", show=key, state=state), key == show, len(chosen[key]))
            for key, label in SHOWS.items()
        ],
    }


def _ahead(stands: Standing, row: Ahead, places: Places) -> AheadRow:
    seen = {one.what: Why(one, places.of(one.reference)) for one in row.changes}
    return AheadRow(
        row=row,
        proof=stands.link("proof-requirement", row.requirement),
        moves=row.expected != row.today,
        range=len({row.floor, row.expected, row.ceiling}) > 1,
        reasons=tuple(seen.values())[:3],
        more=max(0, len(seen) - 3),
    )


def in_state(asked: RequestList, state: str) -> list[RequestNow]:
    """The requests of one view of the list."""
    if state == "ours":
        return [one for one in asked.rows if one.ours]
    if state == "overdue":
        return [one for one in asked.rows if one.overdue_days]
    if state == "contradicted":
        return [one for one in asked.rows if one.contradicted]
    return [one for one in asked.rows if state in {"all", one.row.state}]


def _requests(stands: Standing, row: Engagement, asked: RequestList, state: str, show: str) -> dict[str, object]:
    return {
        "asked": asked,
        "requests": [RequestRow(one, words.request(one.row)) for one in in_state(asked, state)],
        "states": [
            Chip(
                str(label),
                _view(stands, row, "requests", show=show, state=key),
                key == state,
                len(in_state(asked, key)),
            )
            for key, label in STATES.items()
        ],
    }


def _view(stands: Standing, row: Engagement, place: str, **asked: str) -> str:
    day: date = stands.day
    pairs = {**asked, **({"as_of": day.isoformat()} if stands.query else {})}
    return f"{reverse('engagements-detail', args=[row.pk])}?{urlencode(pairs)}#{place}"


@forms_page
def move(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Go on to the next state of the engagement."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = MoveForm(request.POST or None, engagement=row)
    return asked_for(
        request,
        form,
        lambda: operations.move_engagement(actor, row, state=form.cleaned_data["state"], seen=revision_seen(request)),
        title=_("Move the engagement"),
        says=_("Moved."),
        back=reverse("engagements-detail", args=[pk]),
        crumbs=[to("engagements-detail", row)],
        record=row,
    )


@forms_page
def reopen(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Open a closed engagement again; the reason stays in the history."""
    actor, row = request.actor, one_engagement(request.actor, pk)
    actor.require(May.EDIT_RECORD)
    form = WhyForm(request.POST or None)
    return asked_for(
        request,
        form,
        lambda: operations.reopen_engagement(actor, row, seen=revision_seen(request), **form.cleaned_data),
        title=_("Open it again"),
        says=_("It is open again."),
        lede=_("What was asked, drawn and said in it can be changed again. The reason stays in the history."),
        back=reverse("engagements-detail", args=[pk]),
        crumbs=[to("engagements-detail", row)],
        record=row,
    )
