"""OpenVAS XML: reports of Greenbone, as downloaded or as the answer to GMP `get_reports`.

Follows "Greenbone Management Protocol 22.5", element report. Every result is kept, those of level Log too:
- `vulnerabilities`: one row per result and distinct CVE of its NVT, one per result without a CVE. Severity is the
  result's threat, with overrides as the report applies them; the CVSS score is the NVT's. What somebody overrode as a
  false positive is `accepted`, with the severity that it had before; what was found with a quality of detection under
  70, which Greenbone does not show unless asked, is `under_investigation`.
- `scan_targets`: one row per host of the report, and per host that only results name. Whether the scanner could sign
  in is told by the host details Auth-…-Success and Auth-…-Failure.

The asset is the host name that the first result of the host gives, else its address. When it was looked is the end of
each host's scan, else of the whole scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from earnest.engines.ingest.coerce import count, instant, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.code.scores import rated
from earnest.engines.ingest.formats.hosts.elements import Element, read_elements
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Row, Sink

CERTAIN = 70
"""Quality of detection, in percent, from which Greenbone shows a result unless asked for all."""
_ROOTS = ("report", "get_reports_response")
_VECTOR = re.compile(r"(?:^|\|)\s*cvss_base_vector=([^|]*)")


def certain(quality: str | None) -> bool:
    """Whether a result of that quality of detection counts as found; one that is not told does."""
    told = real(quality, "QoD")
    return told is None or told >= CERTAIN


def threat(word: str | None) -> tuple[str, str]:
    """Severity and status that a threat level means. A false positive is an override, which a person made."""
    told = (word or "").strip().lower()
    if told in ("false positive", "false_positive"):
        return "unknown", "accepted"
    return ("none" if told in ("log", "debug", "alarm") else severity(told)), "open"


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._targets = Targets(sink, "openvas")
        self._names: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._results = 0
        self._seen = False
        self._end: datetime | None = None

    def read(self, document: Document) -> None:
        root = next((name for name in reversed(_ROOTS) if f"<{name}".encode() in document.head), _ROOTS[0])
        records = {
            "results/result": self._result,
            "report/host": self._host,
            "report/scan_end": lambda element: emit(self._sink, "scan_end", self._ended, element),
            "report/gmp": self._known,
            "report/omp": self._known,
            "errors/error": lambda _: self._sink.ignore("errors of the scan"),
        }
        read_elements(document, root, records)
        if not self._seen:
            what = "The XML holds no report of Greenbone"
            raise UnreadableFile(what, "", "export the report again in the format XML.")
        for address, place in self._places.items():
            asset = self._names[address]
            if not self._targets.seen(asset):
                self._targets.see(place, asset, address=address, scanned_at=self._end)
        self._targets.write()

    def _known(self, _: Element) -> None:
        self._seen = True

    def _ended(self, element: Element) -> Iterator[Entry]:
        self._end = instant(element.text, "scan_end")
        self._sink.observed(self._end)
        return iter(())

    def _result(self, result: Element) -> None:
        self._seen = True
        self._results += 1
        emit(self._sink, f"result {self._results}", self._rows, result)

    def _rows(self, result: Element) -> Iterator[Entry]:
        nvt = result.find("nvt")
        oid = needed(nvt.get("oid") if nvt else None, "nvt oid")
        address = needed(result.told("host"), "host")
        asset = self._names.setdefault(address, host_name(result.told("host", "hostname")) or address)
        self._places.setdefault(address, f"result {self._results}")
        level, status = threat(result.told("threat"))
        if status == "accepted":
            level = threat(result.told("original_threat"))[0]
        score = _score(nvt)
        where = text(result.told("port"))
        port = (where or "").partition("/")[0]
        row: Row = {
            "tool": "openvas",
            "asset_id": asset,
            "asset_kind": "host",
            "title": _line(nvt.told("name") if nvt else None) or _line(result.told("name")),
            "severity": rated(score) if level == "unknown" else level,
            "cvss_score": score,
            "cvss_vector": _vector(nvt),
            "status": status if certain(result.told("qod", "value")) else "under_investigation",
            "port": count(port, "port") if port.isdecimal() else None,
        }
        yield from flaws(row, (oid, where), _cves(nvt) or cves(oid), oid)

    def _host(self, host: Element) -> None:
        place = f"host {text(host.told('ip')) or ''}".strip()
        emit(self._sink, place, lambda element: self._target(element, place), host)

    def _target(self, host: Element, place: str) -> Iterator[Entry]:
        self._seen = True
        address = needed(host.told("ip"), "ip")
        details = {detail.told("name") or "": detail.told("value") for detail in host.every("detail")}
        asset = self._names.get(address) or host_name(details.get("hostname")) or address
        signed = [name for name in details if re.fullmatch(r"Auth-\w+-(Success|Failure)", name)]
        self._targets.see(
            place,
            asset,
            address=address,
            os_name=text(details.get("best_os_txt")),
            authenticated=any(name.endswith("Success") for name in signed) if signed else None,
            scanned_at=instant(host.told("end"), "end"),
        )
        return iter(())


def _line(written: str | None) -> str | None:
    return " ".join((written or "").split()) or None


def _cves(nvt: Element | None) -> list[str]:
    if nvt is None:
        return []
    refs = nvt.find("refs")
    found = [ref.get("id") or "" for ref in refs.every("ref") if ref.get("type") in ("cve", "cve_id")] if refs else []
    return cves(" ".join((*found, nvt.told("cve") or "")))


def _score(nvt: Element | None) -> float | None:
    rated = nvt.find("severities") if nvt else None
    told = (rated.get("score") if rated else None) or (nvt.told("cvss_base") if nvt else None)
    return real(told, "cvss_base")


def _vector(nvt: Element | None) -> str | None:
    if nvt is None:
        return None
    found = _VECTOR.search(nvt.told("tags") or "")
    return text(nvt.told("severities", "severity", "value")) or text(found and found.group(1))


FORMAT = Format(
    id="openvas",
    title="OpenVAS and Greenbone report, XML",
    tables=("vulnerabilities", "scan_targets"),
    matches=lambda outline: outline.container == "xml" and outline.root in _ROOTS,
    read=lambda document, sink: _Reader(sink).read(document),
)
