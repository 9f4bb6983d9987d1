"""Findings as rows of a table and of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from earnest.core.assets.models import Asset
from earnest.duties.hygiene import queries
from earnest.duties.hygiene.queries import Board, Filters, Line
from earnest.foundation.record import visible_to
from earnest.interfaces.web.hygiene import words
from earnest.interfaces.web.hygiene.files import Files
from earnest.interfaces.web.hygiene.words import Standing
from earnest.interfaces.web.listing import Column

A_READ = 200
MOST_IN_A_FILE = 20_000
"""Rows that one file holds. Whoever needs more narrows the list, or asks the API page by page."""

COLUMNS = (
    Column("flaw", gettext_lazy("Flaw"), lambda row: row.vulnerability_id),
    Column("title", gettext_lazy("Title"), lambda row: row.title),
    Column("asset", gettext_lazy("Asset"), lambda row: row.asset_name),
    Column("asset_id", gettext_lazy("As the tool names it"), lambda row: row.asset_id),
    Column("tier", gettext_lazy("Tier"), lambda row: row.tier),
    Column("exposure", gettext_lazy("Reached from"), lambda row: words.exposure(row.exposure)),
    Column("team", gettext_lazy("Team"), lambda row: row.team),
    Column("package", gettext_lazy("Package"), lambda row: row.package_name),
    Column("version", gettext_lazy("Version"), lambda row: row.package_version),
    Column("fixed", gettext_lazy("Mended in"), lambda row: row.fixed_version),
    Column("severity", gettext_lazy("Severity"), lambda row: row.severity),
    Column("cvss", gettext_lazy("CVSS"), lambda row: row.cvss_score),
    Column("exploited", gettext_lazy("Exploited"), lambda row: str(words.EXPLOITED[row.exploited])),
    Column("epss", gettext_lazy("EPSS"), lambda row: row.epss),
    Column("priority", gettext_lazy("Priority"), lambda row: row.priority_title),
    Column("clock", gettext_lazy("Clock"), lambda row: words.clock(row.clock).word),
    Column("started", gettext_lazy("Clock started"), lambda row: row.clock_start),
    Column("due", gettext_lazy("Due"), lambda row: row.due_on),
    Column("over", gettext_lazy("Days over"), lambda row: row.overdue_days),
    Column("exception", gettext_lazy("Exception"), lambda row: row.exception),
    Column("vex", gettext_lazy("VEX"), lambda row: row.vex_status),
    Column("source", gettext_lazy("Source"), lambda row: row.source),
    Column("opened", gettext_lazy("First seen by us"), lambda row: row.opened_at),
    Column("looked", gettext_lazy("Not looked at since"), lambda row: row.not_looked_since),
    Column("finding", gettext_lazy("Id"), lambda row: row.finding),
)


@dataclass(frozen=True)
class Row:
    """A finding as a list shows it."""

    line: Line
    flaw: str
    package: str
    stands: Standing
    team: str
    exposure: str
    asset: int | None
    url: str
    why: str


def rows(found: Files, lines: Iterable[Line]) -> list[Row]:
    """Findings with their words and addresses."""
    told = tuple(lines)
    keys = {one.asset_key for one in told if one.asset_key}
    assets = dict(visible_to(found.stands.actor, Asset).filter(key__in=keys).values_list("key", "pk"))
    return [
        Row(
            line=one,
            flaw=words.flaw(one),
            package=words.package(one),
            stands=words.clock_of(one),
            team=words.team(one.team),
            exposure=words.exposure(one.exposure),
            asset=assets.get(one.asset_key or ""),
            url=found.link("hygiene-finding", one.finding, source=one.source),
            why=found.link("proof-hygiene-finding", one.finding, source=one.source),
        )
        for one in told
    ]


def every(board: Board, asked: Filters, sort: str) -> Iterator[Line]:
    """All findings that are asked for, up to as many as a file holds, in their order."""
    for number in range(1, MOST_IN_A_FILE // A_READ + 1):
        page = queries.findings(board, asked, sort, number, A_READ)
        yield from page.lines
        if number >= page.pages:
            return
