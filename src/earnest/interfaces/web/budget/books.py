"""What is on the books of a year, as a page of the budget reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from earnest.core.risks.queries import Modelled
from earnest.duties.budget import queries
from earnest.duties.budget.models import FiscalYear
from earnest.duties.budget.queries import Ranked, Ranking, Return, Returns, YearView
from earnest.duties.budget.rules.money import MissingRate
from earnest.engines.quant import Verdict
from earnest.foundation.errors import Invalid
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget.amounts import full, whole
from earnest.interfaces.web.risk.money import between, short
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.standing import Standing, standing

KEY = "year"
PAGES = ("budget", "budget-worth", "budget-investments", "budget-insurance")


@dataclass(frozen=True)
class Place:
    """A page beside this one, or the same page for another year."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Books:
    """A fiscal year on the day that a page speaks of. `year` is None where the record has none yet."""

    stands: Standing
    year: FiscalYear | None
    years: Sequence[FiscalYear]

    @property
    def of(self) -> FiscalYear:
        """The year, for pages that have made sure that there is one."""
        if self.year is None:
            raise Invalid(_("There is no fiscal year yet. Add one: its label, first and last day."), field=KEY)
        return self.year

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.stands)

    @property
    def modelled(self) -> Modelled:
        return self.reading.modelled

    @cached_property
    def currency(self) -> str:
        return queries.own_currency()

    @cached_property
    def view(self) -> YearView:
        return queries.year_view(self.of, self.stands.day)

    @cached_property
    def ranking(self) -> Ranking:
        return queries.ranking(self.modelled, self.of)

    @cached_property
    def returns(self) -> Returns:
        return queries.returns(self.modelled, self.of)

    @cached_property
    def unpriced(self) -> str:
        """Why the lines cannot be added up: a currency without a rate. Empty where they can."""
        try:
            _view = self.year and self.view
        except MissingRate as error:
            return str(error)
        return ""

    def money(self, amount: Decimal | float) -> str:
        return whole(short(float(amount), self.currency))

    def full(self, amount: Decimal | float) -> str:
        """An amount of the budget to the last unit: €1,460,000."""
        return full(amount, self.currency)

    def balance(self, row: Ranked | Return) -> str:
        """What something removes, brings in and costs a year, and what that leaves, with its range."""
        if not row.is_modelled:
            return row.sentence
        given = {"removed": self.money(row.removed.mean), "introduced": self.money(row.introduced.mean)}
        given |= {"cost": self.money(row.cost.mean), "net": self.money(row.net.mean)}
        given["range"] = self.range(row.net.low, row.net.high)
        told = _(
            "It removes %(removed)s of expected loss a year, brings in %(introduced)s and costs %(cost)s: %(net)s on "
            "balance, between %(range)s nine times in ten."
        )
        if row.verdict is Verdict.UNSTATED:
            told = _(
                "It removes %(removed)s of expected loss a year and costs %(cost)s: %(net)s on balance (%(range)s), as "
                "long as it brings in nothing; nobody has said what it brings in."
            )
        return told % given

    def range(self, low: float, high: float) -> str:
        return whole(between(low, high, self.currency))

    def link(self, name: str, *args: object, **asked: object) -> str:
        """The address of a page of the budget, for this year and on this day."""
        pairs: list[tuple[str, object]] = [(KEY, self.year.label)] if self.year and self.year != self.usual else []
        pairs += [(key, value) for key, value in asked.items() if value not in {"", None}]
        if self.stands.query:
            pairs.append(("as_of", self.stands.day.isoformat()))
        return reverse(name, args=args) + (f"?{urlencode(pairs)}" if pairs else "")

    def proof(self, key: str, **asked: object) -> str:
        return self.link("proof-budget", key, **asked)

    @cached_property
    def usual(self) -> FiscalYear | None:
        """The year that a page is of when nobody asks for one."""
        return queries.fiscal_year(day=self.stands.day) if self.years else None

    def pages(self, current: str) -> list[Place]:
        labels = (
            pgettext("page of the budget", "The year"),
            _("Everything we pay for"),
            _("Investments"),
            _("Insurance"),
        )
        return [Place(label, self.link(name), name == current) for label, name in zip(labels, PAGES, strict=True)]

    def others(self, name: str) -> list[Place]:
        """The same page for each year on record; none where there is only one."""
        if len(self.years) < 2:
            return []
        days = {"as_of": self.stands.day.isoformat()} if self.stands.query else {}
        return [
            Place(one.label, f"{reverse(name)}?{urlencode({KEY: one.label, **days})}", one == self.year)
            for one in self.years
        ]

    def context(self, name: str, title: str, last: str) -> dict[str, object]:
        """What every page of the budget gives its template."""
        first = Crumb(_("Budget"), self.link("budget"))
        return {
            **self.stands.context,
            "title": title,
            "crumbs": [first, Crumb(last)] if last else [Crumb(_("Budget"))],
            "books": self,
            "year": self.year,
            "currency": self.currency,
            "places": self.pages(name),
            "other_years": self.others(name),
            "year_asked": self.year.label if self.year and self.year != self.usual else "",
        }


def books(request: ActorRequest, asked: QueryDict | None = None) -> Books:
    """The year that is asked for, else the one of the day. Http404 for those who may not see the record."""
    stands = standing(request)
    rows = list(visible_to(stands.actor, FiscalYear).order_by("starts_on", "pk"))
    label = (request.GET if asked is None else asked).get(KEY, "")[:20]
    if not rows and not label:
        return Books(stands, None, rows)
    return Books(stands, queries.fiscal_year(label or None, stands.day), rows)
