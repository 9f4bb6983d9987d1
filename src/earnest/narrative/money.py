"""The claims of one document on risk in money, each with its chain: method, estimates, credits, decisions, left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from earnest.core.risks.models import Treatment
from earnest.core.risks.queries import CurvePoint
from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.pictures import ChartError, Curve, LossExceedance, Mark
from earnest.engines.documents.model import Chart, Sentence
from earnest.engines.documents.parts import Reference
from earnest.engines.documents.proof import Step
from earnest.narrative import money_chains as steps
from earnest.narrative.claims import Claims
from earnest.narrative.money_basis import OLD, Money
from earnest.narrative.told_money import (
    LEVEL,
    YEARS,
    AcceptedTold,
    AppetiteTold,
    ExposureTold,
    GroundsTold,
    RaisedTold,
    ScenarioTold,
)

Kind: TypeAlias = Literal["now", "without", "planned"]

CURVE = "money:curve"
MODELLED_BY = 12
"""Scenarios, the dearest first, whose estimates the proof of the whole shows; each has its own proof besides."""


@dataclass
class Losses:
    """Tells of losses in money. Every method gives None where nothing is priced."""

    claims: Claims
    money: Money
    _ordered: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        found = self.money.exposure.by_scenario.values() if self.money.exposure else ()
        self._ordered = tuple(one.key for one in sorted(found, key=lambda one: (-one.mean, one.key)))

    @property
    def currency(self) -> str:
        return self.money.currency

    def exposure(self) -> ExposureTold | None:
        found = self.money.exposure
        if found is None:
            return None
        told = ExposureTold("money:exposure", self.currency, found)
        if told.id not in self.claims.made:
            mean = told.between(found.mean, found.mean_low, found.mean_high, LEVEL)
            shown = (told.worst, told.worst_average, told.median)
            states: list[Reference] = [one for one in shown if one is not None]
            states += [told.without, told.years, told.count(len(self._ordered))]
            states.append(told.chance(found.probability_zero))
            inputs = [("expected loss a year", f"{found.mean:,.2f}"), ("standard deviation", f"{found.sd:,.2f}")]
            inputs += [(name, f"cannot be told: {why}") for name, why in found.refused.items()]
            if found.var95 is not None and found.tvar95 is not None:
                inputs.append(
                    (f"worst year in {YEARS}, from and on average", f"{found.var95:,.2f}, {found.tvar95:,.2f}")
                )
            self.claims.add(told.id, ("Expected loss a year: ", mean, "."), self._whole(steps.EXACT, inputs), states)
        return told

    def appetite(self) -> AppetiteTold | None:
        """None also where no appetite is agreed."""
        found = self.money.exposure
        if found is None or not found.appetite or self.money.appetite is None:
            return None
        told = AppetiteTold("money:appetite", self.currency, found)
        if told.id not in self.claims.made:
            states: list[Reference] = [told.count(len(found.appetite)), told.count(len(found.appetite) - told.within)]
            for one in found.appetite:
                states += [told.exact(one.loss), told.chance(one.limit), told.chance(one.now)]
            agreed = self.money.appetite
            states += [told.on(agreed.agreed_on), told.on(agreed.valid_until), told.years]
            sentence = ("Limits kept: ", told.count(told.within), " of ", told.count(len(found.appetite)), ".")
            inputs = [
                (f"more than {one.loss:,.0f}", f"{one.now:.3%} of years, at most {one.limit:.3%} agreed")
                for one in found.appetite
            ]
            what = "The chance of each loss, from the distribution of the expected loss, held against the limit agreed"
            chain = (*steps.appetite(self.money), *self._derived(what, inputs))
            self.claims.add(told.id, sentence, chain, states)
        return told

    def raised(self) -> RaisedTold | None:
        """None also where every control in force has full credit."""
        found = self.money.exposure
        if found is None or found.raised_by <= 0 or not found.raised_by_control:
            return None
        dear = sorted(found.raised_by_control.items(), key=lambda one: (-one[1], one[0]))
        keys = tuple(key for key, amount in dear if amount > 0)
        told = RaisedTold("money:raised", self.currency, found, keys)
        if told.id not in self.claims.made:
            states: list[Reference] = [told.if_all_worked, told.count(len(keys)), *(told.of(key) for key in keys)]
            sentence = ("What controls that do not work, or that nobody has shown to work, cost a year: ",)
            inputs = [
                ("expected loss a year", f"{found.mean:,.2f}"),
                ("if all worked", f"{found.mean_if_all_worked:,.2f}"),
            ]
            inputs += [(key, f"{found.raised_by_control[key]:,.2f}") for key in keys]
            what = "Expected loss a year as the controls are, less that with full credit for every one of them"
            chain = (
                steps.method(self.money, what, inputs),
                *steps.credits_of(self.money, keys),
                *steps.effects(self.money, keys),
                *steps.left_out(self.money),
            )
            self.claims.add(told.id, (*sentence, told.total, "."), chain, states)
        return told

    def scenario(self, key: str) -> ScenarioTold:
        """KeyError where the scenario is not in the model."""
        money, found = self.money, self.money.exposure
        if found is None:
            raise KeyError(key)
        one = found.by_scenario[key]
        told = ScenarioTold(f"money:scenario/{key}", self.currency, one)
        if told.id not in self.claims.made:
            states: list[Reference] = [told.part, *((told.worst,) if told.worst else ()), told.years]
            states += [told.amount(one.mean_without), told.amount(one.mean_if_all_worked)]
            acting = steps.acting(money, (key,))
            chain: list[Step] = [steps.method(money, steps.EXACT, [("expected loss a year", f"{one.mean:,.2f}")])]
            chain += steps.estimates(money, (key,))
            chain += steps.effects_on(money, key)
            chain += steps.credits_of(money, acting)
            if one.treatment is not None and one.treatment.id in money.treatments:
                chain += steps.treatment(money, money.treatments[one.treatment.id])
            mean = told.between(one.mean, one.low, one.high, LEVEL)
            self.claims.add(told.id, (told.name, ": expected loss a year ", mean, "."), chain, states)
        return told

    def top(self, most: int) -> tuple[ScenarioTold, ...]:
        """The scenarios that cost most, the dearest first."""
        return tuple(self.scenario(key) for key in self._ordered[:most])

    def accepted(self, one: Treatment) -> AcceptedTold:
        """Risk accepted until a day that has passed, with what it costs where it is priced."""
        told = AcceptedTold(f"money:accepted/{one.pk}", self.currency, one)
        if told.id not in self.claims.made and one.ends_on is not None:
            sentence = ("Accepted until ", told.on(one.ends_on), ".")
            self.claims.add(told.id, sentence, steps.treatment(self.money, one))
        return told

    def grounds(self) -> GroundsTold | None:
        """On what the estimates rest; None where there are none."""
        money, model = self.money, self.money.model
        rows = [one for some in money.estimates.values() for one in some] if model else []
        if model is None or not rows:
            return None
        counted = Counter(str(one.get_provenance_display()) for one in rows)
        old = [one for one in rows if one.made_on < money.day - OLD]
        oldest = min(one.made_on for one in rows)
        starters = [one for one in rows if one.is_prior]
        whole = sum(not one.part for one in model.left_out)
        told = GroundsTold(
            "money:grounds", self.currency, tuple(sorted(counted.items())), len(rows), len(starters), len(old), oldest,
            len(model.scenarios), whole,
        )  # fmt: skip
        if told.id not in self.claims.made:
            states: list[Reference] = [told.count(number) for number in {*counted.values(), len(starters), len(old)}]
            states += [told.count(len(model.scenarios)), told.count(whole), told.on(oldest)]
            inputs = [*counted.items()]
            method = steps.method(money, "Estimates counted by the grounds on which they stand", _texts(inputs))
            order = sorted(rows, key=lambda one: (one.made_on, one.pk))
            chain = (method, *steps.listed(money, order), *steps.left_out(money))
            self.claims.add(told.id, ("Estimates in force: ", told.count(len(rows)), "."), chain, states)
        return told

    def _whole(self, what: str, inputs: list[tuple[str, str]]) -> tuple[Step, ...]:
        """The chain of a number on all scenarios together."""
        money = self.money
        found = money.exposure.by_scenario if money.exposure else {}
        inputs = [
            *inputs,
            *((found[key].title, f"{found[key].mean:,.0f} a year") for key in self._ordered[:MODELLED_BY]),
        ]
        return (
            steps.method(money, what, inputs),
            *steps.estimates(money, self._ordered),
            *steps.credits_of(money, steps.acting(money, self._ordered)),
            *steps.left_out(money),
        )

    def _derived(self, what: str, inputs: list[tuple[str, str]]) -> tuple[Step, ...]:
        """The chain of what is read from the distribution whose own proof shows estimates and credits."""
        rests = ("estimates and credits", "those in the proof of the expected loss a year, from the same model")
        return (steps.method(self.money, what, [*inputs, rests]), *steps.left_out(self.money))

    def chart(self, *, limits: bool = True) -> Chart | None:
        """Loss exceedance, against appetite unless `limits` is False; None where it cannot be drawn."""
        found, told = self.money.exposure, self.exposure()
        if found is None or told is None:
            return None
        agreed = found.appetite if limits else ()
        curves: tuple[tuple[str, Sequence[CurvePoint], Kind], ...] = (
            ("as our controls are", found.curve, "now"),
            ("without controls", found.curve_without_controls, "without"),
        )
        try:
            picture = LossExceedance(
                tuple(_curve(name, points, kind) for name, points, kind in curves if len(points) > 1),
                self.currency,
                tuple((one.loss, one.limit) for one in agreed),
                tuple(Mark(one.loss, one.now, one.limit) for one in agreed if not one.within)[:1],
            )
        except ChartError:
            return None
        table = behind.table(picture, CURVE)
        chain = (*(steps.appetite(self.money) if agreed else ()), *self._derived(steps.EXACT, []))
        self.claims.add(CURVE, ("The chance in a year of losing more than an amount.",), chain, behind.stated(table))
        said = [Sentence("The line shows how likely a year is to cost more than the amount below it.", (CURVE,))]
        if agreed:
            said.append(Sentence("Where it lies above the agreed limit, we carry more risk than was agreed."))
        return Chart(picture, "What a year may cost", tuple(said), table, (CURVE, told.id))


def _curve(name: str, points: Sequence[CurvePoint], kind: Kind) -> Curve:
    """A curve as it is drawn: rising losses, each once, with its band."""
    rising = [
        one for before, one in zip((None, *points), points, strict=False) if before is None or one.loss > before.loss
    ]
    band = tuple((one.loss, min(one.low, one.probability), max(one.high, one.probability)) for one in rising)
    return Curve(name, tuple((one.loss, one.probability) for one in rising), band if kind == "now" else (), LEVEL, kind)


def _texts(pairs: list[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(name, str(number)) for name, number in pairs]
