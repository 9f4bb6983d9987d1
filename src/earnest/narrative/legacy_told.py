"""The claims of the paper on old systems: what ended, options compared, fences, the roadmap, a frozen budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.queries import Comparison, Fenced, Frozen
from earnest.duties.legacy.rules.comparing import SURE, Between, Outcome
from earnest.duties.legacy.rules.fences import Fence
from earnest.duties.legacy.rules.support import Support
from earnest.duties.legacy.rules.waiting import Wait
from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.pictures import NetWorth, WorthRow
from earnest.engines.documents.charts.pictures import Verdict as Drawn
from earnest.engines.documents.model import Chart, Column, Row, Sentences, Table
from earnest.engines.documents.parts import Figure, Name, Reference
from earnest.narrative import legacy_chains as steps
from earnest.narrative.claims import Claims
from earnest.narrative.legacy_basis import Legacy
from earnest.narrative.told_money import MoneyTold


@dataclass(frozen=True)
class RegisterTold(MoneyTold):
    """What runs although it ended, and what is not known."""

    machines: int
    ended: int
    undecided: int
    unknown: int
    soon: int


@dataclass(frozen=True)
class ComparisonTold(MoneyTold):
    """The options of one system."""

    row: LifeCycleEntry
    found: Comparison

    @property
    def name(self) -> Name:
        return Name(self.row.title, "record")

    def range(self, amount: Between) -> Figure:
        return self.between(amount.mean, amount.low, amount.high)

    def outcome(self, way: str) -> Outcome | None:
        return next((one for one in self.found.compared.outcomes if one.way == way), None)

    def likely(self, share: float) -> Figure:
        """A chance from draws in whole percent, between 1 and 99: none of them is certain."""
        return self.share(round(min(max(share, 0.01), 0.99), 2))

    @property
    def leader(self) -> Outcome | None:
        return self.outcome(self.found.compared.leader)

    @property
    def rival(self) -> Outcome | None:
        return self.outcome(self.found.compared.rival)

    @property
    def keep(self) -> Outcome | None:
        return next((one for one in self.found.compared.outcomes if self.found.kinds[one.way] == "keep"), None)


@dataclass(frozen=True)
class FenceTold(MoneyTold):
    """One ringfence."""

    found: Fenced

    @property
    def name(self) -> Name:
        return Name(self.found.title, "record")

    @property
    def who(self) -> tuple[str, ...]:
        """From where it is still reached."""
        return tuple(dict.fromkeys(one.answer.reachable_from for one in self.found.verified.breaks))

    @property
    def holds(self) -> bool:
        return self.found.verified.state is Fence.HOLDS


@dataclass(frozen=True)
class FrozenTold(MoneyTold):
    """What a frozen budget means."""

    found: Frozen

    @property
    def last(self) -> Wait:
        return self.found.total[-1]

    def range(self, amount: Between) -> Figure:
        return self.between(amount.mean, amount.low, amount.high)


@dataclass(frozen=True)
class RoadTold(MoneyTold):
    """The roadmap."""

    steps: int
    late: int
    unplanned: int


@dataclass
class Old:
    """Tells of old systems; each claim is made once."""

    claims: Claims
    legacy: Legacy

    def register(self) -> RegisterTold:
        known = self.legacy.register
        rows = known.of(Support.ENDED)
        soon = [row for group in queries.ending(known, 12) for row in group.rows]
        told = RegisterTold(
            "legacy:register", self.legacy.currency, known.machines, len({row.machine for row in rows}),
            len(self.legacy.undecided), len({row.machine for row in known.of(Support.UNKNOWN)}),
            len({row.machine for row in soon}),
        )  # fmt: skip
        if told.id not in self.claims.made:
            states: list[Reference] = [
                told.count(one) for one in (told.machines, told.ended, told.undecided, told.unknown, told.soon)
            ]
            groups = queries.ended(known)
            states += [told.count(group.machines) for group in groups]
            states += [told.on(group.ends_on) for group in groups if group.ends_on]
            sentence = (told.count(told.ended, "machine runs", "machines run"), " something that is no longer updated.")
            self.claims.add(told.id, sentence, steps.register(self.legacy, rows), states)
        return told

    def comparison(self, row: LifeCycleEntry) -> ComparisonTold:
        found = self.legacy.comparisons[row.pk]
        told = ComparisonTold(f"legacy:system/{row.key}", self.legacy.currency, row, found)
        if told.id not in self.claims.made:
            compared = found.compared
            states: list[Reference] = [told.likely(compared.probability), told.likely(compared.ahead)]
            states.append(told.count(found.years))
            for one in compared.outcomes:
                states += [told.range(one.total), told.likely(one.cheapest)]
                states += [told.amount(part.mean) for part in (one.one_off, one.run, one.loss)]
                if one.against is not None:
                    states.append(told.range(_turned(one.against)))
            if found.terms.support_ends is not None:
                states.append(told.on(found.terms.support_ends))
            days = (row.decided_on, row.review_on)
            states += [told.on(day) for day in days if day is not None]
            picture = self.picture(told)
            if picture is not None:
                states += behind.stated(_behind(told, picture))
            sentence = (told.name, ": ", told.count(len(compared.outcomes), "option", "options"), " compared.")
            states.append(told.count(len(compared.outcomes)))
            self.claims.add(told.id, sentence, steps.compared(self.legacy, row, found), states)
        return told

    def fence(self, found: Fenced) -> FenceTold:
        told = FenceTold(f"legacy:fence/{found.key}", self.legacy.currency, found)
        if told.id not in self.claims.made:
            sentence = (told.name, ": ", Name(found.verified.because, "quotation"))
            self.claims.add(told.id, sentence, steps.fence(self.legacy, found), ())
        return told

    def frozen(self) -> FrozenTold | None:
        found = self.legacy.frozen
        if not found.total:
            return None
        told = FrozenTold("legacy:frozen", self.legacy.currency, found)
        if told.id not in self.claims.made:
            states: list[Reference] = [told.count(found.years)]
            for one in found.total:
                states += [told.count(one.years), told.chance(one.costs)]
                states += [told.range(part) for part in (one.cost, one.loss, one.saved, one.added, one.price)]
                states.append(told.amount(abs(one.price.mean)))
            sentence = ("Nothing done for ", told.count(found.years, "year", "years"), ".")
            self.claims.add(told.id, sentence, steps.frozen(self.legacy, found), states)
        return told

    def roads(self) -> RoadTold:
        known = self.legacy.roadmap
        told = RoadTold(
            "legacy:roadmap", self.legacy.currency, len(known.steps), len(known.late), len(known.without)
        )  # fmt: skip
        if told.id not in self.claims.made:
            states: list[Reference] = [told.count(one) for one in (told.steps, told.late, told.unplanned)]
            for one in known.steps:
                states += [told.on(one.row.starts_on), told.on(one.row.ends_on)]
            sentence = (told.count(told.steps, "step is", "steps are"), " on the roadmap.")
            self.claims.add(told.id, sentence, steps.roads(self.legacy), states)
        return told

    def picture(self, told: ComparisonTold) -> NetWorth | None:
        """What each option is worth against keeping it; None where nothing is kept or nothing else is there."""
        rows = tuple(
            WorthRow(
                name=one.title,
                low=-one.against.high,
                q25=-one.against.q75,
                mean=-one.against.mean,
                q75=-one.against.q25,
                high=-one.against.low,
                verdict=_judged(one),
            )
            for one in told.found.compared.outcomes
            if one.against is not None
        )
        return NetWorth(rows, self.legacy.currency) if rows else None

    def chart(self, told: ComparisonTold, title: str, sentences: Sentences) -> Chart | None:
        """The picture with the table behind it."""
        picture = self.picture(told)
        if picture is None:
            return None
        return Chart(picture, title, sentences, _behind(told, picture), (told.id,))


def listed(names: Sequence[str]) -> Name:
    """Names as the record has them, in a row."""
    return Name(", ".join(names), "record")


def _behind(told: ComparisonTold, picture: NetWorth) -> Table:
    """The table behind the chart: what each option is worth against keeping it, over the whole horizon."""
    columns = (Column("Way", 2), Column("Worth against keeping it", 2, "end"), Column("Stands", 1.5))
    rows = tuple(
        Row((Name(row.name, "record"), told.between(row.mean, row.low, row.high), told.is_(row.verdict)))
        for row in picture.rows
    )
    return Table(columns, rows, compact=True)


def _judged(one: Outcome) -> Drawn:
    if one.cheaper is None or 1 - SURE < one.cheaper < SURE:
        return "cannot-tell"
    return "earns-its-place" if one.cheaper >= SURE else "costs-more"


def _turned(amount: Between) -> Between:
    return Between(-amount.high, -amount.q75, -amount.mean, -amount.q25, -amount.low)
