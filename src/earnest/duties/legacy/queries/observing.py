"""Which products run where, as tools tell it: devices, scan targets, images and the software on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from earnest.core.evidence.models import Snapshot
from earnest.duties.legacy.queries.tables import columns_of, rows_of
from earnest.duties.legacy.rules.register import Proof, Sighting, Unnamed, What
from earnest.library.product_names import carried_types, name_product

TABLES = ("devices", "software", "scan_targets")
NOT_TOLD = "system not told"
_SOFTWARE = ("device_id", "system", "name", "version", "package_type", "support_ends_on", "place")
_WORDING = ("name", "version", "package_type")


@dataclass
class Observed:
    """What was seen: sightings of systems and of software that is recognised or that tells its own end; all other
    software by name; and how many rows are packages that a distribution carries."""

    sightings: list[Sighting] = field(default_factory=list)
    unnamed: tuple[Unnamed, ...] = ()
    carried: int = 0
    machines: frozenset[str] = frozenset()


def observe(snapshots: Iterable[Snapshot], stale: frozenset[str]) -> Observed:
    """Everything that the snapshots say of what runs where. `stale` are the keys of sources that have stopped."""
    snapshots = tuple(snapshots)
    found = Observed()
    names: dict[tuple[str, str], str] = {}
    silent: list[Sighting] = []
    hosts = _hosts(snapshots)
    for snapshot in snapshots:
        for one, ids in _devices(snapshot, stale, hosts):
            names[ids] = one.machine
            (found.sightings if one.name != NOT_TOLD else silent).append(one)
        found.sightings += _targets(snapshot, stale)
    strange: dict[str, _Strange] = defaultdict(_Strange)
    for snapshot in snapshots:
        found.carried += _software(snapshot, stale, names, found.sightings, strange)
    told = {one.machine for one in found.sightings if one.what == "system"}
    found.sightings += [one for one in silent if one.machine not in told]
    found.unnamed = tuple(sorted((one.told() for one in strange.values()), key=lambda one: (-one.machines, one.name)))
    found.machines = frozenset(one.machine for one in found.sightings)
    return found


@dataclass
class _Strange:
    versions: set[str] = field(default_factory=set)
    machines: set[str] = field(default_factory=set)
    first: Sighting | None = None

    def told(self) -> Unnamed:
        if self.first is None:
            raise ValueError("nothing was seen under this name")
        one = self.first
        proof = Proof(one.text, one.source, one.snapshot, one.table, one.place, one.observed_at, one.stale)
        return Unnamed(one.name, len(self.versions), len(self.machines), proof)


def _hosts(snapshots: Iterable[Snapshot]) -> Mapping[str, str]:
    """Host names by serial number, which joins devices across systems; a serial with two names joins none."""
    found: dict[str, set[str]] = defaultdict(set)
    for snapshot in snapshots:
        for row in rows_of(snapshot, "devices", ("serial", "hostname")):
            if row["serial"] and row["hostname"]:
                found[row["serial"]].add(row["hostname"])
    return {serial: min(names) for serial, names in found.items() if len(names) == 1}


def _devices(
    snapshot: Snapshot, stale: frozenset[str], hosts: Mapping[str, str]
) -> Iterator[tuple[Sighting, tuple[str, str]]]:
    columns = ("device_id", "system", "serial", "hostname", "kind", "os_name", "os_version", "place")
    for row in rows_of(snapshot, "devices", columns):
        machine = row["hostname"] or hosts.get(row["serial"] or "") or row["serial"] or row["device_id"]
        name, version = row["os_name"] or NOT_TOLD, row["os_version"] or ""
        one = _sighting(snapshot, stale, "devices", row["place"], machine, row["kind"] or "device", name, version)
        yield one, (row["system"], row["device_id"])


def _targets(snapshot: Snapshot, stale: frozenset[str]) -> Iterator[Sighting]:
    for row in rows_of(snapshot, "scan_targets", ("asset_id", "asset_kind", "os_name", "place")):
        if row["os_name"]:
            kind = row["asset_kind"] or "host"
            yield _sighting(snapshot, stale, "scan_targets", row["place"], row["asset_id"], kind, row["os_name"], "")


def _software(
    snapshot: Snapshot,
    stale: frozenset[str],
    names: Mapping[tuple[str, str], str],
    into: list[Sighting],
    strange: dict[str, _Strange],
) -> int:
    """Adds what is recognised to `into`, the rest to `strange`; gives how many rows a distribution carries."""
    carried = 0
    for batch in columns_of(snapshot, "software", _SOFTWARE):
        table = pa.Table.from_batches([batch])
        kinds = pc.utf8_lower(pc.cast(table["package_type"], pa.string()))
        packaged = pc.is_in(kinds, value_set=pa.array(sorted(carried_types())))
        own = table.filter(pc.invert(packaged))
        carried += table.num_rows - own.num_rows
        for row in _recognised(own).to_pylist():
            machine = names.get((row["system"], row["device_id"]), row["device_id"])
            one = _sighting(
                snapshot, stale, "software", row["place"], machine, "", row["name"], row["version"] or "",
                what="software", told_end=row["support_ends_on"], package=row["package_type"] or "",
            )  # fmt: skip
            if row["known"] or one.told_end is not None:
                into.append(one)
                continue
            seen = strange[one.name.lower()]
            seen.versions.add(one.version)
            seen.machines.add(one.machine)
            seen.first = seen.first or one
    return carried


def _recognised(table: pa.Table) -> pa.Table:
    """The rows with a column `known`: each wording is looked up once, however many machines have it.

    A program with the name of a system ("Windows 7 Download Tool") does not say that the system runs.
    """
    told = table.group_by(list(_WORDING)).aggregate([]).select(_WORDING).to_pylist()
    wordings = [tuple(row[name] for name in _WORDING) for row in told]
    known = {one for one in wordings if (named := name_product(*one)) is not None and named.kind == "software"}
    rows = zip(*(table[name].to_pylist() for name in _WORDING), strict=True)
    return table.append_column("known", pa.array([row in known for row in rows], pa.bool_()))


def _sighting(
    snapshot: Snapshot,
    stale: frozenset[str],
    table: str,
    place: Any,
    machine: str,
    kind: str,
    name: str,
    version: str,
    *,
    what: What = "system",
    told_end: date | None = None,
    package: str = "",
) -> Sighting:
    return Sighting(
        machine=machine.lower(),
        kind=kind,
        what=what,
        name=name,
        version=version,
        source=snapshot.source.slug,
        snapshot=snapshot.pk,
        table=table,
        place=str(place or ""),
        observed_at=snapshot.observed_at,
        stale=snapshot.source.slug in stale,
        told_end=told_end,
        package=package,
    )
