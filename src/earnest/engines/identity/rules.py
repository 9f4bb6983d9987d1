"""What each canonical table says of things: who saw what, under which keys, and what that sighting means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MARKS = (
    "listed",
    "managed",
    "endpoint agent",
    "scanned",
    "checked",
    "backed up",
    "logging",
    "internet",
    "active",
    "enabled",
    "live",
    "code scanned",
)
"""What a sighting can say of a thing besides that it is there."""

Sql = str
"""An expression over the columns of the table; `source` is the evidence source."""


@dataclass(frozen=True)
class Sighting:
    """How one table names things. All texts but `table` and the names of keys are SQL expressions.

    `family` and `native` make, with `system`, the identity of what was seen: the same three are the same thing.
    """

    table: str
    family: Sql
    system: Sql
    native: Sql
    kind: Sql
    label: Sql
    keys: Mapping[str, Sql]
    owner: Sql = "null"
    marks: Mapping[str, Sql] = field(default_factory=dict)
    where: Sql = "true"


_CLOUD = "regexp_matches({x}, '^(arn:[a-z-]*:|/subscriptions/|//[a-z]+\\.googleapis\\.com/)', 'i')"
_ADDRESS = "regexp_matches({x}, '^(\\d{{1,3}}(\\.\\d{{1,3}}){{3}}|[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$')"
_INSTANCE = "regexp_matches({x}, '^i-[0-9a-f]{{8,17}}$')"
_CLOUDS = "('aws', 'azure', 'gcp', 'kubernetes', 'm365', 'oci', 'alibabacloud')"
_NAMED = "('cluster', 'filesystem', 'application', 'other')"


def form_of(x: Sql, kind: Sql = "'host'") -> Sql:
    """Which key an identifier is, from its form and what kind of thing it names."""
    plain = f"""
      when starts_with({x}, 'pkg:') then 'purl'
      when {_CLOUD.format(x=x)} then 'cloud'
      when {kind} = 'image' then 'image'
      when {kind} = 'repository' then 'repository'
      when {kind} = 'account' then 'cloud'
      when {kind} in {_NAMED} then 'name'
      when {_INSTANCE.format(x=x)} then 'instance'
      when {_ADDRESS.format(x=x)} then 'address'
      else 'host'"""
    return f"case {plain} end"


def _by_form(x: Sql, kind: Sql = "'host'") -> dict[str, Sql]:
    form = form_of(x, kind)
    found = {
        key: f"case when {form} = '{key}' then {x} end"
        for key in ("cloud", "instance", "purl", "image", "repository", "host", "address")
    }
    return found | {"name": f"case when {form} = 'name' then {kind} || ' ' || {x} end"}


def _family(x: Sql, kind: Sql = "'host'") -> Sql:
    return f"""case {form_of(x, kind)} when 'purl' then 'package' when 'cloud' then 'cloud' when 'image' then 'image'
      when 'repository' then 'code' when 'name' then {kind} else 'machine' end"""


def _scanned(table: str) -> Sighting:
    kind = "coalesce(asset_kind, 'host')"
    keys = _by_form("asset_id", kind)
    if table == "scan_targets":
        keys["address"] = f"coalesce({keys['address']}, case when {kind} = 'host' then address end)"
    return Sighting(
        table=table,
        family=_family("asset_id", kind),
        system="tool",
        native="asset_id",
        kind=f"case when {kind} = 'account' then 'cloud account' else {kind} end",
        label="asset_id",
        keys=keys,
        marks={"scanned": "true"},
    )


def _named(table: str, column: str, marks: Mapping[str, Sql]) -> Sighting:
    """A table that names an asset and nothing else of it; the source itself is the system."""
    return Sighting(
        table=table,
        family=_family(column),
        system="source",
        native=column,
        kind="'host'",
        label=column,
        keys=_by_form(column),
        marks=marks,
        where=f"{column} is not null",
    )


_CHECKED_KIND = f"""case when provider in {_CLOUDS} or {_CLOUD.format(x="resource_id")} then 'cloud resource'
  when lower(coalesce(resource_type, '')) in ('repository', 'githubrepository') then 'repository' else 'host' end"""
_CHECKED = "status in ('pass', 'fail', 'manual', 'muted')"

SIGHTINGS = (
    Sighting(
        table="devices",
        family="'machine'",
        system="system",
        native="device_id",
        kind="coalesce(kind, 'device')",
        label="coalesce(hostname, serial, device_id)",
        keys={"serial": "serial", **_by_form("hostname")},
        owner="owner_email",
        marks={"listed": "managed is false", "managed": "managed", "endpoint agent": "edr_running"},
    ),
    Sighting(
        table="software",
        family=_family("device_id"),
        system="system",
        native="device_id",
        kind="'device'",
        label="device_id",
        keys=_by_form("device_id"),
        where="regexp_matches(device_id, '[A-Za-z.:/-]')",
    ),
    _scanned("scan_targets"),
    _scanned("vulnerabilities"),
    Sighting(
        table="config_checks",
        family=f"case when {_CHECKED_KIND} = 'cloud resource' then 'cloud' else {_family('resource_id')} end",
        system="tool",
        native="resource_id",
        kind=_CHECKED_KIND,
        label="coalesce(resource_name, resource_id)",
        keys={
            **_by_form("resource_id", _CHECKED_KIND),
            "cloud": f"case when {_CHECKED_KIND} = 'cloud resource' then resource_id end",
            "host": f"case when {_CHECKED_KIND} = 'host' and {form_of('resource_id')} = 'host' then resource_id end",
        },
        marks={"checked": _CHECKED},
        where="status not in ('not_applicable')",
    ),
    Sighting(
        table="config_checks",
        family="'cloud account'",
        system="tool",
        native="account",
        kind="'cloud account'",
        label="account",
        keys={"name": "'cloud account ' || account"},
        marks={"checked": _CHECKED},
        where="account is not null",
    ),
    Sighting(
        table="cloud_resources",
        family="'cloud'",
        system="provider",
        native="resource_id",
        kind="'cloud resource'",
        label="coalesce(name, resource_id)",
        keys={"cloud": "resource_id"},
        owner="case when contains(owner, '@') then owner end",
        marks={"listed": "true", "internet": "public"},
    ),
    Sighting(
        table="cloud_resources",
        family="'cloud account'",
        system="provider",
        native="account",
        kind="'cloud account'",
        label="account",
        keys={"name": "'cloud account ' || account"},
        marks={"listed": "true"},
        where="account is not null",
    ),
    Sighting(
        table="exposed_services",
        family=_family("coalesce(hostname, address)"),
        system="source",
        native="coalesce(hostname, address)",
        kind="'host'",
        label="coalesce(hostname, address)",
        keys={**_by_form("coalesce(hostname, address)"), "address": "address"},
        marks={"internet": "reachable_from = 'internet'"},
    ),
    _named("log_sources", "asset", {"logging": "last_event_at is not null"}),
    _named("backups", "asset", {"backed up": "succeeded"}),
    Sighting(
        table="repositories",
        family="'code'",
        system="system",
        native="repository_id",
        kind="'repository'",
        label="repository_id",
        keys={"repository": "repository_id"},
        marks={"listed": "true", "live": "archived is not true", "code scanned": "code_scanning"},
    ),
    Sighting(
        table="people",
        family="'person'",
        system="source",
        native="person_id",
        kind="'person'",
        label="coalesce(display_name, email, person_id)",
        keys={"email": "email"},
        owner="email",
        marks={"active": "status in ('active', 'leave')"},
    ),
    Sighting(
        table="accounts",
        family="'account'",
        system="system",
        native="account_id",
        kind="case kind when 'service' then 'service account' when 'shared' then 'shared account' else 'account' end",
        label="coalesce(display_name, username, email, account_id)",
        keys={
            "email": "coalesce(email, case when contains(username, '@') then username end)",
            "cloud": f"case when {_CLOUD.format(x='account_id')} then account_id end",
        },
        owner="coalesce(owner_email, email)",
        marks={"enabled": "enabled is not false"},
    ),
)
"""Every way in which the canonical tables name things."""

KINDS = (
    "person",
    "laptop",
    "desktop",
    "phone",
    "tablet",
    "server",
    "virtual",
    "container",
    "network",
    "repository",
    "image",
    "cluster",
    "application",
    "filesystem",
    "cloud account",
    "device",
    "host",
    "cloud resource",
    "shared account",
    "service account",
    "account",
    "other",
)
"""Kinds of things; of several kinds that tools tell, the first of this list is taken."""
