"""Amazon Inspector: findings of `aws inspector2 list-findings`, `{"findings": […]}` in one or more pages.

Follows the data type Finding of the Inspector API, version 2020-06-08. Times are ISO 8601 as the AWS command line
writes them, or seconds since 1970 as the API does.

- PACKAGE_VULNERABILITY: one row of `vulnerabilities` per resource and vulnerable package (one where none is named).
- CODE_VULNERABILITY: one row of `vulnerabilities` per resource; its name is the detector, its path the file and line.
- NETWORK_REACHABILITY: rows of `exposed_services`, one per resource, address and port, while the finding is active. The
  address is each public one of the instance, else each that it has, else its id. From a range of more than 64 ports
  only the ends and the ports of well-known services are kept; the others are counted as ignored.

A finding that is SUPPRESSED is `accepted`, one that is CLOSED is `fixed`. When it was looked is the newest updatedAt.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import datetime

from earnest.engines.ingest.coerce import FieldError, choice, count, epoch, instant, needed, real, text
from earnest.engines.ingest.format import Record, json_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Row, Sink

_STATUS = {"active": "open", "suppressed": "accepted", "closed": "fixed"}
_KINDS = {
    "AWS_EC2_INSTANCE": "host",
    "AWS_ECR_CONTAINER_IMAGE": "image",
    "AWS_ECR_REPOSITORY": "repository",
    "AWS_LAMBDA_FUNCTION": "application",
    "CODE_REPOSITORY": "repository",
}
_PROTOCOLS = {"tcp": "tcp", "udp": "udp"}
_LISTED = 64
_LOW_PORTS = frozenset((21, 22, 23, 25, 53, 80, 110, 111, 135, 139, 143, 389, 443, 445, 636, 873))
_HIGH_PORTS = frozenset((1433, 1521, 2049, 2375, 2376, 3306, 3389, 5432, 5900, 5985, 5986, 6379, 6443, 8080, 8443))
_OTHER_PORTS = frozenset((9200, 10250, 11211, 27017))
Time = str | float | None


class Instance(Record):
    ip_v4_addresses: list[str] | None = None


class Details(Record):
    aws_ec2_instance: Instance | None = None


class Resource(Record):
    id: str
    type: str | None = None
    details: Details | None = None


class Package(Record):
    name: str | None = None
    version: str | None = None
    release: str | None = None
    package_manager: str | None = None
    fixed_in_version: str | None = None
    file_path: str | None = None


class Cvss(Record):
    version: str | None = None
    base_score: float | None = None
    scoring_vector: str | None = None


class Packages(Record):
    vulnerability_id: str
    vulnerable_packages: list[Package] | None = None
    cvss: list[Cvss] | None = None
    vendor_created_at: Time = None


class CodePath(Record):
    file_path: str | None = None
    file_name: str | None = None
    start_line: int | None = None


class Code(Record):
    detector_id: str | None = None
    rule_id: str | None = None
    file_path: CodePath | None = None


class Ports(Record):
    begin: int
    end: int


class Step(Record):
    component_id: str | None = None
    component_type: str | None = None


class Path(Record):
    steps: list[Step] | None = None


class Reachability(Record):
    open_port_range: Ports
    protocol: str
    network_path: Path | None = None


class Finding(Record):
    finding_arn: str
    type: str
    status: str
    resources: list[Resource]
    title: str | None = None
    severity: str | None = None
    first_observed_at: Time = None
    updated_at: Time = None
    package_vulnerability_details: Packages | None = None
    code_vulnerability_details: Code | None = None
    network_reachability_details: Reachability | None = None


def _rows(finding: Finding) -> Iterator[Entry]:
    for resource in finding.resources:
        if finding.package_vulnerability_details:
            for row in _packages(finding, finding.package_vulnerability_details, resource):
                yield "vulnerabilities", row
        elif finding.code_vulnerability_details:
            yield "vulnerabilities", _code(finding, finding.code_vulnerability_details, resource)
        elif finding.network_reachability_details and finding.status == "ACTIVE":
            for row in _services(finding.network_reachability_details, resource):
                yield "exposed_services", row


def _flaw(finding: Finding, resource: Resource) -> Row:
    return {
        "tool": "inspector",
        "asset_id": needed(resource.id, "resources[].id"),
        "asset_kind": _KINDS.get(resource.type or "", "other"),
        "title": text(finding.title),
        "severity": severity(finding.severity),
        "status": choice(needed(finding.status, "status"), "status", _STATUS),
        "first_seen_at": _moment(finding.first_observed_at, "firstObservedAt"),
    }


def _packages(finding: Finding, details: Packages, resource: Resource) -> Iterator[Row]:
    score = max(details.cvss or [], key=lambda cvss: cvss.version or "", default=Cvss())
    published = _moment(details.vendor_created_at, "vendorCreatedAt")
    for package in details.vulnerable_packages or [Package()]:
        version = "-".join(part for part in (text(package.version), text(package.release)) if part) or None
        fixed = text(package.fixed_in_version)
        parts = (details.vulnerability_id, package.name, version, package.file_path)
        yield {
            **_flaw(finding, resource),
            "finding_id": " ".join(part for part in parts if part),
            "vulnerability_id": text(details.vulnerability_id),
            "cvss_score": real(score.base_score, "cvss[].baseScore"),
            "cvss_vector": text(score.scoring_vector),
            "package_name": text(package.name),
            "package_version": version,
            "package_type": (text(package.package_manager) or "").lower() or None,
            "fixed_version": None if fixed and fixed.lower() == "notavailable" else fixed,
            "path": text(package.file_path),
            "published_on": published.date() if published else None,
        }


def _code(finding: Finding, details: Code, resource: Resource) -> Row:
    name = needed(details.detector_id or details.rule_id, "codeVulnerabilityDetails.detectorId")
    at = details.file_path or CodePath()
    path = text(at.file_path) or text(at.file_name)
    place = f"{path}:{at.start_line}" if path and at.start_line is not None else path
    return {
        **_flaw(finding, resource),
        "finding_id": " ".join(part for part in (name, place) if part),
        "vulnerability_id": name,
        "path": place,
    }


def _services(details: Reachability, resource: Resource) -> Iterator[Row]:
    begin, end = _range(details)
    steps = (details.network_path or Path()).steps or [Step()]
    start = steps[0]
    gateway = not start.component_type or start.component_type.endswith("InternetGateway")
    for address in _addresses(resource):
        for port in _chosen(begin, end):
            yield {
                "address": address,
                "port": port,
                "protocol": choice(needed(details.protocol, "protocol"), "protocol", _PROTOCOLS),
                "reachable_from": "internet" if gateway else text(start.component_id) or start.component_type,
                "service": None if begin == end else f"one of the open ports {begin} to {end}",
            }


def _range(details: Reachability) -> tuple[int, int]:
    begin, end = (
        count(number, "openPortRange") or 0 for number in (details.open_port_range.begin, details.open_port_range.end)
    )
    if not 0 <= begin <= end <= 65535:
        raise FieldError("openPortRange", f"{begin} to {end} is no range of ports")
    return begin, end


def _chosen(begin: int, end: int) -> list[int]:
    if end - begin < _LISTED:
        return list(range(begin, end + 1))
    return sorted({begin, end} | {port for port in _LOW_PORTS | _HIGH_PORTS | _OTHER_PORTS if begin <= port <= end})


def _addresses(resource: Resource) -> list[str]:
    instance = (resource.details or Details()).aws_ec2_instance or Instance()
    known = [address for address in instance.ip_v4_addresses or () if text(address)]
    return [address for address in known if _public(address)] or known or [needed(resource.id, "resources[].id")]


def _public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False


def _moment(told: Time, field: str) -> datetime | None:
    return instant(told, field) if isinstance(told, str) else epoch(told, field)


def _observed(finding: Finding, sink: Sink) -> None:
    sink.observed(_moment(finding.updated_at, "updatedAt"))
    reach = finding.network_reachability_details
    flaw = finding.package_vulnerability_details or finding.code_vulnerability_details
    if flaw is None and reach is None:
        sink.ignore(f"findings of type {finding.type}")
    elif not finding.resources:
        sink.ignore("findings without a resource")
    elif flaw is None and reach is not None and finding.status != "ACTIVE":
        sink.ignore("network paths that are closed or suppressed")
    elif flaw is None and reach is not None:
        begin, end = _range(reach)
        left = end - begin + 1 - len(_chosen(begin, end))
        sink.ignore("other ports of a wide range", left * sum(len(_addresses(item)) for item in finding.resources))


FORMAT = json_format(
    id="inspector2",
    title="Amazon Inspector findings",
    tables=("vulnerabilities", "exposed_services"),
    matches=lambda outline: any(
        outline.has_paths(f"{way}findingArn", f"{way}awsAccountId") for way in ("findings.[].", "[].", "")
    ),
    record=Finding,
    rows=_rows,
    wrappers=("findings",),
    observed=_observed,
)
