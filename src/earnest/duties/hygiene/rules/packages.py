"""Work packages in order: first what removes the most for each change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heap:
    """What one change closes: `weight` of the loss, `overdue` and `findings`, made `changes` times."""

    key: str
    weight: float
    findings: int
    overdue: int
    exploited: int
    changes: int


def in_order(heaps: Iterable[Heap]) -> tuple[Heap, ...]:
    """Greedy: the most weight for each change first, then the most exploited, overdue and other findings for each.

    Every finding lies in one package only, so that what is closed adds up and greedy is best for every number of
    packages of equal effort.
    """

    def worth(heap: Heap) -> tuple[float, float, float, float, str]:
        each = max(1, heap.changes)
        return (-heap.weight / each, -heap.exploited / each, -heap.overdue / each, -heap.findings / each, heap.key)

    return tuple(sorted(heaps, key=worth))
