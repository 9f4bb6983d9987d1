"""Which looks make a chain, under which digest, and which of its states are kept as files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from earnest.engines.canonical import TABLES
from earnest.engines.findings import VERSION, StateTable

STATE_TABLES: tuple[StateTable, ...] = ("vulnerabilities", "config_checks")
"""Tables that are folded."""
_NEWEST = 3
_EVERY = 32


def state_table(name: str) -> StateTable:
    """The table of that name; KeyError if its rows are not findings."""
    for table in STATE_TABLES:
        if table == name:
            return table
    raise KeyError(f"no states of findings are kept for table {name!r}")


@dataclass(frozen=True)
class Chain:
    """Looks that follow one another: of one source, at one part, for one table."""

    source: int
    part: str
    table: StateTable


@dataclass(frozen=True)
class ChainLook:
    """A snapshot in a chain. `rows` is the SHA-256 of its table, `targets` that of its scan targets, empty if none."""

    snapshot: int
    sha256: str
    observed_at: datetime
    rows: str
    targets: str


def version(table: StateTable) -> str:
    """What made the states of a table: the table, the version of the engine and that of the table."""
    return f"{table} {VERSION}.{TABLES[table].version}"


def digests(slug: str, chain: Chain, looks: Iterable[ChainLook]) -> Iterator[str]:
    """For each look of a chain the digest of the state after it: of the state before it and of what it saw."""
    last = _digest(version(chain.table), slug, chain.part)
    for look in looks:
        last = _digest(last, look.sha256, look.observed_at.isoformat(), look.rows, look.targets)
        yield last


def kept(number: int, newest: int) -> bool:
    """Whether the file of a state stays: the newest ones, and one in 32 to fold again from after a late arrival."""
    return number > newest - _NEWEST or number % _EVERY == 0


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
