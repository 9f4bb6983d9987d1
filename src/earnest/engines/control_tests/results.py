"""Results of control tests: counts, violating rows, a digest that anybody can recompute."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from earnest.engines.control_tests.model import TOLERANCE, ControlTest, Value, shown

Scalar = str | int | float | bool | None
Row = Mapping[str, Scalar]
"""One row of a result: subject, label, reason and up to nine further columns. Long texts are cut and end in …"""
Outcome = Literal["pass", "fail", "unproven"]

MAX_KEPT = 1_000
"""Rows kept of the violations, and of the unknown."""
MAX_COLUMNS = 12
MAX_CELL = 500
"""Characters kept of one text."""


@dataclass(frozen=True)
class Input:
    """A snapshot that a result rests on. `observed_at` is aware, in UTC."""

    table: str
    source: str
    snapshot: str
    observed_at: dt.datetime


@dataclass(frozen=True)
class TestResult:
    """What one control test found at one instant.

    `violation_count` and `unknown_count` count subjects; a subject may have several rows. `violations` and `unknown`
    keep the
    first MAX_KEPT rows by subject and reason. `excepted` are the violating subjects that the caller excepted, sorted.
    `missing` names required tables without a snapshot. `error` says why the test gave nothing; its digest is then
    empty.
    """

    __test__ = False

    test_id: str
    version: int
    test_digest: str
    as_of: dt.datetime
    parameters: Mapping[str, Scalar]
    population: int
    violations: tuple[Row, ...]
    violation_count: int
    unknown: tuple[Row, ...]
    unknown_count: int
    excepted: tuple[str, ...]
    missing: tuple[str, ...]
    digest: str
    inputs: tuple[Input, ...]
    seconds: float
    error: str | None = None

    @property
    def tolerated(self) -> float:
        """Share of the population, 0 to 1, that may violate: the parameter max_share, else 0."""
        share = self.parameters.get(TOLERANCE, 0.0)
        return float(share) if isinstance(share, int | float) else 0.0

    @property
    def outcome(self) -> Outcome:
        """`unproven` after an error, without data or with an empty population; `fail` if more subjects violate than are
        excepted or tolerated; else `unproven` while anything is unknown beyond what is tolerated; else `pass`.
        """
        if self.error is not None or self.missing or self.population == 0:
            return "unproven"
        allowed = self.tolerated * self.population
        counted = self.violation_count - len(self.excepted)
        if counted > allowed:
            return "fail"
        return "unproven" if counted + self.unknown_count > allowed else "pass"


def sentence(test: ControlTest, result: TestResult) -> str:
    """The plain sentence of a result, from the test's template."""
    templates = {"pass": test.sentence.passed, "fail": test.sentence.failed, "unproven": test.sentence.unproven}
    values: dict[str, object] = {
        **result.parameters,
        "population": result.population,
        "violations": result.violation_count,
        "excepted": len(result.excepted),
        "unknown": result.unknown_count,
    }
    return templates[result.outcome].format(**{name: shown(value) for name, value in values.items()})


def scalars(parameters: Mapping[str, Value]) -> dict[str, Scalar]:
    """Parameter values as JSON scalars, sorted by name; a date as 2026-03-31."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in sorted(parameters.items())
    }


def netstring(subject: str, reason: str | None) -> bytes:
    """One row as it is hashed: `12:okta:00u1abc,9:no factor,`, lengths in bytes of UTF-8; a null reason is `-,`."""
    first = subject.encode()
    second = b"-," if reason is None else b"%d:%b," % (len(reason.encode()), reason.encode())
    return b"%d:%b,%b" % (len(first), first, second)


def rows_digest(rows: Iterable[tuple[str, str | None]]) -> str:
    """SHA-256, hexadecimal, of the netstrings of (subject, reason), sorted by the bytes of both, null before text."""
    digest = hashlib.sha256()
    for subject, reason in sorted(rows, key=lambda row: (row[0].encode(), row[1] is not None, (row[1] or "").encode())):
        digest.update(netstring(subject, reason))
    return digest.hexdigest()


def result_digest(
    test: ControlTest,
    parameters: Mapping[str, Value],
    as_of: dt.datetime,
    population: int,
    violations: str,
    unknown: str,
) -> str:
    """SHA-256, hexadecimal, of the JSON (sorted keys, no blanks) of what was asked and what came out.

    `violations` and `unknown` are rows_digest of all rows, not only of those kept.
    """
    facts = {
        "as_of": instant(as_of),
        "parameters": scalars(parameters),
        "population": population,
        "queries": dict(test.queries),
        "unknown": unknown,
        "violations": violations,
    }
    return hashlib.sha256(_dumps(facts).encode()).hexdigest()


def instant(when: dt.datetime) -> str:
    """An aware instant as 2026-03-31T12:00:00.000000Z."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_json(result: TestResult) -> str:
    """The result as JSON with sorted keys and no blanks: equal results give equal text."""
    fields: dict[str, object] = {name: getattr(result, name) for name in result.__dataclass_fields__}
    fields["as_of"] = instant(result.as_of)
    fields["inputs"] = [
        {
            "table": item.table,
            "source": item.source,
            "snapshot": item.snapshot,
            "observed_at": instant(item.observed_at),
        }
        for item in result.inputs
    ]
    return _dumps(fields)


def from_json(text: str) -> TestResult:
    """The result that to_json wrote. Raises ValueError if it did not."""
    try:
        data: dict[str, Any] = json.loads(text)
        data["as_of"] = dt.datetime.fromisoformat(data["as_of"])
        data["inputs"] = tuple(
            Input(item["table"], item["source"], item["snapshot"], dt.datetime.fromisoformat(item["observed_at"]))
            for item in data["inputs"]
        )
        for name in ("violations", "unknown", "excepted", "missing"):
            data[name] = tuple(data[name])
        return TestResult(**data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is not the JSON of a control test result: {error}.") from None


def _dumps(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=dict)
