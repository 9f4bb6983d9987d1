"""Conclusions that a duty keeps under the digest of what they rest on, and drops when they are long not asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import msgspec
from django.db.models import Model

from earnest import __version__
from earnest.engines.quant.errors import QuantError
from earnest.foundation import clock
from earnest.foundation.errors import Invalid

T = TypeVar("T")
KEPT_DAYS = 400


@dataclass(frozen=True)
class Conclusions:
    """The conclusions of one duty. `model` is its table, with kind, digest, body and made_at."""

    model: type[Model]

    def concluded(
        self, kind: str, shape: type[T], rests_on: tuple[object, ...], conclude: Callable[[], T], *, keep: bool = True
    ) -> T:
        """What is concluded from `rests_on`: taken from what is kept, else concluded now and kept.

        `rests_on` are values that JSON can tell, in a fixed order; two that differ in any of them differ in the
        conclusion. A what-if is not kept (`keep` False).
        """
        if not keep:
            with said_for_people():
                return conclude()
        if (known := self.kept(kind, shape, rests_on)) is not None:
            return known
        digest = _digest(kind, rests_on)
        with said_for_people():
            found = conclude()
        moment = clock.now()
        body = msgspec.json.encode(found, order="sorted").decode()
        rows: Any = self.model._default_manager
        rows.bulk_create([self.model(kind=kind, digest=digest, body=body, made_at=moment)], ignore_conflicts=True)
        rows.filter(kind=kind, made_at__lt=moment - timedelta(days=KEPT_DAYS)).delete()
        return msgspec.json.decode(body.encode(), type=shape)

    def kept(self, kind: str, shape: type[T], rests_on: tuple[object, ...]) -> T | None:
        """What was concluded from `rests_on` before; None where nothing is kept."""
        rows: Any = self.model._default_manager
        row = rows.filter(digest=_digest(kind, rests_on)).values_list("body", flat=True).first()
        return None if row is None else msgspec.json.decode(row.encode(), type=shape)


def _digest(kind: str, rests_on: tuple[object, ...]) -> str:
    told = msgspec.json.encode((kind, __version__, rests_on), enc_hook=str)
    return hashlib.sha256(told).hexdigest()


@contextmanager
def said_for_people() -> Iterator[None]:
    """What the engine refuses, as an error of the record: the text says what to do, the field where."""
    try:
        yield
    except QuantError as error:
        raise Invalid(str(error), field=error.field) from error
