"""Reports of scanners of packages and images: Grype, OSV-Scanner, Dependency-Check, Dependency-Track, Snyk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from earnest.engines.ingest.tests.examples import Example

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


def written(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def grype_match(number: int, **more: Any) -> dict[str, Any]:
    return {
        "vulnerability": {
            "id": f"CVE-2026-{number:04}",
            "severity": "High",
            "description": "Reads past the end.\nMore words.",
            "fix": {"versions": ["1.1", "2.0"], "state": "fixed"},
            "cvss": [
                {"version": "2.0", "vector": "AV:N", "metrics": {"baseScore": 5.0}},
                {"version": "3.1", "vector": "CVSS:3.1/AV:N", "metrics": {"baseScore": 7.5}},
            ],
        },
        "relatedVulnerabilities": [],
        "artifact": {
            "name": "libexample",
            "version": "1.0",
            "type": "deb",
            "locations": [{"path": "/var/lib/dpkg/status"}],
            "purl": "pkg:deb/debian/libexample@1.0",
        },
        **more,
    }


_GITHUB_FLAW = {"id": "GHSA-aaaa-bbbb-cccc", "severity": "Critical", "fix": {"versions": [], "state": "wont-fix"}}
GRYPE: dict[str, Any] = {
    "matches": [
        grype_match(1),
        grype_match(
            2,
            vulnerability=_GITHUB_FLAW,
            relatedVulnerabilities=[
                {
                    "id": "CVE-2026-0002",
                    "description": "Of the other name.",
                    "cvss": [{"version": "3.1", "vector": "CVSS:3.1/AV:L", "metrics": {"baseScore": 9.1}}],
                }
            ],
        ),
    ],
    "ignoredMatches": [
        grype_match(3, appliedIgnoreRules=[{"vulnerability": "CVE-2026-0003", "reason": "agreed"}]),
        grype_match(4, appliedIgnoreRules=[{"namespace": "vex", "vex-status": "not_affected"}]),
    ],
    "source": {
        "type": "image",
        "target": {"userInput": "registry.larkfield.example/shop:4.2", "imageID": "sha256:1", "tags": []},
    },
    "distro": {"name": "debian", "version": "12"},
    "descriptor": {"name": "grype", "version": "0.100.0", "timestamp": "2026-11-20T08:00:00.000000000Z"},
}
GRYPE_CLEAN = {**GRYPE, "matches": [], "ignoredMatches": []}


def osv_flaw(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "aliases": [],
        "summary": f"Summary of {name}",
        "published": "2026-02-03T04:05:06Z",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        "affected": [
            {
                "package": {"name": "left-pad", "ecosystem": "npm"},
                "ranges": [
                    {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.3.1"}]},
                    {"type": "SEMVER", "events": [{"introduced": "2.0.0"}, {"fixed": "2.0.4"}]},
                    {"type": "GIT", "events": [{"fixed": "abcdef"}]},
                ],
            },
            {"package": {"name": "other", "ecosystem": "npm"}, "ranges": [{"events": [{"fixed": "9"}]}]},
        ],
        **more,
    }


OSV = {
    "results": [
        {
            "source": {"path": "/src/shop/package-lock.json", "type": "lockfile"},
            "packages": [
                {
                    "package": {"name": "left-pad", "version": "1.3.0", "ecosystem": "npm"},
                    "vulnerabilities": [
                        osv_flaw("GHSA-1111-2222-3333", aliases=["CVE-2026-0011"]),
                        osv_flaw("OSV-2026-1", database_specific={"severity": "MODERATE"}),
                    ],
                    "groups": [
                        {"ids": ["GHSA-1111-2222-3333"], "max_severity": "9.8"},
                        {"ids": ["OSV-2026-1"], "experimental_analysis": {"OSV-2026-1": {"called": False}}},
                    ],
                    "license_violations": ["GPL-3.0"],
                }
            ],
        },
        {"source": {"path": "/src/shop/go.mod", "type": "lockfile"}, "packages": []},
    ],
    "experimental_config": {"licenses": {"summary": False, "allowlist": None}},
}

_VECTOR = "".join(
    f"<{name}>{word}</{name}>"
    for name, word in (
        ("attackVector", "NETWORK"),
        ("attackComplexity", "LOW"),
        ("privilegesRequired", "NONE"),
        ("userInteraction", "NONE"),
        ("scope", "UNCHANGED"),
        ("confidentialityImpact", "HIGH"),
        ("integrityImpact", "NONE"),
        ("availabilityImpact", "NONE"),
    )
)
DEPENDENCY_CHECK_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.4.1.xsd">
 <scanInfo><engineVersion>12.1.0</engineVersion></scanInfo>
 <projectInfo><name>Larkfield shop</name><reportDate>2026-11-20T08:00:00Z</reportDate></projectInfo>
 <dependencies>
  <dependency isVirtual="false">
   <fileName>example-core-2.13.2.jar</fileName><filePath>/srv/shop/example-core-2.13.2.jar</filePath>
   <license>Apache-2.0</license>
   <evidenceCollected><evidence><source>file</source><name>other</name></evidence></evidenceCollected>
   <relatedDependencies><relatedDependency><fileName>copy.jar</fileName><filePath>/srv/copy.jar</filePath>
    <identifiers><package><id>pkg:maven/org.example/copy@1</id></package></identifiers></relatedDependency>
   </relatedDependencies>
   <identifiers>
    <package confidence="HIGH"><id>pkg:maven/org.example/example-core@2.13.2</id></package>
    <vulnerabilityIds confidence="HIGH"><id>cpe:2.3:a:example:core:2.13.2</id></vulnerabilityIds>
   </identifiers>
   <vulnerabilities>
    <vulnerability source="NVD"><name>CVE-2026-0021</name><severity>HIGH</severity>
     <cvssV2><score>5.0</score><severity>MEDIUM</severity></cvssV2>
     <cvssV3><baseScore>7.5</baseScore>{_VECTOR}<version>3.1</version></cvssV3>
     <description>Follows links that it is given.</description>
     <references><reference><source>NVD</source><name>CVE-2026-0021</name></reference></references>
     <knownExploitedVulnerability><vendorProject>Example</vendorProject></knownExploitedVulnerability>
    </vulnerability>
    <suppressedVulnerability source="OSSINDEX"><name>CVE-2026-0022</name><severity>low</severity>
     <description>Agreed.</description></suppressedVulnerability>
   </vulnerabilities>
  </dependency>
  <dependency><fileName>clean.jar</fileName><filePath>/srv/shop/clean.jar</filePath></dependency>
 </dependencies>
</analysis>""".encode()
DEPENDENCY_CHECK_JSON = {
    "reportSchema": "1.1",
    "scanInfo": {"engineVersion": "12.1.0"},
    "projectInfo": {"name": "Larkfield shop", "reportDate": "2026-11-20T08:00:00Z"},
    "dependencies": [
        {
            "fileName": "example-core-2.13.2.jar",
            "filePath": "/srv/shop/example-core-2.13.2.jar",
            "packages": [{"id": "pkg:maven/org.example/example-core@2.13.2", "confidence": "HIGH"}],
            "relatedDependencies": [{"fileName": "copy.jar"}],
            "vulnerabilities": [
                {
                    "name": "CVE-2026-0021",
                    "severity": "unknown",
                    "description": "Follows links.",
                    "cvssv3": {"baseScore": 9.8, "attackVector": "NETWORK"},
                    "cvssv4": {"baseScore": 9.3, "vectorString": "CVSS:4.0/AV:N"},
                }
            ],
            "suppressedVulnerabilities": [{"name": "CVE-2026-0022", "severity": "low"}],
        }
    ],
}


