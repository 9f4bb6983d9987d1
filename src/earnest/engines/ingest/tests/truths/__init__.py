"""What is in the real samples, counted by other means than the readers: the standard library and the file alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Truth:
    """Samples of one format, and a function that counts the rows of each canonical table without our readers.

    `pattern` is a glob in the folder of samples. `rejected` are the records that must be refused, because the sample
    itself is at fault.
    """

    pattern: str
    format: str
    count: Callable[[Path], Mapping[str, int]]
    as_format: str | None = None
    rejected: int = 0


def every_truth() -> tuple[Truth, ...]:
    """All truths, of every group of formats."""
    from earnest.engines.ingest.tests.truths import code, hosts, operations, posture

    return (*hosts.TRUTHS, *code.TRUTHS, *posture.TRUTHS, *operations.TRUTHS)
