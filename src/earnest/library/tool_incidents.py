"""Public cases in which a security tool was the harm, for judging the risk that a control brings in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import NotInLibraryError, read

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
class ToolKind:
    """A kind of tool, other names for it, and the ids of the patterns and cases to think of."""

    id: str
    name: str
    meaning: str
    also: tuple[str, ...]
    patterns: tuple[str, ...]
    cases: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Whether a name, in any case, means this kind."""
        return name.casefold().strip() in {self.id, self.name.casefold(), *(one.casefold() for one in self.also)}


@dataclass(frozen=True, kw_only=True)
class ToolIncidents:
    """The file of cases and patterns. Show `use_note` with them."""

    as_of: date
    use_note: str
    source: str
    patterns: tuple[FailurePattern, ...]
    kinds: tuple[ToolKind, ...]
    cases: tuple[ToolIncident, ...]


@dataclass(frozen=True, kw_only=True)
class ReferenceCases:
    """What to think of when stating the loss that a tool of one kind brings in; each case carries its confidence."""

    kind: ToolKind
    use_note: str
    patterns: tuple[FailurePattern, ...]
    cases: tuple[ToolIncident, ...]


@cache
def tool_incidents() -> ToolIncidents:
    """The cases and the patterns."""
    return read("tool_incidents.yaml", ToolIncidents)


def tool_reference_cases(kind: str) -> ReferenceCases:
    """The patterns and cases of a kind of tool, the newest case first. `kind` is an id, a name or another name for it
    (EDR, VPN, DLP, MDM). NotInLibraryError names the kinds that there are.
    """
    file = tool_incidents()
    found = next((one for one in file.kinds if one.is_called(kind)), None)
    if found is None:
        raise NotInLibraryError("kind of tool", kind, tuple(one.id for one in file.kinds))
    return ReferenceCases(
        kind=found,
        use_note=file.use_note,
        patterns=tuple(one for one in file.patterns if one.id in found.patterns),
        cases=tuple(
            sorted((one for one in file.cases if one.id in found.cases), key=lambda one: one.date, reverse=True)
        ),
    )