def track_finding(name: str, **analysis: Any) -> dict[str, Any]:
    return {
        "component": {"name": "urllib3", "version": "1.26.16", "purl": "pkg:pypi/urllib3@1.26.16"},
        "attribution": {"attributedOn": "2026-11-01 15:19:45.978"},
        "vulnerability": {
            "vulnId": name,
            "source": "GITHUB",
            "severity": "MEDIUM",
            "cvssV3BaseScore": 4.2,
            "aliases": [{"ghsaId": name, "cveId": "CVE-2026-0031"}],
        },
        "analysis": {"isSuppressed": False, **analysis},
    }


DEPENDENCY_TRACK = {
    "version": "1.2",
    "meta": {"application": "Dependency-Track", "version": "4.13.0", "timestamp": "2026-11-20T08:00:00Z"},
    "project": {"name": "shop", "version": "4.2", "uuid": "00000000-0000-0000-0000-000000000001"},
    "findings": [
        track_finding("GHSA-3333-4444-0001"),
        track_finding("GHSA-3333-4444-0002", state="NOT_AFFECTED", isSuppressed=True),
        track_finding("GHSA-3333-4444-0003", state="EXPLOITABLE", isSuppressed=True),
        track_finding("GHSA-3333-4444-0004", state="IN_TRIAGE"),
        track_finding("GHSA-3333-4444-0005", state="RESOLVED"),
    ],
}


