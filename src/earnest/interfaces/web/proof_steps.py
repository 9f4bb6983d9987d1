"""The links of a proof as a page draws them: each step with its address, its status and the mark of its own proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from earnest.core.assurance.models import TestRun
from earnest.core.evidence.models import Snapshot
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.engines.documents.proof import (
    ControlStep,
    DecisionStep,
    LedgerStep,
    MethodStep,
    MissingStep,
    QueryStep,
    RequirementStep,
    RowsStep,
    SnapshotStep,
    Step,
    TestStep,
)
from earnest.foundation.actor import May
from earnest.foundation.record import visible_to
from earnest.interfaces.web.standing import Standing
from earnest.narrative.basis import Basis

LABELS: Mapping[type[object], str | Promise] = {
    RequirementStep: _("Requirement"),
    ControlStep: _("Control"),
    TestStep: _("Control test"),
    QueryStep: _("Query"),
    RowsStep: _("Violating rows"),
    SnapshotStep: _("Snapshot"),
    LedgerStep: _("Ledger entry"),
    DecisionStep: _("Decision"),
    MethodStep: _("Computed by"),
    MissingStep: _("Left out"),
}
_WORDS = re.compile(
    r"\b(select|distinct|from|where|and|or|not|in|is|null|as|on|join|left|inner|cross|group by|order by|having|with|"
    r"union all|union|case|when|then|else|end|exists|between|like|limit|over|partition by|coalesce)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """A step with nothing else behind it: a count, a rule, a piece of the way."""

    what: str
    more: str = ""


@dataclass(frozen=True)
class Link:
    """One link of the chain. `kind` chooses how it is drawn; `why` is the address of a proof of its own."""

    kind: str
    label: str | Promise
    step: Step | Told
    url: str = ""
    status: str = ""
    why: str = ""

    @property
    def weak(self) -> bool:
        """What was left out or is missing: a hollow link."""
        return self.kind == "missing"

    @property
    def sql(self) -> SafeString:
        return coloured(self.step.sql) if isinstance(self.step, QueryStep) else SafeString("")


@dataclass(frozen=True)
class Slice(Basis):
    """A basis that reads the results of some tests only, so that one proof does not read them all."""

    wanted: frozenset[str] = frozenset()

    @cached_property
    def results(self) -> Mapping[str, TestResult]:
        """Full results by digest, of the wanted tests."""
        runs = TestRun.objects.filter(as_of=self.as_of, test__in=self.wanted).values_list("result", flat=True)
        return {result.digest: result for result in map(from_json, runs)}


def basis_of(standing: Standing, tests: Iterable[str] = ()) -> Slice:
    """What proofs of this day are made of."""
    return Slice(standing.actor, standing.assessment, queries="whole", wanted=frozenset(tests))


class Drawer:
    """Gives steps their addresses, on the day that the page speaks of."""

    def __init__(self, standing: Standing, basis: Basis) -> None:
        self.standing = standing
        self.basis = basis

    def links(self, steps: Iterable[Step]) -> Iterator[Link]:
        found = list(steps)
        hashes = [step.sha256 for step in found if isinstance(step, SnapshotStep)]
        rows = visible_to(self.standing.actor, Snapshot).filter(sha256__in=hashes)
        snapshots = dict(rows.values_list("sha256", "pk"))
        for step in found:
            yield self._link(step, snapshots)

    def requirement(self, pk: int, step: RequirementStep, status: str) -> Link:
        url = self.standing.link("requirements-detail", pk)
        return Link("requirement", LABELS[RequirementStep], step, url, status)

    def control(self, key: str, step: ControlStep) -> Link:
        """A control with its status and a mark that opens its own proof."""
        entry = self.basis.controls.get(key)
        if entry is None:
            return Link("control", LABELS[ControlStep], step)
        url = self.standing.link("controls-detail", entry.control.pk)
        why = self.standing.link("proof-control", entry.control.pk)
        return Link("control", LABELS[ControlStep], step, url, entry.status, why)

    def test(self, key: str, concluded: Mapping[str, Any], version: int) -> Link:
        """A test with its status and a mark that opens its own proof."""
        step = TestStep(str(concluded["id"]), version, str(concluded["title"]))
        pk = self.basis.controls[key].control.pk
        why = self.standing.link("proof-test", pk, concluded["id"])
        return Link("test", LABELS[TestStep], step, self._test_url(key, step), str(concluded["status"]), why)

    def _test_url(self, key: str, step: TestStep) -> str:
        return self.standing.link("controls-detail", self.basis.controls[key].control.pk) + f"#test-{step.id}"

    def _link(self, step: Step, snapshots: Mapping[str, int]) -> Link:
        label = LABELS[type(step)]
        match step:
            case ControlStep():
                return self.control(step.id, step)
            case TestStep():
                keys = [k for k, entry in self.basis.controls.items() if any(t["id"] == step.id for t in entry.tests)]
                return Link("test", label, step, self._test_url(keys[0], step) if keys else "")
            case SnapshotStep():
                pk = snapshots.get(step.sha256)
                return Link("snapshot", label, step, address("snapshots-detail", pk) if pk else "")
            case LedgerStep():
                return Link("ledger", label, step, entry_address(self.standing, step.entry))
            case DecisionStep():
                kind, _blank, number = step.id.rpartition(" ")
                page = {
                    "exception": "exceptions-detail",
                    "inspected record": "inspected-records-detail",
                    "attestation": "attestations-detail",
                }.get(kind, "")
                return Link("decision", label, step, address(page, number) if page else "")
            case MissingStep():
                return Link("missing", label, step)
            case QueryStep():
                return Link("query", label, step)
            case RowsStep():
                return Link("rows", label, step)
            case MethodStep():
                return Link("method", label, step)
            case RequirementStep():
                return Link("requirement", label, step)


def entry_address(standing: Standing, number: int) -> str:
    """The page of a ledger entry, empty for those who may not see the ledger."""
    return address("history-entry", number) if standing.actor.may(May.SEE_LEDGER) else ""


def address(name: str, *args: object) -> str:
    """The address of a page, empty where there is none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def coloured(sql: str) -> SafeString:
    """A query with its key words marked; everything in it is escaped."""
    pieces = []
    for line in sql.splitlines(keepends=True):
        if line.lstrip().startswith("--"):
            pieces.append(format_html("<i>{}</i>", line))
            continue
        at = 0
        for found in _WORDS.finditer(line):
            pieces.append(format_html("{}<b>{}</b>", line[at : found.start()], found.group()))
            at = found.end()
        pieces.append(format_html("{}", line[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
