"""What goes into a fold and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

StateTable = Literal["vulnerabilities", "config_checks"]
"""Tables whose rows are findings that come and go."""


@dataclass(frozen=True)
class Look:
    """One snapshot: somebody looked.

    `snapshot` is the SHA-256 of its file, `observed_at` an aware instant, `tables` its canonical Parquet by table.
    `scan_targets` among them says that the tool lists what it looked at. `part` is what the file is about where its
    tool writes one file for each thing; empty otherwise.
    """

    snapshot: str
    observed_at: datetime
    tables: Mapping[str, Path]
    part: str = ""


@dataclass(frozen=True)
class Folded:
    """The state after a look.

    `open` counts findings that are there. `opened` counts spells that began with this look, `reappeared` those of them
    whose finding had been there before; `closed` those that ended with it. `unlooked` are open findings that this look
    could not have seen: they stay open.
    """

    path: Path
    rows: int
    open: int
    opened: int
    closed: int
    reappeared: int
    unlooked: int


class OutOfOrder(ValueError):
    """The look is older than the newest one in the state. The caller folds again from before it."""

    def __init__(self, observed_at: datetime, looked_at: datetime) -> None:
        super().__init__(observed_at, looked_at)
        self.observed_at = observed_at
        self.looked_at = looked_at

    def __str__(self) -> str:
        return (
            f"The look of {self.observed_at:%Y-%m-%d %H:%M} is older than that of {self.looked_at:%Y-%m-%d %H:%M}, "
            "which is folded in already: fold again from a state before it."
        )


class UnusableState(ValueError):
    """The file is not a state of this table and version: fold again from the first look."""
