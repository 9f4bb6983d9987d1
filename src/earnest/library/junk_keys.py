"""Keys that join nothing: what makers, installers and careless people leave in the field of a name or number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.engines.identity import Junk
from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class JunkOfKey:
    """What is junk for one kind of key, and why."""

    why: str
    values: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JunkKeys:
    """The file."""

    as_of: date
    source: str
    keys: Mapping[str, JunkOfKey]


@cache
def junk_keys() -> JunkKeys:
    """The whole list with its reasons."""
    return read("junk_keys.yaml", JunkKeys)


@cache
def junk() -> Junk:
    """The list as the engine takes it."""
    told = junk_keys().keys
    return Junk(
        values={key: one.values for key, one in told.items()},
        patterns={key: one.patterns for key, one in told.items()},
    )
