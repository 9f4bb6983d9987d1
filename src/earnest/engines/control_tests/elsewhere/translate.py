"""A control test in the SQL of another engine, with its parameters written in.

sqlglot writes the other engine's words. What it writes with another meaning than DuckDB gives is put right here first:

- Spark's `datediff(unit, …)` counts whole units that have passed; ours counts boundaries crossed. Both ends are cut to
  the unit first, so that the two agree.
- PostgreSQL rounds to a number of digits only what is `numeric`.
- In `like` both take a backslash for an escape, which it is not here: they are told so.

Left as it is: `upper` and `lower` of the few letters whose other case is not one letter (ß, İ), where every engine has
its own way. Canonical keys are put in one case when a file is read.

Compared row by row for every test of the library: `tests/elsewhere`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sqlglot import exp

from earnest.engines.control_tests.gate import check, parsed
from earnest.engines.control_tests.model import Bound, Value
from earnest.engines.control_tests.work import naive

Dialect = Literal["postgres", "spark"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
"""Engines on which every test of the library was run and compared."""


@dataclass(frozen=True)
class Translated:
    """The queries of one test for one engine. Each gives columns `subject`, `label` and, but for the population,
    `reason`.
    """

    dialect: Dialect
    population: str
    violations: str
    unknown: str | None


def translate(bound: Bound, dialect: Dialect, as_of: dt.datetime) -> Translated:
    """The test's queries for that engine. Raises RefusedQuery for a query outside the portable subset, BadParameter.

    `as_of` is aware. The tables are expected under their canonical names, with timestamps in UTC without a zone, and
    with the columns source, snapshot, observed_at and place.
    """
    full = bound.test.bind(bound.parameters)
    told = {}
    for section, sql in bound.test.queries:
        check(sql, (*bound.test.tables, *bound.test.optional_tables), full.parameters)
        told[section] = _written(sql, full.parameters, dialect, as_of)
    return Translated(dialect, told["population"], told["violations"], told.get("unknown"))


def _written(sql: str, values: Mapping[str, Value], dialect: Dialect, as_of: dt.datetime) -> str:
    constants = {name: _constant(value) for name, value in values.items()}
    constants["as_of"] = exp.cast(exp.Literal.string(naive(as_of)), "timestamp", dialect="duckdb")

    tree = parsed(sql).copy()
    for found in list(tree.find_all(exp.Placeholder)):
        found.replace(constants[found.name].copy())
    for kind, repair in _REPAIRS[dialect].items():
        for node in list(tree.find_all(kind)):
            repair(node)
    return tree.sql(dialect=dialect, pretty=True)


def _constant(value: Value) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date", dialect="duckdb")
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "double", dialect="duckdb")
    return exp.Literal.number(str(value)) if value >= 0 else exp.Paren(this=exp.Neg(this=exp.Literal.number(-value)))


def _boundaries(node: exp.Expr) -> None:
    """date_diff with both ends cut to the unit; `this` is the later end."""
    unit = exp.Literal.string(node.text("unit").lower() or "day")
    for end in ("this", "expression"):
        node.set(end, exp.TimestampTrunc(this=node.args[end], unit=unit.copy()))


def _numeric(node: exp.Expr) -> None:
    """round(x, n) of a number as numeric, given back as a double."""
    if node.args.get("decimals") is not None:
        rounded = exp.Round(this=exp.cast(node.this, "decimal"), decimals=node.args["decimals"])
        node.replace(exp.cast(rounded, "double", dialect="duckdb"))


def _unescaped(escape: str) -> Callable[[exp.Expr], None]:
    """`like` in which a backslash is a backslash, unless the query names an escape itself."""

    def repair(node: exp.Expr) -> None:
        if not isinstance(node.parent, exp.Escape):
            node.replace(exp.Escape(this=node.copy(), expression=exp.Literal.string(escape)))

    return repair


_Repair = Callable[[exp.Expr], None]
_REPAIRS: dict[Dialect, dict[type[exp.Expr], _Repair]] = {
    "postgres": {exp.Round: _numeric, exp.Like: _unescaped(""), exp.ILike: _unescaped("")},
    "spark": {exp.DateDiff: _boundaries, exp.Like: _unescaped("\x01"), exp.ILike: _unescaped("\x01")},
}
