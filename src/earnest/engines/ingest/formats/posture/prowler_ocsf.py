"""Prowler: findings in OCSF (`prowler <provider> -M json-ocsf`).

Follows Prowler 4 and 5 output, class Detection Finding of OCSF 1.1 to 1.5 (docs.prowler.com, "Reporting"): an array of
findings; passes are among them. One row of `config_checks` per finding and resource, and one for a finding without
resources, which stands for the account. A failure that is muted (status Suppressed) becomes `muted`. When it was
looked is the epoch in `time`, because `time_dt` is written in the scanner's local time without an offset. The part is
the account, if the file is about one only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from earnest.engines.ingest.coerce import choice, epoch, instant, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, json_format
from earnest.engines.ingest.formats.severity import severity
from earnest.engines.ingest.writer import Entry, Sink

_STATUS = {"pass": "pass", "fail": "fail", "manual": "manual", "muted": "muted", "error": "error"}
_SUPPRESSED = 3
_MILLISECONDS = 10**11


class Named(msgspec.Struct, gc=False):
    name: str | None = None
    uid: str | None = None


class Metadata(msgspec.Struct, gc=False):
    event_code: str
    product: Named | None = None


class Info(msgspec.Struct, gc=False):
    title: str | None = None


class Cloud(msgspec.Struct, gc=False):
    account: Named | None = None
    provider: str | None = None
    region: str | None = None


class Resource(msgspec.Struct, gc=False):
    uid: str | None = None
    name: str | None = None
    type: str | None = None
    region: str | None = None
    group: Named | None = None


class Unmapped(msgspec.Struct, gc=False):
    provider: str | None = None
    provider_uid: str | None = None
    compliance: dict[str, msgspec.Raw] | None = None


class Finding(msgspec.Struct, gc=False):
    metadata: Metadata
    status_code: str
    status: str | None = None
    status_id: int | None = None
    status_detail: str | None = None
    message: str | None = None
    severity: str | None = None
    finding_info: Info | None = None
    resources: list[Resource] | None = None
    cloud: Cloud | None = None
    unmapped: Unmapped | None = None
    time: int | float | str | None = None
    event_time: int | float | str | None = None


def _rows(finding: Finding) -> Iterator[Entry]:
    cloud = finding.cloud or Cloud()
    unmapped = finding.unmapped or Unmapped()
    account = text((cloud.account or Named()).uid) or text(unmapped.provider_uid)
    status = choice(needed(finding.status_code, "status_code"), "status_code", _STATUS)
    if status == "fail" and (finding.status_id == _SUPPRESSED or (finding.status or "").lower() == "suppressed"):
        status = "muted"
    tool = text((finding.metadata.product or Named()).name)
    for resource in finding.resources or [Resource()]:
        yield (
            "config_checks",
            {
                "check_id": needed(finding.metadata.event_code, "metadata.event_code"),
                "tool": tool.lower() if tool else "prowler",
                "resource_id": text(resource.uid) or text(resource.name) or account,
                "status": status,
                "title": text((finding.finding_info or Info()).title),
                "severity": severity(finding.severity),
                "resource_type": text(resource.type),
                "resource_name": text(resource.name),
                "provider": text(cloud.provider) or text(unmapped.provider),
                "account": account,
                "region": text(resource.region) or text(cloud.region),
                "service": text((resource.group or Named()).name),
                "benchmark": "; ".join(unmapped.compliance) if unmapped.compliance else None,
                "detail": text(finding.status_detail) or text(finding.message),
            },
        )


def _moment(told: float | str | None) -> datetime | None:
    if isinstance(told, str):
        return instant(told, "time")
    return epoch(told / 1000 if told is not None and told > _MILLISECONDS else told, "time")


def _read(document: Document, sink: Sink) -> None:
    accounts: set[str] = set()

    def observed(finding: Finding, sink: Sink) -> None:
        sink.observed(_moment(finding.time if finding.time is not None else finding.event_time))
        accounts.add(_account(finding))

    _format(observed).read(document, sink)
    if len(accounts) == 1:
        sink.part = accounts.pop()


def _account(finding: Finding) -> str:
    cloud, unmapped = finding.cloud or Cloud(), finding.unmapped or Unmapped()
    names = (text(cloud.provider) or text(unmapped.provider), text((cloud.account or Named()).uid))
    return " ".join(part for part in (names[0], names[1] or text(unmapped.provider_uid)) if part)


def _format(observed: Callable[[Finding, Sink], None] | None = None) -> Format:
    return json_format(
        id="prowler-ocsf",
        title="Prowler findings in OCSF",
        tables=("config_checks",),
        matches=lambda outline: (
            outline.has_paths("[].metadata.event_code", "[].status_code")
            or outline.has_paths("metadata.event_code", "status_code")
        ),
        record=Finding,
        rows=_rows,
        observed=observed,
    )


FORMAT = replace(_format(), read=_read)
