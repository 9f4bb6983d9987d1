"""The ways with an old system compared over a horizon, from what people said and what the record models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from earnest.core.risks.models import Scenario
from earnest.core.risks.queries import Modelled
from earnest.duties.legacy.models import LifeCycleEntry, Option
from earnest.duties.legacy.models.fields import amount, is_said
from earnest.duties.legacy.queries.beliefs import Belief, belief_on, growth_of
from earnest.duties.legacy.queries.kept import concluded, kept
from earnest.duties.legacy.queries.register import Register, register, rows_of_entry
from earnest.duties.legacy.rules.amounts import Amount, mean_of
from earnest.duties.legacy.rules.comparing import Between, Compared, Floats, Verdict, between, compare
from earnest.duties.legacy.rules.horizon import NEVER, Drawn, System, Touch, Way, draw_system
from earnest.engines.quant import QuantError
from earnest.foundation.errors import Invalid

DRAWS = 4000
DAYS = 365.25


@dataclass(frozen=True)
class Through:
    """A scenario whose loss goes through the system: its expected loss a year through it, and the share stated."""

    scenario: str
    title: str
    loss: Between
    share: float
    stated: str
    reference: str


@dataclass(frozen=True)
class NotCounted:
    """A scenario that names the asset and is not in the comparison, with the reason."""

    title: str
    reason: str
    reference: str


@dataclass(frozen=True)
class Unsaid:
    """Nobody has said what an option changes about a scenario; it is taken to change nothing."""

    option: str
    scenario: str


@dataclass(frozen=True)
class Terms:
    """What the comparison assumes: growth of loss, its cap, discount rate, and since or until when support lasts."""

    growth: float
    growth_low: float
    growth_high: float
    growth_source: str
    cap: float
    discount_rate: float
    support_ends: date | None
    support_because: str
    belief: str


@dataclass(frozen=True)
class Comparison:
    """The options of one old system over `years`, with the verdict in words. `rests_on` names the rows behind it."""

    entry: int
    key: str
    title: str
    day: date
    currency: str
    years: int
    terms: Terms
    compared: Compared
    kinds: Mapping[str, str]
    through: tuple[Through, ...]
    left_out: tuple[NotCounted, ...]
    unsaid: tuple[Unsaid, ...]
    sentence: str
    rests_on: tuple[str, ...]

    @property
    def costs_only(self) -> bool:
        """Whether no modelled loss goes through the system."""
        return not self.through


@dataclass(frozen=True)
class Prepared:
    """Everything that a comparison takes, read from the record. `digest` is of all of it."""

    entry: LifeCycleEntry
    system: System
    ways: tuple[Way, ...]
    options: tuple[Option, ...]
    scenarios: Mapping[str, str]
    stated: Mapping[str, tuple[str, str]]
    left_out: tuple[NotCounted, ...]
    unsaid: tuple[Unsaid, ...]
    terms: Terms
    rests_on: tuple[str, ...]

    @property
    def facts(self) -> tuple[object, ...]:
        """What the conclusion rests on besides the model, as JSON can tell it."""
        told = (self.system, self.ways, self.scenarios, self.stated, self.left_out, self.unsaid, self.terms)
        titles = [(option.pk, option.kind, option.title) for option in self.options]
        return (self.entry.pk, self.entry.key, self.entry.title, repr(told), titles, self.rests_on)


def comparison(
    modelled: Modelled, entry: LifeCycleEntry, years: int | None = None, *, found: Register | None = None
) -> Comparison:
    """The options of a system compared over `years`, its own horizon by default. Kept by digest.

    `found` is the register of the model's day where it is at hand.
    Invalid names an amount that cannot be used, or a horizon that is not 1 to 15 years.
    """
    horizon = _horizon(entry, years)
    ready = prepare(modelled, entry, found)
    return concluded(
        "comparison",
        Comparison,
        (modelled.digest, horizon, ready.facts),
        lambda: _compared(modelled, ready, horizon),
        keep=not modelled.what_if,
    )


def kept_comparison(modelled: Modelled, entry: LifeCycleEntry, years: int | None = None) -> Comparison | None:
    """What was compared before of the very same record; None where nothing is kept. Computes nothing."""
    facts = prepare(modelled, entry).facts
    return kept("comparison", Comparison, (modelled.digest, _horizon(entry, years), facts))


def prepare(modelled: Modelled, entry: LifeCycleEntry, found: Register | None = None) -> Prepared:
    """Reads what a comparison of one system takes."""
    day = modelled.day
    belief = belief_on(day)
    ends, because = support_of(entry, found or register(day))
    growth, growth_source = growth_of(entry, belief)
    shares, stated, left_out, references = _shares(modelled, entry)
    options = tuple(entry.options.order_by("pk").prefetch_related("effects__scenario"))
    system = System(
        id=f"system {entry.pk}",
        run=amount(entry, "run"),
        ageing_from=_years(day, ends) if ends else NEVER,
        growth=growth,
        cap=belief.cap,
        discount_rate=belief.discount_rate,
        past=max(-_signed(day, ends), 0.0) if ends else 0.0,
        shares=shares,
    )
    titles = {key: modelled.scenarios[key].title for key in shares}
    ways = tuple(_way(option, system, day) for option in options)
    said = {(option.pk, effect.scenario.key) for option in options for effect in option.effects.all()}
    return Prepared(
        entry=entry,
        system=system,
        ways=ways,
        options=options,
        scenarios=titles,
        stated=stated,
        left_out=left_out,
        unsaid=tuple(
            Unsaid(option.title, titles[key])
            for option in options
            if option.kind != Option.Kind.KEEP
            for key in titles
            if (option.pk, key) not in said
        ),
        terms=_terms(growth, growth_source, belief, ends, because),
        rests_on=(
            entry.reference,
            *(option.reference for option in options),
            *(effect.reference for option in options for effect in option.effects.all()),
            *references,
            *([belief.reference] if belief.reference else []),
        ),
    )


def draw(modelled: Modelled, ready: Prepared, count: int = DRAWS) -> Drawn:
    """The draws of one system: losses as the model has them, each scenario's the same for every system."""
    draws = modelled.portfolio.draw(count)
    by_id = {scenario.id: scenario for scenario, _ in modelled.portfolio.everything}
    losses: dict[str, Floats] = {
        key: draws.expected_loss(by_id[key], modelled.in_force) for key in ready.scenarios if key in by_id
    }
    return draw_system(ready.system, losses, count)


