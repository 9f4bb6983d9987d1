"""Reads of hygiene: the board of a day, its findings, time to fix, work packages, benchmarks, the trend.

Start from `board_file`; the others take the board that it gives. All of it is derived, and answers for itself.
"""

from earnest.duties.hygiene.queries.benchmarks import benchmarks
from earnest.duties.hygiene.queries.board import board_file
from earnest.duties.hygiene.queries.findings import SIZE, SORTS, by_team, choices, every, finding, findings
from earnest.duties.hygiene.queries.latency import LATENCY_BY, latency
from earnest.duties.hygiene.queries.packages import package, packages
from earnest.duties.hygiene.queries.policy import in_force
from earnest.duties.hygiene.queries.promises import promised
from earnest.duties.hygiene.queries.trend import trend
from earnest.duties.hygiene.queries.values import (
    AssetChecks,
    Benchmark,
    Board,
    Checked,
    Filters,
    Finding,
    InForce,
    Latency,
    Line,
    Loss,
    Packages,
    Page,
    PriorityCount,
    Spell,
    TeamLine,
    Trend,
    Unproven,
    Week,
    WorkPackage,
)
from earnest.foundation.record import visible_to

__all__ = [
    "LATENCY_BY",
    "SIZE",
    "SORTS",
    "AssetChecks",
    "Benchmark",
    "Board",
    "Checked",
    "Filters",
    "Finding",
    "InForce",
    "Latency",
    "Line",
    "Loss",
    "Packages",
    "Page",
    "PriorityCount",
    "Spell",
    "TeamLine",
    "Trend",
    "Unproven",
    "Week",
    "WorkPackage",
    "benchmarks",
    "board_file",
    "by_team",
    "choices",
    "every",
    "finding",
    "findings",
    "in_force",
    "latency",
    "package",
    "packages",
    "promised",
    "trend",
    "visible_to",
]
