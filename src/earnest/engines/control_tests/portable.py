"""The portable subset of SQL in which control tests are written.

One file says what is allowed; everything else is refused. The subset runs the same on DuckDB and, transpiled, on other
engines, has no clock and no randomness, and cannot reach files, the network, settings or other tables.

- One `select` (with `with`, `union [all]`, `intersect`, `except`). No `limit`, `values`, `pivot`, `qualify`, `sample`,
  `distinct on`, `group by all`, recursion, `lateral`, or `*` other than in `count(*)`.
- A select does not use the names that it gives itself: repeat the expression, or name it in a CTE.
- Relations are canonical tables named in the front matter, and the query's own CTEs. No schema, no file, no function.
- Joins: inner, left, right, full, cross, with `on` or `using`.
- Conditions: `= <> < <= > >=`, `and or not`, `is [not] null`, `is [not] true|false`, `is [not] distinct from`,
  `between`, `in`, `exists`, `case`, `like` and `ilike`, in which only what `escape` names escapes.
- Numbers and text: `+ - * / %`, `||`, and the functions listed in FUNCTIONS. Write `1.0 * a / b` for a share.
- Time: `$as_of` (timestamp, UTC), `interval '30 days'`, `$days * interval '1 day'`, `date_diff('day', from, to)`,
  `date_trunc('day', t)`, `extract(year from t)`, `cast(t as date)`.
- Aggregates with `filter (where …)` and `over (…)`; `string_agg(x, ', ' order by x)` needs its order.
- Parameters are `$name`: those declared in the front matter, and `$as_of`.
"""

from __future__ import annotations

from sqlglot import exp

MAX_TEXT = 20_000
"""Longest query, in characters."""
MAX_NODES = 4_000
"""Most nodes of the parsed tree."""
MAX_DEPTH = 150
"""Deepest nesting of the parsed tree."""
MAX_BRACKETS = 60
"""Deepest nesting of brackets."""

FUNCTIONS: dict[str, tuple[tuple[type[exp.Expr], ...], str]] = {
    "lower": ((exp.Lower,), "Lower case."),
    "upper": ((exp.Upper,), "Upper case."),
    "trim": ((exp.Trim,), "Without blanks at both ends; also ltrim and rtrim."),
    "replace": ((exp.Replace,), "Each occurrence of a text replaced by another."),
    "substr": ((exp.Substring,), "Part of a text, counted from 1; also substring."),
    "left": ((exp.Left,), "First characters of a text."),
    "right": ((exp.Right,), "Last characters of a text."),
    "length": ((exp.Length,), "Number of characters."),
    "strpos": ((exp.StrPosition,), "Place of one text in another, from 1; 0 if it is not there."),
    "split_part": ((exp.SplitPart,), "The n-th part of a text split at a separator."),
    "starts_with": ((exp.StartsWith,), "Whether a text begins with another."),
    "coalesce": ((exp.Coalesce,), "First value that is not null."),
    "nullif": ((exp.Nullif,), "Null if two values are equal."),
    "least": ((exp.Least,), "Smallest of several values."),
    "greatest": ((exp.Greatest,), "Largest of several values."),
    "abs": ((exp.Abs,), "Absolute value."),
    "round": ((exp.Round,), "Rounded to a number of digits."),
    "floor": ((exp.Floor,), "Largest integer that is not larger."),
    "ceil": ((exp.Ceil,), "Smallest integer that is not smaller."),
    "date_diff": ((exp.DateDiff,), "Boundaries of a unit crossed from one time to another."),
    "date_trunc": ((exp.DateTrunc, exp.TimestampTrunc), "Start of the unit a time falls in."),
    "extract": ((exp.Extract,), "One field of a time."),
    "count": ((exp.Count,), "Number of rows, or of values that are not null."),
    "sum": ((exp.Sum,), "Sum."),
    "min": ((exp.Min,), "Smallest value."),
    "max": ((exp.Max,), "Largest value."),
    "avg": ((exp.Avg,), "Mean; round it before you write it out."),
    "bool_and": ((exp.LogicalAnd,), "Whether all are true."),
    "bool_or": ((exp.LogicalOr,), "Whether any is true."),
    "string_agg": ((exp.GroupConcat,), "Texts joined by a separator, in a stated order."),
    "row_number": ((exp.RowNumber,), "Number of a row within its window."),
    "rank": ((exp.Rank,), "Rank of a row within its window, with gaps."),
    "dense_rank": ((exp.DenseRank,), "Rank of a row within its window, without gaps."),
    "lag": ((exp.Lag,), "Value of an earlier row of the window."),
    "lead": ((exp.Lead,), "Value of a later row of the window."),
}
"""Allowed functions: name, the parser's node, what it gives."""

