"""The parts of a CycloneDX document that are read, by the names of its JSON form. See `cyclonedx`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from earnest.engines.ingest.coerce import text
from earnest.engines.ingest.format import Record

_METHODS = ("cvssv4", "cvssv31", "cvssv3", "cvssv2")
_PATHS = ("aquasecurity:trivy:filepath", "syft:location:0:path")


class Named(Record):
    name: str | None = None


class License(Record):
    id: str | None = None
    name: str | None = None


class LicenseChoice(Record):
    license: License | None = None
    expression: str | None = None


class Occurrence(Record):
    location: str | None = None


class Evidence(Record):
    occurrences: list[Occurrence] | None = None


class Property(Record):
    name: str | None = None
    value: str | None = None


class Component(Record):
    name: str
    type: str | None = None
    bom_ref: str | None = msgspec.field(name="bom-ref", default=None)
    group: str | None = None
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    publisher: str | None = None
    supplier: Named | None = None
    licenses: list[LicenseChoice] | None = None
    evidence: Evidence | None = None
    properties: list[Property] | None = None
    components: list[Component] | None = None

    @property
    def full_name(self) -> str:
        """Name with its group, as the ecosystem joins them."""
        group = (self.group or "").strip()
        between = ":" if (self.purl or "").startswith("pkg:maven/") else "/"
        return f"{group}{between}{self.name.strip()}" if group else self.name.strip()

    @property
    def label(self) -> str:
        """What stands for it in another document: package URL, else CPE, else name and version."""
        version = (self.version or "").strip()
        named = f"{self.full_name}@{version}" if version else self.full_name
        return text(self.purl) or text(self.cpe) or named

    @property
    def licence(self) -> str | None:
        written = []
        for choice in self.licenses or ():
            own = choice.license
            written.append(text(choice.expression) or (text(own.id) or text(own.name) if own else None))
        return "; ".join(dict.fromkeys(one for one in written if one)) or None

    @property
    def path(self) -> str | None:
        for occurrence in self.evidence.occurrences or () if self.evidence else ():
            if occurrence.location:
                return text(occurrence.location)
        told = {(one.name or "").lower(): one.value for one in self.properties or ()}
        return next((text(told[name]) for name in _PATHS if told.get(name)), None)

    def all(self) -> Iterator[Component]:
        """Itself and the components in it, to any depth."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.components or ()))


class ToolSet(Record):
    components: list[Named] | None = None
    services: list[Named] | None = None


class Metadata(Record):
    timestamp: str | None = None
    tools: list[Named] | ToolSet | None = None
    authors: list[Named] | None = None
    component: Component | None = None
    supplier: Named | None = None
    manufacture: Named | None = None
    manufacturer: Named | None = None

    @property
    def tool(self) -> str:
        """The first tool that is named, in lower case."""
        told = self.tools
        listed = [*(told.components or ()), *(told.services or ())] if isinstance(told, ToolSet) else told or []
        return next((one.name.strip().lower() for one in listed if one.name and one.name.strip()), "cyclonedx")

    @property
    def author(self) -> str:
        """Who answers for the document: supplier, maker, author, else the tool."""
        told = [self.supplier, self.manufacturer, self.manufacture, *(self.authors or ())]
        return next((one.name.strip() for one in told if one and one.name and one.name.strip()), self.tool)


class Rating(Record):
    source: Named | None = None
    score: float | None = None
    severity: str | None = None
    method: str | None = None
    vector: str | None = None


class Analysis(Record):
    state: str | None = None
    justification: str | None = None
    response: list[str] | None = None
    detail: str | None = None
    first_issued: str | None = None
    last_updated: str | None = None


class AffectedVersion(Record):
    status: str | None = None


class Affect(Record):
    ref: str
    versions: list[AffectedVersion] | None = None


class Affecting(Record):
    """Of a vulnerability, only what it affects."""

    affects: list[Affect] | None = None


class Vulnerability(Record):
    id: str
    source: Named | None = None
    description: str | None = None
    ratings: list[Rating] | None = None
    published: str | None = None
    analysis: Analysis | None = None
    affects: list[Affect] | None = None

    @property
    def word(self) -> str | None:
        """The severity that the source of the flaw itself gives, else the first that anybody gives."""
        return next((one.severity for one in self._rated() if one.severity), None)

    @property
    def score(self) -> tuple[float | None, str | None]:
        """Score and vector of the newest version of CVSS, of the flaw's own source first."""
        rated = self._rated()
        for method in _METHODS:
            for one in rated:
                if (one.method or "").lower() == method and one.score is not None:
                    return one.score, one.vector
        return None, None

    def _rated(self) -> list[Rating]:
        own = self.source.name if self.source else None
        return sorted(self.ratings or (), key=lambda one: (one.source.name if one.source else None) != own)
