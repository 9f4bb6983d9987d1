"""What becomes of each known finding, and of each that a look shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from earnest.engines.findings.keys import ASSET, Digests, numbered, read_back
from earnest.engines.findings.model import Folded, StateTable
from earnest.engines.findings.seen import THERE, UNTOLD, Seen

_NEW = -1
_BATCH = 8_192

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """The narrow columns of the previous state, by row."""

    table: StateTable
    path: Path | None
    findings: Digests
    is_open: Flags
    spell: Numbers
    opened_at: Numbers

    @classmethod
    def read(cls, path: Path | None, table: StateTable) -> Known:
        none = np.empty(0, np.int64)
        if path is None:
            return cls(table, None, np.empty((0, 2), np.uint64), np.empty(0, bool), none, none)
        digests = [np.empty((0, 2), np.uint64)]
        numbers: list[list[Numbers]] = [[], [], []]
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH, columns=["finding", "spell", "opened_at", "closed_at"]):
                digests.append(read_back(cast("pa.StringArray", batch["finding"])))
                told = (
                    batch["opened_at"].cast(pa.int64()),
                    batch["spell"],
                    pc.is_null(batch["closed_at"]).cast(pa.int64()),
                )
                for column, values in zip(numbers, cast("tuple[pa.Int64Array, ...]", told), strict=True):
                    column.append(values.to_numpy())
        opened_at, spell, is_open = (np.concatenate([none, *column]) for column in numbers)
        return cls(table, path, np.concatenate(digests), is_open.astype(bool), spell, opened_at)

    def asked(self, rows: Numbers) -> list[tuple[str, str, bool | None, str | None]]:
        """Tool, asset, whether the scanner had signed in, and the benchmark, of some rows."""
        if self.path is None or not len(rows):
            return []
        names = ["tool", ASSET[self.table], "signed_in"]
        checks = self.table == "config_checks"
        wide = pq.read_table(self.path, columns=[*names, *(["benchmark"] if checks else [])]).take(rows)
        told: list[list[Any]] = [wide.column(name).to_pylist() for name in names]
        told.append(wide.column("benchmark").to_pylist() if checks else [None] * len(rows))
        return list(zip(*told, strict=True))


@dataclass(frozen=True)
class Told:
    """What becomes of each row of the previous state and of each finding that the look speaks of.

    Of the previous rows, `ended` are those that are over, `closing` those of them that end now, `waiting` those that
    stay open without having been looked at. `rows` are the rows of the look that are findings, in file order, with
    `spell` and `opened_at` of each; `began` tells whose spell begins now.
    """

    at: int
    ended: Flags
    closing: Flags
    waiting: Flags
    rows: Numbers
    spell: Numbers
    opened_at: Numbers
    began: Flags

    def counted(self, path: Path) -> Folded:
        returned = self.began & (self.spell > 1)
        return Folded(
            path=path,
            rows=int(self.ended.sum() + self.waiting.sum()) + len(self.rows),
            open=len(self.rows) + int(self.waiting.sum()),
            opened=int(self.began.sum()),
            closed=int(self.closing.sum()),
            reappeared=int(returned.sum()),
            unlooked=int(self.waiting.sum()),
        )


def judge(known: Known, seen: Seen, at: int) -> Told:
    """What a look at instant `at` (microseconds since 1970) makes of what was known."""
    place = _places(known.findings, seen.findings)
    spoken = place != _NEW
    means = np.full(len(place), UNTOLD, np.int8)
    means[spoken] = seen.means[place[spoken]]
    there = known.is_open & spoken & (means == THERE)
    closing = known.is_open & spoken & (means != THERE) & (means != UNTOLD)
    absent = np.flatnonzero(known.is_open & ~spoken)
    covered = [seen.reach.covers(*one) for one in known.asked(absent)]
    closing[absent[np.array(covered, bool)]] = True
    spells = np.zeros(len(seen.findings), np.int64)
    np.maximum.at(spells, place[spoken], known.spell[spoken])
    opened_at = np.full(len(seen.findings), at, np.int64)
    began = np.ones(len(seen.findings), bool)
    opened_at[place[there]] = known.opened_at[there]
    began[place[there]] = False
    spells += began
    chosen = np.flatnonzero(seen.means == THERE)
    chosen = chosen[np.argsort(seen.row[chosen], kind="stable")]
    return Told(
        at=at,
        ended=~known.is_open | closing,
        closing=closing,
        waiting=known.is_open & ~there & ~closing,
        rows=seen.row[chosen],
        spell=spells[chosen],
        opened_at=opened_at[chosen],
        began=began[chosen],
    )


def _places(known: Digests, seen: Digests) -> Numbers:
    """Where each known finding stands among those seen."""
    numbers = numbered(np.concatenate([seen, known]))
    where = np.full(int(numbers.max(initial=-1)) + 1, _NEW, np.int64)
    where[numbers[: len(seen)]] = np.arange(len(seen))
    return where[numbers[len(seen) :]]
