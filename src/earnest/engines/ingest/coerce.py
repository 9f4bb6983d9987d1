"""From what an export writes to what a canonical column holds. Each function returns None where nothing is said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo

Scalar = str | int | float | bool | datetime | date | None
"""What a cell or a JSON value can be."""

INT64 = 2**63
_TRUE = frozenset({"true", "yes", "1", "y", "on", "enabled"})
_FALSE = frozenset({"false", "no", "0", "n", "off", "disabled"})
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_SHOWN = 60


class FieldError(ValueError):
    """One value that cannot be what its column holds. `field` is the name that the export gives it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason


def shown(value: object) -> str:
    """The value as an error message quotes it, cut to a readable length."""
    written = repr(value)
    return written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"


def text(value: Scalar) -> str | None:
    """Trimmed text; None if empty."""
    if isinstance(value, str):
        return value.strip() or None
    return None if value is None else _written(value)


def _written(value: bool | float | datetime | date) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < INT64:
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def needed(value: Scalar, field: str) -> str:
    """Trimmed text that must be there."""
    found = text(value)
    if found is None:
        raise FieldError(field, "is empty")
    return found


def lower(value: Scalar) -> str | None:
    """Trimmed text in lower case, as addresses and host names are kept."""
    found = text(value)
    return found.lower() if found else None


def upper(value: Scalar) -> str | None:
    """Trimmed text in upper case, as serial numbers are kept."""
    found = text(value)
    return found.upper() if found else None


def flag(value: Scalar, field: str, none: frozenset[str] = frozenset()) -> bool | None:
    """True or false, however written; `none` are the words, in lower case, that mean: not told."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if not word or word in none:
        return None
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise FieldError(field, f"{shown(value)} is neither true nor false")


def choice(value: Scalar, field: str, words: Mapping[str, str]) -> str | None:
    """The canonical word for a vendor's word, looked up in lower case."""
    found = text(value)
    if found is None:
        return None
    word = words.get(found.lower())
    if word is None:
        raise FieldError(field, f"{shown(value)} is not one of {', '.join(sorted(words))}")
    return word


def count(value: Scalar, field: str) -> int | None:
    """A whole number that fits 64 bits."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        written = text(value)
        if written is None:
            return None
        try:
            number = int(written)
        except ValueError:
            raise FieldError(field, f"{shown(value)} is not a whole number") from None
    if not -INT64 <= number < INT64:
        raise FieldError(field, "is larger than 64 bits hold")
    return number


def real(value: Scalar, field: str) -> float | None:
    """A finite number."""
    written = text(value)
    if written is None:
        return None
    try:
        number = float(written)
    except ValueError:
        raise FieldError(field, f"{shown(value)} is not a number") from None
    if not math.isfinite(number):
        raise FieldError(field, f"{shown(value)} is not a finite number")
    return number


def instant(value: Scalar, field: str, *, zone: tzinfo = UTC, layouts: tuple[str, ...] = ()) -> datetime | None:
    """An instant in UTC. ISO 8601, also with `/` after the year, is always understood; `layouts` are tried after it.

    A time without an offset is read in `zone`. Times before 1900 are what tools write for "never": None.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        moment = value
    else:
        written = text(value)
        if written is None:
            return None
        moment = _moment(written, field, layouts)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment >= _EARLIEST else None


def _moment(written: str, field: str, layouts: tuple[str, ...]) -> datetime:
    try:
        return datetime.fromisoformat(written.replace("/", "-") if written[4:5] == "/" else written)
    except ValueError:
        for layout in layouts:
            try:
                return datetime.strptime(written, layout)  # noqa: DTZ007 - the caller's zone is applied after
            except ValueError:
                continue
        raise FieldError(field, f"{shown(written)} is not a time that can be read") from None


def epoch(value: Scalar, field: str) -> datetime | None:
    """An instant from whole or broken seconds since 1970; zero and less mean: never."""
    seconds = real(value, field)
    if seconds is None or seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise FieldError(field, f"{shown(value)} is not a time in seconds") from None


def day(value: Scalar, field: str, *, layouts: tuple[str, ...] = ()) -> date | None:
    """A calendar day: of a date, of a time as it is written, or by a strptime pattern."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = text(value)
    return None if written is None else _moment(written, field, layouts).date()
