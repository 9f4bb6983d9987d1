"""Withholding columns and rows of a table, each cell under a salted commitment.

A cell is committed to as the leaf (RFC 6962) of `salt || text`, where `text` is `cell_text` of its value in UTF-8 and
the salt 16 bytes that nobody can guess. Each withheld column has one Merkle tree over all rows of the table: the
package keeps its root, 32 bytes, however long the table is. The cells of withheld rows have one tree together, row by
row. A single cell can be disclosed later with its salt and a path of at most 32 hashes. Salts are drawn from a secret
of the signing key, so that they need not be kept and the same table gives the same roots.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from pyarrow import parquet

from earnest.engines.package.errors import PackageError
from earnest.engines.package.merkle import leaf_hash, root_of
from earnest.engines.package.parts import TableFile, Withheld, WithheldColumn

SALT = 16
"""Bytes of a salt."""
_BATCH = 65_536
_GROUP = 1 << 20
"""Rows of a group in what is written: smaller ones would not pack well."""
_NO_NONCE = bytes(16)


@dataclass(frozen=True)
class Choice:
    """What of a table is not to be shown: columns by name, rows by number, counting from 0, rising."""

    columns: tuple[str, ...]
    rows: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.columns or self.rows)


def cell_text(value: object) -> str:
    """The one text of a cell: its kind, a colon and the value; `null` for what the export does not say."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"boolean:{'true' if value else 'false'}"
    if isinstance(value, int):
        return f"integer:{value}"
    if isinstance(value, float):
        return f"real:{value!r}"
    if isinstance(value, datetime):
        return f"timestamp:{value.astimezone(UTC).isoformat(timespec='microseconds')}"
    if isinstance(value, date):
        return f"date:{value.isoformat()}"
    return f"text:{value}"


def commitment(salt: bytes, text: str) -> bytes:
    """The leaf of one cell."""
    return leaf_hash(salt + text.encode())


def salts(secret: bytes, table: str, column: str, count: int) -> bytes:
    """The salts of `count` cells, one after another: of a column, or with an empty `column` of the withheld rows.

    The keystream of ChaCha20 (RFC 8439) under HMAC-SHA-256 of table and column: one salt tells nothing of another.
    """
    key = hmac.digest(secret, f"{table}\0{column}".encode(), hashlib.sha256)
    return Cipher(ChaCha20(key, _NO_NONCE), mode=None).encryptor().update(bytes(SALT * count))


def redact(path: Path, table: TableFile, choice: Choice, secret: bytes, out: Path) -> TableFile:
    """Write what is shown of a table, and give its entry with what is withheld. PackageError for a wrong column."""
    with parquet.ParquetFile(path) as file:
        names = [name for name in file.schema_arrow.names if name not in choice.columns]
        if missing := sorted(set(choice.columns) - set(file.schema_arrow.names)):
            raise PackageError("bad-table", table.table, f"it has no column {missing[0]!r} to withhold.")
        columns = tuple(
            WithheldColumn(name, root_of(column_leaves(file, table, name, secret)).hex()) for name in choice.columns
        )
        hidden = list(_rows(file, names, choice.rows)) if choice.rows else []
        _write_shown(file, names, choice.rows, out)
    cells = row_leaves(hidden, names, table, secret)
    withheld = Withheld(columns, choice.rows, tuple(names) if hidden else (), root_of(cells).hex())
    return TableFile(table.table, table.version, table.rows, table.sha256, withheld)


def column_leaves(file: parquet.ParquetFile, table: TableFile, name: str, secret: bytes) -> Iterator[bytes]:
    """The leaves of a column, row by row."""
    stream = salts(secret, table.sha256, name, table.rows)
    at = 0
    for batch in file.iter_batches(_BATCH, columns=[name]):
        for value in batch.column(0).to_pylist():
            yield commitment(stream[at : at + SALT], cell_text(value))
            at += SALT


def row_leaves(
    rows: Sequence[dict[str, object]], names: Sequence[str], table: TableFile, secret: bytes
) -> Iterator[bytes]:
    """The leaves of the cells of withheld rows, row by row."""
    stream = salts(secret, table.sha256, "", len(rows) * len(names))
    cells = (row[name] for row in rows for name in names)
    for number, value in enumerate(cells):
        yield commitment(stream[number * SALT : number * SALT + SALT], cell_text(value))


def read_rows(path: Path, names: Sequence[str], rows: Collection[int]) -> list[dict[str, object]]:
    """Some rows of a table, in the order of the table."""
    with parquet.ParquetFile(path) as file:
        return list(_rows(file, names, rows))


def _rows(file: parquet.ParquetFile, names: Sequence[str], rows: Collection[int]) -> Iterator[dict[str, object]]:
    wanted, start = set(rows), 0
    for batch in file.iter_batches(_BATCH, columns=list(names)):
        here = [n - start for n in sorted(wanted) if start <= n < start + batch.num_rows]
        if here:
            yield from batch.take(pa.array(here)).to_pylist()
        start += batch.num_rows


def _write_shown(file: parquet.ParquetFile, names: Sequence[str], rows: Collection[int], out: Path) -> None:
    hidden, start = set(rows), 0
    schema = pa.schema([file.schema_arrow.field(name) for name in names], metadata=file.schema_arrow.metadata)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in file.iter_batches(_GROUP, columns=list(names)):
            shown = batch
            if hidden:
                kept = [n for n in range(batch.num_rows) if start + n not in hidden]
                shown = batch.take(pa.array(kept, pa.int64()))
            writer.write_batch(shown.cast(schema) if shown.schema != schema else shown)
            start += batch.num_rows
