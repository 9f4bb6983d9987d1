"""Asking a translated test on another engine, and giving the answer the digest that it would have here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.engines.control_tests.elsewhere.translate import Dialect, translate
from earnest.engines.control_tests.model import Bound
from earnest.engines.control_tests.results import result_digest, rows_digest

Query = Callable[[str], Sequence[Sequence[Any]]]
"""Runs one select on the engine and gives its rows."""
Found = tuple[str, str, str | None]
"""Subject, label and reason of one row."""


class WrongTest(Exception):
    """The test gave rows that break a rule of control tests: subjects twice, or outside the population."""


@dataclass(frozen=True)
class Answer:
    """What a test found on another engine. Rows are sorted; `digest` equals that of the result here, if both agree."""

    population: int
    violations: tuple[Found, ...]
    unknown: tuple[Found, ...]
    digest: str


def ask(bound: Bound, dialect: Dialect, as_of: dt.datetime, query: Query) -> Answer:
    """Run one test. Counting is the engine's work; only violating and unknown rows come over.

    Raises RefusedQuery, BadParameter, WrongTest, and what `query` raises.
    """
    full = bound.test.bind(bound.parameters)
    told = translate(full, dialect, as_of)
    population, distinct = query(
        f"select count(*), count(distinct subject) from ({told.population}) counted"  # noqa: S608
    )[0]
    if population != distinct:
        raise WrongTest(f"{bound.test.id}: the population has {population - distinct} subjects twice, or without name.")
    violations = _rows(told.violations, told.population, query, bound.test.id)
    unknown = _rows(told.unknown, told.population, query, bound.test.id) if told.unknown else ()
    digests = [rows_digest((subject, reason) for subject, _, reason in rows) for rows in (violations, unknown)]
    digest = result_digest(bound.test, full.parameters, as_of, population, *digests)
    return Answer(population, violations, unknown, digest)


def _rows(sql: str, population: str, query: Query, test: str) -> tuple[Found, ...]:
    strangers = query(
        f"select count(*) from ({sql}) found "  # noqa: S608 - the gate has passed both
        f"where subject is null or subject not in (select subject from ({population}) counted)"
    )[0][0]
    if strangers:
        raise WrongTest(f"{test}: {strangers} rows are not in the population.")
    rows = query(f"select subject, label, reason from ({sql}) found")  # noqa: S608
    return tuple(sorted(((str(s), str(n), r) for s, n, r in rows), key=lambda row: (row[0], row[2] or "", row[1])))
