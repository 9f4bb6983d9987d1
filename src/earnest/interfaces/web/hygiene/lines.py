"""Findings as rows of a table and of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.assets.models import Asset
from earnest.duties.hygiene.queries import Line
from earnest.foundation.record import visible_to
from earnest.interfaces.web.hygiene import words
from earnest.interfaces.web.hygiene.files import Files
from earnest.interfaces.web.hygiene.words import Standing
from earnest.interfaces.web.listing import Column

MOST_IN_A_FILE = 20_000
"""Rows that an XLSX or JSON file holds, for it is made in memory. A CSV file is sent as it is read and holds all."""

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
    """A finding as a list shows it. `short_title` and `short_package` are cut to what a row holds; `reach` tells the
    tier of the asset and from where it can be reached."""

    line: Line
    flaw: str
    package: str
    stands: Standing
    team: str
    exposure: str
    asset: int | None
    url: str
    why: str
    reach: str
    short_flaw: str
    short_title: str
    short_package: str
    short_asset: str


def rows(found: Files, lines: Iterable[Line]) -> list[Row]:
    """Findings with their words and addresses."""
    told = tuple(lines)
    keys = {one.asset_key for one in told if one.asset_key}
    assets = dict(visible_to(found.stands.actor, Asset).filter(key__in=keys).values_list("key", "pk"))
    page, proof = _address(found, "hygiene-finding"), _address(found, "proof-hygiene-finding")
    reaches: dict[tuple[int, str], str] = {}
    made = []
    for one in told:
        flaw, package, exposure = words.flaw(one), words.package(one), words.exposure(one.exposure)
        if (seen := (one.tier, one.exposure)) not in reaches:
            given = {"tier": one.tier, "reached": exposure.lower()}
            reaches[seen] = _("tier %(tier)s, %(reached)s") % given
        made.append(
            Row(
                line=one,
                flaw=flaw,
                package=package,
                stands=words.clock_of(one),
                team=words.team(one.team),
                exposure=exposure,
                asset=assets.get(one.asset_key or ""),
                url=page(one),
                why=proof(one),
                reach=reaches[seen],
                short_flaw=cut(flaw, 90),
                short_title=cut(one.title, 110) if one.vulnerability_id and one.title else "",
                short_package=cut(package, 110),
                short_asset=cut(one.asset_name, 70),
            )
        )
    return made


def cut(text: str, most: int) -> str:
    """A text of so many letters at most, with an ellipsis where some are left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _address(found: Files, name: str) -> Callable[[Line], str]:
    """The addresses of findings on one page: found once, for finding an address takes longer than filling one in."""
    nobody = "0" * 32
    start, end = found.link(name, nobody).split(nobody)
    mark = "&" if "?" in end else "?"
    return lambda one: f"{start}{one.finding}{end}{mark}{urlencode({'source': one.source})}"
