"""Work done once: equal CTEs of different queries become one table.

Tests repeat the same preparation (one row for each account, say) in each section, and across tests. A leading CTE
that occurs
more than once with the same text, the same CTEs beneath it and the same parameter values is computed once; in the
queries its
body is replaced, character for character, by a read of that table. Results do not change: queries have no randomness.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from earnest.engines.control_tests import gate, results
from earnest.engines.control_tests.model import ControlTest, Value


@dataclass(frozen=True)
class Cte:
    """A leading CTE: its name, where its body stands in the text, and the names that the body mentions."""

    name: str
    start: int
    end: int
    body: str
    relations: frozenset[str]
    used: frozenset[str]


@dataclass(frozen=True)
class Definition:
    """A CTE to compute once. `query` reads `shared_N` tables of lower numbers; `tables` and `timed` say when it is
    stale;
    `reads` are the numbers beneath it."""

    number: int
    query: str
    used: tuple[str, ...]
    values: Mapping[str, Value]
    tables: tuple[str, ...]
    timed: bool
    reads: frozenset[int]


@dataclass(frozen=True)
class Prepared:
    """A test's queries after sharing, the parameters that each still uses, and the numbers of the definitions it
    reads.
    """

    queries: Mapping[str, str]
    used: Mapping[str, tuple[str, ...]]
    reads: tuple[int, ...]


@lru_cache(maxsize=4096)
def ctes(sql: str) -> tuple[Cte, ...]:
    """Leading CTEs of a query that passed the gate, in order."""
    tree = gate.parsed(sql)
    clause = tree.args.get("with_")
    spans = _spans(sql)
    if not isinstance(clause, exp.With) or len(spans) != len(clause.expressions):
        return ()
    found = []
    for node, (name, start, end) in zip(clause.expressions, spans, strict=True):
        relations = frozenset(table.name.lower() for table in node.this.find_all(exp.Table))
        used = frozenset(item.name for item in node.this.find_all(exp.Placeholder))
        if name != node.alias.lower():
            return ()
        found.append(Cte(name, start, end, sql[start:end], relations, used))
    return tuple(found)


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
        if tokens[place].token_type is TokenType.L_PAREN:
            place = _closing(tokens, place) + 1
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


@dataclass
class Sharing:
    """What a batch of tests has in common."""

    definitions: list[Definition] = field(default_factory=list)
    _uses: Counter[str] = field(default_factory=Counter)
    _numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, tests: Sequence[tuple[ControlTest, Mapping[str, Value]]]) -> tuple[Sharing, list[Prepared]]:
        """The common definitions, and each test as it then reads."""
        sharing = cls()
        for test, values in tests:
            for _, sql in test.queries:
                sharing._uses.update(set(_keys(ctes(sql), values)))
        return sharing, [sharing._prepared(test, values) for test, values in tests]

    def _prepared(self, test: ControlTest, values: Mapping[str, Value]) -> Prepared:
        queries, used = {}, {}
        reads: set[int] = set()
        for section, sql in test.queries:
            chain = ctes(sql)
            keys = _keys(chain, values)
            spliced, remaining = sql, set(gate.parameters_of(sql))
            kept: set[str] = set(_outside(sql, chain))
            for place in reversed(range(len(chain))):
                cte, key = chain[place], keys[place]
                if self._uses[key] < 2:
                    kept |= cte.used
                    continue
                number = self._define(chain[: place + 1], keys[: place + 1], values)
                reads.add(number)
                spliced = f"{spliced[: cte.start]}select * from shared_{number}{spliced[cte.end :]}"  # noqa: S608
            queries[section] = spliced
            used[section] = tuple(sorted(remaining & kept))
        beneath = frozenset[int]().union(*(self.definitions[number].reads for number in reads))
        return Prepared(queries, used, tuple(sorted(reads | beneath)))

    def _define(self, chain: Sequence[Cte], keys: Sequence[str], values: Mapping[str, Value]) -> int:
        """Number of the last CTE of the chain, defining it and what it reads if that is new."""
        cte, key = chain[-1], keys[-1]
        if key in self._numbers:
            return self._numbers[key]
        earlier = {item.name: place for place, item in enumerate(chain[:-1])}
        reads = {
            name: self._define(chain[: place + 1], keys[: place + 1], values)
            for name, place in earlier.items()
            if name in cte.relations
        }
        beneath = [self.definitions[number] for number in reads.values()]
        head = ", ".join(f"{name} as (select * from shared_{number})" for name, number in reads.items())  # noqa: S608
        number = len(self.definitions)
        self._numbers[key] = number
        self.definitions.append(Definition(
            number=number,
            query=f"with {head} select * from ({cte.body}\n) b" if head else cte.body,  # noqa: S608  the gate has passed the body
            used=tuple(sorted(cte.used)),
            values={name: values[name] for name in cte.used if name in values},
            tables=tuple(sorted((cte.relations - earlier.keys()).union(*(item.tables for item in beneath)))),
            timed="as_of" in cte.used or any(item.timed for item in beneath),
            reads=frozenset(reads.values()).union(*(item.reads for item in beneath)),
        ))  # fmt: skip
        return number


def _outside(sql: str, chain: Sequence[Cte]) -> frozenset[str]:
    """Parameters that the query uses outside its leading CTEs."""
    everywhere = Counter(item.name for item in gate.parsed(sql).find_all(exp.Placeholder))
    clause = gate.parsed(sql).args.get("with_")
    if chain and clause is not None:
        everywhere -= Counter(item.name for item in clause.find_all(exp.Placeholder))
    return frozenset(everywhere)


def _keys(chain: Sequence[Cte], values: Mapping[str, Value]) -> list[str]:
    """Equal keys mean equal rows over equal data at an equal instant."""
    keys: dict[str, str] = {}
    for cte in chain:
        beneath = sorted((name, keys[name]) for name in cte.relations & keys.keys())
        given = results.scalars({name: values[name] for name in cte.used if name in values})
        text = json.dumps([cte.body.strip(), beneath, given], sort_keys=True)
        keys[cte.name] = hashlib.sha256(text.encode()).hexdigest()
    return [keys[cte.name] for cte in chain]
