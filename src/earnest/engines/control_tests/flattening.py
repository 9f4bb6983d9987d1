"""A grouping by the key of a table, written without the grouping, for data in which each key is there once."""

from __future__ import annotations

from sqlglot import exp

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests.admission import Flat

_SAME = (exp.Max, exp.Min, exp.LogicalOr, exp.LogicalAnd)
"""Aggregates of one value that are this value."""


def flat(body: exp.Expr) -> Flat | None:
    """The body without its grouping; none where it is not a plain grouping of one table by its key."""
    if not isinstance(body, exp.Select) or body.args.get("joins") or body.args.get("distinct") or body.find(exp.Window):
        return None
    group, source = body.args.get("group"), body.args.get("from_")
    table = source.this.name.lower() if source is not None and isinstance(source.this, exp.Table) else ""
    if group is None or table not in TABLES or body.find(exp.Subquery, exp.Exists):
        return None
    grouped = {item.name.lower() for item in group.expressions if isinstance(item, exp.Column)}
    if not set(TABLES[table].key) <= grouped:
        return None
    plain = body.copy()
    having = plain.args.get("having")
    if having is not None or not all(_flatten(item) for item in plain.expressions):
        return None
    plain.set("group", None)
    return Flat(plain.sql(dialect="duckdb"), table, TABLES[table].key)


def _flatten(item: exp.Expr) -> bool:
    """Replace each aggregate beneath a column of the result by what it gives for a single row."""
    for node in list(item.find_all(exp.AggFunc)):
        given: exp.Expr = node.parent if isinstance(node.parent, exp.Filter) else node
        single = _single(node)
        if single is None:
            return False
        if isinstance(given, exp.Filter):
            if isinstance(node, exp.Count):
                return False
            single = exp.Case(ifs=[exp.If(this=given.expression.this.copy(), true=single)])
        given.replace(exp.Paren(this=single))
    return True


def _single(node: exp.AggFunc) -> exp.Expr | None:
    value: exp.Expr = node.this
    if isinstance(node, _SAME) and not isinstance(value, exp.Distinct | exp.Order) and not node.args.get("expressions"):
        return value.copy()
    if not isinstance(node, exp.Count):
        return None
    if isinstance(value, exp.Star):
        return exp.cast(exp.Literal.number(1), "bigint")
    if isinstance(value, exp.Distinct):
        if len(value.expressions) != 1:
            return None
        value = value.expressions[0]
    told: exp.Case = exp.Case(
        ifs=[exp.If(this=exp.Paren(this=value.copy()).is_(exp.null()), true=exp.Literal.number(0))]
    )
    return exp.cast(told.else_(exp.Literal.number(1)), "bigint")
