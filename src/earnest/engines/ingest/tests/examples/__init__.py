"""Small exports made here, one or more for every format, for tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Example:
    """One export as its tool writes it: its bytes, and the rows that each canonical table must have after it.

    `observed_at`, where given, is when the file says that its tool looked.
    """

    format: str
    name: str
    content: bytes
    rows: Mapping[str, int]
    rejected: int = 0
    observed_at: datetime | None = None


def every_example() -> tuple[Example, ...]:
    """All examples, of every group of formats."""
    from earnest.engines.ingest.tests.examples import code, first, hosts, operations, posture

    return (*first.EXAMPLES, *hosts.EXAMPLES, *code.EXAMPLES, *posture.EXAMPLES, *operations.EXAMPLES)