_NODES: tuple[type[exp.Expr], ...] = (
    exp.Select,
    exp.From,
    exp.Where,
    exp.Group,
    exp.Having,
    exp.Order,
    exp.Ordered,
    exp.Join,
    exp.Subquery,
    exp.CTE,
    exp.With,
    exp.Union,
    exp.Intersect,
    exp.Except,
    exp.Table,
    exp.TableAlias,
    exp.Alias,
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Placeholder,
    exp.Var,
    exp.Null,
    exp.Boolean,
    exp.Paren,
    exp.Tuple,
    exp.And,
    exp.Or,
    exp.Not,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Is,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.In,
    exp.Between,
    exp.Like,
    exp.ILike,
    exp.Escape,
    exp.Case,
    exp.If,
    exp.Cast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Mod,
    exp.Neg,
    exp.DPipe,
    exp.Interval,
    exp.Distinct,
    exp.Star,
    exp.Window,
    exp.WindowSpec,
    exp.Filter,
    exp.Exists,
)

ALLOWED_NODES: frozenset[type[exp.Expr]] = frozenset(_NODES) | {
    node for nodes, _ in FUNCTIONS.values() for node in nodes
}
"""Every node type of the parser that a control test may hold."""

TYPES = ("bigint", "boolean", "date", "decimal", "double", "integer", "text", "timestamp", "varchar")
"""Types that `cast` may name."""
TYPE_NODES = frozenset({name.upper() for name in TYPES} | {"INT", "TIMESTAMPNTZ"})
"""The same, as the parser calls them."""
UNITS = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second"})
"""Units of intervals, date_diff, date_trunc and extract, singular."""

DUCK_CLASSES = frozenset(
    {
        "BETWEEN",
        "CASE",
        "CAST",
        "COLUMN_REF",
        "COMPARISON",
        "CONJUNCTION",
        "CONSTANT",
        "FUNCTION",
        "OPERATOR",
        "PARAMETER",
        "SUBQUERY",
        "TYPE",
        "WINDOW",
    }
)
"""Expression classes allowed in the tree that DuckDB's own parser makes."""
DUCK_RELATIONS = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY"})
DUCK_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"})
DUCK_MODIFIERS = frozenset({"ORDER_MODIFIER", "DISTINCT_MODIFIER"})
DUCK_JOINS = frozenset({"INNER", "LEFT", "RIGHT", "OUTER", "FULL"})
DUCK_FUNCTIONS = frozenset(FUNCTIONS) | {
    "+",
    "-",
    "*",
    "/",
    "%",
    "||",
    "~~",
    "!~~",
    "~~*",
    "!~~*",
    "like_escape",
    "not_like_escape",
    "ilike_escape",
    "not_ilike_escape",
    "ltrim",
    "rtrim",
    "substring",
    "count_star",
    "date_part",
    "datetrunc",
    "datediff",
    "position",
    "ceiling",
    "instr",
    "trunc",
    "to_years",
    "to_quarters",
    "to_months",
    "to_weeks",
    "to_days",
    "to_hours",
    "to_minutes",
    "to_seconds",
    "row",
}
"""Function names allowed in DuckDB's own tree: those of FUNCTIONS, their other spellings, and operators."""


def reference() -> str:
    """The portable subset as Markdown, for the documentation."""
    rules = (__doc__ or "").split("\n\n", 2)[2].strip()
    rows = "\n".join(f"| `{name}` | {doc} |" for name, (_, doc) in sorted(FUNCTIONS.items()))
    limits = (
        f"A query has at most {MAX_TEXT:,} characters, {MAX_NODES:,} parts, and brackets {MAX_BRACKETS} deep. "
        f"`cast` knows {', '.join(TYPES)}. Units of time: {', '.join(sorted(UNITS))}."
    )
    return (
        "# The SQL of control tests\n\n"
        "Control tests are written in a small subset of SQL; everything else is refused.\n\n"
        f"{rules}\n\n{limits}\n\n## Functions\n\n| function | gives |\n| --- | --- |\n{rows}\n"
    )
