"""The state of findings as a file: one row for each spell, a stretch in which a finding was there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.canonical import TABLES, Column
from earnest.engines.canonical.arrow import ARROW_TYPES, arrow_schema
from earnest.engines.findings.model import StateTable, UnusableState

VERSION = 2
"""Rises when the same looks would give another state."""

LIFE: tuple[Column, ...] = (
    Column("finding", "text", "Digest of what the finding is: 32 hexadecimal digits.", required=True),
    Column("snapshot", "text", "SHA-256 of the file that last showed it.", required=True),
    Column("spell", "integer", "1 the first time it was there; more if it came back.", required=True),
    Column("opened_at", "timestamp", "First look of this spell that saw it.", required=True),
    Column("last_seen_at", "timestamp", "Last look that saw it.", required=True),
    Column("looked_at", "timestamp", "Last look that could have seen it.", required=True),
    Column("closed_at", "timestamp", "First look that could have seen it and did not; null while it is open."),
    Column("signed_in", "boolean", "Whether the scanner could sign in when it last saw it; null if not told."),
)
"""Columns of a state after those of its table and `place`."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLE, _VERSION, _LOOKED = b"earnest.findings", b"earnest.findings_version", b"earnest.looked_at"


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def state_schema(table: StateTable, looked_at: datetime) -> pa.Schema:
    """Schema of the state of a table. Its metadata say what it is and when the newest look in it was taken."""
    fields = list(arrow_schema(TABLES[table]))
    fields += [pa.field(one.name, ARROW_TYPES[one.kind], nullable=not one.required) for one in LIFE]
    says: dict[bytes | str, bytes | str] = {
        _TABLE: table.encode(),
        _VERSION: _version(table),
        _LOOKED: str(micros(looked_at)).encode(),
    }
    return pa.schema(fields, metadata=says)


def looked_at_of(path: Path, table: StateTable) -> datetime:
    """When the newest look in a state was taken. UnusableState if it is no state of this table."""
    try:
        says = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowException) as problem:
        raise UnusableState(f"{path.name} cannot be read: {problem}") from None
    if says.get(_TABLE) != table.encode() or says.get(_VERSION) != _version(table):
        raise UnusableState(f"{path.name} is not a state of {table} that this version made")
    return _EPOCH + timedelta(microseconds=int(says[_LOOKED]))


def _version(table: StateTable) -> bytes:
    return f"{VERSION}.{TABLES[table].version}".encode()
