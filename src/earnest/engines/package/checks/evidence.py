"""Whether the evidence is canonical tables of the snapshots that the package speaks of."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.canonical.tables import TABLES
from earnest.engines.package import layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.errors import Malformed
from earnest.engines.package.parts import SnapshotFile, TableFile, Withheld

MAX_TABLE = 8 << 30
"""Largest table that is loaded, in bytes once unpacked."""
_MAX_FOOTER = 16 << 20
_END = struct.Struct("<L4s")


def snapshots(opened: Opened) -> None:
    """The list of snapshots: each part of a source once, of its time, with tables that are there."""
    found = opened.value(layout.SNAPSHOTS, tuple[SnapshotFile, ...])
    if found is None:
        return
    opened.snapshots = found
    as_of = opened.statement.predicate.as_of if opened.statement else None
    seen: set[tuple[str, str]] = set()
    for one in found:
        if (one.source, one.part) in seen:
            _no(opened, one.sha256, "one current snapshot of each part of a source", f"two of {one.source}")
        if as_of is not None and one.observed_at > as_of:
            _no(opened, one.sha256, f"evidence observed by {as_of}", f"observed at {one.observed_at}")
        seen.add((one.source, one.part))
        opened.found.count("snapshots")
        for table in one.tables:
            _table(opened, one, table)
        if one.raw:
            _raw(opened, one)
    if any(one.raw for one in found):
        why = "that the tables were read from them is not computed again here"
        opened.found.skip("evidence", "raw files", why)
    elif found and not _says_so(opened):
        why = "the files as they came in are not in the package: that the tables were read from them is not shown"
        opened.found.skip("evidence", "raw files", why)


def _says_so(opened: Opened) -> bool:
    """Whether the package itself says that it has no raw files."""
    left_out = opened.statement.predicate.left_out if opened.statement else ()
    return any((one.part, one.id) == ("evidence", "raw files") for one in left_out)


def _raw(opened: Opened, snapshot: SnapshotFile) -> None:
    """The raw file is named by its digest, which the manifest states too."""
    name = f"evidence/raw/{snapshot.sha256}"
    digests = {s.name: s.digest.sha256 for s in opened.statement.subject} if opened.statement else {}
    if digests.get(name) != snapshot.sha256:
        _no(opened, name, f"the file with SHA-256 {snapshot.sha256}", digests.get(name, "nothing"))
    opened.found.count("raw files")


def _table(opened: Opened, snapshot: SnapshotFile, table: TableFile) -> None:
    name = layout.table_member(table.sha256, redacted=table.withheld is not None)
    digests = {one.name: one.digest.sha256 for one in opened.statement.subject} if opened.statement else {}
    if table.table not in TABLES:
        _no(opened, name, "a canonical table", table.table)
    elif table.withheld is not None and (wrong := _wrong(table, table.withheld)):
        _no(opened, name, "columns or rows of the table that are withheld", wrong)
    elif name not in opened.container:
        _no(opened, name, f"the table {table.table} of {snapshot.source}", "nothing")
    elif table.withheld is None and digests.get(name) != table.sha256:
        _no(opened, name, f"the table with SHA-256 {table.sha256}", digests.get(name, "nothing"))
    elif name not in opened.paths:
        path = opened.folder / f"{len(opened.paths)}.parquet"
        with path.open("wb") as file:
            for chunk in opened.container.chunks(name):
                file.write(chunk)
        opened.paths[name] = path
        try:
            look_into(path, table, name)
        except Malformed as error:
            opened.malformed(name, error)
        opened.found.count("tables")
        if table.withheld is not None:
            why = "something of it is withheld: that the rest is what the table holds is the signer's word"
            opened.found.skip("evidence", f"{table.table} of {snapshot.source}", why, "gap")


def _wrong(table: TableFile, withheld: Withheld) -> str:
    """What is wrong with what is said to be withheld; empty where it can be so."""
    known = {*TABLES[table.table].names, "place"}
    columns, rows = [one.name for one in withheld.columns], withheld.rows
    if not columns and not rows:
        return "nothing is withheld, and yet the whole table is not there"
    if strange := sorted({*columns, *withheld.cells_columns} - known):
        return f"a column {strange[0][:80]!r} that it has not"
    if len({*columns, *withheld.cells_columns}) != len(columns) + len(withheld.cells_columns):
        return "a column named twice"
    if any(low >= high for low, high in pairwise(rows)) or (rows and not 0 <= rows[0] <= rows[-1] < table.rows):
        return f"rows that are not numbers of its {table.rows:,} rows, rising"
    return ""


def look_into(path: Path, table: TableFile, name: str) -> None:
    """Whether a Parquet file is the canonical table, by its footer alone. Malformed says what it is instead."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size))
        length, magic = _END.unpack(file.read(_END.size).rjust(_END.size, b"\0"))
    if magic != b"PAR1" or length > min(_MAX_FOOTER, size):
        raise Malformed("bad-table", name, "it is not a Parquet file, or its footer is too large.")
    try:
        with parquet.ParquetFile(
            path, thrift_string_size_limit=_MAX_FOOTER, thrift_container_size_limit=1_000_000
        ) as opened:
            metadata, schema = opened.metadata, opened.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Malformed("bad-table", name, f"it cannot be read as Parquet: {error}.") from None
    rows = table.rows - len(table.withheld.rows) if table.withheld else table.rows
    if metadata.num_rows != rows:
        raise Malformed("bad-table", name, f"it has {metadata.num_rows:,} rows, and the package says {rows:,}.")
    unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if unpacked > MAX_TABLE:
        raise Malformed("too-large", name, f"it unpacks to {unpacked:,} bytes; at most {MAX_TABLE:,} are loaded.")
    hidden = {one.name for one in table.withheld.columns} if table.withheld else set()
    known = {field.name: field.type for field in arrow_schema(TABLES[table.table])}
    for field in schema:
        if known.get(field.name) != field.type or field.name in hidden:
            raise Malformed("bad-table", name, f"it has a column {field.name[:80]!r} that {table.table} has not so.")


def _no(opened: Opened, id_: str, expected: str, found: str) -> None:
    opened.found.differs(
        "bad-table", "evidence", id_, expected=expected, found=found,
        meaning="The evidence is not what the package says, so nothing can rest on it.",
    )  # fmt: skip
