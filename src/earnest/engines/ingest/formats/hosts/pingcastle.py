"""PingCastle: the health check of an Active Directory domain, XML.

Follows the report `ad_hc_<domain>.xml` of PingCastle 3.2 (HealthcheckData).
- `config_checks`: one row per risk rule that matched, always `fail`: rules that did not match are not in the report.
  PingCastle gives points, not severities: 0 points is informative, `none`; else `unknown`, and the points stand in
  the detail.
- `posture_scores`: the domain's scores (0 is best, 100 worst) and its maturity level (5 is best).
- `scan_targets`: the domain.
- `devices`: one row per domain controller.

The part is the domain. When it was looked is GenerationDate. Groups, trusts and policies are counted as ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from earnest.engines.ingest.coerce import count, instant, lower, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.elements import Element, read_elements
from earnest.engines.ingest.writer import Entry, Sink

_ROOT = "HealthcheckData"
_SCORES = {
    "GlobalScore": ("global", "Domain risk"),
    "StaleObjectsScore": ("stale-objects", "Stale objects"),
    "PrivilegiedGroupScore": ("privileged-accounts", "Privileged accounts"),
    "TrustScore": ("trusts", "Trusts"),
    "AnomalyScore": ("anomalies", "Anomalies"),
}
_IGNORED = {
    "PrivilegedGroups/HealthCheckGroupData": "privileged groups",
    "Trusts/HealthCheckTrustData": "trusts",
    "GPOInfo/GPOInfo": "group policies",
    "TrustedCertificates/HealthcheckCertificateData": "certificates",
    "CertificateTemplates/HealthCheckCertificateTemplate": "certificate templates",
}


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._domain: str | None = None
        self._at: datetime | None = None
        self._version: str | None = None
        self._rules = 0
        self._controllers = 0

    def read(self, document: Document) -> None:
        records: dict[str, Callable[[Element], None]] = {
            f"{_ROOT}/EngineVersion": lambda element: setattr(self, "_version", text(element.text)),
            f"{_ROOT}/GenerationDate": lambda element: emit(self._sink, "GenerationDate", self._dated, element),
            f"{_ROOT}/DomainFQDN": self._named,
            f"{_ROOT}/MaturityLevel": lambda element: emit(self._sink, "MaturityLevel", self._maturity, element),
            **{f"{_ROOT}/{tag}": partial(self._scored, tag) for tag in _SCORES},
            "RiskRules/HealthcheckRiskRule": self._rule,
            "DomainControllers/HealthcheckDomainController": self._controller,
            **{path: partial(self._ignored, kind) for path, kind in _IGNORED.items()},
        }
        # The maturity level stands before the name of the domain, so names and times are taken first.
        first = {path: records[path] for path in (f"{_ROOT}/DomainFQDN", f"{_ROOT}/GenerationDate")}
        first[f"{_ROOT}/EngineVersion"] = records[f"{_ROOT}/EngineVersion"]
        read_elements(document, _ROOT, first)
        read_elements(document, _ROOT, {path: take for path, take in records.items() if path not in first})
        emit(self._sink, "DomainFQDN", self._target, self._domain)

    def _dated(self, element: Element) -> Iterator[Entry]:
        self._at = instant(element.text, "GenerationDate")
        self._sink.observed(self._at)
        return iter(())

    def _named(self, element: Element) -> None:
        self._domain = lower(element.text)
        self._sink.part = self._domain or ""

    def _ignored(self, kind: str, _: Element) -> None:
        self._sink.ignore(kind)

    def _target(self, domain: str | None) -> Iterator[Entry]:
        asset = needed(domain, "DomainFQDN")
        yield "scan_targets", {"asset_id": asset, "tool": "pingcastle", "asset_kind": "other", "scanned_at": self._at}

    def _maturity(self, element: Element) -> Iterator[Entry]:
        yield (
            "posture_scores",
            {
                "measure": "maturity",
                "system": "pingcastle",
                "scope": needed(self._domain, "DomainFQDN"),
                "title": "Maturity level",
                "score": real(element.text, "MaturityLevel"),
                "max_score": 5.0,
                "lower_is_better": False,
                "measured_at": self._at,
            },
        )

    def _scored(self, tag: str, element: Element) -> None:
        emit(self._sink, tag, partial(self._score, tag), element)

    def _score(self, tag: str, element: Element) -> Iterator[Entry]:
        measure, title = _SCORES[tag]
        yield (
            "posture_scores",
            {
                "measure": measure,
                "system": "pingcastle",
                "scope": needed(self._domain, "DomainFQDN"),
                "title": title,
                "score": real(element.text, tag),
                "max_score": 100.0,
                "lower_is_better": True,
                "measured_at": self._at,
            },
        )

    def _rule(self, element: Element) -> None:
        self._rules += 1
        emit(self._sink, f"HealthcheckRiskRule {self._rules}", self._check, element)

    def _check(self, element: Element) -> Iterator[Entry]:
        points = count(element.told("Points"), "Points")
        rationale = text(element.told("Rationale"))
        lost = None if points is None else f"{points} point{'' if points == 1 else 's'}"
        yield (
            "config_checks",
            {
                "check_id": needed(element.told("RiskId"), "RiskId"),
                "tool": "pingcastle",
                "resource_id": needed(self._domain, "DomainFQDN"),
                "status": "fail",
                "title": rationale,
                "severity": "none" if points == 0 else "unknown",
                "resource_type": "domain",
                "resource_name": self._domain,
                "provider": "active-directory",
                "service": text(element.told("Category")),
                "benchmark": f"PingCastle {self._version}" if self._version else "PingCastle",
                "detail": ": ".join(part for part in (lost, text(element.told("Model")), rationale) if part) or None,
            },
        )

    def _controller(self, element: Element) -> None:
        self._controllers += 1
        emit(self._sink, f"HealthcheckDomainController {self._controllers}", self._device, element)

    def _device(self, element: Element) -> Iterator[Entry]:
        name = needed(element.told("DCName"), "DCName")
        yield (
            "devices",
            {
                "device_id": name,
                "system": "pingcastle",
                "hostname": name.lower(),
                "kind": "server",
                "os_name": text(element.told("OperatingSystem")),
                "managed": False,
                "last_seen_at": instant(element.told("LastComputerLogonDate"), "LastComputerLogonDate"),
            },
        )


FORMAT = Format(
    id="pingcastle",
    title="PingCastle health check, XML",
    tables=("config_checks", "posture_scores", "scan_targets", "devices"),
    matches=lambda outline: outline.container == "xml" and outline.root == _ROOT,
    read=lambda document, sink: _Reader(sink).read(document),
)
