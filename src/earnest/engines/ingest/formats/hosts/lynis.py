"""Lynis: the report file `lynis-report.dat` of one host.

Follows the report of Lynis 3.1 (`report_version_major=1`): one `key=value` or `key[]=value` a line.
- `config_checks`: one row per test that ran, warned, suggested or was skipped. A warning is `fail` of severity high, a
  suggestion alone `fail` of severity low (Lynis knows these two grades), what was said joined in the detail. A test
  that ran and said nothing is `pass`, a skipped one `not_assessed`.
- `vulnerabilities`: one row per vulnerable package; Lynis names neither flaw nor severity.
- `software`: one row per installed package. `devices`: the host. `posture_scores`: its hardening index, 0 to 100.
- `scan_targets`: the host.

The asset and the part are the host name. When it was looked is `report_datetime_end`, which is written in the host's
local time without an offset, and is read as UTC. Other lists are counted as ignored, by their key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from earnest.engines.ingest.coerce import count, flag, instant, needed, real, text
from earnest.engines.ingest.csv_rows import LINE_LIMIT
from earnest.engines.ingest.document import Document, text_encoding
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.flaws import host_name
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_TITLE = "# Lynis Report"
_SYSTEM = "lynis"
_KEPT = frozenset(
    {
        *("hostname", "hostid", "os", "os_name", "os_fullname", "os_version", "lynis_version", "vm", "container"),
        *("report_datetime_start", "report_datetime_end", "hardening_index", "firewall_active"),
        *("tests_executed", "tests_skipped", "installed_packages_array"),
    }
)
_SEVERITY = {"warning[]": "high", "suggestion[]": "low"}


@dataclass
class _Test:
    severity: str | None = None
    skipped: bool = False
    said: list[str] = field(default_factory=list)


class _Report:
    """One report, as far as it is read: a host has some hundred tests and some thousand packages."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._told: dict[str, str] = {}
        self._tests: dict[str, _Test] = {}
        self._packages: list[str] = []
        self._vulnerable: list[str] = []

    def take(self, key: str, value: str) -> None:
        if key in _SEVERITY:
            self._finding(_SEVERITY[key], value)
        elif key == "vulnerable_package[]":
            self._vulnerable.append(value)
        elif key == "installed_package[]":
            self._packages.append(value)
        elif key in _KEPT:
            self._told[key] = value
        elif key.endswith("[]"):
            self._sink.ignore(key.removesuffix("[]") if len(key) <= 40 else "other lists")

    def _finding(self, severity: str, value: str) -> None:
        name, _, rest = value.partition("|")
        test = self._tests.setdefault(name.strip(), _Test())
        test.severity = "high" if "high" in (severity, test.severity) else severity
        test.said.extend(part for part in map(str.strip, rest.split("|")) if part and part != "-")

    def write(self) -> None:
        emit(self._sink, "report", self._host_rows, self._told)
        for name in self._listed("tests_executed"):
            self._tests.setdefault(name, _Test())
        for name in self._listed("tests_skipped"):
            self._tests.setdefault(name, _Test(skipped=True))
        for name, test in self._tests.items():
            emit(self._sink, f"test {name}", partial(self._check, name), test)
        for package in self._vulnerable:
            emit(self._sink, f"vulnerable_package {package[:60]}", self._flaw, package)
        self._packages.extend(self._listed("installed_packages_array"))
        for package in dict.fromkeys(self._packages):
            emit(self._sink, f"installed_package {package[:60]}", self._software, package)

    def _listed(self, key: str) -> list[str]:
        return [part for part in map(str.strip, self._told.get(key, "").split("|")) if part]

    @property
    def _host(self) -> str:
        return host_name(self._told.get("hostname")) or needed(self._told.get("hostid"), "hostname")

    def _looked(self) -> datetime | None:
        return instant(self._told.get("report_datetime_end"), "report_datetime_end") or instant(
            self._told.get("report_datetime_start"), "report_datetime_start"
        )

    def _host_rows(self, told: dict[str, str]) -> Iterator[Entry]:
        host, looked = self._host, self._looked()
        self._sink.part = host
        self._sink.observed(looked)
        os_name = text(told.get("os_fullname")) or text(told.get("os_name")) or text(told.get("os"))
        yield (
            "scan_targets",
            {
                "asset_id": host,
                "tool": _SYSTEM,
                "asset_kind": "host",
                "os_name": os_name,
                "authenticated": True,
                "scanned_at": looked,
            },
        )
        contained, virtual = flag(told.get("container"), "container"), flag(told.get("vm"), "vm", frozenset({"2"}))
        yield (
            "devices",
            {
                "device_id": text(told.get("hostid")) or host,
                "system": _SYSTEM,
                "hostname": host,
                "kind": "container" if contained else "virtual" if virtual else None,
                "os_name": text(told.get("os_name")) or os_name,
                "os_version": text(told.get("os_version")),
                "managed": False,
                "firewall_on": flag(told.get("firewall_active"), "firewall_active"),
                "last_seen_at": looked,
            },
        )
        if count(told.get("hardening_index"), "hardening_index") is not None:
            yield (
                "posture_scores",
                {
                    "measure": "hardening-index",
                    "system": _SYSTEM,
                    "scope": host,
                    "title": "Hardening index",
                    "score": real(told.get("hardening_index"), "hardening_index"),
                    "max_score": 100.0,
                    "lower_is_better": False,
                    "measured_at": looked,
                },
            )

    def _check(self, name: str, test: _Test) -> Iterator[Entry]:
        status = "fail" if test.severity else "not_assessed" if test.skipped else "pass"
        version = text(self._told.get("lynis_version"))
        yield (
            "config_checks",
            {
                "check_id": needed(name, "test"),
                "tool": _SYSTEM,
                "resource_id": self._host,
                "status": status,
                "title": test.said[0] if test.said else None,
                "severity": test.severity,
                "resource_type": "host",
                "service": name.partition("-")[0],
                "benchmark": f"Lynis {version}" if version else "Lynis",
                "detail": "; ".join(test.said) or None,
            },
        )

    def _flaw(self, package: str) -> Iterator[Entry]:
        name, version = _package(package)
        yield (
            "vulnerabilities",
            {
                "finding_id": f"vulnerable_package {name}",
                "tool": _SYSTEM,
                "asset_id": self._host,
                "asset_kind": "host",
                "vulnerability_id": "lynis-vulnerable-package",
                "title": f"{name} has security updates",
                "severity": "unknown",
                "package_name": name,
                "package_version": version,
                "status": "open",
            },
        )

    def _software(self, package: str) -> Iterator[Entry]:
        name, version = _package(package)
        row: dict[str, str | None] = {"name": name, "version": version}
        yield "software", {"device_id": text(self._told.get("hostid")) or self._host, "system": _SYSTEM, **row}


