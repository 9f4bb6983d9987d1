"""Configuration benchmarks: what passes, what fails, what nobody assessed, and what moved since the look before."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from earnest.duties.hygiene.queries import AssetChecks, Benchmark, Checked
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.hygiene import words
from earnest.interfaces.web.hygiene.files import Files, files
from earnest.interfaces.web.listing import Column, download

A_PAGE = 50
WORST = 5

COLUMNS = (
    Column("asset", gettext_lazy("Asset"), lambda row: row.asset_name),
    Column("asset_id", gettext_lazy("As the tool names it"), lambda row: row.asset_id),
    Column("team", gettext_lazy("Team"), lambda row: row.team),
    Column("tier", gettext_lazy("Tier"), lambda row: row.tier),
    Column("passed", gettext_lazy("Passed"), lambda row: row.checked.passed),
    Column("failed", gettext_lazy("Failed"), lambda row: row.checked.failed),
    Column("not_assessed", gettext_lazy("Not assessed"), lambda row: row.checked.not_assessed),
    Column("not_applicable", gettext_lazy("Not applicable"), lambda row: row.checked.not_applicable),
    Column("muted", gettext_lazy("Muted"), lambda row: row.checked.muted),
    Column("newly_failed", gettext_lazy("Newly failed"), lambda row: row.newly_failed),
    Column("newly_passed", gettext_lazy("Newly passed"), lambda row: row.newly_passed),
    Column("observed", gettext_lazy("Observed"), lambda row: row.observed_at),
)


@dataclass(frozen=True)
class Passed:
    """The share of passed checks in words, and the pieces of its bar in percent of all that were asked for."""

    share: str
    range: str
    pieces: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class AssetRow:
    """One asset as the table shows it."""

    checks: AssetChecks
    team: str
    passed: Passed


@dataclass(frozen=True)
class Shown:
    """One benchmark as the page shows it."""

    benchmark: Benchmark
    passed: Passed
    worst: list[AssetRow]
    url: str
    why: str

    @property
    def more(self) -> int:
        return self.benchmark.asset_count - len(self.worst)


@require_safe
def benchmarks(request: ActorRequest) -> HttpResponseBase:
    """All benchmarks, or one with all its assets."""
    found = files(request)
    told = found.benchmarks
    if name := request.GET.get("benchmark", ""):
        return _one(request, found, name)
    context = found.context("hygiene-benchmarks", _("Benchmarks"), Crumb(_("Benchmarks")))
    context |= {
        "says": says(told),
        "shown": [shown(found, one, one.assets[:WORST]) for one in told],
        "why": found.link("proof-hygiene", "benchmarks"),
    }
    return render(request, "hygiene/benchmarks.html", context)


def _one(request: ActorRequest, found: Files, name: str) -> HttpResponseBase:
    told = next((one for one in found.benchmarks if one.name == name), None)
    if told is None:
        raise Http404
    if file := download(f"benchmark-{found.stands.day}", COLUMNS, told.assets, request.GET.get("export", "")):
        return file
    page = Paginator(told.assets, A_PAGE).get_page(request.GET.get("page"))
    way = (Crumb(_("Benchmarks"), found.link("hygiene-benchmarks")), Crumb(name))
    context = found.context("hygiene-benchmarks", name, *way)
    context |= {"one": shown(found, told, tuple(page)), "page": page, "exports": ("csv", "xlsx", "json")}
    return render(request, "hygiene/benchmark.html", context)


def says(told: tuple[Benchmark, ...]) -> str:
    """How the benchmarks stand together."""
    if not told:
        return _("No tool has delivered checks of configuration yet.")
    failed = sum(one.checked.failed for one in told)
    unknown = sum(one.checked.not_assessed for one in told)
    said = ngettext("%s check fails", "%s checks fail", failed) % f"{failed:,}"
    said += " " + ngettext("in %d benchmark.", "in %d benchmarks.", len(told)) % len(told)
    if unknown:
        said += " " + ngettext(
            "%s was not assessed and counts as neither.", "%s were not assessed and count as neither.", unknown
        ) % (f"{unknown:,}")
    newly = sum(one.newly_failed for one in told)
    if newly:
        said += " " + ngettext(
            "%s fails since the look before.", "%s fail since the look before.", newly
        ) % f"{newly:,}"  # fmt: skip
    return said


def shown(found: Files, one: Benchmark, assets: tuple[AssetChecks, ...]) -> Shown:
    return Shown(
        benchmark=one,
        passed=passed(one.checked),
        worst=[AssetRow(row, words.team(row.team), passed(row.checked)) for row in assets],
        url=found.link("hygiene-benchmarks", benchmark=one.name),
        why=found.link("proof-hygiene", "benchmarks", benchmark=one.name),
    )


def passed(checked: Checked) -> Passed:
    whole = checked.passed + checked.failed + checked.not_assessed
    pieces, at = [], 0.0
    for look, number in (("ok", checked.passed), ("bad", checked.failed), ("unk", checked.not_assessed)):
        width = 100 * number / whole if whole else 0.0
        if width:
            pieces.append((look, f"{at:.2f}", f"{width:.2f}"))
        at += width
    share = checked.share
    if share is None:
        return Passed(_("nothing assessed"), "", tuple(pieces))
    told = _("%(low)s to %(high)s") % {"low": words.share(share.low), "high": words.share(share.high)}
    return Passed(words.share(share.mean), told, tuple(pieces))
