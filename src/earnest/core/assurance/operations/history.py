"""What evidence said of every control on each day that something was observed: the past, for coverage and
reliability."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import TruncDate

from earnest.core.assurance import queries
from earnest.core.assurance.models import ControlLook, HistoryDay, TestRun
from earnest.core.assurance.operations.assess import Progress, keep_runs, run_key
from earnest.core.assurance.queries import BoundRow, Gathered
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Snapshot
from earnest.engines import assurance as engine
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.engines.control_tests.runner import run_history

PERIOD_DAYS = 396
"""How far back to look: a period of twelve months and the month before it, whose evidence may carry into it."""


@dataclass(frozen=True)
class _Day:
    day: date
    gathered: Gathered
    data: Dataset
    keys: Mapping[BoundRow, str]

    @property
    def digest(self) -> str:
        content = [sorted(self.keys.values()), repr(self.gathered.record)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def look_back(today: date, *, days: int = PERIOD_DAYS, progress: Progress | None = None) -> int:
    """Conclude for every day up to today on which something was observed, where that is new; returns how many days
    were."""
    observed = (
        Snapshot.objects.filter(state=Snapshot.State.GOOD, source__active=True)
        .annotate(day=TruncDate("observed_at"))
        .filter(day__gt=today - timedelta(days=days), day__lte=today)
        .values_list("day", flat=True)
        .distinct()
        .order_by("day")
    )
    known = dict(HistoryDay.objects.values_list("day", "digest"))
    todo = []
    for day in list(observed):
        gathered = queries.gather(day)
        data = queries.dataset(gathered.snapshots, gathered.sources, gathered.as_of)
        one = _Day(day, gathered, data, {row: run_key(row, data, gathered.as_of) for row in gathered.bound})
        if known.get(day) != one.digest:
            todo.append(one)
    if todo:
        results = _results(todo, progress)
        controls = dict(Control.objects.values_list("key", "pk"))
        for one in todo:
            _keep(one, {row: results.get(key) for row, key in one.keys.items()}, controls)
    return len(todo)


def _results(todo: list[_Day], progress: Progress | None) -> dict[str, TestResult]:
    wanted = {key for one in todo for key in one.keys.values()}
    found = {
        made.key: from_json(made.result)
        for made in TestRun.objects.filter(as_of__in=[one.gathered.as_of for one in todo])
        if made.key in wanted
    }
    behind = [one for one in todo if not found.keys() >= set(one.keys.values())]
    rows = list({row for one in behind for row in one.keys})
    moments = [(one.gathered.as_of, one.data) for one in behind]
    made_now = run_history([row.bound for row in rows], moments, progress=progress)
    fresh = {
        one.keys[row]: result
        for one, results in zip(behind, made_now, strict=True)
        for row, result in zip(rows, results, strict=True)
        if row in one.keys
    }
    keep_runs(fresh.items())
    return found | fresh


@transaction.atomic
def _keep(one: _Day, results: Mapping[BoundRow, TestResult | None], controls: Mapping[str, int]) -> None:
    record = replace(queries.with_results(one.gathered, results), requirements=())
    found = engine.assess(record, one.gathered.as_of)
    inputs: dict[str, list[tuple[str, datetime, str]]] = {}
    for row, result in results.items():
        for item in result.inputs if result else ():
            inputs.setdefault(row.control, []).append((item.source, item.observed_at, item.snapshot))
    ControlLook.objects.filter(day=one.day).delete()
    ControlLook.objects.bulk_create(
        [
            ControlLook(
                control_id=controls[control.id],
                day=one.day,
                status=control.status.value,
                holds_days=_holds(one, control.id, inputs.get(control.id, [])),
                violations=control.violations,
                complying=_complying(control),
                evidence=_evidence(one, control.id, inputs.get(control.id, [])),
            )
            for control in found.controls
        ],
        batch_size=200,
    )
    HistoryDay.objects.update_or_create(day=one.day, defaults={"digest": one.digest})


def _complying(control: engine.ControlConclusion) -> float | None:
    """The share that complies with the test that fewest comply with; None where nothing was counted."""
    shares = [
        (test.population - test.violations - test.excepted - test.unknown) / test.population
        for test in control.tests
        if test.population
    ]
    return max(0.0, min(shares)) if shares else None


def _holds(one: _Day, control: str, inputs: list[tuple[str, datetime, str]]) -> int:
    """Days until the first piece of evidence that the control rests on stops counting."""
    limits = {source.slug: source.freshness_days for source in one.gathered.sources}
    left = [limits[slug] - (one.gathered.as_of - observed).days for slug, observed, _ in inputs]
    record = one.gathered.record
    left += [(paper.valid_until - one.day).days for paper in record.inspected if paper.control_id == control]
    left += [(paper.valid_until - one.day).days for paper in record.attestations if paper.control_id == control]
    return max(0, min(left, default=0))


def _evidence(one: _Day, control: str, inputs: list[tuple[str, datetime, str]]) -> str:
    """What tells one look at a control from another: the evidence it rests on."""
    record = one.gathered.record
    papers = [f"inspected {paper.id}" for paper in record.inspected if paper.control_id == control]
    papers += [f"attested {paper.id}" for paper in record.attestations if paper.control_id == control]
    content = [sorted({(snapshot, observed.isoformat()) for _, observed, snapshot in inputs}), sorted(papers)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
