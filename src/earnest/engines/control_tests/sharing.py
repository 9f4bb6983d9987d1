"""Work done once: equal CTEs of different queries, so that the child may compute one for all.

Tests repeat the same preparation (one row for each account, say) in each section, and across tests. CTEs with the same
text, the same CTEs beneath them and the same parameter values get one number. The child decides, knowing the data,
whether to keep the rows of one, to write it without its grouping, or to leave it in its query.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.engines.control_tests import results
from earnest.engines.control_tests.admission import Chain, Cte
from earnest.engines.control_tests.model import Value


@dataclass(frozen=True)
class Definition:
    """A CTE of a batch. `reads` are the numbers of the CTEs that its body names; `tables` and `timed` include
    theirs.
    """

    cte: Cte
    values: Mapping[str, Value]
    reads: Mapping[str, int]
    tables: tuple[str, ...]
    timed: bool


@dataclass
class Sharing:
    """The CTEs of a batch of tests, each once."""

    definitions: list[Definition] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def numbers(self, chain: Chain, values: Mapping[str, Value]) -> dict[str, int]:
        """Number of each CTE of a chain, by name, in order."""
        found: dict[str, int] = {}
        for cte in chain.ctes:
            found[cte.name] = self._number(cte, found, values)
        return found

    def _number(self, cte: Cte, earlier: Mapping[str, int], values: Mapping[str, Value]) -> int:
        reads = {name: earlier[name] for name in cte.relations if name in earlier}
        given = {name: values[name] for name in cte.used if name in values}
        text = json.dumps([cte.name, cte.body, sorted(reads.items()), results.scalars(given)], sort_keys=True)
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self._numbers:
            beneath = [self.definitions[number] for number in reads.values()]
            tables = {name for name in cte.relations if name not in reads}.union(*(item.tables for item in beneath))
            timed = "as_of" in cte.used or any(item.timed for item in beneath)
            self._numbers[key] = len(self.definitions)
            self.definitions.append(Definition(cte, given, reads, tuple(sorted(tables)), timed))
        return self._numbers[key]
