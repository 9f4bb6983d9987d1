"""The readiness forecast of an engagement, derived from the record as it is today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from earnest.core.actions.models import Action
from earnest.core.assurance import queries as assurance
from earnest.core.assurance.models import TestRun
from earnest.core.assurance.queries import BoundRow, Gathered
from earnest.core.frameworks.models import Requirement
from earnest.duties.audits.models import Engagement
from earnest.duties.audits.queries.posture import Posture, posture
from earnest.duties.audits.rules import forecast
from earnest.duties.audits.rules.forecast import Ahead, Change, Promise, Readiness
from earnest.engines import assurance as engine
from earnest.engines.assurance import facts
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.foundation import clock
from earnest.foundation.once import once


def readiness(engagement: Engagement, day: date) -> Readiness:
    """What stands today and what is likely to stand on the first day of fieldwork (today, once it has begun)."""
    return once(("audits-readiness", engagement.pk, engagement.revision, day), lambda: _readiness(engagement, day))


def _readiness(engagement: Engagement, day: date) -> Readiness:
    fieldwork = max(day, engagement.fieldwork_start)
    framework = engagement.framework.key
    now, then = assurance.gather(day), assurance.gather(fieldwork)
    results = known_results(posture(day), now.bound)
    today = assurance.with_results(now, results)
    ahead = forecast.as_if_run(_of_framework(assurance.with_results(then, results), framework), then.as_of)
    shift = timedelta(days=(fieldwork - day).days)
    going = {one.slug for one in today.sources if forecast.on_rhythm(one, now.as_of)}
    expected = forecast.going_on(ahead, going, shift)
    promises = _promises(fieldwork)
    kept = {one.control for one in promises}
    readings = {
        "today": _statuses(_of_framework(today, framework), now, framework),
        "floor": _statuses(ahead, then, framework),
        "expected": _statuses(expected, then, framework),
        "ceiling": _statuses(forecast.kept_promises(expected, kept, fieldwork), then, framework),
    }
    found = tuple(forecast.changes(today, now.as_of, fieldwork, promises, _resting(today)))
    rows = tuple(_rows(engagement, readings, found))
    shares = {name: forecast.share([getattr(row, name) for row in rows]) for name in readings}
    used = {key for row in rows for key in row.controls}
    return Readiness(
        day=day,
        fieldwork=fieldwork,
        rows=rows,
        changes=tuple(one for one in found if one.control in used),
        share_today=shares["today"],
        share_low=shares["floor"],
        share=shares["expected"],
        share_high=shares["ceiling"],
    )


def known_results(known: Posture, bound: Iterable[BoundRow]) -> dict[BoundRow, TestResult | None]:
    """What the bound tests found when the posture was concluded; None for those that have not run since."""
    digests = {
        (control, test["id"]): test["result"]
        for control, told in known.controls.items()
        for test in told["tests"]
        if test["result"]
    }
    made = TestRun.objects.filter(as_of=clock.end_of(known.day)) if known.day else TestRun.objects.none()
    by_digest = {one.digest: one for one in (from_json(text) for text in made.values_list("result", flat=True))}
    return {row: by_digest.get(digests.get((row.control, row.bound.test.id), "")) for row in bound}


def _of_framework(record: facts.Record, framework: str) -> facts.Record:
    return replace(record, requirements=tuple(one for one in record.requirements if one.framework == framework))


def _statuses(record: facts.Record, gathered: Gathered, framework: str) -> dict[str, engine.RequirementConclusion]:
    found = engine.assess(record, gathered.as_of)
    return {one.id: one for one in found.requirements if one.framework == framework}


def _promises(fieldwork: date) -> list[Promise]:
    rows = Action.objects.filter(state=Action.State.OPEN, due_on__lt=fieldwork).exclude(control=None)
    return [
        Promise(
            action=row.pk,
            title=row.title,
            control=row.control.key if row.control else "",
            due_on=row.due_on or fieldwork,
            accountable=row.accountable.name if row.accountable else "",
        )
        for row in rows.select_related("control", "accountable").order_by("due_on", "pk")
    ]


def _resting(record: facts.Record) -> dict[str, set[str]]:
    """From a control to the sources that its tests read."""
    giving: dict[str, set[str]] = {}
    for source in record.sources:
        for table in source.tables:
            giving.setdefault(table, set()).add(source.slug)
    found: dict[str, set[str]] = {}
    for test in record.tests:
        for table in test.tables:
            found.setdefault(test.control_id, set()).update(giving.get(table, ()))
    return found


def _rows(
    engagement: Engagement,
    readings: Mapping[str, Mapping[str, engine.RequirementConclusion]],
    changes: Iterable[Change],
) -> Iterable[Ahead]:
    of_control: dict[str, list[Change]] = {}
    for one in changes:
        of_control.setdefault(one.control, []).append(one)
    rows = Requirement.objects.filter(framework=engagement.framework, assessable=True)
    for pk, key, title in rows.order_by("position").values_list("pk", "key", "title"):
        told = {name: found.get(key) for name, found in readings.items()}
        then = told["expected"]
        if then is None:
            continue
        yield Ahead(
            requirement=pk,
            key=key,
            title=title,
            **{name: (one.status.value if one else "unproven") for name, one in told.items()},
            controls=then.controls,
            reasons=tuple(reason.text for reason in then.reasons),
            changes=tuple(one for control in then.controls for one in of_control.get(control, ())),
        )
