"""Fleet: hosts, JSON of `GET /api/v1/fleet/hosts` or the CSV of Hosts > Export hosts.

    fleetctl api '/api/v1/fleet/hosts?populate_software=true&populate_policies=true' > hosts.json

Follows "Hosts" in the Fleet REST API documentation (4.60 and later) and the CSV of `GET /api/v1/fleet/hosts/report`,
which has the same fields as headings.

- `devices`: one row per host; `device_id` is its UUID, as osquery's host identifier, else Fleet's number.
- `software`: one row per title and version of a host, where the answer was populated with software.
- `vulnerabilities`: one row per CVE that Fleet lists for a piece of software of a host; severity by CVSS score where
  there is one (Premium), else unknown. `scan_targets` then has each host.
- `config_checks`: one row per policy and host: pass, fail, or not assessed where the host has not answered.
A host counts as managed where its MDM is on, as the answer says; the CSV does not. An address of the device mapping
that was given by the identity provider goes before others. When it was looked is the newest update of a host; the
CSV gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from earnest.engines.ingest.coerce import FieldError, flag, instant, lower, needed, text, upper
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Cells, Format, csv_format, emit
from earnest.engines.ingest.formats.either import either
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.writer import Entry, Sink

_STATUS = {"pass": "pass", "fail": "fail", "": "not_assessed"}
_KINDS = {"ios": "phone", "android": "phone", "ipados": "tablet"}
_BANDS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "none"))
_VERSION = re.compile(r"(?<![^ ])[0-9].*")
_IDENTITY = frozenset({"mdm_idp_accounts", "idp"})


class Flaw(msgspec.Struct, gc=False):
    cve: str
    cvss_score: float | None = None
    cisa_known_exploit: bool | None = None
    cve_published: str | None = None
    resolved_in_version: str | None = None
    created_at: str | None = None


class Software(msgspec.Struct, gc=False):
    name: str
    version: str | None = None
    source: str | None = None
    vendor: str | None = None
    installed_paths: list[str] | None = None
    vulnerabilities: list[Flaw] | None = None


class Policy(msgspec.Struct, gc=False):
    id: int
    name: str | None = None
    response: str | None = None
    critical: bool | None = None
    resolution: str | None = None


class Mdm(msgspec.Struct, gc=False):
    enrollment_status: str | None = None


class Mapped(msgspec.Struct, gc=False):
    email: str | None = None
    source: str | None = None


class Host(msgspec.Struct, gc=False):
    id: int | None = None
    uuid: str | None = None
    hostname: str | None = None
    computer_name: str | None = None
    platform: str | None = None
    os_version: str | None = None
    hardware_serial: str | None = None
    hardware_model: str | None = None
    primary_ip: str | None = None
    seen_time: str | None = None
    last_enrolled_at: str | None = None
    detail_updated_at: str | None = None
    disk_encryption_enabled: bool | None = None
    mdm: Mdm | None = None
    device_mapping: list[Mapped] | None = None
    software: list[Software] | None = None
    policies: list[Policy] | None = None


class Answer(Host, gc=False):
    """One host, or the answer for one host that wraps it."""

    host: Host | None = None


def _device(host: Host, name: str) -> Entry:
    written = (host.os_version or "").strip()
    found = _VERSION.search(written)
    os_name, version = (written[: found.start()], found.group()) if found else (written, None)
    return (
        "devices",
        {
            "device_id": name,
            "system": "fleet",
            "serial": upper(host.hardware_serial),
            "hostname": lower(host.hostname) or lower(host.computer_name),
            "owner_email": _owner(host.device_mapping or ()),
            "kind": _kind(host),
            "os_name": text(os_name) or text(host.platform),
            "os_version": text(version),
            "managed": _managed(host.mdm),
            "encrypted": host.disk_encryption_enabled,
            "last_seen_at": instant(host.seen_time, "seen_time"),
            "enrolled_at": instant(host.last_enrolled_at, "last_enrolled_at"),
        },
    )


def _owner(mapped: list[Mapped] | tuple[Mapped, ...]) -> str | None:
    known = sorted(mapped, key=lambda one: one.source not in _IDENTITY)
    return next((lower(one.email) for one in known if lower(one.email)), None)


def _kind(host: Host) -> str | None:
    model = (host.hardware_model or "").lower()
    if "virtual" in model or "vmware" in model or "kvm" in model:
        return "virtual"
    if "book" in model or "thinkpad" in model or "laptop" in model or "latitude" in model:
        return "laptop"
    if "imac" in model or "macmini" in model or "mac mini" in model:
        return "desktop"
    return _KINDS.get((host.platform or "").lower())


def _managed(mdm: Mdm | None) -> bool | None:
    status = lower(mdm.enrollment_status) if mdm else None
    return None if status is None else status.startswith("on")


def _rows(host: Host) -> Iterator[Entry]:
    name = text(host.uuid) or needed(host.id, "id")
    yield _device(host, name)
    asset = lower(host.hostname) or lower(host.computer_name) or name
    if host.software is not None:
        seen = {"asset_id": asset, "tool": "fleet", "asset_kind": "host", "address": text(host.primary_ip)}
        yield "scan_targets", {**seen, "scanned_at": instant(host.detail_updated_at, "detail_updated_at")}
    for software in host.software or ():
        yield from _software(software, name, asset)
    for policy in host.policies or ():
        yield _check(policy, host, asset)


def _software(software: Software, name: str, asset: str) -> Iterator[Entry]:
    title = needed(software.name, "software.name")
    path = next(iter(software.installed_paths or ()), None)
    yield (
        "software",
        {
            "device_id": name,
            "system": "fleet",
            "name": title,
            "version": text(software.version),
            "vendor": text(software.vendor),
            "package_type": text(software.source),
            "path": text(path),
        },
    )
    for flaw in software.vulnerabilities or ():
        cve = needed(flaw.cve, "software.vulnerabilities.cve")
        yield (
            "vulnerabilities",
            {
                "finding_id": " ".join(filter(None, (cve, title, text(software.version), text(path)))),
                "tool": "fleet",
                "asset_id": asset,
                "asset_kind": "host",
                "vulnerability_id": cve,
                "severity": _severity(flaw.cvss_score),
                "cvss_score": flaw.cvss_score,
                "package_name": title,
                "package_version": text(software.version),
                "package_type": text(software.source),
                "fixed_version": text(flaw.resolved_in_version),
                "status": "open",
                "exploited": flaw.cisa_known_exploit,
                "path": text(path),
                "first_seen_at": instant(flaw.created_at, "software.vulnerabilities.created_at"),
                "published_on": _published(flaw),
            },
        )


def _published(flaw: Flaw) -> date | None:
    when = instant(flaw.cve_published, "software.vulnerabilities.cve_published")
    return when.date() if when else None


def _severity(score: float | None) -> str:
    if score is None or not 0 <= score <= 10:
        return "unknown"
    return next(word for least, word in _BANDS if score >= least)


def _check(policy: Policy, host: Host, asset: str) -> Entry:
    response = (policy.response or "").lower()
    if response not in _STATUS:
        raise FieldError("policies.response", f"{response[:60]!r} is neither pass nor fail")
    return (
        "config_checks",
        {
            "check_id": str(policy.id),
            "tool": "fleet",
            "resource_id": asset,
            "status": _STATUS[response],
            "title": text(policy.name),
            "severity": "critical" if policy.critical else None,
            "resource_type": "host",
            "resource_name": text(host.hostname),
            "detail": text(policy.resolution) if response == "fail" else None,
        },
    )


def _read(document: Document, sink: Sink) -> None:
    for place, answer in records(document, Answer, ("hosts",)):
        if isinstance(answer, FieldError):
            sink.reject(place, answer)
            continue
        host = answer.host or answer
        if host.software is not None:
            sink.speaks_of("software", "vulnerabilities", "scan_targets")
        if host.policies is not None:
            sink.speaks_of("config_checks")
        emit(sink, place, _rows, host)
        try:
            sink.observed(instant(host.detail_updated_at, "detail_updated_at"))
        except FieldError as error:
            sink.reject(place, error)


def _of_cells(cells: Cells) -> list[Entry]:
    number = needed(cells["id"], "id")
    if not number.isascii() or not number.isdigit():
        raise FieldError("id", f"{number[:60]!r} is not a number of a host")
    encrypted = flag(cells["disk_encryption_enabled"], "disk_encryption_enabled")
    owner = text(cells["device_mapping"])
    host = Host(id=int(number[:18]), disk_encryption_enabled=encrypted)
    for name in _TEXTS:
        setattr(host, name, text(cells[name]))
    kind, row = _device(host, text(host.uuid) or number)
    return [(kind, {**row, "owner_email": lower(owner.split(",")[0]) if owner and "@" in owner else None})]


_TEXTS = (
    *("uuid", "hostname", "computer_name", "platform", "os_version", "hardware_serial", "hardware_model"),
    *("primary_ip", "seen_time", "last_enrolled_at", "detail_updated_at"),
)

FORMAT = either(
    csv_format(
        id="fleet",
        title="Fleet hosts, JSON of the REST API or CSV of Export hosts",
        tables=("devices",),
        columns={name: name for name in ("id", *_TEXTS, "disk_encryption_enabled", "device_mapping")},
        needs=("id", "hostname", "seen_time"),
        marks=("uuid", "platform"),
        rows=_of_cells,
    ),
    Format(
        id="fleet",
        title="",
        tables=(),
        matches=lambda outline: (
            outline.container == "json"
            and any(
                outline.has_paths(f"{way}hardware_serial", f"{way}seen_time", f"{way}uuid")
                for way in ("hosts.[].", "host.", "[].")
            )
        ),
        read=_read,
    ),
)