def _package(written: str) -> tuple[str, str | None]:
    """Name and version of `name,version`, of `name|version|` and of a bare name."""
    name, _, version = written.replace("|", ",").partition(",")
    return needed(name, "package"), text(version.split(",")[0])


def _read(document: Document, sink: Sink) -> None:
    report = _Report(sink)
    known = False
    encoding = text_encoding(document)
    if encoding.note:
        sink.notes.append(encoding.note)
    with document.path.open(encoding=encoding.name) as file:
        number = 0
        try:
            while line := file.readline(LINE_LIMIT + 1):
                number += 1
                if len(line) > LINE_LIMIT:
                    what = f"A line has more than {LINE_LIMIT:,} characters"
                    raise UnreadableFile(what, f"line {number}", "this is no report of Lynis.")
                key, equals, value = line.strip().partition("=")
                known = known or (number == 1 and line.strip() == _TITLE) or key == "lynis_version"
                if equals and not key.startswith("#"):
                    report.take(key.strip(), value.strip())
        except UnicodeError as problem:
            raise UnreadableFile(f"The text breaks off: {problem}", "", "copy the file again.") from None
    if not known:
        raise UnreadableFile("The file is no report of Lynis", "", "give the file lynis-report.dat as Lynis writes it.")
    report.write()


FORMAT = Format(
    id="lynis",
    title="Lynis report file",
    tables=("config_checks", "vulnerabilities", "scan_targets", "devices", "software", "posture_scores"),
    matches=lambda outline: outline.container == "csv" and outline.has_columns(_TITLE),
    read=_read,
)
