"""Every argument with what it earns today."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.core.assurance import queries
from earnest.core.assurance.queries import Argued
from earnest.core.controls.queries import open_on
from earnest.foundation.actor import May
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.arguments import words
from earnest.interfaces.web.standing import standing
from earnest.interfaces.web.wording import short


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    found: Argued
    earns: words.Mark
    state: words.Mark
    framework: str
    open_doubts: int
    proof: str


@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    rows = [
        Row(
            one,
            words.earns(one),
            words.state(one.argument),
            short(one.argument.requirement.framework.title),
            len(open_on(stands.day, [one.argument])),
            stands.link("proof-argument", one.argument.pk),
        )
        for one in queries.argued(request.actor, stands.assessment)
    ]
    order = {"met by another approach": 3, "partly met": 2, "unproven": 1, "not met": 0}
    rows.sort(key=lambda row: (row.state.look == "retired", order[row.earns.look], row.found.argument.title))
    context = {
        **stands.context,
        "title": _("Another way"),
        "lede": _(
            "A sound design need not be the usual one. What it takes is an argument that others have doubted and "
            "reviewed, and evidence that is alive today."
        ),
        "rows": rows,
        "holding": sum(row.earns.look == "met by another approach" for row in rows),
        "may_write": request.actor.may(May.EDIT_RECORD),
        "crumbs": [Crumb(_("Another way"))],
    }
    return render(request, "arguments/overview.html", context)
