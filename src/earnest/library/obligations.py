"""Duties of law and standard, said as what must be true here, with the measure that answers each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from earnest.library.content import LibraryError, read

_FILE = "obligations.yaml"


@dataclass(frozen=True, kw_only=True)
class StarterObligation:
    """One duty in own words. `framework` and `requirement` are ids of the library; `control` is of the catalogue and
    `test`, where there is one, a control test that shows it."""

    id: str
    title: str
    framework: str
    requirement: str
    source: str
    reference: str
    says: str
    must_be_true: str
    control: str
    confidence: str
    test: str | None = None


@dataclass(frozen=True, kw_only=True)
class Obligations:
    """The file."""

    as_of: date
    obligations: tuple[StarterObligation, ...]


@cache
def obligations() -> Mapping[str, StarterObligation]:
    """All starter obligations by id, in the order of the file. LibraryError for two of one id."""
    found = read(_FILE, Obligations).obligations
    by_id = {one.id: one for one in found}
    if len(by_id) < len(found):
        raise LibraryError(_FILE, "two obligations have one id")
    return MappingProxyType(by_id)
