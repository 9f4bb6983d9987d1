"""The risk register: every scenario with its expected loss, what was decided about it, and how old its numbers are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from earnest.core.risks.models import Estimate, Provenance, Scenario, Treatment
from earnest.core.risks.queries import ScenarioExposure
from earnest.foundation.actor import May
from earnest.foundation.page import Choice, Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.listing import Column, download, ordered
from earnest.interfaces.web.risk import matrix
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.standing import standing

PAGE = 100
NOBODY = "none"
UNTREATED = "none"


@dataclass(frozen=True)
class Row:
    """A scenario of the register. `found` is None where it is not in the model, and `left_out` says why."""

    scenario: Scenario
    found: ScenarioExposure | None
    left_out: str
    grounds: tuple[str, ...]
    oldest: date | None
    age: int | None

    @property
    def treatment(self) -> str:
        return self.found.treatment.decision if self.found and self.found.treatment else UNTREATED

    @property
    def treatment_word(self) -> str:
        return "" if self.treatment == UNTREATED else str(Treatment.Decision(self.treatment).label)

    @property
    def ends(self) -> date | None:
        return self.found.treatment.ends_on if self.found and self.found.treatment else None

    @property
    def grounds_word(self) -> str:
        return ", ".join(str(Provenance(one).label) for one in self.grounds)

    @property
    def is_starter(self) -> bool:
        return Provenance.STARTER in self.grounds

    @property
    def who(self) -> str:
        return self.scenario.accountable.name if self.scenario.accountable else ""


def _of(name: str) -> Any:
    return lambda row: round(getattr(row.found, name), 2) if row.found else None


COLUMNS = (
    Column("title", gettext_lazy("Scenario"), lambda row: row.scenario.title),
    Column("mean", gettext_lazy("Expected loss a year"), _of("mean")),
    Column("low", gettext_lazy("Low"), _of("low")),
    Column("high", gettext_lazy("High"), _of("high")),
    Column("without", gettext_lazy("Without controls"), _of("mean_without")),
    Column("raised", gettext_lazy("Raised by failing controls"), _of("raised_by")),
    Column("treatment", gettext_lazy("Treatment"), lambda row: row.treatment_word),
    Column("ends", gettext_lazy("Until"), lambda row: row.ends),
    Column("owner", gettext_lazy("Accountable"), lambda row: row.who),
    Column("age", gettext_lazy("Days since the oldest estimate"), lambda row: row.age),
    Column("grounds", gettext_lazy("Grounds"), lambda row: row.grounds_word),
    Column("brought", gettext_lazy("Brought by"), lambda row: str(row.scenario.introduced_by or "")),
    Column("left_out", gettext_lazy("Left out because"), lambda row: row.left_out),
)


@require_safe
def register(request: ActorRequest) -> HttpResponse:
    stands = standing(request)
    reading = Reading(stands)
    every = rows(reading)
    shown = [row for row in every if fits(row, request.GET)]
    sort = request.GET.get("sort", "")
    shown = ordered(shown, COLUMNS, sort) if sort else sorted(shown, key=_dearest)
    kind = request.GET.get("export", "")
    if kind in {"csv", "xlsx", "json"}:
        file = download(f"risks-{stands.day}", COLUMNS, shown, kind)
        if file is not None:
            return file
    view = "matrix" if request.GET.get("view") == "matrix" else "table"
    context = {
        **stands.context,
        "title": _("Risks"),
        "crumbs": [Crumb(_("Risks"))],
        "reading": reading,
        "currency": reading.currency,
        "all": len(every),
        "says": _says(reading),
        "why": reading.proof("expected"),
        "page": Paginator([row for row in shown if row.found], PAGE).get_page(request.GET.get("page")),
        "out": [row for row in shown if row.found is None],
        "sort": sort,
        "view": view,
        "matrix": matrix.drawn(reading, shown) if view == "matrix" else None,
        "narrowed": bool(set(request.GET) & {"q", "owner", "treatment", "grounds", "state", "cell", "brought"}),
        "treatments": _treatments(every),
        "owners": _owners(every),
        "grounds": [one for one in Provenance.choices if any(one[0] in row.grounds for row in every)],
        "may_add": request.actor.may(May.EDIT_RECORD),
        "exports": ("csv", "xlsx", "json"),
    }
    return render(request, "risk/register.html", context)


def rows(reading: Reading) -> list[Row]:
    """Every scenario that is not retired, as of the day."""
    day = reading.stands.day
    estimates: dict[int, list[tuple[str, date]]] = defaultdict(list)
    live = visible_to(reading.stands.actor, Estimate).filter(Estimate.in_force(day))
    for scenario, grounds, made in live.values_list("scenario_id", "provenance", "made_on"):
        estimates[scenario].append((grounds, made))
    reasons = _reasons(reading)
    by = {} if reading.is_empty else reading.exposure.by_scenario
    return [
        _row(scenario, by.get(scenario.key), estimates[scenario.pk], reasons, day)
        for scenario in reading.scenarios.values()
        if scenario.state != Scenario.State.RETIRED
    ]


def _row(
    scenario: Scenario,
    found: ScenarioExposure | None,
    estimates: Sequence[tuple[str, date]],
    reasons: Mapping[str, str],
    day: date,
) -> Row:
    oldest = min((made for _grounds, made in estimates), default=None)
    why = reasons.get(scenario.key, "")
    if found is None and not why:
        why = (
            _("A draft counts only once it is live.")
            if scenario.state == Scenario.State.DRAFT
            else _("The control that brings it is not in force.")
        )
    return Row(
        scenario=scenario,
        found=found,
        left_out=why,
        grounds=tuple(sorted({grounds for grounds, _made in estimates})),
        oldest=oldest,
        age=(day - oldest).days if oldest else None,
    )


def _reasons(reading: Reading) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in reading.modelled.left_out:
        found[one.scenario].append(one.reason)
    return {key: " ".join(told) for key, told in found.items()}


def fits(row: Row, asked: QueryDict) -> bool:
    """Whether a row is among those asked for."""
    if asked.getlist("owner") and (str(row.scenario.accountable_id or NOBODY)) not in asked.getlist("owner"):
        return False
    if asked.getlist("treatment") and row.treatment not in asked.getlist("treatment"):
        return False
    if asked.getlist("grounds") and not {*asked.getlist("grounds")} & {*row.grounds}:
        return False
    if asked.get("brought") and row.scenario.introduced_by_id is None:
        return False
    cell = row.found.cell if row.found else None
    if asked.get("cell") and (cell is None or asked["cell"] != f"{cell.likelihood}-{cell.impact}"):
        return False
    text = f"{row.scenario.title} {row.scenario.key} {row.who} {row.scenario.statement}".casefold()
    return all(word in text for word in asked.get("q", "")[:200].casefold().split())


def _dearest(row: Row) -> tuple[float, str]:
    return (-row.found.mean if row.found else 1.0, row.scenario.title)


def _treatments(every: Iterable[Row]) -> list[Choice]:
    count: dict[str, int] = defaultdict(int)
    for row in every:
        count[row.treatment] += 1
    words = {**dict(Treatment.Decision.choices), UNTREATED: _("Nothing decided")}
    return [Choice(value, str(word), count[value]) for value, word in words.items() if count[value]]


def _owners(every: Iterable[Row]) -> list[tuple[str, str]]:
    found = {str(row.scenario.accountable_id or NOBODY): row.who or _("Nobody named") for row in every}
    return sorted(found.items(), key=lambda one: (one[0] != NOBODY, one[1].casefold()))


def _says(reading: Reading) -> str:
    if reading.is_empty:
        return ""
    found = reading.exposure
    told = ngettext(
        "%(n)d scenario costs us %(mean)s a year on average, %(range)s nine times in ten.",
        "%(n)d scenarios cost us %(mean)s a year on average, %(range)s nine times in ten.",
        len(found.by_scenario),
    )
    return told % {
        "n": len(found.by_scenario),
        "mean": reading.money(found.mean),
        "range": reading.range(found.mean_low, found.mean_high),
    }
