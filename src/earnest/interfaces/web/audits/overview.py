"""Every engagement, what is ours to answer, what was found, and the duties that are not true here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.duties.audits import queries
from earnest.duties.audits.models import Engagement
from earnest.duties.audits.queries import EngagementNow, NonconformityNow, ObligationNow
from earnest.duties.audits.rules.standing import Truth
from earnest.foundation.actor import May
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.audits import words
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.standing import standing
from earnest.interfaces.web.wording import short

SHOWN = 12


@dataclass(frozen=True)
class EngagementRow:
    """One engagement as the table shows it."""

    found: EngagementNow
    framework: str
    away: str


@dataclass(frozen=True)
class FindingRow:
    """One nonconformity with its mark; `why` proves what evidence says of it."""

    found: NonconformityNow
    mark: words.Mark
    why: str


@dataclass(frozen=True)
class ObligationRow:
    """One duty with its mark and the address of its proof."""

    found: ObligationNow
    mark: words.Mark
    why: str


def finding_rows(found: tuple[NonconformityNow, ...], places: Places) -> list[FindingRow]:
    rows = []
    for one in found:
        why = places.test(one.row.control.key, one.row.test) if one.row.control else ""
        rows.append(FindingRow(one, words.finding(one), why))
    return rows


def obligation_rows(found: tuple[ObligationNow, ...], places: Places) -> list[ObligationRow]:
    rows = []
    for one in found:
        why = places.test(one.row.control.key, one.row.test) if one.row.control else ""
        rows.append(ObligationRow(one, words.obligation(one), why))
    return rows


@require_safe
@reading_once()
def overview(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    actor, places = request.actor, Places(request.actor, stands.query)
    known = queries.engagements(actor, stands.day)
    live = [one for one in known if one.row.state != Engagement.State.CLOSED]
    findings = tuple(one for one in queries.nonconformities(actor, stands.day) if one.open)
    duties = queries.obligations(actor, stands.day)
    false = tuple(one for one in duties if one.truth is not Truth.TRUE)
    review = queries.next_review()
    context = {
        **stands.context,
        "title": _("Audits"),
        "lede": _("Who looks at us when, what they ask, what was found, and what must be true here."),
        "crumbs": [Crumb(_("Audits"))],
        "rows": [
            EngagementRow(one, short(one.row.framework.title), words.days_to(one.days_to_fieldwork)) for one in known
        ],
        "live": live,
        "next": live[0] if live else None,
        "ours": sum(one.ours for one in live),
        "overdue": sum(one.overdue for one in live),
        "findings": finding_rows(findings, places),
        "contradicted": sum(one.stands.standing.value == "contradicted" for one in findings),
        "review": review,
        "review_late": (stands.day - review.due_on).days if review else 0,
        "duties": duties,
        "not_true": [one for one in false if one.truth is Truth.NOT_TRUE],
        "unproven": [one for one in false if one.truth is Truth.UNPROVEN],
        "false": obligation_rows(false[:SHOWN], places),
        "more_false": max(0, len(false) - SHOWN),
        "may_write": actor.may(May.EDIT_RECORD),
    }
    return render(request, "audits/overview.html", context)
