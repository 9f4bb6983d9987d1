"""Which columns of a query's result are a key, read off its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import gate
from earnest.engines.control_tests.admission import Cte, Proof
from earnest.engines.control_tests.model import RefusedQuery


@dataclass(frozen=True)
class Origin:
    """An expression over a canonical table that gives every value of a column."""

    table: str
    text: str


@dataclass(frozen=True)
class Relation:
    """What is known of a relation: where columns come from, and which of them are a key together, if any are."""

    origins: Mapping[str, Origin]
    key: tuple[str, ...] | None


def proof(ctes: Sequence[Cte], population: exp.Select) -> Proof | None:
    """Why the subjects of a population are unique; none where the text does not show it."""
    known: dict[str, Relation] = {}
    for cte in ctes:
        try:
            known[cte.name] = _relation(gate.parsed(cte.body), known)
        except RefusedQuery:
            return None
    subject = next((item.this for item in population.expressions if item.alias_or_name.lower() == "subject"), None)
    sources = _sources(population, known)
    if subject is None or sources is None:
        return None
    parts = _parts(subject)
    relation = _joined(population, sources)
    if parts is None or relation is None or relation.key is None:
        return None
    origins = [_origin(part, sources, population) for part in parts]
    names = [part.name.lower() for part in parts]
    tables = {origin.table for origin in origins if origin is not None}
    if None in origins or len(tables) != 1 or set(names) != set(relation.key) or len(names) != len(set(names)):
        return None
    return Proof(tables.pop(), tuple(origin.text for origin in origins if origin is not None))


def _parts(subject: exp.Expr) -> list[exp.Column] | None:
    """The columns of a subject such as a || ':' || b; none where it is anything else."""
    pieces = list(subject.flatten(unnest=False)) if isinstance(subject, exp.DPipe) else [subject]
    if any(not _is_colon(piece) for piece in pieces[1::2]) or len(pieces) % 2 == 0:
        return None
    columns = [piece.this if isinstance(piece, exp.Cast) and _is_text(piece) else piece for piece in pieces[::2]]
    return (
        [item for item in columns if isinstance(item, exp.Column)]
        if all(isinstance(item, exp.Column) for item in columns)
        else None
    )


def _is_colon(piece: exp.Expr) -> bool:
    return isinstance(piece, exp.Literal) and piece.is_string and piece.name == ":"


def _is_text(piece: exp.Cast) -> bool:
    return piece.to.this.value in {"TEXT", "VARCHAR"}


def _relation(body: exp.Expr, known: Mapping[str, Relation]) -> Relation:
    nothing = Relation({}, None)
    sources = _sources(body, known) if isinstance(body, exp.Select) else None
    if not isinstance(body, exp.Select) or sources is None:
        return nothing
    items = {
        item.alias_or_name.lower(): item.this if isinstance(item, exp.Alias) else item for item in body.expressions
    }
    origins = {name: origin for name, item in items.items() if (origin := _origin(item, sources, body))}
    group = body.args.get("group")
    if group is not None:
        wanted = [item.sql(dialect="duckdb") for item in group.expressions]
        given = {item.sql(dialect="duckdb"): name for name, item in items.items()}
        return Relation(origins, tuple(given[text] for text in wanted) if set(wanted) <= given.keys() else None)
    if body.args.get("distinct"):
        return Relation(origins, tuple(items))
    beneath = _joined(body, sources)
    if beneath is None or beneath.key is None:
        return Relation(origins, None)
    first = next(iter(sources))
    passed = {
        item.name.lower(): name
        for name, item in items.items()
        if isinstance(item, exp.Column) and item.table.lower() in {first, ""}
    }
    whole = set(beneath.key) <= passed.keys() and (
        len(sources) == 1 or all(_qualified(items[passed[k]]) for k in beneath.key)
    )
    return Relation(origins, tuple(passed[name] for name in beneath.key) if whole else None)


def _qualified(item: exp.Expr) -> bool:
    return isinstance(item, exp.Column) and bool(item.table)


def _sources(select: exp.Select, known: Mapping[str, Relation]) -> dict[str, Relation] | None:
    """What a select reads, by alias, in order; none where it reads anything but tables, CTEs and plain joins of
    them.
    """
    found: dict[str, Relation] = {}
    source = select.args.get("from_")
    joins = select.args.get("joins") or []
    for node in [*([source.this] if source is not None else []), *(join.this for join in joins)]:
        if not isinstance(node, exp.Table):
            return None
        name = node.name.lower()
        if name in TABLES:
            found[node.alias_or_name.lower()] = Relation(
                {column.name: Origin(name, column.name) for column in TABLES[name].columns}, None
            )
        else:
            found[node.alias_or_name.lower()] = known.get(name, Relation({}, None))
    kinds = {(join.side or "").upper() for join in joins}
    return found if found and kinds <= {"", "LEFT"} and len(found) == len(joins) + 1 else None


def _joined(select: exp.Select, sources: Mapping[str, Relation]) -> Relation | None:
    """The first source, if no join gives any of its rows twice."""
    first = next(iter(sources.values()))
    for join in select.args.get("joins") or ():
        alias = join.this.alias_or_name.lower()
        key = sources[alias].key
        on = join.args.get("on")
        if key is None or on is None or not set(key) <= _equated(on, alias):
            return None
    return first


def _equated(on: exp.Expr, alias: str) -> set[str]:
    """Columns of one source that a join condition makes equal to something of another."""
    found = set()
    for item in on.flatten() if isinstance(on, exp.And) else [on]:
        if isinstance(item, exp.EQ):
            for one, other in ((item.this, item.expression), (item.expression, item.this)):
                own = isinstance(one, exp.Column) and one.table.lower() == alias
                if own and not any(column.table.lower() in {alias, ""} for column in other.find_all(exp.Column)):
                    found.add(one.name.lower())
    return found


def _origin(item: exp.Expr, sources: Mapping[str, Relation], select: exp.Select) -> Origin | None:
    """Where a column comes from. Only the first source counts: what is joined may be missing, hence null."""
    first, relation = next(iter(sources.items()))
    joined = bool(select.args.get("joins"))
    if isinstance(item, exp.Column):
        mine = item.table.lower() == first if joined else item.table.lower() in {first, ""}
        return relation.origins.get(item.name.lower()) if mine else None
    table = select.args["from_"].this.name.lower()
    plain = not joined and table in TABLES and not item.find(exp.AggFunc, exp.Window, exp.Subquery, exp.Placeholder)
    if not plain or any(column.table for column in item.find_all(exp.Column)):
        return None
    return Origin(table, item.sql(dialect="duckdb"))
