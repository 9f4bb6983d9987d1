"""Microsoft Defender Vulnerability Management: software vulnerabilities of each machine, as CSV and as JSON.

Follows "Export software vulnerabilities assessment per device" (Defender for Endpoint API, 2025: `{"value": […]}`; its
way "via files" writes JSON too, gzipped, one object a line), "List vulnerabilities by machine and software"
(`api/vulnerabilities/machinesVulnerabilities`) and the table DeviceTvmSoftwareVulnerabilities of advanced hunting,
which is exported as CSV with the same names, but has no times and no score of its own. CveMitigationStatus is not read:
which words it has is not documented, and a workaround is no fix.

- `vulnerabilities`: one row per machine, software, version and CVE. The asset is the name of the device, else its id.
  What fixes it is the security update: the KB, or the identifier of the update.
- A row without a CVE is software in which nothing was found: counted as ignored. Only a file with such rows shows the
  machines that are clean, so only then each machine is a row of `scan_targets`.

Exploits: ExploitIsInKit counts as exploited, NoExploit as not; an exploit that is only public tells nothing of use.
When it was looked is the newest LastSeenTimestamp, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from earnest.engines.ingest.coerce import FieldError, Scalar, instant, needed, real, shown, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.posture.csv_look import csv_look_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.writer import Entry, Sink

_COLUMNS: dict[str, str | tuple[str, ...]] = {
    "cve": "CveId",
    "device": ("DeviceId", "machineId"),
    "name": ("DeviceName", "MachineName", "ComputerDnsName"),
    "os": "OSPlatform",
    "vendor": ("SoftwareVendor", "productVendor"),
    "software": ("SoftwareName", "productName"),
    "version": ("SoftwareVersion", "productVersion"),
    "severity": ("VulnerabilitySeverityLevel", "severity"),
    "score": "CvssScore",
    "exploit": "ExploitabilityLevel",
    "update": ("RecommendedSecurityUpdateId", "fixingKbId"),
    "update_name": "RecommendedSecurityUpdate",
    "first": "FirstSeenTimestamp",
    "last": "LastSeenTimestamp",
}
_KEYS = {
    heading.lower(): name
    for name, known in _COLUMNS.items()
    for heading in ((known,) if isinstance(known, str) else known)
}
_EXPLOITED = {"exploitisinkit": True, "noexploit": False}
_NOTHING: dict[str, Scalar] = dict.fromkeys(_COLUMNS)


@dataclass
class _Machine:
    system: str | None
    seen: datetime | None


class _Look:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._machines: dict[str, _Machine] = {}
        self._clean = 0

    def rows(self, told: Mapping[str, Scalar]) -> Iterator[Entry]:
        asset = needed(told["name"] or told["device"], "DeviceName")
        first = instant(told["first"], "FirstSeenTimestamp")
        last = instant(told["last"], "LastSeenTimestamp")
        cve = text(told["cve"])
        software = text(told["software"])
        if cve:
            parts = (cve, text(told["vendor"]), software, text(told["version"]))
            yield (
                "vulnerabilities",
                {
                    "finding_id": " ".join(part for part in parts if part),
                    "tool": "defender",
                    "asset_id": asset,
                    "asset_kind": "host",
                    "vulnerability_id": cve,
                    "title": f"{cve} in {software}" if software else cve,
                    "severity": severity(text(told["severity"])),
                    "cvss_score": real(told["score"], "CvssScore"),
                    "package_name": software,
                    "package_version": text(told["version"]),
                    "fixed_version": _update(told),
                    "status": "open",
                    "exploited": _EXPLOITED.get((text(told["exploit"]) or "").lower()),
                    "first_seen_at": first,
                },
            )
        elif not software:
            raise FieldError("CveId", "is empty, and so is the software")
        self._saw(asset, text(told["os"]), last, clean=not cve)

    def _saw(self, asset: str, system: str | None, last: datetime | None, *, clean: bool) -> None:
        self._clean += clean
        self._sink.ignore("software without a known flaw", int(clean))
        self._sink.observed(last)
        known = self._machines.setdefault(asset, _Machine(system, last))
        if last and (known.seen is None or last > known.seen):
            known.seen = last

    def close(self) -> None:
        if not self._clean:
            return
        for number, (asset, machine) in enumerate(self._machines.items(), 1):
            target: Entry = (
                "scan_targets",
                {
                    "asset_id": asset,
                    "tool": "defender",
                    "asset_kind": "host",
                    "os_name": machine.system,
                    "scanned_at": machine.seen,
                },
            )
            self._sink.add(f"machine {number}", [target])


def _update(told: Mapping[str, Scalar]) -> str | None:
    number = text(told["update"])
    return (f"KB{number}" if number.isdecimal() else number) if number else text(told["update_name"])


def _cells(found: dict[str, object]) -> dict[str, Scalar]:
    """The values of one JSON object by our names, whatever the case of its keys."""
    told = dict(_NOTHING)
    for key, value in found.items():
        name = _KEYS.get(key.lower())
        if name is None:
            continue
        if isinstance(value, bool) or not (value is None or isinstance(value, str | int | float)):
            raise FieldError(key, f"{shown(value)} is neither text nor a number")
        told[name] = value if told[name] is None else told[name]
    return told


def _read(document: Document, sink: Sink) -> None:
    look = _Look(sink)

    def rows(found: dict[str, object]) -> Iterator[Entry]:
        return look.rows(_cells(found))

    for place, found in records(document, dict[str, object], ("value",)):
        if isinstance(found, FieldError):
            sink.reject(place, found)
        else:
            emit(sink, place, rows, found)
    look.close()


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    keys = {way: {path.removeprefix(way).lower() for path in outline.paths} for way in ("value.[].", "[].", "")}
    return any({"cveid"} <= names and bool(names & {"deviceid", "machineid"}) for names in keys.values())


CSV_FORMAT = csv_look_format(
    id="defender-csv",
    title="Microsoft Defender vulnerabilities of machines, CSV",
    tables=("vulnerabilities",),
    columns=_COLUMNS,
    needs=("cve", "software", "device"),
    marks=("version", "severity"),
    look=_Look,
)

FORMAT = Format(
    id="defender",
    title="Microsoft Defender vulnerabilities of machines, JSON",
    tables=("vulnerabilities",),
    matches=_matches,
    read=_read,
)
