"""What the insurer is told of losses in money: the curve of a year's loss, and retention and limit held against it.

What the premium buys and how much risk the board accepts are our own and not told here.
"""

from __future__ import annotations

from earnest.engines.documents.model import Block, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Inline, Reference
from earnest.narrative import money_chains as steps
from earnest.narrative.claims import Claims
from earnest.narrative.lines import say
from earnest.narrative.money import Losses
from earnest.narrative.money_basis import Money
from earnest.narrative.told_money import LayerTold
from earnest.narrative.words import Words


def section(claims: Claims, words: Words, money: Money) -> Section | None:
    """Quantified exposure; None where no scenario is priced."""
    losses = Losses(claims, money)
    told, grounds = losses.exposure(), losses.grounds()
    if told is None or grounds is None:
        return None
    holes: dict[str, Inline] = {
        "word": words.term("annualised loss exposure", "expected loss"), "mean": told.mean, "years": told.years,
        "all": grounds.count(grounds.total, "estimate", "estimates"),
        "scenarios": grounds.count(grounds.scenarios, "scenario", "scenarios"),
        "borrowed": grounds.count(grounds.starters, "is", "are"),
    }  # fmt: skip
    said = [say("Our {word} is {mean} a year, with controls credited for what their tests have shown.", holes)]
    if told.worst is not None and told.worst_average is not None:
        holes |= {"worst": told.worst, "average": told.worst_average}
        said.append(say("The worst year in {years} costs {worst} or more, and {average} on average.", holes))
    said.append(
        say("This rests on {all} of {scenarios}, made by named people; {borrowed} borrowed from others.", holes)
    )
    said.append(Sentence("These are estimates, not evidence: do not take them for a promise."))
    chart = losses.chart(limits=False)
    blocks: list[Block] = [Paragraph(tuple(said)), *((chart,) if chart else ()), *_limit(claims, words, money)]
    return Section("What losses may cost", tuple(blocks))


def _limit(claims: Claims, words: Words, money: Money) -> tuple[Block, ...]:
    """The policy that runs, against the loss of a year."""
    policy, found = money.policy, money.insurance
    if policy is None or found is None:
        return (Paragraph((Sentence("No policy is on record for this day to hold against it."),)),)
    told = LayerTold("money:limit", money.currency, policy, found)
    effect, limit = found.effect, told.exact(found.effect.layer.limit)
    states: list[Reference] = [told.exact(policy.retention), limit, told.count(len(found.covers))]
    states += [told.chance(effect.attached), told.chance(effect.exhausted), told.on(policy.ends_on)]
    inputs = [
        ("retention and limit", f"{policy.retention:,.0f}, {effect.layer.limit:,.0f}"),
        ("scenarios covered", ", ".join(found.covers)),
    ]
    what = f"The chance that a year's covered loss goes beyond retention, and beyond retention and limit. {steps.EXACT}"
    chain = (
        steps.method(money, what, inputs),
        *steps.estimates(money, found.covers),
        steps.ledger(money, policy.reference),
    )
    claims.add(told.id, ("Limit of the policy: ", limit, "."), chain, states)
    holes: dict[str, Inline] = {
        "word": words.term("retention (insurance)", "retention"), "own": told.exact(policy.retention), "limit": limit,
        "until": told.on(policy.ends_on), "reached": told.chance(effect.attached),
        "used": told.chance(effect.exhausted), "covers": told.count(len(found.covers), "scenario", "scenarios"),
    }  # fmt: skip
    said = (
        say("The policy until {until} covers {covers}, with a {word} of {own} and a limit of {limit}.", holes),
        say("The covered loss of a year goes beyond the retention in {reached} of years.", holes),
        say("It goes beyond retention and limit together in {used} of years.", holes),
    )
    return (Paragraph(said),)
