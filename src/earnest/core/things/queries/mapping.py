"""The map of things as of a moment, made once and kept under the digest of what it rests on."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from django.conf import settings

from earnest.core.things.models import ThingMap
from earnest.core.things.queries.gathering import Gathered, gather
from earnest.engines.identity import join
from earnest.foundation import clock
from earnest.foundation.errors import Broken
from earnest.foundation.once import once

KEPT = 6
"""How many maps stay on the disk; older ones are made again when asked for."""


@dataclass(frozen=True)
class Map:
    """The map of things. `path` has one row a sighting and key, `summary` one row a thing, by label (`by_id` the
    same by id), `nodes` the thing of each sighting, `names` every name with its
    thing, `ambiguous` one row a sighting that a refused key would have joined. All are Parquet."""

    digest: str
    as_of: datetime
    folder: Path
    sightings: int
    count: int
    ambiguities: int
    contradictory: tuple[str, ...]
    """Numbers of the decisions that contradict others; none of them counts."""
    junk: int
    seconds: float

    @property
    def path(self) -> Path:
        return self.folder / "rows.parquet"

    @property
    def summary(self) -> Path:
        return self.folder / "things.parquet"

    @property
    def by_id(self) -> Path:
        return self.folder / "by_id.parquet"

    @property
    def nodes(self) -> Path:
        return self.folder / "nodes.parquet"

    @property
    def names(self) -> Path:
        return self.folder / "names.parquet"

    @property
    def ambiguous(self) -> Path:
        return self.folder / "ambiguities.parquet"


def things(as_of: datetime | None = None) -> Map:
    """The map as of a moment, the end of today by default. Broken if a file of the evidence store cannot be read."""
    moment = as_of or clock.end_of(clock.today())
    return once(("things", moment), lambda: mapped(gather(moment)))


def mapped(found: Gathered) -> Map:
    """The map of what was gathered; made where it is not kept."""
    folder = root() / found.digest
    row = ThingMap.objects.filter(digest=found.digest).first()
    if row is None or not (folder / "rows.parquet").is_file():
        row = _make(found, folder)
    return Map(
        digest=row.digest,
        as_of=found.as_of,
        folder=folder,
        sightings=row.sightings,
        count=row.count,
        ambiguities=row.ambiguous_keys,
        contradictory=tuple(row.contradictory),
        junk=row.junk,
        seconds=row.seconds,
    )


def root() -> Path:
    """Where the maps of this workspace are."""
    return Path(settings.WORKSPACE) / "conclusions" / "things"


def _make(found: Gathered, folder: Path) -> ThingMap:
    """Make the map beside its place and move it there whole; who comes second throws theirs away."""
    making = root() / f"making-{secrets.token_hex(8)}"
    making.mkdir(parents=True)
    try:
        made = join(found.pieces, into=making, junk=found.junk, decisions=found.decisions, registered=found.registered)
        shutil.rmtree(making / "spill", ignore_errors=True)
        if not folder.exists():
            making.rename(folder)
    except (duckdb.Error, OSError) as error:
        raise Broken(
            f"The map of things could not be made: {error}. Check the evidence with: earnest doctor"
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    row, _made = ThingMap.objects.update_or_create(
        digest=found.digest,
        defaults={
            "made_at": clock.now(),
            "sightings": made.sightings,
            "count": made.count,
            "ambiguous_keys": made.ambiguous_keys,
            "contradictory": list(made.contradictory),
            "junk": made.junk,
            "seconds": round(made.seconds, 3),
        },
    )
    _sweep()
    return row


def _sweep() -> None:
    """Throw away all but the newest maps."""
    old = list(ThingMap.objects.order_by("-made_at", "-pk").values_list("digest", flat=True)[KEPT:])
    for digest in old:
        shutil.rmtree(root() / digest, ignore_errors=True)
    ThingMap.objects.filter(digest__in=old).delete()
