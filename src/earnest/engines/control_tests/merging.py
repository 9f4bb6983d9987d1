"""Sections that are one population with one more condition each, as two queries instead of three with their checks.

Tests are written so that sections cannot drift apart: the same CTEs, source, subject and first conditions, then what
violates, then what cannot be told. Where the text shows this, violations and unknown stand in the population by
construction; that subjects are unique is shown from the keys, or else looked at in the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlglot import exp

from earnest.engines.control_tests import gate, keys
from earnest.engines.control_tests.admission import Chain, Cte, Merged
from earnest.engines.control_tests.model import RefusedQuery


def merged(chains: Mapping[str, Chain]) -> Merged | None:
    """The sections as two queries; none where the text does not show that they belong together."""
    ctes = _common(chains)
    try:
        selects = {section: _plain(gate.parsed(chain.tail)) for section, chain in chains.items()}
    except RefusedQuery:
        return None
    if ctes is None or any(select is None for select in selects.values()):
        return None
    return _merge(ctes, {section: cast("exp.Select", select) for section, select in selects.items()})


def _common(chains: Mapping[str, Chain]) -> tuple[Cte, ...] | None:
    """The CTEs of all sections together, if a name means the same in each."""
    longest = max(chains.values(), key=lambda chain: len(chain.ctes)).ctes
    by_name = {cte.name: cte for cte in longest}
    same = all(by_name.get(cte.name) == cte for chain in chains.values() for cte in chain.ctes)
    return longest if same and len(by_name) == len(longest) else None


def _plain(tree: exp.Expr) -> exp.Select | None:
    """The tree, if it is a select of rows: no grouping, order, windows or aggregates of its own."""
    if not isinstance(tree, exp.Select) or any(
        tree.args.get(key) for key in ("group", "having", "order", "distinct", "with_")
    ):
        return None
    return None if any(item.find(exp.AggFunc, exp.Window) for item in tree.expressions) else tree


def _merge(ctes: tuple[Cte, ...], selects: Mapping[str, exp.Select]) -> Merged | None:
    population, violations, unknown = (selects.get(name) for name in ("population", "violations", "unknown"))
    if population is None or violations is None:
        return None
    common = _conditions(population)
    extras = {name: _beyond(select, common) for name, select in selects.items() if name != "population"}
    subject = _items(population).get("subject")
    aligned = all(
        _source(select) == _source(population) and _items(select).get("subject") == subject
        for select in selects.values()
    )
    broken = extras.get("violations")
    undecided = extras.get("unknown")
    if subject is None or not aligned or not broken or (unknown is not None and not undecided):
        return None
    proof = keys.proof(ctes, population)
    counts = f"count(*), count({subject}), count(distinct hash(cast({subject} as varchar)))"
    counted = "count(*)" if proof else counts
    where = f" where {' and '.join(_wrapped(item) for item in common)}" if common else ""
    source = f"from {_source(population)}{where}"
    columns = {"subject": subject, **_marks(broken, undecided)}
    named: dict[str, tuple[str, ...]] = {"violations": (), "unknown": ()}
    for name in extras:
        items = [(alias, text) for alias, text in _items(selects[name]).items() if alias != "subject"]
        columns |= {f"{name[0]}:{alias}": text for alias, text in items}
        named[name] = tuple(alias for alias, _ in items)
    hit = _hit(broken, undecided)
    listed = ", ".join(f'{text} as "{name}"' for name, text in columns.items())
    return Merged(
        counted=_part(ctes, f"select {counted} {source}", population),
        hits=_part(ctes, f"select {listed} {source}", *selects.values()),
        condition=f"{' and' if common else ' where'} {hit}",
        both="" if any(map(_nested, selects.values())) else f"select {counted}, {_list(hit, columns)} as hits {source}",
        violations=named["violations"],
        unknown=named["unknown"],
        proof=proof,
    )


def _part(ctes: tuple[Cte, ...], tail: str, *selects: exp.Select) -> Chain:
    """The chain whose tail is made of these selects."""
    relations = {table.name.lower() for select in selects for table in select.find_all(exp.Table)}
    used = {item.name for select in selects for item in select.find_all(exp.Placeholder)}
    return Chain(ctes, tail, tuple(sorted(relations)), tuple(sorted(used)))


def _nested(select: exp.Select) -> bool:
    return any(item is not select for item in select.find_all(exp.Select))


def _list(hit: str, columns: Mapping[str, str]) -> str:
    """A list of the hits of a population. The columns of all others are never computed."""
    packed = ", ".join(f'"{name}" := {text}' for name, text in columns.items())
    return f"list(case when {hit} then struct_pack({packed}) end) filter (where {hit})"


def _marks(broken: list[str], undecided: list[str] | None) -> dict[str, str]:
    """Two columns of a hit: whether it violates, whether it is unknown."""
    told = " and ".join(_wrapped(item) for item in broken)
    if undecided is None:
        return {"broken": _wrapped(told), "undecided": "false"}
    open_ = " and ".join(_wrapped(item) for item in undecided)
    return {"broken": f"coalesce({told}, false)", "undecided": f"coalesce({open_}, false)"}


def _hit(broken: list[str], undecided: list[str] | None) -> str:
    told = " and ".join(_wrapped(item) for item in broken)
    if undecided is None:
        return _wrapped(told)
    joined = " AND ".join(broken)
    if undecided in ([f"({joined}) IS NULL"], [f"{joined} IS NULL"] if len(broken) == 1 else []):
        return f"{_wrapped(told)} is not false"
    return f"({_wrapped(told)} or {_wrapped(' and '.join(_wrapped(item) for item in undecided))})"


def _wrapped(text: str) -> str:
    return f"({text})"


def _conditions(select: exp.Select) -> list[str]:
    where = select.args.get("where")
    if where is None:
        return []
    items = where.this.flatten(unnest=False) if isinstance(where.this, exp.And) else [where.this]
    return [item.sql(dialect="duckdb") for item in items]


def _beyond(select: exp.Select, common: list[str]) -> list[str] | None:
    """Conditions after the common ones; none where the common ones do not come first."""
    conditions = _conditions(select)
    return conditions[len(common) :] if conditions[: len(common)] == common else None


def _source(select: exp.Select) -> str:
    joins = "".join(f" {join.sql(dialect='duckdb').strip()}" for join in select.args.get("joins") or ())
    source = select.args.get("from_")
    return (source.this.sql(dialect="duckdb") if source is not None else "") + joins


def _items(select: exp.Select) -> dict[str, str]:
    return {item.alias_or_name.lower(): _bare(item) for item in select.expressions}


def _bare(item: exp.Expr) -> str:
    return str((item.this if isinstance(item, exp.Alias) else item).sql(dialect="duckdb"))
