"""What a page of hygiene reads: the board of the day that it speaks of, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot
from earnest.core.risks.queries import Modelled
from earnest.duties.hygiene import queries
from earnest.duties.hygiene.queries import Benchmark, Board, InForce, Latency, Packages, Trend
from earnest.foundation import clock
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.amounts import whole
from earnest.interfaces.web.legacy.memory import remembered, state_of
from earnest.interfaces.web.risk.money import between, short
from earnest.interfaces.web.risk.reading import model_of
from earnest.interfaces.web.standing import Standing, standing

T = TypeVar("T")
PAGES = (
    "hygiene",
    "hygiene-findings",
    "hygiene-packages",
    "hygiene-latency",
    "hygiene-benchmarks",
    "hygiene-policy",
)
SHOWN_OF_PACKAGES = 500


@dataclass(frozen=True)
class Place:
    """A page beside this one, or another view of it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Files:
    """What is known of hygiene on the day that a page speaks of."""

    stands: Standing

    @cached_property
    def state(self) -> Hashable:
        return ("hygiene", state_of(self.stands))

    def kept(self, what: Hashable, conclude: Callable[[], T]) -> T:
        """What was concluded in this state of the record, or is concluded now."""
        return remembered(self.state, what, conclude)

    @cached_property
    def board(self) -> Board:
        return queries.board_file(self.stands.day)

    @cached_property
    def modelled(self) -> Modelled:
        return model_of(self.stands)

    @cached_property
    def packages(self) -> Packages:
        return self.kept("packages", lambda: queries.packages(self.board, self.modelled))

    @cached_property
    def benchmarks(self) -> tuple[Benchmark, ...]:
        return self.kept("benchmarks", lambda: queries.benchmarks(self.stands.day))

    @cached_property
    def trend(self) -> Trend:
        return self.kept("trend", lambda: queries.trend(self.board))

    @cached_property
    def in_force(self) -> InForce:
        return queries.in_force(self.stands.day)

    def latency(self, by: str) -> Latency:
        """Invalid where time to fix cannot be split like that."""
        return self.kept(("latency", by), lambda: queries.latency(self.board, by))

    @cached_property
    def snapshots(self) -> Mapping[str, tuple[Snapshot, ...]]:
        """The snapshots that speak on the day, by the tables that they hold."""
        found: dict[str, list[Snapshot]] = {}
        for snapshot in evidence.current_snapshots(clock.end_of(self.stands.day)):
            for table in snapshot.tables.all():
                found.setdefault(table.table, []).append(snapshot)
        return {table: tuple(rows) for table, rows in found.items()}

    def of(self, table: str) -> tuple[Snapshot, ...]:
        """The snapshots that hold a table, the newest first."""
        return tuple(sorted(self.snapshots.get(table, ()), key=lambda one: one.observed_at, reverse=True))

    def money(self, amount: float) -> str:
        return whole(short(amount, self.modelled.currency))

    def range(self, low: float, high: float) -> str:
        return whole(between(low, high, self.modelled.currency))

    def link(self, name: str, *args: object, **asked: object) -> str:
        """The address of a page on this day. A value of None is left out."""
        pairs: list[tuple[str, object]] = [(key, value) for key, value in asked.items() if value is not None]
        if self.stands.query:
            pairs.append(("as_of", self.stands.day.isoformat()))
        return reverse(name, args=args) + (f"?{urlencode(pairs)}" if pairs else "")

    def context(self, name: str, title: str, *way: Crumb) -> dict[str, object]:
        """What every page of the duty gives its template. `way` leads from hygiene to the page."""
        labels = (_("Overview"), _("Findings"), _("Work packages"), _("Time to fix"), _("Benchmarks"), _("Policy"))
        first = Crumb(_("Hygiene"), self.link("hygiene"))
        return {
            **self.stands.context,
            "title": title,
            "crumbs": [first, *way] if way else [Crumb(_("Hygiene"))],
            "files": self,
            "places": [Place(label, self.link(page), page == name) for label, page in zip(labels, PAGES, strict=True)],
        }


def files(request: ActorRequest) -> Files:
    """What the page speaks of. Http404 for those who may not see the record."""
    return Files(standing(request))
