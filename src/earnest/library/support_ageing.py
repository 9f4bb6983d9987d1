"""How losses are believed to grow while a system gets no security updates, and where that belief comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from earnest.library.content import read


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A factor a year, 1 for no growth, as low, most likely and high."""

    what: str
    low: float
    mode: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One number with what it is."""

    what: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A published finding, and what is made of it."""

    who: str
    says: str
    used_for: str
    confidence: str


@dataclass(frozen=True, kw_only=True)
class SupportAgeing:
    """The beliefs that stand until an organisation puts its own in their place."""

    as_of: date
    note: str
    growth: Growth
    cap: Amount
    discount_rate: Amount
    sources: tuple[Ground, ...]


@cache
def support_ageing() -> SupportAgeing:
    """The beliefs of the library."""
    return read("support_ageing.yaml", SupportAgeing)
