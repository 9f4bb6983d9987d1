"""The next state of findings from the one before and a look."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from earnest.engines.findings.judge import Flags, Known, Told, judge
from earnest.engines.findings.keys import written
from earnest.engines.findings.model import Folded, Look, OutOfOrder, StateTable
from earnest.engines.findings.schema import looked_at_of, micros, state_schema
from earnest.engines.findings.seen import Seen, same, see

ROWS = 8_192
"""Rows of a row group, and the rows held in memory."""
_PRUNED = ["asset_id", "resource_id", "vulnerability_id", "opened_at", "closed_at"]
"""Columns by which row groups can be passed over."""
_FOUND = {"finding": {"ndv": 2 * ROWS, "fpp": 0.001}}
"""The column of which each row group says whether a value may be in it, so that one finding is found at once."""
_MOMENT = pa.timestamp("us", tz="UTC")


def fold(previous: Path | None, look: Look, table: StateTable, into: Path, *, before: Look | None = None) -> Folded:
    """Fold a look into a state: the file `<table>.parquet` in the folder `into`, which must exist.

    The same state and look give the same bytes. What ended comes first, by the time of its end; then what this look
    could not see; then what it saw, in the order of its file. Memory grows with the number of spells by about a
    hundred bytes each, not with their text. OutOfOrder if the look is older than the newest one in the state,
    UnusableState if `previous` is no state of this table and version.

    `before` may be the look that `previous` ends with. If this one has the very same table and looked at the very same
    assets, only the times of what it saw move, and the rest is taken as it is: the state has the same rows either way.
    """
    if previous is not None and look.observed_at < (newest := looked_at_of(previous, table)):
        raise OutOfOrder(look.observed_at, newest)
    path = into / f"{table}.parquet"
    partial = path.with_suffix(".partial")
    if previous is not None and before is not None and before.observed_at == newest and same(before, look, table):
        return _seen_again(previous, before, look, table, path, partial)
    seen = see(look, table)
    told = judge(Known.read(previous, table), seen, micros(look.observed_at))
    try:
        with _Groups(partial, state_schema(table, look.observed_at)) as out:
            if previous is not None:
                _keep(out, previous, told)
            _show(out, look, table, seen, told)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return told.counted(path)


class _Groups:
    """A Parquet file that takes batches of any size and writes row groups of a size, one while the next is gathered."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self._file = pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            use_dictionary=_repeated(schema),
            write_statistics=_PRUNED,
            bloom_filter_options=_FOUND,
        )
        self._batches: list[pa.RecordBatch] = []
        self._rows = 0
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._flush()
                self._wait()
        finally:
            self._worker.shutdown()
            self._file.close()

    def add(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            self._batches.append(batch)
            self._rows += batch.num_rows
            if self._rows >= ROWS:
                self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._wait()
            self._writing = self._worker.submit(self._write, pa.Table.from_batches(self._batches, self.schema))
        self._batches.clear()
        self._rows = 0

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()
            self._writing = None

    def _write(self, group: pa.Table) -> None:
        self._file.write_table(group, row_group_size=2 * ROWS)


def _repeated(schema: pa.Schema) -> list[str]:
    """Columns whose values repeat, so that a dictionary of them pays."""
    return [name for name in schema.names if name not in {"place", "finding", "finding_id", "purl"}]


def _seen_again(previous: Path, before: Look, look: Look, table: StateTable, path: Path, partial: Path) -> Folded:
    """The state with what the look before saw, and this one saw again, moved to this one."""
    then, now = (pa.scalar(micros(one.observed_at), pa.int64()).cast(_MOMENT) for one in (before, look))
    moved = {"snapshot": pa.scalar(look.snapshot), "last_seen_at": now, "looked_at": now}
    rows = still = again = 0
    try:
        with pq.ParquetFile(previous) as file, _Groups(partial, state_schema(table, look.observed_at)) as out:
            for batch in file.iter_batches(ROWS):
                there = pc.is_null(batch["closed_at"])
                own = pc.and_(pc.equal(batch["snapshot"], before.snapshot), pc.equal(batch["last_seen_at"], then))
                seen = pc.and_(there, own)
                rows, still, again = rows + batch.num_rows, still + there.true_count, again + seen.true_count
                for name, value in moved.items():
                    number = batch.schema.get_field_index(name)
                    field = batch.schema.field(number)
                    batch = batch.set_column(number, field, pc.if_else(seen, value, batch[name]))
                out.add(pa.RecordBatch.from_arrays(batch.columns, schema=out.schema))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return Folded(path, rows, still, opened=0, closed=0, reappeared=0, unlooked=still - again)


def _keep(out: _Groups, previous: Path, told: Told) -> None:
    """Spells that are over, then those that stay open unseen."""
    with pq.ParquetFile(previous) as file:
        for rows, batch in _batches(file, told.ended):
            out.add(_ended(batch, told.closing[rows], told.at).filter(pa.array(told.ended[rows])))
        for rows, batch in _batches(file, told.waiting):
            out.add(batch.filter(pa.array(told.waiting[rows])))


def _ended(batch: pa.RecordBatch, closing: Flags, at: int) -> pa.RecordBatch:
    if not closing.any():
        return batch
    now = pa.scalar(at, pa.int64()).cast(_MOMENT)
    for name in ("looked_at", "closed_at"):
        number = batch.schema.get_field_index(name)
        batch = batch.set_column(number, batch.schema.field(number), pc.if_else(pa.array(closing), now, batch[name]))
    return batch


def _show(out: _Groups, look: Look, table: StateTable, seen: Seen, told: Told) -> None:
    """Rows of the look that are findings, each with its life."""
    done = 0
    wanted = np.zeros(len(seen.signed_in), bool)
    wanted[told.rows] = True
    with pq.ParquetFile(look.tables[table]) as file:
        for rows, batch in _batches(file, wanted):
            number = int(wanted[rows].sum())
            here = slice(done, done + number)
            done += number
            chosen = batch.filter(pa.array(wanted[rows])) if number < batch.num_rows else batch
            out.add(_living(out.schema, chosen, look, seen, told, here))


def _living(schema: pa.Schema, rows: pa.RecordBatch, look: Look, seen: Seen, told: Told, here: slice) -> pa.RecordBatch:
    """Rows of the look with their life. A column that an older declaration of the table did not have is unknown."""
    size = rows.num_rows
    chosen = told.rows[here]
    signed = seen.signed_in[chosen]
    now = pa.array(np.full(size, told.at), type=_MOMENT)
    life: dict[str, Any] = {
        "finding": written(seen.every[chosen]),
        "snapshot": pa.repeat(look.snapshot, size),
        "spell": pa.array(told.spell[here]),
        "opened_at": pa.array(told.opened_at[here], type=_MOMENT),
        "last_seen_at": now,
        "looked_at": now,
        "closed_at": pa.nulls(size, _MOMENT),
        "signed_in": pa.array(signed == 1, mask=signed == -1),
    }
    there = set(rows.schema.names)
    arrays = [
        life[field.name]
        if field.name in life
        else rows[field.name]
        if field.name in there
        else pa.nulls(size, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _batches(file: pq.ParquetFile, wanted: Flags) -> Iterator[tuple[slice, pa.RecordBatch]]:
    """Batches of the row groups that hold a wanted row, each with its place in the file."""
    start = 0
    for group in range(file.metadata.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        if wanted[start:end].any():
            at = start
            for batch in file.iter_batches(batch_size=ROWS, row_groups=[group]):
                yield slice(at, at + batch.num_rows), batch
                at += batch.num_rows
        start = end
