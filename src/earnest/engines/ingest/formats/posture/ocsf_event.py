"""The objects of an OCSF finding that are read, and what its words mean in the canonical tables."""

from __future__ import annotations

from datetime import datetime

import msgspec

from earnest.engines.ingest.coerce import epoch, instant

_MILLISECONDS = 10**11
Time = str | int | float | None


class Named(msgspec.Struct, gc=False):
    name: str | None = None
    uid: str | None = None


class Metadata(msgspec.Struct, gc=False):
    product: Named | None = None
    event_code: str | None = None


class Info(msgspec.Struct, gc=False):
    """`finding_info`, and `finding` of the class that came before."""

    uid: str | None = None
    title: str | None = None
    desc: str | None = None
    types: list[str] | None = None
    analytic: Named | None = None
    first_seen_time: Time = None
    last_seen_time: Time = None
    created_time: Time = None


class Cloud(msgspec.Struct, gc=False):
    account: Named | None = None
    account_uid: str | None = None
    provider: str | None = None
    region: str | None = None


class Resource(msgspec.Struct, gc=False):
    uid: str | None = None
    name: str | None = None
    hostname: str | None = None
    type: str | None = None
    region: str | None = None
    group: Named | None = None


class Score(msgspec.Struct, gc=False):
    version: str | None = None
    base_score: float | None = None
    vector_string: str | None = None


class Cve(msgspec.Struct, gc=False):
    uid: str | None = None
    cvss: list[Score] | None = None


class Package(msgspec.Struct, gc=False):
    name: str | None = None
    version: str | None = None
    release: str | None = None
    purl: str | None = None
    type: str | None = None
    package_manager: str | None = None
    fixed_in_version: str | None = None
    path: str | None = None


class File(msgspec.Struct, gc=False):
    path: str | None = None
    name: str | None = None


class Code(msgspec.Struct, gc=False):
    file: File | None = None
    start_line: int | None = None


class Vulnerability(msgspec.Struct, gc=False):
    cve: Cve | None = None
    cwe: Named | None = None
    advisory: Named | None = None
    title: str | None = None
    severity: str | None = None
    affected_packages: list[Package] | None = None
    packages: list[Package] | None = None
    affected_code: list[Code] | None = None
    first_seen_time: Time = None


class Compliance(msgspec.Struct, gc=False):
    control: str | None = None
    status: str | None = None
    status_id: int | None = None
    status_code: str | None = None
    status_detail: str | None = None
    standards: list[str] | None = None
    requirements: list[str] | None = None


class Finding(msgspec.Struct, gc=False):
    class_uid: int
    metadata: Metadata
    class_name: str | None = None
    finding_info: Info | None = None
    finding: Info | None = None
    severity: str | None = None
    status: str | None = None
    status_id: int | None = None
    status_detail: str | None = None
    message: str | None = None
    resources: list[Resource] | None = None
    resource: Resource | None = None
    device: Resource | None = None
    cloud: Cloud | None = None
    vulnerabilities: list[Vulnerability] | None = None
    compliance: Compliance | None = None
    time: Time = None

    @property
    def info(self) -> Info:
        return self.finding_info or self.finding or Info()

    @property
    def about(self) -> list[Resource]:
        """The resources, in whichever of the three ways they are named."""
        return [*(self.resources or ()), *filter(None, (self.resource,))] or [*filter(None, (self.device,))]


def moment(told: Time, field: str) -> datetime | None:
    """A time as text, in milliseconds since 1970 as OCSF has it, or in seconds as some write it."""
    if isinstance(told, str):
        return instant(told, field)
    return epoch(told / 1000 if told is not None and told > _MILLISECONDS else told, field)
