"""Ringfences, the roadmap, and what a frozen budget would mean."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.duties.legacy import queries
from earnest.duties.legacy.models import RingfenceClaim
from earnest.duties.legacy.queries import FrozenEntry, Step
from earnest.duties.legacy.queries.frozen import MOST_YEARS
from earnest.duties.legacy.rules.fences import lines_of
from earnest.duties.legacy.rules.waiting import Wait
from earnest.foundation import ledger, plain
from earnest.foundation.actor import May
from earnest.foundation.errors import Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.legacy import words
from earnest.interfaces.web.legacy.files import Files, Place, files
from earnest.interfaces.web.legacy.overview import fence_rows
from earnest.interfaces.web.legacy.words import Standing
from earnest.interfaces.web.risk.money import Amount

YEARS = 3


@dataclass(frozen=True)
class StepRow:
    """One step of the roadmap as the table shows it."""

    step: Step
    stands: Standing
    may_finish: bool


@dataclass(frozen=True)
class WaitRow:
    """Doing nothing until the end of a year, as the table shows it. What is below 0 is written as what it saves."""

    years: int
    cost: str
    loss: str
    loss_range: str
    saved: str
    added: str
    price: str
    price_range: str
    costs: str


@dataclass(frozen=True)
class FrozenRow:
    """One system and what waiting with it until the last year means."""

    entry: FrozenEntry
    wait: WaitRow
    why: str


@require_safe
@queries.reading_once()
def fences(request: ActorRequest) -> HttpResponse:
    found = files(request)
    context = found.context("legacy-fences", _("Ringfences"), _("Ringfences"))
    context |= {"fences": fence_rows(found), "may_add": request.actor.may(May.EDIT_RECORD)}
    return render(request, "legacy/fences.html", context)


@require_safe
@queries.reading_once()
def fence(request: ActorRequest, pk: int) -> HttpResponse:
    found = files(request)
    rows = visible_to(request.actor, RingfenceClaim).select_related("asset", "agreed_by", "accountable")
    row = get_object_or_404(rows, pk=pk)
    told = found.fence(row)
    context = found.context("legacy-fences", row.title, row.title)
    context["crumbs"] = [
        Crumb(_("Legacy"), found.link("legacy")),
        Crumb(_("Ringfences"), found.link("legacy-fences")),
        Crumb(row.title),
    ]
    context |= {
        "claim": row,
        "told": told,
        "stands": words.fence(told.verified.state),
        "hosts": sorted(queries.claimed(row).hosts),
        "allowed": lines_of(row.allowed_from),
        "look_from": lines_of(row.look_from),
        "why": found.link("proof-legacy-fence", pk),
        "may_change": plain.may_change(request.actor, row),
        "entries": ledger.history(row.reference),
        "may_see_ledger": request.actor.may(May.SEE_LEDGER),
    }
    return render(request, "legacy/fence.html", context)


@require_safe
def roadmap(request: ActorRequest) -> HttpResponse:
    found = files(request)
    roads = queries.roadmap(request.actor, found.stands.day)
    late = len(roads.late)
    says = _("No step is planned yet.")
    if roads.steps:
        says = ngettext("%d step is planned.", "%d steps are planned.", len(roads.steps)) % len(roads.steps)
        says += " " + (ngettext("%d is late.", "%d are late.", late) % late if late else _("None is late."))
    context = found.context("legacy-roadmap", _("Roadmap of old systems"), _("Roadmap"))
    context |= {
        "says": says,
        "steps": [
            StepRow(one, words.step(one.state), plain.may_change(request.actor, one.row) and one.row.done_on is None)
            for one in roads.steps
        ],
        "without": roads.without,
        "may_add": request.actor.may(May.EDIT_RECORD),
    }
    return render(request, "legacy/roadmap.html", context)


@require_safe
@queries.reading_once()
def frozen(request: ActorRequest) -> HttpResponse:
    found = files(request)
    years = years_asked(request)
    told = found.frozen(years)
    context = found.context("legacy-frozen", _("What a frozen budget would mean"), _("A frozen budget"))
    context |= {
        "years": years,
        "told": told,
        "choices": [
            Place(
                ngettext("%d year", "%d years", number) % number,
                found.link("legacy-frozen", years=number),
                number == years,
            )
            for number in sorted({1, 2, 3, 5, years})
        ],
        "says": frozen_says(found, told),
        "figures": frozen_figures(found, told.total, years),
        "waits": [wait_row(found, one) for one in told.total],
        "rows": [
            FrozenRow(one, wait_row(found, one.waits[-1]), found.link("proof-legacy-entry", one.entry))
            for one in told.entries
        ],
        "why": found.link("proof-legacy", "frozen", years=years),
    }
    return render(request, "legacy/frozen.html", context)


def years_asked(request: ActorRequest) -> int:
    """For how many years. Invalid where that is not 1 to 10."""
    told = request.GET.get("years", "") or str(YEARS)
    if not told.isdecimal() or not 1 <= int(told[:4]) <= MOST_YEARS:
        raise Invalid(_("Freeze for 1 to %d years.") % MOST_YEARS, field="years")
    return int(told)


def frozen_says(found: Files, told: queries.Frozen) -> str:
    """What freezing means, in two or three sentences."""
    if not told.total:
        return _("No old system with an option is on record, so nothing can be said.")
    last = told.total[-1]
    given = {"years": told.years, "loss": found.money(last.loss.mean), "cost": found.money(last.cost.mean)}
    says = (
        _(
            "If nothing is done until the end of year %(years)d, these systems cost %(cost)s to run and are expected "
            "to lose %(loss)s."
        )
        % given
    )
    price = {"price": found.money(abs(last.price.mean)), "chance": words.likely(last.costs)}
    more = (
        _("Acting then instead of now comes to %(price)s more, with a chance of %(chance)s that it costs more at all.")
        if last.price.mean > 0
        else _(
            "Acting then instead of now comes to %(price)s less; the chance that waiting costs more is %(chance)s. "
            "The decided ways cost more than the loss that they take away."
        )
    )
    return f"{says} {more % price}"


def frozen_figures(found: Files, total: tuple[Wait, ...], years: int) -> list[Amount]:
    """The sums of the last year."""
    if not total:
        return []
    last, why = total[-1], found.link("proof-legacy", "frozen", years=years)
    spared = last.saved.mean >= 0
    labels = (
        ("cost", _("Cost to run until then"), last.cost),
        ("loss", _("Expected loss until then"), last.loss),
        ("saved", _("Money not spent on acting") if spared else _("Money that acting would save"), last.saved),
        ("added", _("Loss that acting would spare"), last.added),
        ("price", _("Price of acting then and not now"), last.price),
    )
    return [Amount(key, label, found.money(one.mean), found.range(one), why) for key, label, one in labels]


def wait_row(found: Files, one: Wait) -> WaitRow:
    return WaitRow(
        years=one.years,
        cost=found.money(one.cost.mean),
        loss=found.money(one.loss.mean),
        loss_range=found.range(one.loss),
        saved=found.money(one.saved.mean),
        added=found.money(one.added.mean),
        price=found.money(one.price.mean),
        price_range=found.range(one.price),
        costs=words.likely(one.costs),
    )
