"""From tests and datasets to a job for the child: what to load, what to show, what to ask."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from earnest.engines.canonical.model import PROVENANCE
from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import admission, results, sharing
from earnest.engines.control_tests.admission import Admission, Chain
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import Bound, ControlTest, Value

TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "real": "DOUBLE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
}
"""DuckDB's type for each canonical kind. Timestamps are UTC without a zone."""

_VIEWED = frozenset({"source", "snapshot", "observed_at"})
_JOIN = re.compile(r"\bjoin\b", re.IGNORECASE)
_PLAIN = 5_000
"""Rows of a table up to which planning a query costs more than running it as it is written."""
_STORED = {column.name: TYPES[column.kind] for column in PROVENANCE if column.name not in _VIEWED}


@dataclass(frozen=True)
class Limits:
    """Bounds of one child process.

    `memory_bytes` is its address space, and `memory_per_million` what it has besides for each million rows of the
    tables of its largest test, up to half of the machine's memory (see `space`); `seconds` the wall clock of one test,
    and `seconds_per_million` what it has besides for each million rows of its tables (see `allowed`); `load_seconds`
    the wall clock of reading the data; `rows` the most rows a query may give; `loaded_rows` how many rows of different
    snapshots a history keeps in one child; `small` the rows of a test's tables up to which its findings are fetched
    rather than made into tables first.
    """

    memory_bytes: int = 4 << 30
    memory_per_million: int = 256 << 20
    seconds: float = 20.0
    seconds_per_million: float = 10.0
    load_seconds: float = 120.0
    threads: int = 2
    rows: int = 10_000_000
    loaded_rows: int = 10_000_000
    small: int = 20_000

    def allowed(self, rows: int) -> float:
        """Seconds of the wall clock for a test whose tables have so many rows in all: 20 + 10 a million by default."""
        return round(self.seconds + self.seconds_per_million * rows / 1_000_000, 1)

    def space(self, rows: int, machine: int) -> int:
        """Bytes of address space of a child whose largest test reads so many rows, on a machine with so much memory.

        By default 4 GiB, and 256 MiB a million beyond that where half of the machine's memory allows it.
        """
        wanted = self.memory_bytes + self.memory_per_million * rows // 1_000_000
        return max(self.memory_bytes, min(wanted, machine // 2))


@dataclass(frozen=True)
class Task:
    """A test that may run."""

    test: ControlTest
    parameters: Mapping[str, Value]
    excepted: frozenset[str]
    admitted: Admission

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that it reads, sorted."""
        return tuple(sorted({*self.test.tables, *self.test.optional_tables}))

    @property
    def timed(self) -> bool:
        """Whether any query looks at the instant."""
        return any("as_of" in names for names in self.admitted.used.values())


@dataclass(frozen=True)
class Item:
    """One thing to do: a task at an instant."""

    number: int
    task: Task
    turn: Turn

    @cached_property
    def rows(self) -> int:
        """Rows of the tables that the task reads."""
        return sum(piece.rows for table in self.task.tables for piece in self.turn.dataset.pieces(table))


@dataclass(frozen=True)
class Turn:
    """One instant, aware, and what was known then."""

    as_of: dt.datetime
    dataset: Dataset


def admit(bound: Bound) -> Task:
    """The gate for one test. Raises RefusedQuery, BadParameter."""
    full = bound.test.bind(bound.parameters)
    return Task(bound.test, full.parameters, bound.excepted, admission.admit(bound.test))


def missing(task: Task, dataset: Dataset) -> tuple[str, ...]:
    """Required tables that have no snapshot."""
    return tuple(table for table in task.test.tables if not dataset.pieces(table))


def inputs(task: Task, dataset: Dataset) -> tuple[results.Input, ...]:
    """The snapshots that the test looks at, by table and source."""
    return tuple(
        results.Input(table, piece.source, piece.snapshot, piece.observed_at)
        for table in task.tables
        for piece in dataset.pieces(table)
    )


def same(item: Item) -> tuple[object, ...]:
    """Items with equal keys have equal answers, so one of them is enough."""
    task, turn = item.task, item.turn
    seen = tuple((table, turn.dataset.pieces(table)) for table in task.tables)
    values = tuple(results.scalars(task.parameters).items())
    return (task.test.digest, values, task.excepted, seen, turn.as_of if task.timed else None)


def batches(items: Iterable[Item], rows: int) -> list[list[Item]]:
    """Items in order, cut where the different pieces they need would have more than `rows` rows together."""
    done: list[list[Item]] = [[]]
    loaded: dict[tuple[str, Piece], int] = {}
    for item in items:
        needed = {(table, piece): piece.rows for table in item.task.tables for piece in item.turn.dataset.pieces(table)}
        if done[-1] and sum({**loaded, **needed}.values()) > rows and not needed.keys() <= loaded.keys():
            done.append([])
            loaded = {}
        loaded |= needed
        done[-1].append(item)
    return [batch for batch in done if batch]


def job(
    items: Sequence[Item], limits: Limits, *, prepare: bool = True
) -> tuple[dict[str, object], list[tuple[str, Piece]]]:
    """The job as the child reads it, and the pieces in the order in which the child numbers them."""
    wanted: dict[str, set[str]] = {}
    for item in items:
        for table, names in item.task.admitted.columns.items():
            wanted.setdefault(table, set()).update(names)
    columns = {table: _columns(table, names) for table, names in wanted.items()}
    pieces: dict[tuple[str, Piece], int] = {}
    tasks = {id(item.task): item.task for item in items}
    tests = {key: number for number, key in enumerate(tasks)}
    shared = sharing.Sharing()
    told_tests = [_test(task, shared, prepare=prepare) for task in tasks.values()]
    turns: dict[int, int] = {}
    told_turns: list[dict[str, object]] = []
    work = []
    for item in items:
        if id(item.turn) not in turns:
            turns[id(item.turn)] = len(told_turns)
            told_turns.append(_turn(item.turn, columns, pieces))
        work.append({"number": item.number, "test": tests[id(item.task)], "turn": turns[id(item.turn)]})
    order = list(pieces)
    allowed = sum(limits.allowed(item.rows) for item in items)
    space = limits.space(max((item.rows for item in items), default=0), _memory())
    plain = all(rows <= _PLAIN for turn in told_turns for rows in _rows(turn))
    return {
        "memory_bytes": space,
        "database_bytes": space * 3 // 5,
        "threads": 1 if plain else limits.threads,
        "processor_seconds": int((limits.load_seconds + allowed) * limits.threads) + 1,
        "max_rows": limits.rows,
        "small": limits.small,
        "plain": plain,
        "max_kept": results.MAX_KEPT,
        "max_columns": results.MAX_COLUMNS,
        "max_cell": results.MAX_CELL,
        "pieces": [{"path": str(piece.path), "columns": columns[table]} for table, piece in order],
        "ctes": [_definition(definition) for definition in shared.definitions],
        "tests": told_tests,
        "turns": told_turns,
        "work": work,
    }, order


def _memory() -> int:
    """Bytes of memory that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _rows(turn: Mapping[str, Any]) -> list[int]:
    return [view["rows"] for view in turn["views"].values()]


def _columns(table: str, names: set[str]) -> list[tuple[str, str]]:
    """Name and type of the columns to load; at least one, so that rows can be counted."""
    schema = {column.name: TYPES[column.kind] for column in TABLES[table].columns} | _STORED
    chosen = [(name, kind) for name, kind in schema.items() if name in names]
    return chosen or [next(iter(schema.items()))]


def _definition(definition: sharing.Definition) -> dict[str, object]:
    cte, flat = definition.cte, definition.cte.flat
    return {
        "name": cte.name,
        "body": cte.body,
        "used": cte.used,
        "heavy": cte.heavy,
        "joined": _JOIN.search(cte.body) is not None,
        "flat": [flat.body, flat.table, flat.columns] if flat else None,
        "relations": cte.relations,
        "reads": definition.reads,
        "parameters": _parameters(definition.values),
        "tables": definition.tables,
        "timed": definition.timed,
    }


def _test(task: Task, shared: sharing.Sharing, *, prepare: bool) -> dict[str, object]:
    admitted = task.admitted
    told: dict[str, object] = {
        "sections": {
            section: {"ctes": {}, "tail": sql, "relations": (), "used": admitted.used[section]}
            for section, sql in task.test.queries
        },
        "merged": None,
        "tables": task.tables,
        "excepted": sorted(task.excepted),
        "parameters": _parameters(task.parameters),
    }
    merged = admitted.merged
    if prepare and merged is not None:
        told["merged"] = {
            "counted": _chain(merged.counted, task, shared),
            "hits": _chain(merged.hits, task, shared),
            "condition": merged.condition,
            "both": merged.both,
            "violations": merged.violations,
            "unknown": merged.unknown,
            "proof": [merged.proof.table, merged.proof.parts] if merged.proof else None,
        }
    elif prepare:
        told["sections"] = {section: _chain(chain, task, shared) for section, chain in admitted.chains.items()}
    return told


def _chain(chain: Chain, task: Task, shared: sharing.Sharing) -> dict[str, object]:
    numbers = shared.numbers(chain, task.parameters)
    return {"ctes": numbers, "tail": chain.tail, "relations": chain.relations, "used": chain.used}


def _parameters(values: Mapping[str, Value]) -> dict[str, object]:
    """Kind and value as JSON: the child makes days of texts where the kind is date."""
    days = {name for name, value in values.items() if isinstance(value, dt.date)}
    return {name: ("date" if name in days else "plain", value) for name, value in results.scalars(values).items()}


def _turn(
    turn: Turn, columns: Mapping[str, list[tuple[str, str]]], pieces: dict[tuple[str, Piece], int]
) -> dict[str, object]:
    views = {}
    for table in sorted(columns):
        shown = [
            {
                "piece": pieces.setdefault((table, piece), len(pieces)),
                "source": piece.source,
                "snapshot": piece.snapshot,
                "observed_at": naive(piece.observed_at),
            }
            for piece in turn.dataset.pieces(table)
        ]
        rows = sum(piece.rows for piece in turn.dataset.pieces(table))
        views[table] = {"columns": columns[table], "pieces": shown, "rows": rows}
    return {"as_of": naive(turn.as_of), "views": views}


def naive(when: dt.datetime) -> str:
    """An aware instant as UTC without a zone, microseconds kept: 2026-03-31 12:00:00.000000."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
