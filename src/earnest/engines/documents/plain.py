"""Documents and proofs as plain JSON values, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias

from earnest.engines.documents import model, parts, proof
from earnest.engines.documents.charts import pictures
from earnest.engines.documents.model import DocumentError

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

_KINDS: Mapping[str, type] = {
    name: kind
    for module in (parts, proof, model)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
} | {kind.__name__: kind for kind in pictures.KINDS}


def to_plain(value: object) -> Plain:
    """A document, a claim, a proof or any part of one as JSON values. Objects carry their kind under `is`."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, Decimal):
        return {"is": "decimal", "value": str(value)}
    if isinstance(value, datetime):
        return {"is": "time", "value": value.isoformat(), "zone": value.tzname()}
    if isinstance(value, date):
        return {"is": "date", "value": value.isoformat()}
    if dataclasses.is_dataclass(value) and type(value).__name__ in _KINDS:
        fields = {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"is": type(value).__name__, **fields}
    raise TypeError(f"a {type(value).__name__} is no part of a document")


def from_plain(plain: Plain) -> object:
    """The value that `to_plain` made these from. DocumentError where they describe none."""
    if isinstance(plain, list):
        return tuple(from_plain(one) for one in plain)
    if not isinstance(plain, dict):
        return plain
    kind = plain.get("is")
    fields = {name: from_plain(value) for name, value in plain.items() if name != "is"}
    try:
        if kind == "decimal":
            return Decimal(str(fields["value"]))
        if kind == "date":
            return date.fromisoformat(str(fields["value"]))
        if kind == "time":
            return _time(str(fields["value"]), str(fields["zone"]))
        return _KINDS[str(kind)](**fields)
    except KeyError as error:
        raise DocumentError(f"part of kind {kind!r}: {error} is not known or not given") from error
    except (TypeError, ValueError, ArithmeticError) as error:
        raise DocumentError(f"part of kind {kind!r}: {error}") from error


def _time(text: str, zone: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta(0), zone))
