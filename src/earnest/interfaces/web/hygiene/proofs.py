"""Proofs of hygiene: what a count, a finding, a work package, a curve or a benchmark rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.duties.hygiene import queries
from earnest.duties.hygiene.queries import Filters
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.hygiene import (
    asked,
    benchmarks_page,
    finding_page,
    latency_page,
    overview,
    packages_page,
    proof_parts,
    words,
)
from earnest.interfaces.web.hygiene.files import Files, files
from earnest.interfaces.web.proof import draw
from earnest.interfaces.web.proof_steps import Link

SHOWN = 12


@dataclass(frozen=True)
class Made:
    """A proof before it is drawn."""

    title: str
    answer: str
    links: list[Link]
    page: str


@require_safe
def of_hygiene(request: ActorRequest, key: str) -> HttpResponse:
    """What a count or a curve rests on: which findings, which files, whose policy, and what is missing."""
    found = files(request)
    make = KEYS.get(key)
    if make is None:
        raise Http404
    made = make(found, request)
    crumbs = (Crumb(_("Hygiene"), found.link("hygiene")), Crumb(_("The page"), found.link(made.page)))
    return draw(request, found.stands, made.title, made.answer, made.links, crumbs)


def _findings(found: Files, request: ActorRequest) -> Made:
    told = asked.filters(request.GET)
    page = queries.findings(found.board, told, "clock", 1, SHOWN)
    links = [proof_parts.method(found, board_method(), (_("Filter"), _said(told)))]
    links += proof_parts.lines(found, page.lines)
    if page.count > SHOWN:
        links.append(proof_parts.more(page.count - SHOWN, found.link("hygiene-findings", **asked.pairs(told))))
    links += [*proof_parts.unproven(found), *proof_parts.policy(found)]
    links += proof_parts.tables(found, "vulnerabilities", *proof_parts.LISTS)
    answer = ngettext("%s finding.", "%s findings.", page.count) % f"{page.count:,}"
    if told in (Filters(), Filters(clock="open")):
        answer = overview.says(found.board)
    return Made(_("Proof: these findings"), answer, links, "hygiene-findings")


def _said(told: Filters) -> str:
    return ", ".join(f"{name}={value or '—'}" for name, value in asked.pairs(told).items()) or _("none")


def _trend(found: Files, _request: ActorRequest) -> Made:
    weeks = found.trend
    rows = [
        proof_parts.told(
            date_format(one.day, "j M Y"),
            _("%(open)s open, %(late)s past their clock") % {"open": f"{one.open:,}", "late": f"{one.overdue:,}"},
            _("%(opened)s opened, %(closed)s closed in the week") % {"opened": one.opened, "closed": one.closed},
        )
        for one in weeks.weeks[: -SHOWN - 1 : -1]
    ]
    links = [proof_parts.method(found, weeks.note), *rows, *proof_parts.unproven(found)]
    links += proof_parts.tables(found, "vulnerabilities", "scan_targets")
    chart = overview.trend(found)
    return Made(_("Proof: the trend"), chart.says if chart else _("Nothing was ever open."), links, "hygiene")


def _latency(found: Files, request: ActorRequest) -> Made:
    by = latency_page.by_asked(request)
    told = found.latency(by)
    rows = [
        proof_parts.told(
            one.name,
            _("half within: %(median)s (%(range)s)") % {"median": one.median, "range": one.range},
            _("%(fixed)s fixed, %(open)s open; mean of the fixed: %(mean)s")
            % {"fixed": f"{one.curve.fixed:,}", "open": f"{one.curve.open:,}", "mean": one.mean},
        )
        for one in (latency_page.group(latency_page.name_of(found, by, curve), curve) for curve in told.groups[:SHOWN])
    ]
    links = [proof_parts.method(found, latency_method(), (_("Counted"), told.note)), *rows]
    links += [*proof_parts.unproven(found), *proof_parts.tables(found, "vulnerabilities", "scan_targets")]
    return Made(_("Proof: time to fix"), latency_page.says(told), links, "hygiene-latency")


def _packages(found: Files, _request: ActorRequest) -> Made:
    told = found.packages
    links = [proof_parts.method(found, packages_method(), (_("How it is divided"), told.because))]
    if told.loss is not None:
        inputs = packages_page.loss(found, told.loss)
        url = found.link("proof-risk", "expected")
        links.append(
            proof_parts.told(_("What is divided"), inputs, _("digest of the model %s") % found.modelled.digest, url)
        )
    for one in told.packages[:SHOWN]:
        work = packages_page.work(found, one)
        says = _("%(findings)s findings, %(changes)s changes, %(share)s of the weight") % {
            "findings": f"{one.findings:,}", "changes": f"{one.changes:,}", "share": work.share,
        }  # fmt: skip
        links.append(proof_parts.told(work.kind, one.title, says, work.url, work.why))
    if told.no_fix:
        links.append(proof_parts.missing(_("%s findings have no known mended version") % f"{told.no_fix:,}"))
    links += [*proof_parts.unproven(found), *proof_parts.tables(found, "vulnerabilities", *proof_parts.LISTS)]
    return Made(_("Proof: work packages"), packages_page.says(found, told), links, "hygiene-packages")


def _benchmarks(found: Files, request: ActorRequest) -> Made:
    name = request.GET.get("benchmark", "")
    chosen = tuple(one for one in found.benchmarks if name in {"", one.name})
    links = [proof_parts.method(found, benchmarks_method())]
    for one in chosen[:SHOWN]:
        shown = benchmarks_page.shown(found, one, ())
        given = {
            "passed": f"{one.checked.passed:,}", "failed": f"{one.checked.failed:,}",
            "unknown": f"{one.checked.not_assessed:,}", "share": shown.passed.share, "range": shown.passed.range,
        }  # fmt: skip
        says = _("%(passed)s passed, %(failed)s failed, %(unknown)s not assessed: %(share)s (%(range)s)") % given
        links.append(proof_parts.told(_("Benchmark"), one.name, says, shown.url))
        if one.stale:
            links.append(proof_parts.missing(_("Not proven"), _("a source of %s has stopped") % one.name))
    links += proof_parts.tables(found, "config_checks")
    return Made(_("Proof: benchmarks"), benchmarks_page.says(chosen), links, "hygiene-benchmarks")


def _preview(found: Files, _request: ActorRequest) -> Made:
    says = _(
        "Each finding is decided again by the rows of the other policy and our own clocks for it, from the same "
        "points and the same days when it could first be known. Exceptions and VEX statements stay as they are."
    )
    links = [proof_parts.method(found, says), *proof_parts.unproven(found), *proof_parts.policy(found)]
    links += proof_parts.tables(found, "vulnerabilities", *proof_parts.LISTS)
    return Made(_("Proof: what would change"), _("A preview. Nothing is written."), links, "hygiene-policy")


KEYS: Mapping[str, Callable[[Files, ActorRequest], Made]] = {
    "findings": _findings,
    "trend": _trend,
    "time-to-fix": _latency,
    "packages": _packages,
    "benchmarks": _benchmarks,
    "preview": _preview,
}


@require_safe
def of_finding(request: ActorRequest, finding: str) -> HttpResponse:
    """One finding down to the row of the file that it was read from."""
    found = files(request)
    told = finding_page.one(found, finding, request.GET.get("source", ""))
    facts = finding_page.facts(found, told)
    line, values, own = told.line, told.values, facts["snapshot"]
    url = found.link("snapshots-detail", own.pk) if own else ""
    seen = _("%(tool)s, %(asset)s, %(place)s") % {
        "tool": values["tool"], "asset": line.asset_id, "place": values["place"],
    }  # fmt: skip
    links = [
        proof_parts.method(found, board_method()),
        proof_parts.told(_("Read from"), str(values["finding_id"]), seen, url),
        proof_parts.told(_("Priority"), line.priority_title, told.why),
        proof_parts.told(
            _("Clock"), date_format(line.clock_start, "j F Y"), f"{facts['started']} {_days(told.days, told.days_by)}"
        ),
    ]
    links += [
        proof_parts.told(one.label, one.value, "; ".join([*filter(None, [one.how]), *(row.name for row in one.by)]))
        for one in facts["scores"]
    ]
    if told.vex_note:
        links.append(proof_parts.told(_("VEX"), str(line.vex_status), told.vex_note))
    if facts["exception"]:
        row = facts["exception"]
        links.append(
            proof_parts.told(_("Exception"), str(row), told.exception_note, found.link("exceptions-detail", row.pk))
        )
    if line.not_looked_since:
        since = date_format(line.not_looked_since, "j F Y")
        links.append(proof_parts.missing(_("Not looked at since"), since))
    rows = {own.pk: own} if own else {}
    rows |= {one.pk: one for name in proof_parts.LISTS[:2] for one in found.of(name)[:3]}
    rows |= {one.pk: one for one in facts["vex_files"]}
    links += [*proof_parts.snapshots(found, rows.values()), *proof_parts.policy(found)]
    crumbs = (
        Crumb(_("Findings"), found.link("hygiene-findings")),
        Crumb(words.flaw(line), found.link("hygiene-finding", finding, source=line.source)),
    )
    answer = _("%(flaw)s on %(asset)s: %(priority)s, %(clock)s.") % {
        "flaw": words.flaw(line), "asset": line.asset_name, "priority": line.priority_title,
        "clock": words.clock_of(line).word.lower(),
    }  # fmt: skip
    return draw(request, found.stands, _("Proof: why so soon?"), answer, links, crumbs)


def _days(days: int | None, by: str) -> str:
    if days is None:
        return f"{by.capitalize()}."
    return ngettext("%(days)d day, %(by)s.", "%(days)d days, %(by)s.", days) % {"days": days, "by": by}


@require_safe
def of_package(request: ActorRequest, key: str) -> HttpResponse:
    """What one work package closes, and how its part of the modelled loss was found."""
    found = files(request)
    told = packages_page.one(found, key)
    work = packages_page.work(found, told)
    page = queries.findings(found.board, Filters(clock="open", package=key), "clock", 1, SHOWN)
    links = [
        proof_parts.method(
            found,
            packages_method(),
            (_("Changes"), f"{told.changes:,}"),
            (_("Share of the weight"), work.share),
            (_("How it is divided"), found.packages.because),
        )
    ]
    if found.packages.loss is not None:
        whole = packages_page.loss(found, found.packages.loss)
        links.append(proof_parts.told(_("What is divided"), whole, "", found.link("proof-hygiene", "packages")))
    links += proof_parts.lines(found, page.lines)
    if page.count > SHOWN:
        url = found.link("hygiene-findings", clock="open", package=key)
        links.append(proof_parts.more(page.count - SHOWN, url))
    links += [*proof_parts.unproven(found), *proof_parts.tables(found, "vulnerabilities")]
    crumbs = (
        Crumb(_("Work packages"), found.link("hygiene-packages")),
        Crumb(told.title, found.link("hygiene-package", key)),
    )
    answer = ngettext("%(title)s closes %(n)s finding.", "%(title)s closes %(n)s findings.", told.findings) % {
        "title": told.title, "n": f"{told.findings:,}",
    }  # fmt: skip
    if work.removes:
        given = {"mean": work.removes, "range": work.range}
        answer += " " + _("Its part of the modelled loss is %(mean)s a year (%(range)s).") % given
    return draw(request, found.stands, _("Proof: %s") % told.title, answer, links, crumbs)


def board_method() -> str:
    return _(
        "Every finding that a scanner showed and no later look of the same scanner at the same asset missed is open."
        " The register says what stands behind the asset; lists say what is exploited or likely to be; the policy in"
        " force gives the priority and the days. The clock starts on the first day when we could know. Only an "
        "approved exception pauses it, and only a VEX statement with a reason ends it."
    )


def latency_method() -> str:
    return _(
        "The product-limit estimate of Kaplan and Meier, with Greenwood's variance and log-log bands of 95%. What is"
        " still open counts for as long as it was looked at, so that what nobody mends is not left out."
    )


def packages_method() -> str:
    return _(
        "Open findings that one change closes stand together, by team: an upgrade of a package, a mended base image,"
        " the updates of a system. Packages that carry the most weight for each change come first. Every finding "
        "lies in one package only, so that sums add up."
    )


def benchmarks_method() -> str:
    return _(
        "Checks of configuration as their tools tell them, by benchmark and asset. The share is of what passed among"
        " what passed or failed, with its range by Wilson. What was not assessed is told apart and never counts as "
        "passed. Drift is against the look before of the same source."
    )
