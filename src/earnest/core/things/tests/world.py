"""A small estate: sources that looked at given moments, as canonical tables without any export format."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from earnest.core.assets.models import Asset
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot, SnapshotTable, Source
from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.foundation import clock
from earnest.foundation.actor import program
from earnest.foundation.record import operation

TESTS = program("tests")


def look(source: str, table: str, rows: Iterable[dict[str, Any]], *, days_ago: int = 0, limit: int = 30) -> Snapshot:
    """What a source saw some days ago; the source is made when it first looks."""
    moment = clock.now() - timedelta(days=days_ago, minutes=1)
    filled = [{"place": f"row {number}", **row} for number, row in enumerate(rows, start=2)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        parquet.write_table(pa.Table.from_pylist(filled, schema=arrow_schema(TABLES[table])), path)
        kept = evidence.store().put(path)
    with operation(TESTS, "tests.look") as work:
        home = Source.objects.filter(slug=source).first() or work.create(
            Source(slug=source, title=source.title(), format=source, freshness_days=limit)
        )
        snapshot = work.create(_snapshot(home, source, kept.sha256, moment))
        work.create(SnapshotTable(snapshot=snapshot, table=table, version=1, rows=len(filled), sha256=kept.sha256))
    return snapshot


def _snapshot(home: Source, name: str, sha256: str, moment: datetime) -> Snapshot:
    told = hashlib.sha256(f"{name} {sha256} {moment}".encode()).hexdigest()
    return Snapshot(
        source=home,
        name=f"{name}.csv",
        sha256=told,
        size=1,
        observed_at=moment,
        observed_basis=Snapshot.Basis.CONTENT,
        uploaded_at=moment,
    )


def asset(key: str, **more: Any) -> Asset:
    with operation(TESTS, "tests.register") as work:
        return work.create(Asset(key=key, name=key.title(), **more))


def laptops(*numbers: int) -> list[dict[str, Any]]:
    """Laptops as a plain list has them."""
    return [
        {
            "device_id": f"EQ-{n}",
            "system": "personnel",
            "serial": f"SER{n}A",
            "kind": "laptop",
            "managed": False,
            "owner_email": f"p{n}@birch.example",
        }
        for n in numbers
    ]


def managed(*numbers: int) -> list[dict[str, Any]]:
    """The same laptops as a device manager has them."""
    return [
        {
            "device_id": str(n),
            "system": "jamf",
            "serial": f"SER{n}A",
            "hostname": f"lp-m{n}",
            "kind": "laptop",
            "managed": True,
        }
        for n in numbers
    ]


def server(name: str, system: str = "inventory", kind: str = "server") -> dict[str, Any]:
    return {"device_id": name, "system": system, "hostname": name, "kind": kind}


def exposed(name: str, reachable_from: str = "internet") -> dict[str, Any]:
    return {
        "address": "203.0.113.9",
        "hostname": name,
        "port": 443,
        "protocol": "tcp",
        "reachable_from": reachable_from,
    }