def support_of(entry: LifeCycleEntry, found: Register) -> tuple[date | None, str]:
    """When support of a system ends or ended, with why: as stated, else what of it ends first."""
    if entry.stated_end is not None:
        return entry.stated_end, entry.stated_because
    rows = [row for row in rows_of_entry(entry, found) if row.ends_on is not None]
    if not rows:
        return None, "Nothing that was seen on it tells when its support ends."
    first = min(rows, key=lambda row: (row.ends_on or date.max, row.title))
    return first.ends_on, f"{first.title} on {first.machine}: {first.because}"


def entries() -> tuple[LifeCycleEntry, ...]:
    """Every old system on record."""
    return tuple(LifeCycleEntry.objects.select_related("asset", "decision").order_by("title"))


def _compared(modelled: Modelled, ready: Prepared, years: int) -> Comparison:
    drawn_of = draw(modelled, ready)
    try:
        found = compare(drawn_of, ready.ways, years, names=ready.scenarios)
    except QuantError as error:
        raise Invalid(str(error), field=error.field) from error
    through = tuple(
        Through(
            scenario=key,
            title=title,
            loss=between(drawn_of.base[key]),
            share=mean_of(ready.system.shares[key]),
            stated=ready.stated[key][0],
            reference=ready.stated[key][1],
        )
        for key, title in ready.scenarios.items()
        if key in drawn_of.base
    )
    return Comparison(
        entry=ready.entry.pk,
        key=ready.entry.key,
        title=ready.entry.title,
        day=modelled.day,
        currency=modelled.currency,
        years=years,
        terms=ready.terms,
        compared=found,
        kinds={str(option.pk): option.kind for option in ready.options},
        through=through,
        left_out=ready.left_out,
        unsaid=ready.unsaid,
        sentence=sentence(found, years),
        rests_on=ready.rests_on,
    )


