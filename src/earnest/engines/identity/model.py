"""What goes into joining and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

CLIENTS = ("laptop", "desktop", "phone", "tablet")
"""Kinds of things that change their address from one day to the next."""


@dataclass(frozen=True)
class Key:
    """A kind of key by which things are known.

    `exclusive`: a thing has one of it, so two different ones forbid a join by any later key. `weak`: it joins only what
    was seen at about the same time, and never a client.
    """

    id: str
    title: str
    exclusive: bool = False
    weak: bool = False


KEYS = (
    Key("serial", "serial number", exclusive=True),
    Key("cloud", "cloud identifier"),
    Key("instance", "instance number"),
    Key("purl", "package URL"),
    Key("image", "image"),
    Key("repository", "repository"),
    Key("email", "e-mail address"),
    Key("host", "host name"),
    Key("name", "name"),
    Key("short", "host name without its domain"),
    Key("address", "network address", weak=True),
)
"""The keys from strong to weak; a stronger one joins first."""

ORDER = {key.id: number for number, key in enumerate(KEYS, start=1)}
"""Place of each key in the order; 0 is a decision of a person."""


@dataclass(frozen=True)
class Piece:
    """One canonical table of one current snapshot: Parquet at `path`, from the evidence source `source`."""

    table: str
    path: Path
    source: str
    snapshot: str
    observed_at: datetime


@dataclass(frozen=True)
class Decision:
    """What a person said of two sightings, each named by its `node`."""

    id: str
    kind: Literal["same", "different"]
    left: str
    right: str


@dataclass(frozen=True)
class Registered:
    """A name by which the register knows an asset. `*` in it stands for any text. A smaller `tier` matters more."""

    asset: str
    tier: int
    name: str


@dataclass(frozen=True)
class Junk:
    """Keys that many things share because somebody forgot to fill them in.

    `values` by key hold whole values; `patterns` regular expressions (RE2) that match the whole value. Both are in the
    normal form of the key; those under `any` count for every key.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Joined:
    """Where the map was written, and what it counts.

    `rows`: one row a sighting and key; `things`: one row a thing, by label; `by_id` the same by id;
    `nodes`: the thing of each node; `names`: every name in lower case with its thing;
    `ambiguities`: one row for each sighting that a refused key would have joined.
    """

    rows: Path
    things: Path
    by_id: Path
    nodes: Path
    names: Path
    ambiguities: Path
    sightings: int
    count: int
    ambiguous_keys: int
    contradictory: tuple[str, ...]
    junk: int
    seconds: float