def snyk_flaw(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"SNYK-JS-EXAMPLE-{number}",
        "title": "Prototype Pollution",
        "severity": "high",
        "cvssScore": 7.3,
        "CVSSv3": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L",
        "identifiers": {"CVE": [f"CVE-2026-004{number}"], "CWE": ["CWE-1321"]},
        "packageName": "example",
        "version": "1.0.0",
        "from": ["shop@4.2.0", "wrapper@2.0.0", "example@1.0.0"],
        "upgradePath": [False, "wrapper@2.1.0", "example@1.0.7"],
        "fixedIn": ["1.0.5", "2.0.0"],
        "disclosureTime": "2026-03-04T00:00:00Z",
        **more,
    }


SNYK = {
    "vulnerabilities": [
        snyk_flaw(1),
        snyk_flaw(1, **{"from": ["shop@4.2.0", "example@1.0.0"], "upgradePath": []}),
        snyk_flaw(
            2, identifiers={"CVE": ["CVE-2026-0042", "CVE-2026-0043"], "CWE": []}, severityWithCritical="critical"
        ),
        snyk_flaw(3, type="license", title="GPL-3.0 license"),
    ],
    "ok": False,
    "dependencyCount": 12,
    "packageManager": "npm",
    "licensesPolicy": {"severities": {}},
    "filtered": {"ignore": [snyk_flaw(4)], "patch": [snyk_flaw(5, identifiers={"CVE": [], "CWE": []})]},
    "projectName": "shop",
    "displayTargetFile": "package-lock.json",
    "path": "/src/shop",
}
SNYK_IMAGE = {
    "vulnerabilities": [snyk_flaw(6, packageManager="deb")],
    "dependencyCount": 90,
    "docker": {"baseImage": "debian:12"},
    "projectName": "docker-image|shop",
    "path": "registry.larkfield.example/shop:4.2",
    "applications": [
        {"vulnerabilities": [snyk_flaw(7)], "packageManager": "npm", "targetFile": "/app/package.json"},
    ],
}
SNYK_SEVERAL = [SNYK, {"ok": False, "error": "Could not detect supported target files", "path": "/src/empty"}]

EXAMPLES = (
    Example("grype", "image", written(GRYPE), {"vulnerabilities": 4, "scan_targets": 1}, observed_at=MORNING),
    Example("grype", "clean", written(GRYPE_CLEAN), {"vulnerabilities": 0, "scan_targets": 1}, observed_at=MORNING),
    Example("osv-scanner", "lockfile", written(OSV), {"vulnerabilities": 2, "scan_targets": 2}),
    Example(
        "osv-scanner",
        "clean",
        written({"results": [], "experimental_config": {"licenses": {}}}),
        {"vulnerabilities": 0, "scan_targets": 0},
    ),
    Example(
        "dependency-check",
        "xml",
        DEPENDENCY_CHECK_XML,
        {"vulnerabilities": 2, "software": 2, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example(
        "dependency-check",
        "json",
        written(DEPENDENCY_CHECK_JSON),
        {"vulnerabilities": 2, "software": 1, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example(
        "dependency-track",
        "project",
        written(DEPENDENCY_TRACK),
        {"vulnerabilities": 5, "scan_targets": 1},
        observed_at=MORNING,
    ),
    Example("snyk", "project", written(SNYK), {"vulnerabilities": 6, "scan_targets": 1}),
    Example("snyk", "image", written(SNYK_IMAGE), {"vulnerabilities": 2, "scan_targets": 1}),
    Example("snyk", "several", written(SNYK_SEVERAL), {"vulnerabilities": 6, "scan_targets": 1}),
)
