"""Admitting a test: the gate for each query, then the queries taken apart so that common work is done once."""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from earnest.engines.control_tests import flattening, gate, merging
from earnest.engines.control_tests.admission import Admission, Chain, Cte
from earnest.engines.control_tests.model import ControlTest, RefusedQuery

_HEAVY = (exp.Group, exp.Distinct, exp.SetOperation, exp.Window, exp.AggFunc)


def admission(test: ControlTest) -> Admission:
    """The gate for one test. Raises RefusedQuery, which names the section."""
    tables = {*test.tables, *test.optional_tables}
    names = {item.name for item in test.parameters}
    columns: dict[str, set[str]] = {table: set() for table in tables}
    used: dict[str, tuple[str, ...]] = {}
    chains: dict[str, Chain] = {}
    for section, sql in test.queries:
        try:
            gate.check(sql, tables, names)
        except RefusedQuery as refused:
            raise RefusedQuery(refused.reason, refused.remedy, section) from None
        used[section] = tuple(sorted(gate.parameters_of(sql)))
        chains[section] = chain(sql)
        for table in tables & gate.relations(sql):
            columns[table] |= gate.identifiers(sql)
    merged = merging.merged(chains)
    return Admission(
        columns={table: tuple(sorted(found)) for table, found in sorted(columns.items())},
        used=used,
        chains={} if merged else chains,
        merged=merged,
    )


def chain(sql: str) -> Chain:
    """A query that the gate has passed, taken apart; without CTEs where its WITH is one that this does not follow."""
    spans = _spans(sql)
    clause = gate.parsed(sql).args.get("with_")
    parsed = [] if clause is None else list(clause.expressions)
    if [span[0] for span in spans] != [cte.alias.lower() for cte in parsed]:
        spans, parsed = [], []
    ctes = []
    for (name, start, end), node in zip(spans, parsed, strict=True):
        ctes.append(Cte(
            name=name,
            body=sql[start:end].strip(),
            relations=_relations(node.this),
            used=_used(node.this),
            heavy=node.this.find(*_HEAVY) is not None,
            flat=flattening.flat(node.this),
        ))  # fmt: skip
    tail = sql[spans[-1][2] + 1 :].strip() if spans else sql
    tree = gate.parsed(tail) if spans else gate.parsed(sql)
    return Chain(tuple(ctes), tail, _relations(tree), _used(tree))


def _relations(tree: exp.Expr) -> tuple[str, ...]:
    return tuple(sorted({table.name.lower() for table in tree.find_all(exp.Table)}))


def _used(tree: exp.Expr) -> tuple[str, ...]:
    return tuple(sorted({item.name for item in tree.find_all(exp.Placeholder)}))


def _spans(sql: str) -> list[tuple[str, int, int]]:
    """Name, start and end of the body of each leading CTE; end is exclusive."""
    tokens: list[Token] = sqlglot.tokenize(sql, dialect="duckdb")
    spans: list[tuple[str, int, int]] = []
    place = 1
    if not tokens or tokens[0].token_type is not TokenType.WITH:
        return spans
    while True:
        name = tokens[place].text.lower()
        place += 1
        if tokens[place].token_type is not TokenType.ALIAS or tokens[place + 1].token_type is not TokenType.L_PAREN:
            return []
        end = _closing(tokens, place + 1)
        spans.append((name, tokens[place + 1].end + 1, tokens[end].start))
        if tokens[end + 1].token_type is not TokenType.COMMA:
            return spans
        place = end + 2


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        if tokens[place].token_type is TokenType.L_PAREN:
            depth += 1
        elif tokens[place].token_type is TokenType.R_PAREN:
            depth -= 1
            if depth == 0:
                return place
    raise ValueError("brackets do not match")
