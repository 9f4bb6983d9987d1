"""What is known of when products end: from the library, from the distribution's own list, from files of evidence."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from earnest.core.evidence.models import Snapshot
from earnest.duties.legacy.queries.tables import rows_of
from earnest.duties.legacy.rules.distributions import facts_of, signed_on
from earnest.duties.legacy.rules.support import Fact
from earnest.library.eol import end_of_life
from earnest.library.product_names import product_names

DISTRO_INFO = Path("/usr/share/distro-info")
DISTRO_CHANGELOG = Path("/usr/share/doc/distro-info-data/changelog.gz")
_DATED = re.compile(r"\((\d{4}-\d{2}-\d{2})\)")
_PACKAGE = re.compile(r"^distro-info-data \((?P<version>[^)]+)\)")

Facts = Mapping[str, tuple[Fact, ...]]


def facts(snapshots: Iterable[Snapshot]) -> Facts:
    """All facts by product key. Snapshots without the table `support_cycles` add none."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in (*_library(), *_distribution(DISTRO_INFO), *_evidence(snapshots)):
        found[fact.product].append(fact)
    return {key: tuple(many) for key, many in found.items()}


def fact_count(found: Facts) -> dict[str, int]:
    """How many facts each teller gives, by its words."""
    counts: dict[str, int] = defaultdict(int)
    for many in found.values():
        for fact in many:
            counts[fact.told_by] += 1
    return dict(sorted(counts.items()))


@cache
def _library() -> tuple[Fact, ...]:
    told = end_of_life()
    day = _dated(told.source) or told.as_of
    free = _free()
    return tuple(
        Fact(
            product=cycle.key,
            line=cycle.cycle,
            title=cycle.product,
            security_end=cycle.security_end,
            free_end=cycle.extended_paid_end if cycle.key in free else None,
            paid_end=None if cycle.key in free else cycle.extended_paid_end,
            updated_on=cycle.updated_on,
            teller="library",
            told_by=f"the library, from the endoflife.date data of {cycle.as_of or day}",
            as_of=cycle.as_of or day,
            place=cycle.source,
        )
        for cycle in told.cycles
    )


def _dated(source: str) -> date | None:
    """The day of the data itself, where the source names it: the file may have been made later."""
    found = _DATED.search(source)
    return date.fromisoformat(found[1]) if found else None


@cache
def _free() -> frozenset[str]:
    return frozenset(product.key for product in product_names().products if product.extended_is_free)


@cache
def _distribution(folder: Path) -> tuple[Fact, ...]:
    """From distro-info-data where this machine has it; its day is that of the package's newest change."""
    found: list[Fact] = []
    for product in ("debian", "ubuntu"):
        path = folder / f"{product}.csv"
        try:
            text = path.read_text(encoding="utf-8")
            day = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
        except (OSError, UnicodeDecodeError):
            continue
        version, signed = _package()
        words = f"distro-info-data {version}".strip()
        found += facts_of(product, text, as_of=signed or day, told_by=f"{words} of {signed or day}")
    return tuple(found)


@cache
def _package() -> tuple[str, date | None]:
    try:
        with gzip.open(DISTRO_CHANGELOG, "rt", encoding="utf-8", errors="replace") as stream:
            text = stream.read(20_000)
    except OSError:
        return "", None
    told = _PACKAGE.match(text)
    return (told["version"] if told else "", signed_on(text))


def _evidence(snapshots: Iterable[Snapshot]) -> Iterator[Fact]:
    columns = ("product", "cycle", "title", "security_ends_on", "extended_ends_on", "ended", "place")
    for snapshot in snapshots:
        for row in rows_of(snapshot, "support_cycles", columns):
            yield _cycle(row, snapshot)


def _cycle(row: Mapping[str, Any], snapshot: Snapshot) -> Fact:
    free = row["product"] in _free()
    return Fact(
        product=row["product"],
        line=row["cycle"],
        title=f"{row['title']} {row['cycle']}" if row["title"] else "",
        security_end=row["security_ends_on"],
        free_end=row["extended_ends_on"] if free else None,
        paid_end=None if free else row["extended_ends_on"],
        ended=row["ended"],
        teller="evidence",
        told_by=f"{snapshot.source.title}, as of {snapshot.observed_at:%Y-%m-%d}",
        as_of=snapshot.observed_at.date(),
        snapshot=snapshot.pk,
        place=row["place"],
    )
