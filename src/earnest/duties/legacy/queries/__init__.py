"""Reads of the legacy duty: what ended and where, options compared, ringfences, the roadmap, a frozen budget."""

from earnest.duties.legacy.queries.beliefs import Belief, belief_on
from earnest.duties.legacy.queries.comparing import (
    Comparison,
    NotCounted,
    Terms,
    Through,
    Unsaid,
    comparison,
    decided_or_best,
    entries,
    kept_comparison,
    support_of,
)
from earnest.duties.legacy.queries.dependents import DependenceMap, dependence_map
from earnest.duties.legacy.queries.fences import Fenced, claimed, ringfence, ringfences
from earnest.duties.legacy.queries.frozen import Frozen, FrozenEntry, frozen, kept_frozen
from earnest.duties.legacy.queries.register import (
    Group,
    Register,
    bought_on,
    ended,
    ending,
    entry_of,
    grouped,
    register,
    rows_of_entry,
)
from earnest.duties.legacy.queries.roads import Roadmap, Step, roadmap
from earnest.foundation.once import reading_once
from earnest.foundation.record import visible_to

__all__ = [
    "Belief",
    "Comparison",
    "DependenceMap",
    "Fenced",
    "Frozen",
    "FrozenEntry",
    "Group",
    "NotCounted",
    "Register",
    "Roadmap",
    "Step",
    "Terms",
    "Through",
    "Unsaid",
    "belief_on",
    "bought_on",
    "claimed",
    "comparison",
    "decided_or_best",
    "dependence_map",
    "ended",
    "ending",
    "entries",
    "entry_of",
    "frozen",
    "grouped",
    "kept_comparison",
    "kept_frozen",
    "reading_once",
    "register",
    "ringfence",
    "ringfences",
    "roadmap",
    "rows_of_entry",
    "support_of",
    "visible_to",
]
