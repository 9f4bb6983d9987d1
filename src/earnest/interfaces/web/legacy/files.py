"""What a page of the legacy duty reads: the register, comparisons and fences of the day that it speaks of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.core.risks.queries import Modelled
from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry, RingfenceClaim
from earnest.duties.legacy.queries import Comparison, Fenced, Frozen, Register
from earnest.duties.legacy.rules.comparing import Between
from earnest.duties.legacy.rules.register import Row
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.amounts import whole
from earnest.interfaces.web.legacy.memory import remembered, state_of
from earnest.interfaces.web.risk.money import between, short
from earnest.interfaces.web.risk.reading import model_of
from earnest.interfaces.web.standing import Standing, standing

PAGES = ("legacy", "legacy-register", "legacy-fences", "legacy-roadmap", "legacy-frozen")


@dataclass(frozen=True)
class Place:
    """A page beside this one."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Files:
    """What is known of old systems on the day that a page speaks of."""

    stands: Standing

    @cached_property
    def state(self) -> Hashable:
        return state_of(self.stands)

    @cached_property
    def register(self) -> Register:
        return remembered(self.state, "register", lambda: queries.register(self.stands.day))

    @cached_property
    def entries(self) -> Sequence[LifeCycleEntry]:
        rows = visible_to(self.stands.actor, LifeCycleEntry)
        return list(rows.select_related("asset", "decision", "accountable", "approver").order_by("title"))

    @cached_property
    def fences(self) -> Sequence[RingfenceClaim]:
        rows = visible_to(self.stands.actor, RingfenceClaim)
        return list(rows.select_related("asset").order_by("title"))

    @cached_property
    def modelled(self) -> Modelled:
        return model_of(self.stands)

    @property
    def currency(self) -> str:
        return self.modelled.currency

    def comparison(self, entry: LifeCycleEntry) -> Comparison:
        return remembered(
            self.state, ("comparison", entry.pk), lambda: queries.comparison(self.modelled, entry, found=self.register)
        )

    def fence(self, claim: RingfenceClaim) -> Fenced:
        return remembered(self.state, ("fence", claim.pk), lambda: queries.ringfence(claim, self.stands.day))

    def frozen(self, years: int) -> Frozen:
        """Invalid where `years` is not 1 to 10."""
        return remembered(self.state, ("frozen", years), lambda: queries.frozen(self.modelled, years))

    def entry_of(self, row: Row) -> LifeCycleEntry | None:
        return queries.entry_of(row, self.entries)

    def undecided(self, rows: Iterable[Row]) -> list[Row]:
        """What ended and nobody has decided on."""
        found = []
        for row in rows:
            entry = self.entry_of(row)
            if entry is None or entry.decision_id is None:
                found.append(row)
        return found

    def money(self, amount: float) -> str:
        return whole(short(amount, self.currency))

    def range(self, amount: Between) -> str:
        return whole(between(amount.low, amount.high, self.currency))

    def link(self, name: str, *args: object, **asked: object) -> str:
        """The address of a page on this day."""
        pairs: list[tuple[str, object]] = [(key, value) for key, value in asked.items() if value not in {"", None}]
        if self.stands.query:
            pairs.append(("as_of", self.stands.day.isoformat()))
        return reverse(name, args=args) + (f"?{urlencode(pairs)}" if pairs else "")

    def context(self, name: str, title: str, last: str) -> dict[str, object]:
        """What every page of the duty gives its template."""
        labels = (_("Old systems"), _("What runs where"), _("Ringfences"), _("Roadmap"), _("A frozen budget"))
        first = Crumb(_("Legacy"), self.link("legacy"))
        return {
            **self.stands.context,
            "title": title,
            "crumbs": [first, Crumb(last)] if last else [Crumb(_("Legacy"))],
            "files": self,
            "places": [Place(label, self.link(page), page == name) for label, page in zip(labels, PAGES, strict=True)],
        }


def files(request: ActorRequest) -> Files:
    """What the page speaks of. Http404 for those who may not see the record."""
    return Files(standing(request))
