"""What a Dependency-Check report says of a project and its dependencies, and the canonical rows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from earnest.engines.ingest.coerce import FieldError, instant, needed, real, text
from earnest.engines.ingest.formats.code.names import cves, headline, joined, purl_name, purl_type
from earnest.engines.ingest.formats.code.scores import rated
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Sink

_METRICS = (
    ("AV", "attackVector"),
    ("AC", "attackComplexity"),
    ("PR", "privilegesRequired"),
    ("UI", "userInteraction"),
    ("S", "scope"),
    ("C", "confidentialityImpact"),
    ("I", "integrityImpact"),
    ("A", "availabilityImpact"),
)


@dataclass
class Flaw:
    """One vulnerability of a dependency; `v3` are the metrics of CVSS 3 as the report writes them."""

    name: str = ""
    suppressed: bool = False
    severity: str = ""
    description: str = ""
    v2_score: str = ""
    v3: dict[str, str] = field(default_factory=dict)
    v4_score: str = ""
    v4_vector: str = ""
    exploited: bool = False


@dataclass
class Dependency:
    """One file, or virtual dependency, that was looked at."""

    file_name: str = ""
    file_path: str = ""
    licence: str = ""
    packages: list[str] = field(default_factory=list)
    related: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def purl(self) -> str | None:
        return next((name.strip() for name in self.packages if name.strip().startswith("pkg:")), None)


@dataclass
class Project:
    name: str = ""
    reported: str = ""


def rows(project: Project, dependency: Dependency) -> Iterator[Entry]:
    """The rows of one dependency. FieldError if what must be there is not."""
    asset = needed(project.name, "projectInfo.name")
    purl = dependency.purl
    name, version = purl_name(purl)
    path = text(dependency.file_path)
    yield (
        "software",
        {
            "device_id": asset,
            "system": "dependency-check",
            "name": name or needed(dependency.file_name, "fileName"),
            "version": version,
            "purl": purl,
            "package_type": purl_type(purl),
            "licence": text(dependency.licence),
            "path": path,
        },
    )
    for flaw in dependency.flaws:
        score, vector = _score(flaw)
        told = severity(flaw.severity)
        known = cves(flaw.name)
        yield (
            "vulnerabilities",
            {
                "finding_id": joined(needed(flaw.name, "name"), dependency.file_name.strip(), path),
                "tool": "dependency-check",
                "asset_id": asset,
                "asset_kind": "application",
                "vulnerability_id": known[0] if known else flaw.name.strip(),
                "title": headline(flaw.description) or flaw.name.strip(),
                "severity": rated(score) if told == "unknown" else told,
                "cvss_score": score,
                "cvss_vector": vector,
                "package_name": name or text(dependency.file_name),
                "package_version": version,
                "package_type": purl_type(purl),
                "purl": purl,
                "status": "accepted" if flaw.suppressed else "open",
                "exploited": True if flaw.exploited else None,
                "path": path,
            },
        )


def _score(flaw: Flaw) -> tuple[float | None, str | None]:
    """Score and vector of the newest version of CVSS that is told."""
    if flaw.v4_score:
        return real(flaw.v4_score, "cvssV4"), text(flaw.v4_vector)
    if flaw.v3.get("baseScore"):
        letters = [(short, (flaw.v3.get(name) or "").strip()[:1].upper()) for short, name in _METRICS]
        version = (flaw.v3.get("version") or "").strip() or "3.1"
        told = all(letter for _, letter in letters)
        vector = "/".join([f"CVSS:{version}", *(f"{short}:{letter}" for short, letter in letters)]) if told else None
        return real(flaw.v3["baseScore"], "cvssV3"), vector
    return real(flaw.v2_score, "cvssV2"), None


def target(project: Project, sink: Sink) -> None:
    """Note that the project was looked at."""
    try:
        reported = instant(project.reported, "reportDate")
    except FieldError as error:
        sink.reject("/projectInfo", error)
        reported = None
    sink.observed(reported)
    sink.part = project.name.strip()
    row = {"asset_id": text(project.name), "tool": "dependency-check", "asset_kind": "application"}
    sink.add("/projectInfo", [("scan_targets", {**row, "scanned_at": reported})])
