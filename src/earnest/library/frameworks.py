"""Frameworks and their requirements: identifiers and own words, never the text of a standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import Literal

from earnest.library.content import NotInLibraryError, ids_in, read

CustomisedApproach = Literal["yes", "partly", "no"]


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One requirement, or a heading over some.

    `show` says in own words what a reader expects to see; None where the licence allows no such words or nothing is
    to be shown. `assessable` is False for headings and for provisions that bind somebody else.
    """

    id: str
    title: str
    assessable: bool
    source: str
    parent: str | None = None
    kind: str | None = None
    show: str | None = None
    question: str | None = None
    """Insurance application: what the underwriter asks."""
    answer_type: str | None = None
    category: str | None = None
    """SOC 2: the trust services category."""
    designation: str | None = None
    """HIPAA: standard, Required or Addressable."""
    customised_approach: CustomisedApproach | None = None
    """PCI DSS: whether the customised approach is open."""
    not_customisable: tuple[str, ...] = ()
    """PCI DSS: ids below this one that the customised approach is closed to."""
    applies: str | None = None
    """PCI DSS: to which kind of entity the requirement applies."""
    applies_to: str | None = None
    """DORA: whom the article binds."""
    layer: str | None = None
    """CCPA: statute or regulation."""
    implementation_group: Literal[1, 2, 3] | None = None
    """CIS: the lowest implementation group that includes the safeguard."""
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many requirements the file states that it holds."""

    total: int
    assessable: int


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One framework in one version.

    Show `confidence` and `licence_caution` wherever the framework is shown. One that is not `enabled_by_default` needs
    a person who knows that the organisation may use it.
    """

    id: str
    title: str
    version: str
    as_of: date
    source: str
    confidence: str
    licence_caution: str
    enabled_by_default: bool
    counts: Counts
    requirements: tuple[Requirement, ...]
    id_scheme: str | None = None
    pending_change: str | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, Requirement]:
        return {requirement.id: requirement for requirement in self.requirements}

    @property
    def assessable(self) -> tuple[Requirement, ...]:
        """The requirements that a status is derived for, in the order of the framework."""
        return tuple(requirement for requirement in self.requirements if requirement.assessable)

    def requirement(self, requirement_id: str) -> Requirement:
        """The requirement of that id. Raises NotInLibraryError."""
        try:
            return self._by_id[requirement_id]
        except KeyError:
            raise NotInLibraryError(f"requirement of {self.id}", requirement_id, tuple(self._by_id)) from None


def framework_ids() -> tuple[str, ...]:
    """Ids of all frameworks, in alphabetical order, without reading them."""
    return ids_in("frameworks")


@cache
def framework(framework_id: str) -> Framework:
    """The framework of that id; reads its file once. Raises NotInLibraryError, which names the ids there are."""
    known = framework_ids()
    if framework_id not in known:
        raise NotInLibraryError("framework", framework_id, known)
    return read(f"frameworks/{framework_id}.yaml", Framework)


@cache
def frameworks() -> Mapping[str, Framework]:
    """All frameworks by id, those that are off by default among them."""
    return MappingProxyType({framework_id: framework(framework_id) for framework_id in framework_ids()})
