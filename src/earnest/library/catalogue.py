"""The control catalogue: what an organisation does, in own words, so that one control answers many frameworks once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from earnest.library.content import NotInLibraryError, read
from earnest.library.crosswalk import CROSSWALK_NOTE, RELATION, crosswalk, crosswalk_ids
from earnest.library.frameworks import framework

__all__ = [
    "CROSSWALK_NOTE",
    "DOMAINS",
    "RELATION",
    "CatalogueControl",
    "catalogue",
    "control",
    "parts",
    "supports",
    "supports_as_written",
]

DOMAINS = (
    "governance",
    "risk",
    "asset",
    "access",
    "endpoint",
    "email",
    "network",
    "data",
    "vulnerability",
    "development",
    "operations",
    "logging",
    "incident",
    "continuity",
    "people",
    "physical",
    "supplier",
    "privacy",
    "payment",
)
"""The domains in the order in which the catalogue shows them; one file each."""


@dataclass(frozen=True, kw_only=True)
class _Entry:
    id: str
    name: str
    statement: str
    part_of: str | None = None
    evidence: tuple[str, ...] = ()
    test_idea: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Domain:
    domain: str
    as_of: date
    source: str
    confidence: str
    controls: tuple[_Entry, ...]


@dataclass(frozen=True, kw_only=True)
class CatalogueControl:
    """One control.

    A part control is narrower and rolls up to the core control `part_of`. `evidence` names canonical tables, inspected
    records or attestations that prove operation; `test_idea` is None where only a person can tell. `maps` leads from
    framework id to requirement ids, as written for this very control.
    """

    id: str
    domain: str
    name: str
    statement: str
    part_of: str | None
    evidence: tuple[str, ...]
    test_idea: str | None
    maps: Mapping[str, tuple[str, ...]]
    as_of: date
    source: str
    confidence: str

    @property
    def tier(self) -> Literal["core", "part"]:
        return "core" if self.part_of is None else "part"


@cache
def _maps() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Control id → framework id → requirement ids, in the order of the framework."""
    collected: dict[str, dict[str, list[str]]] = {}
    for framework_id in crosswalk_ids():
        for requirement_id, control_ids in crosswalk(framework_id).supports.items():
            for control_id in control_ids:
                collected.setdefault(control_id, {}).setdefault(framework_id, []).append(requirement_id)
    return {
        control_id: MappingProxyType({name: tuple(ids) for name, ids in maps.items()})
        for control_id, maps in collected.items()
    }


@cache
def catalogue() -> Mapping[str, CatalogueControl]:
    """All controls by id, domain after domain, core controls and parts as the files order them."""
    controls: dict[str, CatalogueControl] = {}
    for domain in DOMAINS:
        file = read(f"controls/{domain}.yaml", _Domain)
        for entry in file.controls:
            controls[entry.id] = CatalogueControl(
                id=entry.id,
                domain=file.domain,
                name=entry.name,
                statement=entry.statement,
                part_of=entry.part_of,
                evidence=entry.evidence,
                test_idea=entry.test_idea,
                maps=_maps().get(entry.id, MappingProxyType({})),
                as_of=file.as_of,
                source=file.source,
                confidence=file.confidence,
            )
    return MappingProxyType(controls)


def control(control_id: str) -> CatalogueControl:
    """The control of that id. Raises NotInLibraryError."""
    try:
        return catalogue()[control_id]
    except KeyError:
        raise NotInLibraryError("control", control_id, tuple(catalogue())) from None


@cache
def parts(control_id: str) -> tuple[str, ...]:
    """Ids of the part controls that roll up to a core control; empty for a part. Raises NotInLibraryError."""
    core = control(control_id).id
    return tuple(other.id for other in catalogue().values() if other.part_of == core)


def supports_as_written(framework_id: str, requirement_id: str) -> tuple[str, ...]:
    """Ids of the controls, core and part, that the crosswalk names for the requirement. Raises NotInLibraryError."""
    requirement = framework(framework_id).requirement(requirement_id)
    return crosswalk(framework_id).supports.get(requirement.id, ())


@cache
def supports(framework_id: str, requirement_id: str) -> tuple[str, ...]:
    """Ids of the core controls that support the requirement, parts rolled up to their core control, each once.

    In the order of the catalogue; empty for a heading. Raises NotInLibraryError for an unknown framework or
    requirement.
    """
    written = supports_as_written(framework_id, requirement_id)
    core = {control(control_id).part_of or control_id for control_id in written}
    return tuple(control_id for control_id in catalogue() if control_id in core)
