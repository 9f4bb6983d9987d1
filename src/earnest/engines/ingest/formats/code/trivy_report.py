"""The parts of a Trivy report that are read, and the canonical rows they give. See `trivy` for what is counted how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from earnest.engines.ingest.coerce import day, needed, real, text
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry

STATUS = {"not_affected": "not_affected", "under_investigation": "under_investigation", "will_not_fix": "will_not_fix"}
_CHECKED = {"FAIL": "fail", "PASS": "pass", "EXCEPTION": "muted"}
_PREFERRED = ("nvd", "ghsa", "redhat")


Rating = tuple[float | None, str | None]
"""A CVSS score and its vector."""


class Part(msgspec.Struct, gc=False, rename="pascal"):
    """An object of a Trivy report, whose keys are in Pascal case."""


class Cvss(Part):
    v2_score: float | None = msgspec.field(name="V2Score", default=None)
    v2_vector: str | None = msgspec.field(name="V2Vector", default=None)
    v3_score: float | None = msgspec.field(name="V3Score", default=None)
    v3_vector: str | None = msgspec.field(name="V3Vector", default=None)
    v40_score: float | None = msgspec.field(name="V40Score", default=None)
    v40_vector: str | None = msgspec.field(name="V40Vector", default=None)

    @property
    def newest(self) -> Rating:
        if self.v40_score:
            return self.v40_score, self.v40_vector
        if self.v3_score:
            return self.v3_score, self.v3_vector
        return self.v2_score, self.v2_vector


class Identifier(Part):
    purl: str | None = msgspec.field(name="PURL", default=None)


class Vulnerability(Part):
    vulnerability_id: str = msgspec.field(name="VulnerabilityID")
    pkg_name: str | None = None
    pkg_path: str | None = None
    pkg_identifier: Identifier | None = None
    installed_version: str | None = None
    fixed_version: str | None = None
    status: str | None = None
    severity: str | None = None
    severity_source: str | None = None
    title: str | None = None
    cvss: dict[str, Cvss] | None = msgspec.field(name="CVSS", default=None)
    published_date: str | None = None


class Cause(Part):
    resource: str | None = None
    provider: str | None = None
    service: str | None = None


class Misconfiguration(Part):
    id: str = msgspec.field(name="ID")
    status: str
    type: str | None = None
    title: str | None = None
    message: str | None = None
    severity: str | None = None
    cause_metadata: Cause | None = None


class Summary(Part):
    successes: int = 0


class Target(Part):
    """What one result is about, and what it holds besides vulnerabilities."""

    target: str = ""
    kind: str | None = msgspec.field(name="Class", default=None)
    type: str | None = None
    misconfigurations: msgspec.Raw = msgspec.Raw()
    misconf_summary: Summary | None = None
    secrets: list[msgspec.Raw] | None = None
    licenses: list[msgspec.Raw] | None = None
    packages: list[msgspec.Raw] | None = None


class Result(Target):
    """A result whose vulnerabilities are decoded one by one, so that a wrong one is rejected alone."""

    vulnerabilities: msgspec.Raw = msgspec.Raw()


class WholeResult(Target):
    """A result that is decoded at one go: all is as it should be."""

    vulnerabilities: list[Vulnerability] | None = None


class System(Part):
    family: str | None = None
    name: str | None = None


class Metadata(Part):
    os: System | None = msgspec.field(name="OS", default=None)
    image_id: str | None = msgspec.field(name="ImageID", default=None)
    repo_tags: list[str] | None = None
    repo_digests: list[str] | None = None

    @property
    def system(self) -> str | None:
        return text(f"{self.os.family or ''} {self.os.name or ''}") if self.os else None


class Resource(Part):
    """One resource of a cluster scan. Its metadata are of one image, since 0.60 a list with each of its images."""

    namespace: str | None = None
    kind: str | None = None
    name: str | None = None
    metadata: msgspec.Raw = msgspec.Raw()
    results: list[Result] | None = None
    error: str | None = None

    @property
    def system(self) -> str | None:
        """The system of its image; of several images, or where it is only in the target's name, of the first."""
        told = (one.system for one in self._images())
        named = (_SYSTEM.search(one.target) for one in self.results or () if one.kind == "os-pkgs")
        return next((one for one in told if one), None) or next((text(one[1]) for one in named if one), None)

    def _images(self) -> list[Metadata]:
        try:
            told = _METADATA.decode(self.metadata) if bytes(self.metadata) else None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return []
        return told if isinstance(told, list) else [told] if told else []


_SYSTEM = re.compile(r"\(([^()]+)\)$")
_METADATA: msgspec.json.Decoder[Metadata | list[Metadata] | None] = msgspec.json.Decoder(
    Metadata | list[Metadata] | None
)


@dataclass(frozen=True)
class Asset:
    """What was scanned."""

    id: str
    kind: str


def vulnerability_row(asset: Asset, result: Target, flaw: Vulnerability) -> list[Entry]:
    """The row of one vulnerability. An OS package is named without the target, which changes with the version."""
    place = flaw.pkg_path or ("" if result.kind == "os-pkgs" else result.target)
    parts = (flaw.vulnerability_id, flaw.pkg_name, flaw.installed_version, place)
    score, vector = score_of(flaw)
    return [
        (
            "vulnerabilities",
            {
                "finding_id": " ".join(part for part in parts if part),
                "tool": "trivy",
                "asset_id": asset.id,
                "asset_kind": asset.kind,
                "vulnerability_id": needed(flaw.vulnerability_id, "VulnerabilityID"),
                "title": text(flaw.title),
                "severity": severity(flaw.severity),
                "cvss_score": real(score, "CVSS"),
                "cvss_vector": text(vector),
                "package_name": text(flaw.pkg_name),
                "package_version": text(flaw.installed_version),
                "package_type": text(result.type),
                "fixed_version": text(flaw.fixed_version),
                "purl": text(flaw.pkg_identifier.purl) if flaw.pkg_identifier else None,
                "status": STATUS.get((flaw.status or "").lower(), "open"),
                "path": text(flaw.pkg_path) or text(result.target),
                "published_on": day(flaw.published_date, "PublishedDate"),
            },
        )
    ]


def score_of(flaw: Vulnerability) -> Rating:
    """Score and vector of the source that rated the severity, else of NVD, GitHub, Red Hat, else of any."""
    scores = flaw.cvss
    if not scores:
        return None, None
    for source in (flaw.severity_source, *_PREFERRED):
        found = scores.get(source) if source else None
        if found is not None and (rating := found.newest)[0] is not None:
            return rating
    return next((found.newest for found in scores.values() if found.newest[0] is not None), (None, None))


def misconfiguration_row(asset: Asset, result: Target, check: Misconfiguration) -> Iterator[Entry]:
    """The row of one check of a configuration file."""
    cause = check.cause_metadata or Cause()
    yield (
        "config_checks",
        {
            "check_id": needed(check.id, "ID"),
            "tool": "trivy",
            "resource_id": ":".join(part for part in (asset.id, result.target, cause.resource) if part),
            "status": _CHECKED.get(check.status.upper(), "error"),
            "title": text(check.title),
            "severity": severity(check.severity),
            "resource_type": text(check.type) or text(result.type),
            "resource_name": text(cause.resource) or text(result.target),
            "provider": text(cause.provider),
            "service": text(cause.service),
            "detail": text(check.message),
        },
    )
