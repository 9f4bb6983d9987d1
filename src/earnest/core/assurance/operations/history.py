"""What evidence said of every control on each day that something was observed: the past, for coverage and
reliability."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
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
from earnest.engines.assurance.facts import Record
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.engines.control_tests.runner import run_history

PERIOD_DAYS = 396
"""How far back to look: a period of twelve months and the month before it, whose evidence may carry into it."""


@dataclass(frozen=True)
class _Day:
    """A day on which something was observed. `keys` are those of the tests of `new`: controls whose look on the day
    before no longer tells what there is to see, by key, with the evidence that they rest on."""

    day: date
    gathered: Gathered
    data: Dataset
    new: Mapping[str, _Evidence]
    keys: Mapping[BoundRow, str]

    @property
    def digest(self) -> str:
        looked = sorted((control, evidence.scope) for control, evidence in self.new.items())
        content = [looked, sorted(self.keys.values()), repr(self.gathered.record)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@dataclass(frozen=True)
class _Evidence:
    """What a control rests on: (source, observed at, snapshot) of each input, and papers. `scope` is the digest of it
    and of everything else that was decided about the control."""

    inputs: frozenset[tuple[str, datetime, str]]
    papers: tuple[str, ...]
    scope: str

    @property
    def digest(self) -> str:
        """What tells one look at a control from another."""
        content = [sorted({(snapshot, observed.isoformat()) for _, observed, snapshot in self.inputs}), self.papers]
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
    todo = [one for one in _days(list(observed)) if known.get(one.day) != one.digest]
    if todo:
        results = _results(todo, progress)
        controls = dict(Control.objects.values_list("key", "pk"))
        for one in todo:
            _keep(one, {row: results.get(key) for row, key in one.keys.items()}, controls)
    return len(todo)


def _days(observed: list[date]) -> Iterator[_Day]:
    """Each day with the controls to look at: those of which something was observed, decided or lapsed since the day
    before, and those without evidence, which cost nothing. Of all others the look before still holds."""
    before: dict[str, _Evidence] = {}
    for day in observed:
        gathered = queries.gather(day)
        data = queries.dataset(gathered.snapshots, gathered.sources, gathered.as_of)
        found = _evidence(gathered, data)
        new = {
            control: evidence
            for control, evidence in found.items()
            if not evidence.inputs or control not in before or before[control].scope != evidence.scope
        }
        keys = {row: run_key(row, data, gathered.as_of) for row in gathered.bound if row.control in new}
        yield _Day(day, gathered, data, new, keys)
        before = found


def _evidence(gathered: Gathered, data: Dataset) -> dict[str, _Evidence]:
    """What each control rests on, by key."""
    record, day = gathered.record, gathered.as_of.date()
    inputs: dict[str, set[tuple[str, datetime, str]]] = {control.id: set() for control in record.controls}
    papers: dict[str, list[str]] = {control.id: [] for control in record.controls}
    decided: dict[str, list[str]] = {control.id: [repr(control)] for control in record.controls}
    for row in gathered.bound:
        test = row.bound.test
        for table in {*test.tables, *test.optional_tables}:
            inputs[row.control].update((one.source, one.observed_at, one.snapshot) for one in data.pieces(table))
        decided[row.control].append(f"{row.key} {sorted(row.bound.excepted)}")
    for kind, rows in (("inspected", record.inspected), ("attested", record.attestations)):
        for paper in rows:
            papers[paper.control_id].append(f"{kind} {paper.id}")
            decided[paper.control_id].append(f"{paper!r} {paper.valid_until >= day}")
    for exception in record.exceptions:
        decided[exception.control_id].append(f"{exception!r} {exception.ends_on >= day}")
    return {
        control: _Evidence(
            frozenset(found),
            tuple(sorted(papers[control])),
            hashlib.sha256(repr([sorted(found), sorted(decided[control])]).encode()).hexdigest(),
        )
        for control, found in inputs.items()
    }


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
    found = engine.assess(_record(one, results), one.gathered.as_of)
    ControlLook.objects.filter(day=one.day).delete()
    ControlLook.objects.bulk_create(
        [
            ControlLook(
                control_id=controls[control.id],
                day=one.day,
                status=control.status.value,
                holds_days=_holds(one, control.id),
                violations=control.violations,
                evidence=one.new[control.id].digest,
            )
            for control in found.controls
        ],
        batch_size=200,
    )
    HistoryDay.objects.update_or_create(day=one.day, defaults={"digest": one.digest})


def _record(one: _Day, results: Mapping[BoundRow, TestResult | None]) -> Record:
    """Only what the controls to look at rest on: each is concluded by itself."""
    whole = one.gathered.record
    bound = tuple(row for row in one.gathered.bound if row.control in one.new)
    record = replace(
        whole,
        controls=tuple(control for control in whole.controls if control.id in one.new),
        exceptions=tuple(exception for exception in whole.exceptions if exception.control_id in one.new),
        inspected=tuple(paper for paper in whole.inspected if paper.control_id in one.new),
        attestations=tuple(paper for paper in whole.attestations if paper.control_id in one.new),
        requirements=(),
    )
    return queries.with_results(replace(one.gathered, bound=bound, record=record), results)


def _holds(one: _Day, control: str) -> int:
    """Days until the first piece of evidence that the control rests on stops counting."""
    limits = {source.slug: source.freshness_days for source in one.gathered.sources}
    left = [limits[slug] - (one.gathered.as_of - observed).days for slug, observed, _ in one.new[control].inputs]
    record = one.gathered.record
    left += [(paper.valid_until - one.day).days for paper in record.inspected if paper.control_id == control]
    left += [(paper.valid_until - one.day).days for paper in record.attestations if paper.control_id == control]
    return max(0, min(left, default=0))
