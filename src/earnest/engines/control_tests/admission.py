"""What the gate found out about a test that it let pass: all that running it needs, without parsing it again.

A test is admitted once in a process. What was found is kept under a digest of everything the gate looked at, so an
index made earlier (see `to_json`) stands in for the gate only where it would look at the very same queries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from earnest.engines.control_tests.model import ControlTest


@dataclass(frozen=True)
class Flat:
    """The body of a CTE that groups by the key of a table, written without the grouping: equal where each key of
    `table`, its `columns`, is there once.
    """

    body: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Cte:
    """A leading CTE: its name and body, the relations and parameters that the body mentions, and whether its result is
    worth keeping (`heavy`: it groups, sorts out or unites rows).
    """

    name: str
    body: str
    relations: tuple[str, ...]
    used: tuple[str, ...]
    heavy: bool
    flat: Flat | None = None


@dataclass(frozen=True)
class Chain:
    """A query taken apart: leading CTEs, and what stands after them with the relations and parameters it mentions."""

    ctes: tuple[Cte, ...]
    tail: str
    relations: tuple[str, ...]
    used: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """Subjects are the texts of a key, joined by colons. They are unique where no `parts` but the last holds a colon,
    and none is null. A part is an expression over `table`.
    """

    table: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """The sections of a test that differ only in their last conditions, as two queries over one population.

    `counted` gives the number of rows of the population and, if `proof` is none, of subjects and of different ones.
    `hits` gives subject, broken (violates), undecided, then the columns of `violations` and of `unknown`, in order, for
    the whole population; with `condition` after it, only for what violates or is unknown. `both` is a tail in place of
    that of `hits` that gives, in one row, what `counted` gives and a list of these hits; empty where there is none.
    """

    counted: Chain
    hits: Chain
    condition: str
    both: str
    violations: tuple[str, ...]
    unknown: tuple[str, ...]
    proof: Proof | None


@dataclass(frozen=True)
class Admission:
    """`columns` are the identifiers to load of each table, `used` the parameters of each section."""

    columns: Mapping[str, tuple[str, ...]]
    used: Mapping[str, tuple[str, ...]]
    chains: Mapping[str, Chain]
    merged: Merged | None


_known: dict[str, Admission] = {}


def admit(test: ControlTest) -> Admission:
    """What the gate finds out about a test. Raises RefusedQuery."""
    key = key_of(test)
    if key not in _known:
        from earnest.engines.control_tests import dissection

        _known[key] = dissection.admission(test)
    return _known[key]


def is_known(test: ControlTest) -> bool:
    """Whether the gate, or an index, has let exactly these queries pass."""
    return key_of(test) in _known


def key_of(test: ControlTest) -> str:
    """SHA-256 of what the gate looks at: queries, tables and the names of parameters."""
    tables = sorted({*test.tables, *test.optional_tables})
    looked_at = [test.queries, tables, sorted(item.name for item in test.parameters)]
    return hashlib.sha256(json.dumps(looked_at).encode()).hexdigest()


def to_json(tests: Iterable[ControlTest]) -> str:
    """An index of the admissions of these tests, each of which the gate looks at now. Raises RefusedQuery."""
    found = {key_of(test): asdict(admit(test)) for test in tests}
    return json.dumps(found, sort_keys=True, indent=0, ensure_ascii=False) + "\n"


def remember(index: str) -> None:
    """Take the admissions of an index as they are. It must be the program's own, never somebody's input."""
    for key, found in json.loads(index).items():
        _known.setdefault(key, _admission(found))


def _admission(found: Mapping[str, Any]) -> Admission:
    return Admission(
        columns={table: tuple(names) for table, names in found["columns"].items()},
        used={section: tuple(names) for section, names in found["used"].items()},
        chains={section: _chain(chain) for section, chain in found["chains"].items()},
        merged=_merged(found["merged"]) if found["merged"] else None,
    )


def _merged(found: Mapping[str, Any]) -> Merged:
    proof = found["proof"]
    return Merged(
        counted=_chain(found["counted"]),
        hits=_chain(found["hits"]),
        condition=found["condition"],
        both=found["both"],
        violations=tuple(found["violations"]),
        unknown=tuple(found["unknown"]),
        proof=Proof(proof["table"], tuple(proof["parts"])) if proof else None,
    )


def _chain(found: Mapping[str, Any]) -> Chain:
    ctes = tuple(_cte(cte) for cte in found["ctes"])
    return Chain(ctes, found["tail"], tuple(found["relations"]), tuple(found["used"]))


def _cte(found: Mapping[str, Any]) -> Cte:
    flat = found["flat"]
    return Cte(
        name=found["name"],
        body=found["body"],
        relations=tuple(found["relations"]),
        used=tuple(found["used"]),
        heavy=found["heavy"],
        flat=Flat(flat["body"], flat["table"], tuple(flat["columns"])) if flat else None,
    )
