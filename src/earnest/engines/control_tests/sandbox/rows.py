"""Rows as they are checked, shown and hashed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

SHOWN = frozenset({
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT", "VARCHAR", "TIMESTAMP", "DATE",
})  # fmt: skip
"""Types of the database that a result shows as they are; decimals are shown as numbers, all others as text."""
PLAIN = (str, bool, int, float, datetime, date, Decimal, type(None))
"""What the driver makes of these types."""
NOTHING = {"count": 0, "rows": [], "digest": hashlib.sha256().hexdigest()}
LINE = (
    "strlen(subject) || ':' || subject || ',' || "
    "case when reason is null then '-,' else strlen(reason) || ':' || reason || ',' end"
)
"""An expression that gives a row as it is hashed."""


class Broken(Exception):
    """The test itself is wrong: its rows break a rule."""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def unnamed(section: str, rows: int, named: int) -> None:
    if rows != named:
        raise Broken(f"The {section} query gave {rows - named} rows without a subject.")


def duplicate(subject: str, times: int) -> str:
    return f"The population has the subject {cut(subject)!r} {times} times; it must be unique."


def stranger(subject: str, violating: bool) -> str:
    return f"The {'violation' if violating else 'unknown subject'} {cut(subject)!r} is not in the population."


def as_text(name: str, kind: str) -> str:
    return quoted(name) if kind == "VARCHAR" else f"cast({quoted(name)} as varchar)"


def as_shown(name: str, kind: str) -> str:
    """A column in a type that a result shows; all other types as text."""
    if kind.startswith("DECIMAL"):
        return f"cast({quoted(name)} as double)"
    return quoted(name) if kind in SHOWN else as_text(name, kind)


def scalar(value: object, most: int) -> object:
    """A cell as JSON: instants as 2026-03-31T12:00:00Z, days as 2026-03-31, long texts cut."""
    if isinstance(value, str):
        return value if len(value) <= most else value[:most] + "…"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def digest_of(rows: Sequence[Sequence[Any]]) -> str:
    """SHA-256 of rows in canonical order, each a netstring of subject and reason; a null reason is `-,`."""
    digest = hashlib.sha256()
    for subject, reason, *_ in rows:
        first = subject.encode()
        digest.update(b"%d:%b," % (len(first), first))
        second = b"" if reason is None else reason.encode()
        digest.update(b"-," if reason is None else b"%d:%b," % (len(second), second))
    return digest.hexdigest()


def cut(value: str) -> str:
    return value if len(value) <= 120 else value[:120] + "…"
