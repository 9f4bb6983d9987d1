"""What the record says of money, loaded part by part: the model of risk, its estimates, and the budget of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from earnest.core.controls.models import Control
from earnest.core.risks.models import Appetite, ControlEffect, Estimate, Scenario, Treatment
from earnest.core.risks.queries import Exposure, Modelled, appetite_on, exposure, modelled
from earnest.duties.budget.models import FiscalYear, InsurancePolicy, Investment, Tool
from earnest.duties.budget.queries import (
    Choice,
    Cut,
    InsuranceWhatIf,
    Ranking,
    Returns,
    YearView,
    best,
    drop_first,
    fiscal_year,
    frontier,
    policy_terms,
    ranking,
    returns,
    year_view,
)
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Record, visible_to
from earnest.narrative.basis import Basis, Entry, newest_entries

OLD = timedelta(days=365)
"""After which an estimate is said to be old."""

STEPS = 12
"""Points between the smallest budget and the one that buys all that is worth buying."""

LEAST_CUT = 0.1
"""The cut that is told of where all that is planned is offered."""


@dataclass(frozen=True)
class Money:
    """The money side of one basis. Each part is read or concluded once, when it is first asked for."""

    basis: Basis

    @property
    def day(self) -> date:
        return self.basis.day

    @cached_property
    def _made(self) -> tuple[Modelled | None, str]:
        if not visible_to(self.basis.actor, Scenario).filter(state=Scenario.State.LIVE).exists():
            return None, ""
        try:
            return modelled(self.day), ""
        except Invalid as error:
            return None, str(error)

    @property
    def model(self) -> Modelled | None:
        """None where no scenario is live, and where the model cannot be made (`broken` says why)."""
        return self._made[0]

    @property
    def broken(self) -> str:
        return self._made[1]

    @property
    def currency(self) -> str:
        return self.basis.organization.currency if self.basis.organization else "EUR"

    @cached_property
    def exposure(self) -> Exposure | None:
        """None where no scenario is priced."""
        return None if self.model is None or not self.model.scenarios else exposure(self.model)

    @cached_property
    def estimates(self) -> Mapping[str, tuple[Estimate, ...]]:
        """Estimates of the live scenarios that were believed on the day, by key of the scenario."""
        found: dict[str, list[Estimate]] = defaultdict(list)
        rows = visible_to(self.basis.actor, Estimate).filter(Estimate.in_force(self.day))
        rows = rows.filter(scenario__state=Scenario.State.LIVE).select_related("scenario", "author")
        for row in rows.order_by("scenario__key", "part", "form", "pk"):
            found[row.scenario.key].append(row)
        return {key: tuple(some) for key, some in found.items()}

    @cached_property
    def effects(self) -> tuple[ControlEffect, ...]:
        """What controls were believed to do on the day."""
        rows = visible_to(self.basis.actor, ControlEffect).filter(ControlEffect.in_force(self.day))
        return tuple(rows.select_related("control", "scenario", "author").order_by("control__key", "scenario__key"))

    @cached_property
    def appetite(self) -> Appetite | None:
        return appetite_on(self.day)

    @cached_property
    def treatments(self) -> Mapping[int, Treatment]:
        rows = visible_to(self.basis.actor, Treatment).select_related("scenario", "asked_by", "approver")
        return {row.pk: row for row in rows}

    @cached_property
    def lapsed(self) -> tuple[Treatment, ...]:
        """Acceptances past their last day that nothing has followed, the latest first."""
        if self.model is None:
            return ()
        followed = {self.treatments[one.id].scenario_id for one in self.model.treatments.values()}
        found = [
            one
            for one in self.treatments.values()
            if one.decision == Treatment.Decision.ACCEPT
            and one.state == Treatment.State.APPROVED
            and one.ends_on is not None
            and one.ends_on < self.day
            and one.scenario.state == Scenario.State.LIVE
            and one.scenario_id not in followed
        ]
        newest = {one.scenario_id: one for one in sorted(found, key=lambda one: (one.ends_on, one.pk))}
        return tuple(sorted(newest.values(), key=lambda one: (one.ends_on, one.pk), reverse=True))

    @cached_property
    def _year(self) -> tuple[FiscalYear | None, YearView | None, str]:
        coming = visible_to(self.basis.actor, FiscalYear).filter(starts_on__gt=self.day).exclude(asked=None)
        found = coming.order_by("starts_on", "pk").first()
        try:
            found = found or fiscal_year(day=self.day)
            return found, year_view(found, self.day), ""
        except Invalid as error:
            return None, None, str(error)

    @property
    def year(self) -> FiscalYear | None:
        """The first year to come for which money is asked, else the one that the day is in.

        None where there is none or where its lines cannot be told in one currency (`no_year` says why).
        """
        return self._year[0]

    @property
    def view(self) -> YearView | None:
        return self._year[1]

    @property
    def no_year(self) -> str:
        return self._year[2]

    @cached_property
    def ranking(self) -> Ranking | None:
        """Everything we pay for, by net worth."""
        return None if self.model is None or self.year is None else ranking(self.model, self.year)

    @cached_property
    def returns(self) -> Returns | None:
        """Everything that could be bought, by net worth."""
        return None if self.model is None or self.year is None else returns(self.model, self.year)

    @cached_property
    def brought(self) -> Mapping[int, tuple[str, ...]]:
        """Keys of the planned controls that each purchase brings and the model knows, by its row."""
        known = self.model.of_candidate if self.model else frozenset()
        found: dict[int, list[str]] = defaultdict(list)
        rows = visible_to(self.basis.actor, Investment).order_by("controls__key").values_list("pk", "controls__key")
        for pk, key in rows:
            if key in known:
                found[pk].append(key)
        return {pk: tuple(keys) for pk, keys in found.items()}

    @cached_property
    def best(self) -> Choice | str | None:
        """The best set for what is offered, or why there is none; None where nothing is offered or priced."""
        if self.model is None or self.year is None or self.year.offered is None:
            return None
        try:
            return best(self.model, self.year)
        except Invalid as error:
            return str(error)

    @cached_property
    def frontier(self) -> tuple[Choice, ...]:
        """The best set at each of a row of budgets, up to the one that buys all that is worth buying."""
        if self.model is None or self.year is None or self.returns is None or not self.returns.rows:
            return ()
        coarse = frontier(self.model, self.year)
        low, high = coarse[0].budget, max(one.running + one.spent for one in coarse)
        told = {float(one) for one in (self.year.offered, self.year.asked) if one is not None and one >= low}
        spread = {low + (high - low) * step / (STEPS - 1) for step in range(STEPS)}
        return frontier(self.model, self.year, sorted(spread | told))

    @cached_property
    def cut(self) -> Cut | str | None:
        """What to drop first: as much as is offered less than planned, else a tenth. The reason where it cannot be."""
        if self.model is None or self.year is None or self.view is None or not self.view.lines:
            return None
        planned, gap = self.view.planned, self.view.gap
        share = float(gap / planned) if gap is not None and planned and 0 < gap < planned else LEAST_CUT
        try:
            return drop_first(self.model, self.year, share)
        except Invalid as error:
            return str(error)

    @cached_property
    def policy(self) -> InsurancePolicy | None:
        """The policy that runs on the day."""
        rows = visible_to(self.basis.actor, InsurancePolicy).filter(starts_on__lte=self.day, ends_on__gte=self.day)
        return rows.order_by("-starts_on", "pk").first()

    @cached_property
    def insurance(self) -> InsuranceWhatIf | None:
        if self.policy is None or self.model is None or not self.model.scenarios:
            return None
        return policy_terms(self.policy, self.model)

    @cached_property
    def ledger(self) -> Mapping[str, Entry]:
        """The newest entry of each record of money that documents refer to, up to the one that counts."""
        actor = self.basis.actor
        records: list[Record] = [
            *(one for some in self.estimates.values() for one in some), *self.effects, *self.treatments.values(),
            *visible_to(actor, Investment), *visible_to(actor, Tool),
            *visible_to(actor, Control).filter(state=Control.State.PLANNED),
            *(one for one in (self.appetite, self.year, self.policy) if one is not None),
        ]  # fmt: skip
        lines = [f"budget.line:{line.fact.id}" for line in self.view.lines] if self.view else []
        references = [*(one.reference for one in records), *lines]
        return newest_entries(references, self.basis.assessment.ledger_number)
