"""Policies of priority: which flaw is mended by when, as published tables over a few points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from earnest.library.content import NotInLibraryError, read

Exposure = Literal["internet", "partner", "internal"]

POINTS: Mapping[str, tuple[str, ...]] = {
    "kev": ("yes", "no"),
    "exposed": ("yes", "no"),
    "automatable": ("yes", "no"),
    "technical_impact": ("total", "partial"),
    "exploitation": ("active", "public poc", "none"),
    "system_exposure": ("open", "controlled", "small"),
    "human_impact": ("very high", "high", "medium", "low"),
    "severity": ("critical", "high", "medium", "low", "none"),
    "epss": ("above", "below"),
}
"""Every point that a row may ask for, with its values, the worst first."""


@dataclass(frozen=True, kw_only=True)
class Priority:
    """One outcome of a policy. `days` from the start of the clock; None where no day is set. Worst first in a policy.

    `urgent` goes before planned work; `forensics` asks to look for traces of an attack before mending.
    """

    id: str
    title: str
    days: int | None = None
    urgent: bool = False
    forensics: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """The first row of which every point has one of the named values decides."""

    when: Mapping[str, tuple[str, ...]]
    then: str


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One policy, with where it is from and what to beware of. Show `licence` and `caution` with it."""

    id: str
    title: str
    says: str
    source: str
    url: str
    confidence: Literal["looked up", "stated in our notes"]
    licence: str
    caution: str
    priorities: tuple[Priority, ...]
    rows: tuple[Row, ...]
    epss_threshold: float | None = None

    @property
    def points(self) -> tuple[str, ...]:
        """The points that it asks for, in the order of `POINTS`."""
        asked = {point for row in self.rows for point in row.when}
        return tuple(point for point in POINTS if point in asked)

    def priority(self, wanted: str) -> Priority:
        """The priority of that id. NotInLibraryError if the policy has none."""
        for one in self.priorities:
            if one.id == wanted:
                return one
        raise NotInLibraryError("priority", wanted, tuple(one.id for one in self.priorities))


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """How a point is read from a CVSS vector where nobody states it."""

    point: str
    rule: str
    source: str
    caution: str


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A number for each tier of asset, 1 to 4."""

    values: Mapping[int, float]
    caution: str


@dataclass(frozen=True, kw_only=True)
class Impacts:
    """The human impact that each tier of asset stands for."""

    values: Mapping[int, str]
    caution: str


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What being reached from somewhere means for the points."""

    exposed: str
    system_exposure: str


@dataclass(frozen=True, kw_only=True)
class Exposures:
    """What each exposure of an asset means."""

    internet: Reached
    partner: Reached
    internal: Reached
    caution: str

    def of(self, exposure: str) -> Reached:
        """What it means to be reached from there. Anything that is not known is the internet: the worse case."""
        return {"partner": self.partner, "internal": self.internal}.get(exposure, self.internet)


@dataclass(frozen=True, kw_only=True)
class PriorityPolicies:
    """The file. Show `use_note` with the policies."""

    as_of: date
    use_note: str
    source: str
    left_out: tuple[str, ...]
    derivations: tuple[Derivation, ...]
    tier_weights: Weights
    exposures: Exposures
    human_impacts: Impacts
    policies: tuple[Policy, ...]

    def policy(self, wanted: str) -> Policy:
        """The policy of that id. NotInLibraryError if there is none."""
        for one in self.policies:
            if one.id == wanted:
                return one
        raise NotInLibraryError("priority policy", wanted, tuple(one.id for one in self.policies))


@cache
def priority_policies() -> PriorityPolicies:
    """All policies."""
    return read("priority_policies.yaml", PriorityPolicies)
