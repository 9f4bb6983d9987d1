"""The steps of a proof as labelled lines."""

from __future__ import annotations

import math
from datetime import date, datetime

from earnest.engines.documents.laid import LaidStep
from earnest.engines.documents.locale import Locale
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
from earnest.engines.documents.visible import show_code, show_line
from earnest.engines.documents.written import write_date, write_number

_Pair = tuple[str, str, bool]


def lay_step(step: Step, locale: Locale) -> LaidStep:
    """One step as a label, a line and what hangs on it."""
    if isinstance(step, RequirementStep):
        return LaidStep(locale.label("requirement"), _joined(f"{step.framework} {step.id}", step.words))
    if isinstance(step, ControlStep):
        who = step.accountable or locale.label("nobody")
        return LaidStep(
            locale.label("control"), _joined(step.id, step.title), pairs=(_pair(locale, "accountable", who),)
        )
    if isinstance(step, TestStep):
        return _test(step, locale)
    if isinstance(step, QueryStep):
        return LaidStep(locale.label("query"), pairs=_named(step.parameters), code=show_code(step.sql))
    if isinstance(step, RowsStep):
        return _rows(step, locale)
    if isinstance(step, SnapshotStep):
        return _snapshot(step, locale)
    if isinstance(step, LedgerStep):
        return _ledger(step, locale)
    if isinstance(step, DecisionStep):
        return _decision(step, locale)
    if isinstance(step, MethodStep):
        return LaidStep(locale.label("computed"), show_line(step.method), pairs=_named(step.inputs))
    return _missing(step, locale)


def _test(step: TestStep, locale: Locale) -> LaidStep:
    line = _joined(f"{step.id}, {locale.label('version')} {step.version}", step.title)
    pairs = [_pair(locale, "passes", step.passes_when)] if step.passes_when else []
    if step.digest:
        pairs.append(_pair(locale, "digest", step.digest, code=True))
    return LaidStep(locale.label("test"), line, pairs=tuple(pairs))


def _rows(step: RowsStep, locale: Locale) -> LaidStep:
    line = write_number(step.total, 0, locale)
    if step.population is not None:
        line = f"{line} {locale.label('of')} {write_number(step.population, 0, locale)}"
    if len(step.rows) < step.total:
        line = f"{line}, {write_number(len(step.rows), 0, locale)} {locale.label('shown')}"
    rows = tuple(tuple(show_line(cell) for cell in row) for row in step.rows)
    label = locale.label("rows" if step.population is None else "violating")
    columns = tuple(show_line(column) for column in step.columns) if rows else ()
    return LaidStep(label, line, columns=columns, rows=rows, widths=_widths(columns, rows))


def _widths(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[float, ...]:
    """The share of each column: the root of its longest text, so that long texts take fewer lines than short ones."""
    texts = [(column, *(row[place] for row in rows if place < len(row))) for place, column in enumerate(columns)]
    roots = [math.sqrt(max(8, *map(len, found))) for found in texts]
    return tuple(round(root / sum(roots), 3) for root in roots)


def _snapshot(step: SnapshotStep, locale: Locale) -> LaidStep:
    pairs = [
        _pair(locale, "sha256", step.sha256, code=True),
        _pair(locale, "observed", _when(step.observed_at, locale)),
        _pair(locale, "collected", _when(step.collected_at, locale)),
    ]
    if step.uploaded_at is not None:
        pairs.append(_pair(locale, "uploaded", _when(step.uploaded_at, locale)))
    if step.grade is not None:
        pairs.append(_pair(locale, "grade", f"{step.grade}, {locale.grades[step.grade]}"))
    return LaidStep(locale.label("snapshot"), show_line(step.source), pairs=tuple(pairs))


def _ledger(step: LedgerStep, locale: Locale) -> LaidStep:
    pairs = [_pair(locale, "recorded", _when(step.recorded_at, locale))] if step.recorded_at else []
    pairs += [
        _pair(locale, key, value, code=True)
        for key, value in (("hash", step.hash), ("previous", step.previous))
        if value
    ]
    return LaidStep(locale.label("ledger"), write_number(step.entry, 0, locale), pairs=tuple(pairs))


def _decision(step: DecisionStep, locale: Locale) -> LaidStep:
    pairs = [_pair(locale, "by", step.by), _pair(locale, "at", _when(step.at, locale))]
    if step.reason:
        pairs.append(_pair(locale, "reason", step.reason))
    return LaidStep(locale.label("decided"), _joined(step.id, step.what), pairs=tuple(pairs))


def _missing(step: MissingStep, locale: Locale) -> LaidStep:
    pairs = (_pair(locale, "reason", step.reason),) if step.reason else ()
    return LaidStep(locale.label("missing"), show_line(step.what), pairs=pairs, weak=True)


def _pair(locale: Locale, key: str, value: str, *, code: bool = False) -> _Pair:
    return (locale.label(key), show_line(value), code)


def _named(values: tuple[tuple[str, str], ...]) -> tuple[_Pair, ...]:
    return tuple((show_line(name), show_line(value), False) for name, value in values)


def _joined(head: str, tail: str) -> str:
    return show_line(f"{head}: {tail}" if tail else head)


def _when(moment: datetime | date | None, locale: Locale) -> str:
    return locale.label("unrecorded") if moment is None else write_date(moment, locale)
