"""Container images and what Trivy says of the clusters that run them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from earnest.library.sample.formats import json_bytes
from earnest.library.sample.timeline import Draft, Timeline

BASE_FINDINGS = 312
"""Findings that one upgrade of the old base image closes: 26 flaws in each of 12 images."""
OLD_BASE = "debian 11.6"
NEW_BASE = "debian 12.11"

# name, namespace, on the old base, ecosystem of the application
IMAGES = (
    ("payout-worker", "payments", True, "jar"),
    ("card-events", "payments", True, "jar"),
    ("fx-rates", "payments", True, "gobinary"),
    ("notify", "payments", True, "node-pkg"),
    ("portal", "benefits", False, "node-pkg"),
    ("claims-import", "benefits", True, "python-pkg"),
    ("receipts", "payments", True, "node-pkg"),
    ("risk-score", "payments", True, "python-pkg"),
    ("webhooks", "payments", False, "node-pkg"),
    ("reconcile", "payments", True, "jar"),
    ("statements", "payments", True, "jar"),
    ("kyc-gateway", "payments", False, "jar"),
    ("ledger-writer", "payments", True, "jar"),
    ("eligibility", "benefits", True, "node-pkg"),
    ("exports", "benefits", False, "python-pkg"),
    ("audit-trail", "platform", False, "gobinary"),
    ("search", "platform", False, "jar"),
    ("identity-bridge", "platform", True, "gobinary"),
    ("feature-flags", "platform", False, "node-pkg"),
    ("metrics", "platform", False, "gobinary"),
)

# package, version on the old base, version that fixes it, flaws
_BASE_PACKAGES = (
    ("openssl", "1.1.1n-0+deb11u4", "1.1.1w-0+deb11u3", 4),
    ("libssl1.1", "1.1.1n-0+deb11u4", "1.1.1w-0+deb11u3", 4),
    ("libc6", "2.31-13+deb11u5", "2.31-13+deb11u11", 3),
    ("libgnutls30", "3.7.1-5+deb11u2", "3.7.1-5+deb11u7", 3),
    ("libkrb5-3", "1.18.3-6+deb11u3", "1.18.3-6+deb11u6", 2),
    ("libsystemd0", "247.3-7+deb11u1", "247.3-7+deb11u6", 2),
    ("libxml2", "2.9.10+dfsg-6.7+deb11u3", "2.9.10+dfsg-6.7+deb11u6", 3),
    ("curl", "7.74.0-1.3+deb11u5", "7.74.0-1.3+deb11u14", 3),
    ("libexpat1", "2.2.10-2+deb11u5", "2.2.10-2+deb11u6", 2),
)
_NO_FIX = (("tar", "1.34+dfsg-1", 1), ("coreutils", "8.32-4+b1", 1))
_LIBRARIES = {
    "jar": (
        ("com.fasterxml.jackson.core:jackson-databind", "2.13.2", "2.13.4.2"),
        ("io.netty:netty-codec-http2", "4.1.94.Final", "4.1.100.Final"),
        ("org.yaml:snakeyaml", "1.30", "2.0"),
    ),
    "node-pkg": (("semver", "7.3.5", "7.5.2"), ("ws", "8.11.0", "8.17.1"), ("express", "4.17.1", "4.20.0")),
    "python-pkg": (("requests", "2.28.1", "2.32.0"), ("jinja2", "3.0.3", "3.1.6"), ("setuptools", "65.5.0", "70.0.0")),
    "gobinary": (("golang.org/x/net", "v0.17.0", "v0.38.0"), ("stdlib", "1.21.3", "1.23.8")),
}
_SCORES = {"CRITICAL": 9.8, "HIGH": 7.5, "MEDIUM": 5.5, "LOW": 3.3}
_VECTORS = {
    "CRITICAL": "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "HIGH": "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
    "MEDIUM": "AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H",
    "LOW": "AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N",
}

_AGES = {"CRITICAL": (3, 13), "HIGH": (5, 28), "MEDIUM": (9, 85), "LOW": (60, 330)}
"""Days, from and below, since a flaw of that severity was published: each is still within its time."""


@dataclass(frozen=True)
class Flaw:
    id: str
    package: str
    installed: str
    fixed: str | None
    severity: str
    published: date


def trivy_files(timeline: Timeline) -> Iterator[Draft]:
    """`trivy k8s --report all --format json` of the cluster each two months: one resource for each image."""
    base, stuck = _base_flaws(timeline), tuple(_flaws(_NO_FIX, timeline))
    libraries = {name: library_flaws(name, ecosystem, timeline) for name, _, _, ecosystem in IMAGES}
    for day in timeline.monthly(2):
        when = timeline.instant(day, 18, 20)
        report = {
            "ClusterName": "arn:aws:eks:eu-west-1:318276540911:cluster/larkfield-main",
            "Resources": [_resource(image, base, stuck, libraries[image[0]], day) for image in IMAGES],
        }
        yield Draft("trivy", "trivy", f"trivy-k8s-{day}.json", when, json_bytes(report))


def flaw_names(timeline: Timeline) -> Iterator[str]:
    """The CVE names of all flaws in images."""
    yield from (flaw.id for flaw in (*_base_flaws(timeline), *_flaws(_NO_FIX, timeline)))
    yield from (flaw.id for name, _, _, ecosystem in IMAGES for flaw in library_flaws(name, ecosystem, timeline))


def _base_flaws(timeline: Timeline) -> tuple[Flaw, ...]:
    rows = [(package, version, fixed, count) for package, version, fixed, count in _BASE_PACKAGES]
    return tuple(
        flaw
        for package, version, fixed, count in rows
        for flaw in _package_flaws(package, version, fixed, count, timeline)
    )


def _flaws(rows: tuple[tuple[str, str, int], ...], timeline: Timeline) -> Iterator[Flaw]:
    for package, version, count in rows:
        yield from _package_flaws(package, version, None, count, timeline)


def _package_flaws(package: str, version: str, fixed: str | None, count: int, timeline: Timeline) -> Iterator[Flaw]:
    draw = timeline.random("flaws", package)
    for place in range(count):
        severity = draw.choices(list(_SCORES), [1, 4, 9, 4])[0] if fixed else "LOW"
        published = timeline.ago(draw.randrange(*_AGES[severity]))
        number = 91000 + int(sha256(f"{package}:{place}".encode()).hexdigest()[:4], 16) % 8000
        yield Flaw(f"CVE-{published.year}-{number}", package, version, fixed, severity, published)


def library_flaws(image: str, ecosystem: str, timeline: Timeline) -> tuple[Flaw, ...]:
    """The flaws in the libraries of one image."""
    draw = timeline.random("libraries", image)
    return tuple(
        flaw
        for package, version, fixed in _LIBRARIES[ecosystem]
        if draw.random() < 0.6
        for flaw in _package_flaws(package, version, fixed, 1, timeline)
    )


def _resource(
    image: tuple[str, str, bool, str],
    base: tuple[Flaw, ...],
    stuck: tuple[Flaw, ...],
    libraries: tuple[Flaw, ...],
    day: date,
) -> dict[str, object]:
    name, namespace, old, ecosystem = image
    system = OLD_BASE if old else NEW_BASE
    reference = f"207751938464.dkr.ecr.eu-west-1.amazonaws.com/{namespace}/{name}:{day.year}.{day.month}.1"
    family, version = system.split()
    known = [flaw for flaw in (*(base if old else ()), *stuck) if flaw.published <= day]
    results: list[dict[str, object]] = [_result(f"{reference} ({system})", "os-pkgs", family, known)]
    results.append(_result("", "lang-pkgs", ecosystem, [flaw for flaw in libraries if flaw.published <= day]))
    return {
        "Namespace": namespace,
        "Kind": "Deployment",
        "Name": name,
        "Metadata": [
            {
                "OS": {"Family": family, "Name": version},
                "RepoTags": [reference],
                "ImageID": f"sha256:{sha256(reference.encode()).hexdigest()}",
            }
        ],
        "Results": results,
    }


def _result(target: str, kind: str, type_: str, flaws: list[Flaw]) -> dict[str, object]:
    result: dict[str, object] = {"Target": target or type_.capitalize(), "Class": kind, "Type": type_}
    if flaws:
        result["Vulnerabilities"] = [
            _vulnerability(flaw, type_) for flaw in sorted(flaws, key=lambda f: (f.package, f.id))
        ]
    return result


def _vulnerability(flaw: Flaw, type_: str) -> dict[str, object]:
    kind = {"debian": "deb/debian", "jar": "maven", "node-pkg": "npm", "python-pkg": "pypi", "gobinary": "golang"}[
        type_
    ]
    name = flaw.package.replace(":", "/") if type_ == "jar" else flaw.package
    found: dict[str, object] = {
        "VulnerabilityID": flaw.id,
        "PkgID": f"{flaw.package}@{flaw.installed}",
        "PkgName": flaw.package,
        "PkgIdentifier": {"PURL": f"pkg:{kind}/{name}@{flaw.installed.replace('+', '%2B')}"},
        "InstalledVersion": flaw.installed,
    }
    if flaw.fixed:
        found["FixedVersion"] = flaw.fixed
    published = f"{flaw.published}T10:15:00Z"
    return found | {
        "Status": "fixed" if flaw.fixed else "affected",
        "SeveritySource": "nvd",
        "PrimaryURL": f"https://avd.aquasec.com/nvd/{flaw.id.lower()}",
        "Title": f"{flaw.package}: flaw in {flaw.package} {flaw.installed}",
        "Severity": flaw.severity,
        "PublishedDate": published,
        "LastModifiedDate": published,
        "CVSS": {"nvd": {"V3Vector": f"CVSS:3.1/{_VECTORS[flaw.severity]}", "V3Score": _SCORES[flaw.severity]}},
    }