def sentence(found: Compared, years: int) -> str:
    """The verdict in words, without amounts."""
    titles = {one.way: one.title for one in found.outcomes}
    over = f"over {years} years" if years != 1 else "over one year"
    if found.verdict is Verdict.ALONE:
        if not titles:
            return "No way is on record. Add at least two, one of them to keep it."
        return f"Only “{titles[found.leader]}” is on record. Add another way to compare it with."
    leader, rival = titles[found.leader], titles[found.rival]
    if found.verdict is Verdict.CHEAPEST:
        return f"“{leader}” is cheapest {over}, with a chance of {_chance(found.probability)}."
    return (
        f"Cannot tell yet {over}: “{leader}” costs less than “{rival}” with a chance of only "
        f"{_chance(found.ahead)}, and is the cheapest of all with {_chance(found.probability)}."
    )


def _chance(share: float) -> str:
    """A chance in whole percent; never said to be certain."""
    if share >= 0.995:
        return "more than 99 %"
    return "less than 1 %" if share < 0.005 else f"{100 * share:.0f} %"


def _shares(
    modelled: Modelled, entry: LifeCycleEntry
) -> tuple[dict[str, Amount], dict[str, tuple[str, str]], tuple[NotCounted, ...], tuple[str, ...]]:
    """What of each live scenario on the asset goes through the system, or why it is not counted."""
    said = {row.scenario_id: row for row in entry.shares.all()}
    rows = Scenario.objects.filter(assets=entry.asset_id, state=Scenario.State.LIVE) | Scenario.objects.filter(
        pk__in=said, state=Scenario.State.LIVE
    )
    shares: dict[str, Amount] = {}
    stated: dict[str, tuple[str, str]] = {}
    left: list[NotCounted] = []
    references: list[str] = []
    for row in rows.distinct().prefetch_related("assets").order_by("key"):
        references.append(row.reference)
        share = said.get(row.pk)
        if row.key not in _priced(modelled):
            left.append(NotCounted(row.title, "It has no price: nobody has estimated it whole.", row.reference))
        elif share is not None:
            references.append(share.reference)
            shares[row.key], stated[row.key] = amount(share, "share"), (share.source, share.reference)
        elif len(row.assets.all()) > 1:
            left.append(
                NotCounted(
                    row.title, "It names other assets too, and nobody has said how much goes through this one.",
                    row.reference,
                )
            )  # fmt: skip
        else:
            shares[row.key], stated[row.key] = 1.0, ("The scenario names no other asset.", row.reference)
    return shares, stated, tuple(left), tuple(references)


def _priced(modelled: Modelled) -> frozenset[str]:
    return frozenset(scenario.id for scenario, _ in modelled.portfolio.everything)


def _way(option: Option, system: System, day: date) -> Way:
    if option.supported_until is not None:
        ageing = _years(day, option.supported_until)
    else:
        ageing = NEVER if option.renews else system.ageing_from
    return Way(
        id=str(option.pk),
        title=option.title,
        one_off=amount(option, "one_off"),
        run=amount(option, "run"),
        months=amount(option, "months"),
        as_is_goes_on=option.as_is_goes_on,
        ageing_from=ageing,
        touches=tuple(
            Touch(effect.scenario.key, amount(effect, "during", empty=1.0), amount(effect, "after", empty=1.0))
            for effect in option.effects.all()
            if is_said(effect, "during") or is_said(effect, "after")
        ),
        is_keep=option.kind == Option.Kind.KEEP,
    )


def _terms(growth: Amount, source: str, belief: Belief, ends: date | None, because: str) -> Terms:
    low, high = (growth, growth) if isinstance(growth, float) else (growth.low, growth.high)
    return Terms(
        growth=mean_of(growth),
        growth_low=low,
        growth_high=high,
        growth_source=source,
        cap=belief.cap,
        discount_rate=belief.discount_rate,
        support_ends=ends,
        support_because=because,
        belief=belief.reference,
    )


def _horizon(entry: LifeCycleEntry, years: int | None) -> int:
    horizon = entry.horizon_years if years is None else years
    if not 1 <= horizon <= 15:
        raise Invalid("Compare over 1 to 15 years.", field="years")
    return horizon


def _signed(day: date, then: date) -> float:
    return (then - day).days / DAYS


def _years(day: date, then: date) -> float:
    return max(_signed(day, then), 0.0)


def decided_or_best(entry: LifeCycleEntry, found: Comparison) -> tuple[str, bool]:
    """The option that was decided, else the one with the least mean total; True where it was decided. "" for none."""
    if entry.decision_id is not None:
        return str(entry.decision_id), True
    return (found.compared.outcomes[0].way if found.compared.outcomes else "", False)
