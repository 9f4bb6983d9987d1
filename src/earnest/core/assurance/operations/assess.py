"""Deriving every status as of one day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction

from earnest.core.assurance import queries
from earnest.core.assurance.models import Assessment, ControlStatus, RequirementStatus, TestRun
from earnest.core.assurance.queries import BoundRow, Gathered
from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.engines import assurance as engine
from earnest.engines.assurance.conclusions import plain_control, plain_requirement
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.results import TestResult, from_json, to_json
from earnest.engines.control_tests.runner import run
from earnest.foundation import clock, ledger

Progress = Callable[[int, int], None]


def assess(day: date | None = None, *, progress: Progress | None = None) -> Assessment:
    """Derive every status as of the end of a day, today by default. Tests run only where their inputs changed."""
    day = day or clock.today()
    number = ledger.head_of_record()
    kept = queries.latest(day)
    if kept is not None and queries.is_current(kept):
        return kept
    gathered = queries.gather(day)
    results = _results(gathered, progress)
    whole = not any(result is None or result.error for result in results.values())
    found = engine.assess(queries.with_results(gathered, results), gathered.as_of)
    if kept is not None and whole and _says(kept, found):
        return _stands(kept, number)
    return _keep(day, number, found, complete=whole)


def _says(kept: Assessment, found: engine.Assessment) -> bool:
    """Whether what is kept says all of what was found: a row goes with its control or requirement."""
    if not kept.complete or kept.digest != found.digest:
        return False
    rows = (kept.controls.count(), kept.requirements.count())
    return rows == (len(found.controls), len(found.requirements))


def _stands(kept: Assessment, number: int) -> Assessment:
    """What was concluded before is concluded again: it holds as of a later entry of the ledger."""
    Assessment.objects.filter(pk=kept.pk).update(ledger_number=number, made_at=clock.now())
    kept.refresh_from_db()
    return kept


def _results(gathered: Gathered, progress: Progress | None) -> dict[BoundRow, TestResult | None]:
    data = queries.dataset(gathered.snapshots, gathered.sources, gathered.as_of)
    keys = {row: run_key(row, data, gathered.as_of) for row in gathered.bound}
    known = {made.key: from_json(made.result) for made in TestRun.objects.filter(key__in=set(keys.values()))}
    todo = [row for row in gathered.bound if keys[row] not in known]
    if todo:
        found = run([row.bound for row in todo], data, as_of=gathered.as_of, progress=progress)
        keep_runs((keys[row], result) for row, result in zip(todo, found, strict=True))
        known.update({keys[row]: result for row, result in zip(todo, found, strict=True)})
    return {row: known[keys[row]] for row in gathered.bound}


def keep_runs(found: Iterable[tuple[str, TestResult]]) -> None:
    """Remember results under the digest of what they rest on. Those that did not finish are tried again next time."""
    TestRun.objects.bulk_create(
        [
            TestRun(key=key, test=result.test_id, as_of=result.as_of, result=to_json(result))
            for key, result in found
            if result.error is None
        ],
        ignore_conflicts=True,
        batch_size=200,
    )


def run_key(row: BoundRow, data: Dataset, as_of: datetime) -> str:
    """The digest of everything that the result of a bound test rests on: text, parameters, moment and snapshots."""
    test = row.bound.test
    inputs = [
        (table, piece.source, piece.snapshot)
        for table in sorted({*test.tables, *test.optional_tables})
        for piece in sorted(data.tables.get(table, ()), key=lambda piece: (piece.source, piece.snapshot))
    ]
    parameters = sorted((name, str(value)) for name, value in row.bound.parameters.items())
    content = [test.digest, parameters, sorted(row.bound.excepted), as_of.isoformat(), inputs]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@transaction.atomic
def _keep(day: date, number: int, found: engine.Assessment, *, complete: bool) -> Assessment:
    Assessment.objects.filter(as_of=day).delete()
    made = Assessment.objects.create(
        as_of=day, ledger_number=number, digest=found.digest, made_at=clock.now(), complete=complete
    )
    controls = dict(Control.objects.values_list("key", "pk"))
    ControlStatus.objects.bulk_create(
        [
            ControlStatus(
                assessment=made,
                control_id=controls[one.id],
                status=one.status.value,
                grade=one.grade.value if one.grade else "",
                population=one.population,
                violations=one.violations,
                excepted=one.excepted,
                conclusion=plain_control(one),
            )
            for one in found.controls
        ],
        batch_size=200,
    )
    requirements = {(f, k): pk for pk, f, k in Requirement.objects.values_list("pk", "framework__key", "key")}
    RequirementStatus.objects.bulk_create(
        [
            RequirementStatus(
                assessment=made,
                requirement_id=requirements[one.framework, one.id],
                status=one.status.value,
                grade=one.grade.value if one.grade else "",
                conclusion=plain_requirement(one),
            )
            for one in found.requirements
        ],
        batch_size=200,
    )
    return made
