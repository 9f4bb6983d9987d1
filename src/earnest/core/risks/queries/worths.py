"""What each control is worth, given the others: what it removes, what it brings, what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from earnest.core.risks.queries.conclusions import Range, Why, Worth
from earnest.core.risks.queries.kept import keep, kept
from earnest.core.risks.queries.model import Modelled
from earnest.core.risks.rules import money_in
from earnest.engines import quant

KIND = "worths"
REASONS = 6
_MARK = re.compile("\u27e6([^\u27e7]*)\u27e7")


def worths(modelled: Modelled, *, money: Callable[[float], str] | None = None) -> tuple[Worth, ...]:
    """The worth of every control that has effects, brings scenarios or costs something; the worthiest first.

    Those that are planned are judged as if they joined the ones in force. `money` writes amounts in the sentences.
    The same record gives the same bytes; kept under its digest unless it is a what-if.
    """
    found = None if modelled.what_if else _kept(modelled)
    if found is None:
        found = _worths(modelled)
        if not modelled.what_if:
            keep(KIND, modelled.digest, found, tuple[Worth, ...])
    return _told(found, money or money_in(modelled.currency))


def kept_worths(modelled: Modelled, *, money: Callable[[float], str] | None = None) -> tuple[Worth, ...] | None:
    """What was concluded before of the very same record, None if nothing was. Computes nothing."""
    found = _kept(modelled)
    return None if found is None else _told(found, money or money_in(modelled.currency))


def _kept(modelled: Modelled) -> tuple[Worth, ...] | None:
    return kept(KIND, modelled.digest, tuple[Worth, ...])


def _worths(modelled: Modelled) -> tuple[Worth, ...]:
    judged = [
        one
        for one in modelled.portfolio.controls
        if one.effects or one.introduces or modelled.controls[one.id].annual_cost
    ]
    found = [_worth(modelled, one) for one in judged]
    return tuple(sorted(found, key=lambda one: (-one.net.mean, one.control)))


def _worth(modelled: Modelled, control: quant.Control) -> Worth:
    others = modelled.in_force - {control.id}
    value = modelled.portfolio.net_value(control.id, given=others)
    unpriced = any(one.introduced_by == control.id and not one.part for one in modelled.left_out)
    if unpriced and value.verdict is not quant.Verdict.COSTS_MORE:
        value = replace(value, verdict=quant.Verdict.UNSTATED)
    fact = modelled.controls[control.id]
    return Worth(
        control=control.id,
        name=fact.name,
        in_force=control.id in modelled.in_force,
        removed=_range(value.removed),
        introduced=_range(value.introduced),
        cost=_range(value.cost),
        net=_range(value.net),
        probability=float(value.probability),
        in_a_year=None if value.in_a_year is None else float(value.in_a_year),
        verdict=value.verdict.value,
        sentence=value.sentence(_marked),
        cost_known=fact.annual_cost is not None,
        why=_why(modelled, control, value.by_scenario),
    )


def _range(spread: quant.Spread) -> Range:
    return Range(
        mean=float(spread.mean),
        low=float(spread.low),
        q25=float(spread.quantile(0.25)),
        q75=float(spread.quantile(0.75)),
        high=float(spread.high),
    )


def _why(modelled: Modelled, control: quant.Control, changes: Mapping[str, float]) -> tuple[Why, ...]:
    own = {one.id for one in control.introduces}
    found = [
        Why(key, modelled.scenarios[key].title, amount, key in own) for key, amount in changes.items() if amount != 0
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.amount), one.scenario))[:REASONS])


def _marked(amount: float) -> str:
    """An amount that is written out later, when it is known who reads it."""
    return f"\u27e6{amount!r}\u27e7"


def _told(found: tuple[Worth, ...], money: Callable[[float], str]) -> tuple[Worth, ...]:
    return tuple(replace(one, sentence=_MARK.sub(lambda mark: money(float(mark[1])), one.sentence)) for one in found)
