"""The claims of one document on the budget: asked and offered, worth, the best set, what to drop, insurance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earnest.duties.budget.queries import Choice, Ranked, Return
from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.pictures import Frontier, FrontierPoint, NetWorth, Picture, WorthRow
from earnest.engines.documents.model import Chart, Sentence, Sentences
from earnest.engines.documents.parts import Inline, Reference
from earnest.engines.documents.proof import Step
from earnest.engines.quant import Verdict
from earnest.narrative import spending_chains as steps
from earnest.narrative.claims import Claims
from earnest.narrative.money_basis import Money
from earnest.narrative.told_money import (
    LEVEL,
    VERDICTS,
    ChoiceTold,
    CutTold,
    LayerTold,
    ListTold,
    WorthTold,
    YearTold,
    rounded,
)


@dataclass
class Spending:
    """Tells of money spent. Methods give None where the record does not hold what they tell of."""

    claims: Claims
    money: Money

    @property
    def currency(self) -> str:
        return self.money.currency

    def year(self) -> YearTold | None:
        view = self.money.view
        if view is None:
            return None
        told = YearTold("money:year", self.currency, view)
        if told.id not in self.claims.made:
            given = (view.asked, view.offered, told.short, view.planned, view.gap)
            states: list[Reference] = [told.exact(amount) for amount in given if amount is not None]
            if view.gap is not None:
                states.append(told.exact(abs(view.gap)))
            states += [told.on(view.starts_on), told.on(view.ends_on), told.count(len(view.lines))]
            sentence = ("In the plan for ", told.name, ": ", told.exact(view.planned), ".")
            self.claims.add(told.id, sentence, steps.year(self.money), states)
        return told

    def paid(self, found: Ranked) -> WorthTold:
        """A tool or a control that we pay for."""
        return self._worth(f"money:paid/{found.kind}-{found.key}", found, found.alone)

    def purchase(self, found: Return) -> WorthTold:
        """Something that could be bought."""
        return self._worth(f"money:purchase/{found.key}", found, self.money.brought.get(found.id, ()))

    def _worth(self, claim: str, found: Ranked | Return, controls: tuple[str, ...]) -> WorthTold:
        told = WorthTold(claim, self.currency, found)
        if told.id not in self.claims.made:
            net = told.spread(found.net, LEVEL)
            states: list[Reference] = [told.removed, told.introduced, told.cost, told.verdict, told.net, told.shortfall]
            states += [told.amount(abs(amount)) for _, amount in found.why]
            states += [told.exact(found.money)]
            if isinstance(found, Return):
                states += [told.count(found.rank), *((told.count(found.vendor_rank),) if found.vendor_rank else ())]
                if found.delay is not None:
                    states.append(told.ends(found.delay.month))
            sentence = (told.name, ": net worth a year ", net, ".")
            self.claims.add(told.id, sentence, steps.worth(self.money, found, controls), states)
        return told

    def best(self) -> ChoiceTold | None:
        """The best set for what is offered; None where there is none (`money.best` is then the reason, or None)."""
        found = self.money.best
        return self._choice("money:best", found) if isinstance(found, Choice) else None

    def at_asked(self) -> ChoiceTold | None:
        """The best set for what is asked."""
        view = self.money.view
        asked = float(view.asked) if view and view.asked is not None else None
        found = next((one for one in self.money.frontier if one.budget == asked), None)
        return self._choice("money:asked", found) if found is not None else None

    def _choice(self, claim: str, found: Choice) -> ChoiceTold:
        told = ChoiceTold(claim, self.currency, found)
        if told.id not in self.claims.made:
            states: list[Reference] = [told.exact(amount) for amount in (found.running, found.left, found.spent)]
            states += [
                told.exact(found.left - found.spent),
                told.amount(told.better),
                told.count(len(found.passed_over)),
            ]
            states += [told.amount(found.loss_before), told.amount(found.loss_after)]
            states += [told.amount(found.loss_before - found.loss_after)]
            states += [told.exact(one.money) for one in (*found.chosen, *found.passed_over)]
            states.append(told.exact(found.running + found.spent))
            if isinstance(self.money.best, Choice):
                states.append(told.gain(self.money.best))
            if found.net is not None:
                states.append(told.spread(found.net, LEVEL))
            sentence = (
                "The best set for ",
                told.exact(found.budget),
                ": ",
                told.count(len(found.chosen)),
                " purchases.",
            )
            self.claims.add(told.id, sentence, steps.choice(self.money, found), states)
        return told

    def cut(self) -> CutTold | None:
        found = self.money.cut
        if found is None or isinstance(found, str):
            return None
        told = CutTold("money:cut", self.currency, found)
        if told.id not in self.claims.made:
            states: list[Reference] = [told.exact(found.saved), told.share(round(found.share, 4)), told.raised]
            states += [told.exact(found.out_of_reach), told.count(len(found.dropped)), told.amount(found.loss_after)]
            states += [told.exact(one.money) for one in found.dropped]
            states += [told.amount(one.loss_after) for one in found.dropped]
            sentence = ("To save ", told.exact(found.aim), ", drop these first.")
            self.claims.add(told.id, sentence, steps.cut(self.money, found), states)
        return told

    def layer(self) -> LayerTold | None:
        """The policy that runs, and what it carries."""
        policy, found = self.money.policy, self.money.insurance
        if policy is None or found is None:
            return None
        told = LayerTold("money:layer", self.currency, policy, found)
        if told.id not in self.claims.made:
            effect = found.effect
            states: list[Reference] = [told.exact(one) for one in (policy.retention, policy.limit, policy.premium)]
            states += [told.chance(effect.attached), told.chance(effect.exhausted), told.years, told.count(100)]
            states += [told.amount(one) for one in (effect.before.var95, effect.after.var95)]
            states += [told.amount(one) for one in (effect.before.tvar99, effect.after.tvar99)]
            states += [told.on(policy.starts_on), told.on(policy.ends_on), told.count(len(found.covers))]
            states += [told.share(float(policy.share))]
            sentence = ("The insurer is expected to pay ", told.ends(effect.ceded, LEVEL), " a year.")
            self.claims.add(told.id, sentence, steps.layer(self.money), states)
        return told

    def list(self) -> ListTold | None:
        """What we pay for that cannot be judged."""
        found = self.money.ranking
        if found is None:
            return None
        told = ListTold("money:list", self.currency, found)
        if told.id not in self.claims.made:
            loose = [row for row in found.rows if not row.is_modelled]
            unsaid = [row for row in found.rows if row.is_modelled and row.verdict is Verdict.UNSTATED]
            states: list[Reference] = [
                told.count(len(loose)),
                told.count(len(unsaid)),
                told.exact(found.unjoined_money),
            ]
            sentence = ("Things that we pay for: ", told.count(len(found.rows)), ".")
            self.claims.add(told.id, sentence, steps.judged(self.money, found), states)
        return told

    def dear(self) -> tuple[Ranked, ...]:
        """What costs more than it gives: first what works today, tools first, the worst first."""
        rows = self.money.ranking.rows if self.money.ranking else ()
        found = [row for row in rows if row.is_modelled and row.verdict is Verdict.COSTS_MORE]
        return tuple(
            sorted(found, key=lambda row: (not self.is_shown_to_work(row), row.kind != "tool", row.net.mean, row.key))
        )

    def is_shown_to_work(self, row: Ranked) -> bool:
        """Whether all that rests on it has full credit: what fails or is unproven today is worth little for now."""
        model = self.money.model
        return model is not None and not any(model.credits[key].is_cut for key in row.alone if key in model.credits)

    def next_purchase(self) -> Return | None:
        """The purchase with the most net worth above nothing that does not cost more than it gives."""
        rows = self.money.returns.rows if self.money.returns else ()
        return next((one for one in rows if one.is_modelled and one.net.mean > 0), None)

    def vendors_first(self) -> Return | None:
        """What stands first on the vendor's list; None where no purchase has a place on it."""
        rows = [one for one in (self.money.returns.rows if self.money.returns else ()) if one.vendor_rank is not None]
        return min(rows, key=lambda one: (one.vendor_rank or 0, one.key), default=None)

    def worth_chart(self, rows: Sequence[Ranked], title: Inline, said: Sentences) -> Chart | None:
        """Ranges of net worth, one row each; None where there is nothing to draw."""
        drawn = tuple(_drawn(row) for row in rows)
        if not drawn:
            return None
        return self._chart("money:worths", NetWorth(drawn, self.currency), title, said, steps.worths(self.money, rows))

    def frontier_chart(self, title: Inline, said: Sentences) -> Chart | None:
        """What more money buys; None where that is one point only."""
        found = self.money.frontier
        points: dict[int, FrontierPoint] = {}
        for one in found:
            at, net = round(one.running + one.spent), one.net
            ends = (None, None) if net is None else (rounded(net.low), rounded(net.high))
            points.setdefault(at, FrontierPoint(at, rounded(net.mean) if net else 0.0, *ends))
        if len(points) < 2 or self.money.view is None:
            return None
        view = self.money.view
        best = self.money.best
        cost = round(best.running + best.spent) if isinstance(best, Choice) else None
        rising = [points[key] for key in sorted(points)]
        far = max([float(one) for one in (view.offered, view.asked) if one is not None], default=0.0)
        if far > rising[-1].cost:
            last = rising[-1]
            rising.append(FrontierPoint(round(far), last.worth, last.low, last.high))
        picture = Frontier(
            tuple(rising), self.currency, chosen=cost if cost in points else None,
            offered=float(view.offered) if view.offered is not None else None,
            asked=float(view.asked) if view.asked is not None else None,
        )  # fmt: skip
        return self._chart("money:frontier", picture, title, said, steps.frontier(self.money, found))

    def _chart(self, claim: str, picture: Picture, title: Inline, said: Sentences, chain: Iterable[Step]) -> Chart:
        table = behind.table(picture, claim, names="product")
        if claim not in self.claims.made:
            self.claims.add(claim, "What the chart and its table show.", chain, behind.stated(table))
        lead = (
            Sentence(said[0].parts, (*said[0].claims, claim)) if said else Sentence("What the chart shows.", (claim,))
        )
        return Chart(picture, title, (lead, *said[1:]), table, (claim,))


def _drawn(row: Ranked) -> WorthRow:
    net = row.net
    low, q25, mean, q75, high = (rounded(end) for end in (net.low, net.q25, net.mean, net.q75, net.high))
    return WorthRow(row.name, low, q25, mean, q75, high, VERDICTS[row.verdict.value], row.accountable)
