"""Conclusions kept under the digest of what they rest on, and dropped when they have not been made for a while."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import cache
from typing import TypeVar

import msgspec

from earnest.core.risks.models import RiskConclusion
from earnest.foundation import clock

T = TypeVar("T")
KEPT_DAYS = 400


def digest_of(*parts: object) -> str:
    """SHA-256 over the parts as JSON; frozen dataclasses and engine objects are taken by their fields."""
    return hashlib.sha256(msgspec.json.encode(parts, enc_hook=_plain)).hexdigest()


def kept(kind: str, digest: str, shape: type[T]) -> T | None:
    """What was concluded before under this digest, None if nothing was."""
    key = _key(kind, digest, shape)
    row = RiskConclusion.objects.filter(digest=key).values_list("body", flat=True).first()
    return None if row is None else msgspec.json.decode(row.encode(), type=shape)


def keep(kind: str, digest: str, found: T, shape: type[T]) -> None:
    """Keep it for the next reader. Two who conclude the same at once keep one row."""
    moment = clock.now()
    body = msgspec.json.encode(found, order="sorted").decode()
    row = RiskConclusion(kind=kind, digest=_key(kind, digest, shape), body=body, made_at=moment)
    RiskConclusion.objects.bulk_create([row], ignore_conflicts=True)
    RiskConclusion.objects.filter(kind=kind, made_at__lt=moment - timedelta(days=KEPT_DAYS)).delete()


def _key(kind: str, digest: str, shape: object) -> str:
    """What was kept in another shape, by another version of the program, is not found."""
    return hashlib.sha256(f"{kind} {digest} {_fields(shape)}".encode()).hexdigest()


@cache
def _fields(shape: object) -> str:
    return digest_of(msgspec.json.schema(shape))


def _plain(value: object) -> object:
    return repr(value)
