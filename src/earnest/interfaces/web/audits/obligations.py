"""Duties of law and contract: what must be true here, and whether it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from earnest.duties.audits import operations, queries
from earnest.duties.audits.rules.standing import Truth
from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.audits.asking import way
from earnest.interfaces.web.audits.engagement import Chip
from earnest.interfaces.web.audits.overview import obligation_rows
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.standing import standing

SHOWS: dict[str, tuple[str | Promise, Truth | None]] = {
    "all": (gettext_lazy("All"), None),
    "not-true": (gettext_lazy("Not true"), Truth.NOT_TRUE),
    "unproven": (gettext_lazy("Unproven"), Truth.UNPROVEN),
    "true": (gettext_lazy("True here"), Truth.TRUE),
}


@require_safe
@reading_once()
def obligations(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    found = queries.obligations(request.actor, stands.day)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    chosen = {key: tuple(one for one in found if truth in {None, one.truth}) for key, (_label, truth) in SHOWS.items()}
    day = f"&as_of={stands.day.isoformat()}" if stands.query else ""
    context = {
        **stands.context,
        "title": _("What must be true here"),
        "lede": _("Laws and contracts in own words, each with the measure that answers it. The law itself governs."),
        "rows": obligation_rows(chosen[show], Places(request.actor, stands.query)),
        "shows": [
            Chip(str(label), f"?show={key}{day}", key == show, len(chosen[key]))
            for key, (label, _truth) in SHOWS.items()
        ],
        "starters": queries.not_adopted(request.actor),
        "may_write": request.actor.may(May.EDIT_RECORD),
        "crumbs": way(Crumb(_("Obligations"))),
    }
    return render(request, "audits/obligations.html", context)


@require_POST
def adopt(request: ActorRequest) -> HttpResponseBase:
    """Take the chosen starters into the record, all or none."""
    request.actor.require(May.EDIT_RECORD)
    keys = request.POST.getlist("key")[:200]
    try:
        made = operations.adopt_obligations(request.actor, keys)
    except EarnestError as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%d obligation was taken on.", "%d obligations were taken on.", len(made)) % len(made)
        messages.success(request, said)
    return redirect("audit-obligations")
