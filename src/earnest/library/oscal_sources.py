"""Where official OSCAL catalogs are published, for people who import one. Nothing is fetched from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class OscalCatalog:
    what: str
    where: str
    licence: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class OscalSources:
    as_of: date
    source: str
    confidence: str
    catalogs: tuple[OscalCatalog, ...]


@cache
def oscal_sources() -> OscalSources:
    """The official catalogs that are known of."""
    return read("oscal_sources.yaml", OscalSources)
