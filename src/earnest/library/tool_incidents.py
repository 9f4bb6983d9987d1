"""Public cases in which a security tool was the harm, for judging the risk that a control brings in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import read

Effect = Literal["availability", "confidentiality", "integrity"]


@dataclass(frozen=True, kw_only=True)
class FailurePattern:
    """A way in which tools fail, and the question to ask before buying one."""

    id: str
    meaning: str
    ask: str


@dataclass(frozen=True, kw_only=True)
class ToolIncident:
    """One case. `public_scale` is a public statement at a time: an order of magnitude, no fault assigned."""

    id: str
    tool: str
    tool_kind: str
    date: date
    what_happened: str
    effects: tuple[Effect, ...]
    public_scale: str
    recovery: str
    failure_route: str
    source: str
    confidence: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ToolIncidents:
    """The file of cases and patterns. Show `use_note` with them."""

    as_of: date
    use_note: str
    source: str
    patterns: tuple[FailurePattern, ...]
    cases: tuple[ToolIncident, ...]


@cache
def tool_incidents() -> ToolIncidents:
    """The cases and the patterns."""
    return read("tool_incidents.yaml", ToolIncidents)
