"""A control as it stands: verdict, history, tests, what violates, exceptions, evidence, requirements, cost and risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest.core.actions.models import Action
from earnest.core.assurance.models import ControlStatus, RequirementStatus, TestRun
from earnest.core.assurance.queries import said
from earnest.core.controls.models import BoundTest, Control, ControlException
from earnest.core.controls.queries import tests as known_tests
from earnest.core.evidence.models import Attestation, InspectedRecord
from earnest.core.evidence.queries import SourceState, source_states
from earnest.core.evidence.rules import Freshness
from earnest.core.organization.models import Organization
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.reliability import Reliability, reliability
from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.results import MAX_KEPT, Row, TestResult, from_json
from earnest.foundation import clock, plain
from earnest.foundation.actor import May
from earnest.foundation.page import Crumb, Day, Fact
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.proof_steps import address
from earnest.interfaces.web.proven import PERIOD, days_of, looks_at, proven
from earnest.interfaces.web.risk import control_worth
from earnest.interfaces.web.standing import Standing, standing
from earnest.interfaces.web.wording import short

ROWS_SHOWN = 25


@dataclass(frozen=True)
class Violation:
    """A violating row; `ask` is where to ask for an exception, empty where that cannot be."""

    row: Row
    excepted: bool
    ask: str


@dataclass(frozen=True)
class TestShown:
    """A bound test with what it found."""

    __test__ = False

    id: str
    title: str
    severity: str
    status: str
    says: str
    rationale: str
    version: int
    population: int
    violations: int
    excepted: int
    unknown: int
    reasons: tuple[str, ...]
    rows: Page[Violation] | None
    kept: int
    counted: int
    why: str
    unknown_rows: tuple[Row, ...]


@dataclass(frozen=True)
class SourceShown:
    state: SourceState
    status: str
    word: str
    why: str


@dataclass(frozen=True)
class Strip:
    """The past 90 days, how often a look finds the control working, and since when it stands as it does."""

    days: list[Day]
    works: Reliability
    since: date | None
    behind: bool
    proven: int

    @property
    def low(self) -> int:
        return round(100 * self.works.low)

    @property
    def high(self) -> int:
        return round(100 * self.works.high)

    @property
    def mean(self) -> int:
        return round(100 * self.works.mean)

    @property
    def width(self) -> int:
        return max(1, self.high - self.low)


@require_safe
def control_page(request: ActorRequest, pk: int) -> HttpResponse:
    stands = standing(request)
    control = get_object_or_404(visible_to(request.actor, Control).select_related("accountable"), pk=pk)
    status = ControlStatus.objects.filter(assessment=stands.assessment, control=control).first()
    if status is None:
        raise Http404
    concluded = status.conclusion
    results = _results(stands, concluded)
    strip = _strip(stands, control, status.status)
    exceptions = _exceptions(stands, control)
    context = {
        **stands.context,
        "control": control,
        "status": status,
        "title": control.name,
        "crumbs": [Crumb(_("Controls"), stands.link("controls")), Crumb(control.key)],
        "reasons": _reasons(concluded),
        "facts": _facts(stands, control, status),
        "bar": _bar(concluded),
        "strip": strip,
        "tests": _tests(request, stands, control, concluded, results),
        "exceptions": exceptions,
        "evidence": _evidence(stands, concluded, results),
        "records": _papers(stands, InspectedRecord, control),
        "attestations": _papers(stands, Attestation, control),
        "requirements": _requirements(stands, control),
        "actions": visible_to(request.actor, Action)
        .filter(control=control)
        .select_related("accountable")
        .order_by("state", "due_on")[:20],
        "currency": Organization.objects.values_list("currency", flat=True).first() or "",
        **control_worth.section(stands, control),
        "may_change": plain.may_change(request.actor, control),
        "why": stands.link("proof-control", control.pk),
    }
    return render(request, "controls/control.html", context)


def _reasons(concluded: Mapping[str, Any]) -> list[str]:
    """Reasons that the tests do not tell themselves, and those of the worst tests first."""
    told = {"passed"}
    return [str(reason["text"]) for reason in concluded["reasons"] if reason["code"] not in told]


def _facts(stands: Standing, control: Control, status: ControlStatus) -> list[Fact]:
    why = stands.link("proof-control", control.pk)
    facts = []
    if status.population:
        facts = [
            Fact(_("Checks"), status.population, why),
            Fact(_("Violations"), status.violations, why),
            Fact(_("Excepted"), status.excepted, why),
        ]
    return facts


@dataclass(frozen=True)
class Bar:
    """What passed, is excepted, is unknown and fails, in percent of the checks."""

    good: int
    excepted: int
    unknown: int
    bad: int

    @property
    def total(self) -> int:
        return self.good + self.excepted + self.unknown + self.bad

    @property
    def pieces(self) -> list[tuple[str, str, str]]:
        """Class, place and width of each piece."""
        found, at = [], 0.0
        for look, number in (("pass", self.good), ("held", self.excepted), ("unseen", self.unknown), ("bad", self.bad)):
            share = 100 * number / self.total
            if number:
                found.append((look, f"{at:.2f}%", f"{max(share - 0.4, 0.4):.2f}%"))
            at += share
        return found


def _bar(concluded: Mapping[str, Any]) -> Bar | None:
    population = sum(test["population"] for test in concluded["tests"])
    if not population:
        return None
    bad = sum(test["violations"] for test in concluded["tests"])
    excepted = sum(test["excepted"] for test in concluded["tests"])
    unknown = sum(test["unknown"] for test in concluded["tests"])
    return Bar(max(0, population - bad - excepted - unknown), excepted, unknown, bad)


def _strip(stands: Standing, control: Control, status: str) -> Strip | None:
    looks = looks_at(control.key, stands.day)
    if not looks:
        return None
    start = stands.day - timedelta(days=PERIOD - 1)
    days = days_of(looks, stands.day)
    return Strip(
        days=days,
        works=reliability(look for look in looks if look.day >= stands.day - timedelta(days=365)),
        since=_since(looks, status),
        behind=proven(stands.day).behind,
        proven=sum(one.state == "effective" for one in days if one.day >= start),
    )


def _since(looks: Iterable[Observation], status: str) -> date | None:
    """The first of the last looks that all found the present status."""
    first = None
    for look in sorted(looks, key=lambda one: one.day, reverse=True):
        if str(look.status) != status:
            break
        first = look.day
    return first


def _results(stands: Standing, concluded: Mapping[str, Any]) -> dict[str, TestResult]:
    wanted = {test["result"]: test["id"] for test in concluded["tests"] if test["result"]}
    runs = TestRun.objects.filter(as_of=clock.end_of(stands.day), test__in=set(wanted.values()))
    found = (from_json(text) for text in runs.values_list("result", flat=True))
    return {result.test_id: result for result in found if result.digest in wanted}


def _tests(
    request: ActorRequest,
    stands: Standing,
    control: Control,
    concluded: Mapping[str, Any],
    results: Mapping[str, TestResult],
) -> list[TestShown]:
    known = known_tests()
    chosen = dict(BoundTest.objects.filter(control=control).values_list("test", "parameters"))
    may_ask = request.actor.may(May.ASK_EXCEPTION) and stands.day == stands.today
    order = ("failing", "unproven", "partly passing", "passing")
    weights = ("critical", "high", "medium", "low")
    found = sorted(
        concluded["tests"], key=lambda t: (order.index(t["status"]), weights.index(t["severity"]), t["title"])
    )
    return [
        _test(
            request,
            stands,
            control,
            one,
            results.get(one["id"]),
            known.get(one["id"]),
            chosen.get(one["id"], {}),
            may_ask=may_ask,
        )
        for one in found
    ]


def _test(
    request: ActorRequest,
    stands: Standing,
    control: Control,
    one: Mapping[str, Any],
    result: TestResult | None,
    test: ControlTest | None,
    parameters: Mapping[str, Any],
    *,
    may_ask: bool,
) -> TestShown:
    says = str(one["reasons"][0]["text"]) if one["reasons"] else ""
    if test is not None and result is not None and one["population"]:
        says = said(test, one, parameters)
    rows = None
    if result is not None and result.violations:
        excepted = set(result.excepted) if one["excepted"] else set()
        lines = [_violation(control, one["id"], row, excepted, may_ask=may_ask) for row in result.violations]
        rows = Paginator(lines, ROWS_SHOWN).get_page(request.GET.get(f"rows-{one['id']}"))
    return TestShown(
        id=one["id"],
        title=one["title"],
        severity=one["severity"],
        status=one["status"],
        says=says,
        rationale=test.rationale if test else "",
        version=result.version if result else test.version if test else 0,
        population=one["population"],
        violations=one["violations"],
        excepted=one["excepted"],
        unknown=one["unknown"],
        reasons=tuple(str(r["text"]) for r in one["reasons"] if r["code"] not in {"passed", "violations"}),
        rows=rows,
        kept=MAX_KEPT,
        counted=result.violation_count if result else 0,
        why=stands.link("proof-test", control.pk, one["id"]),
        unknown_rows=result.unknown[:ROWS_SHOWN] if result else (),
    )


def _violation(control: Control, test: str, row: Row, excepted: set[str], *, may_ask: bool) -> Violation:
    subject, label = str(row.get("subject") or ""), str(row.get("label") or "")
    held = subject in excepted
    url = address("exception-ask")
    query = urlencode({"control": control.pk, "test": test, "subject": subject, "label": label})
    return Violation(row, held, f"{url}?{query}" if url and may_ask and not held and subject else "")


def _exceptions(stands: Standing, control: Control) -> list[tuple[ControlException, str]]:
    """Exceptions with a word for how each stands on the day."""
    rows = visible_to(stands.actor, ControlException).filter(control=control, starts_on__lte=stands.day)
    found = []
    for row in rows.select_related("asked_by", "approver").order_by("-ends_on"):
        word = row.get_state_display()
        if row.state == ControlException.State.APPROVED:
            word = _("ended, counts again") if row.ends_on < stands.day else _("in force")
        found.append((row, word))
    return found


def _evidence(stands: Standing, concluded: Mapping[str, Any], results: Mapping[str, TestResult]) -> list[SourceShown]:
    slugs = {item.source for result in results.values() for item in result.inputs}
    reasons = [reason for told in (concluded, *concluded["tests"]) for reason in told["reasons"]]
    slugs |= {ref[7:] for reason in reasons for ref in reason["refs"] if ref.startswith("source:")}
    if not slugs:
        return []
    states = source_states(stands.actor, clock.end_of(stands.day))
    return [source_shown(stands, state) for state in states if state.source.slug in slugs]


def source_shown(stands: Standing, state: SourceState) -> SourceShown:
    """A source with how fresh it is, in a word and a shape."""
    limit = state.source.freshness_days
    why = stands.link("proof-source", state.source.pk)
    if state.last is None:
        return SourceShown(state, "unproven", _("Never delivered"), why)
    age = (stands.day - state.last.observed_at.date()).days
    words = {"age": age, "limit": limit}
    if state.freshness is Freshness.STALE:
        return SourceShown(state, "unproven", _("Stale, %(age)d days of %(limit)d") % words, why)
    if state.freshness is Freshness.LATE:
        return SourceShown(state, "partly passing", _("Late, %(age)d days of %(limit)d") % words, why)
    if state.freshness is Freshness.UNUSED:
        return SourceShown(state, "retired", _("Not in use"), why)
    return SourceShown(
        state,
        "effective",
        ngettext("Fresh, %(age)d day of %(limit)d", "Fresh, %(age)d days of %(limit)d", age) % words,
        why,
    )


def _papers(stands: Standing, model: type[Any], control: Control) -> list[tuple[Any, str, str]]:
    """Inspected records or attestations of a control by the day, with whether each still counts."""
    inspected = model is InspectedRecord
    by, on = ("inspected_by", "inspected_on") if inspected else ("attested_by", "attested_on")
    rows = visible_to(stands.actor, model).filter(control=control, **{f"{on}__lte": stands.day}).select_related(by)
    found = []
    for row in rows.order_by("-valid_until"):
        if row.valid_until < stands.day:
            found.append((row, "unproven", _("Expired")))
        else:
            good = row.supports if inspected else row.operates
            found.append((row, "passing" if good else "failing", _("Shows it") if good else _("Speaks against it")))
    return found


def _requirements(stands: Standing, control: Control) -> list[tuple[str, list[RequirementStatus]]]:
    """Requirements that the control answers, by framework."""
    rows = RequirementStatus.objects.filter(assessment=stands.assessment, requirement__support__control=control)
    found: dict[str, list[RequirementStatus]] = {}
    rows = rows.select_related("requirement__framework").defer("conclusion")
    for row in rows.order_by("requirement__framework__title", "requirement__position"):
        found.setdefault(short(row.requirement.framework.title), []).append(row)
    return list(found.items())
