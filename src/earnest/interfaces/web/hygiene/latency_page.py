"""Time to fix: how long findings stay open, with those counted that nobody has mended yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earnest.duties.hygiene.queries import LATENCY_BY, Latency
from earnest.duties.hygiene.rules.survival import Curve
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.charts import PageChart
from earnest.interfaces.web.hygiene import pictures, words
from earnest.interfaces.web.hygiene.files import Files, Place, files

DRAWN = 6
"""Groups that are drawn; the table has all."""
SOON = 30


@dataclass(frozen=True)
class Group:
    """One group as the table shows it."""

    name: str
    curve: Curve
    median: str
    range: str
    mean: str
    left: str


@require_safe
def latency(request: ActorRequest) -> HttpResponse:
    found = files(request)
    by = by_asked(request)
    told = found.latency(by)
    context = found.context("hygiene-latency", _("Time to fix"), Crumb(_("Time to fix")))
    context |= {
        "told": told,
        "by": by,
        "by_word": words.BY[by],
        "choices": [
            Place(str(label), found.link("hygiene-latency", by=key), key == by) for key, label in words.BY.items()
        ],
        "says": says(told),
        "whole": found.kept("chart-fix", lambda: pictures.survival(told, told.all, _("All findings"), 0)),
        "charts": found.kept(("charts-fix", by), lambda: charts(found, told)),
        "groups": [group(_("All findings"), told.all), *(group(name_of(found, by, one), one) for one in told.groups)],
        "more": max(0, len(told.groups) - DRAWN),
        "why": found.link("proof-hygiene", "time-to-fix", by=by),
        "soon": SOON,
    }
    return render(request, "hygiene/latency.html", context)


def by_asked(request: ActorRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in LATENCY_BY else "priority"


def says(told: Latency) -> str:
    """The median against the naive mean, in words."""
    curve = told.all
    if not curve.count:
        return _("Nothing was open in the past year, so there is no time to measure.")
    said = pictures.half(curve)
    if curve.mean_of_fixed is not None:
        said += " " + _("The plain mean of what is fixed is %(mean)s days, and leaves out the %(open)s still open.") % {
            "mean": f"{curve.mean_of_fixed:.0f}", "open": f"{curve.open:,}",
        }  # fmt: skip
    return said


def name_of(found: Files, by: str, curve: Curve) -> str:
    """What a group is called."""
    if by == "priority":
        return next((one.title for one in found.board.by_priority if one.priority == curve.group), curve.group)
    if by == "severity":
        return str(words.SEVERITIES.get(curve.group, curve.group))
    if by == "team":
        return words.team(curve.group)
    return curve.group or _("No scanner told the system")


def charts(found: Files, told: Latency) -> list[PageChart]:
    """The curves of the first groups, on one axis."""
    made = (
        pictures.survival(told, one, name_of(found, told.by, one), number)
        for number, one in enumerate(told.groups[:DRAWN], 1)
    )
    return [one for one in made if one is not None]


def group(name: str, curve: Curve) -> Group:
    return Group(
        name=name,
        curve=curve,
        median=_("%d days") % curve.median if curve.median is not None else _("not reached"),
        range=pictures.half_range(curve),
        mean=_("%d days") % round(curve.mean_of_fixed) if curve.mean_of_fixed is not None else _("none fixed"),
        left=words.share(curve.share_open(SOON)),
    )
