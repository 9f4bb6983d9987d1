"""How the budget paper opens: what is asked and offered, what to expect of a year, and what to decide."""

from __future__ import annotations

from earnest.engines.documents.model import (
    Block,
    Bullets,
    Fact,
    KeyFigures,
    Paragraph,
    Section,
    Sentence,
    Sentences,
)
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative import board_money
from earnest.narrative.lines import say
from earnest.narrative.money import Losses
from earnest.narrative.spending import Spending
from earnest.narrative.told_money import ChoiceTold
from earnest.narrative.words import Words

SOON = 90
"""Days ahead in which the end of the insurance is put to the reader."""


def asked(losses: Losses, spending: Spending, words: Words) -> Section:
    """What is asked and offered, what runs already, and what a year is expected to cost."""
    told, view = spending.year(), spending.money.view
    if told is None or view is None:
        return Section("What we ask")
    lead: list[Sentence] = []
    if view.asked is None:
        lead.append(say("For {year} no sum is asked yet.", {"year": told.name}, told.id))
    else:
        lead.append(say("For {year} we ask for {asked}.", {"year": told.name, "asked": told.exact(view.asked)}))
    if view.offered is None:
        lead.append(Sentence("Nothing is offered yet.", (told.id,)))
    elif told.short is not None and told.short > 0:
        holes: dict[str, Inline] = {"offered": told.exact(view.offered), "less": told.exact(told.short)}
        lead.append(say("{offered} is offered, which is {less} less.", holes))
    else:
        lead.append(say("{offered} is offered.", {"offered": told.exact(view.offered)}))
    figures = _figures(losses, spending)
    blocks: list[Block] = [Paragraph(tuple(lead), lede=True), *((KeyFigures(figures),) if len(figures) > 1 else ())]
    exposure = losses.exposure()
    more: list[Sentence] = []
    if exposure is not None:
        holes = {"word": words.term("annualised loss exposure", "expected loss"), "mean": exposure.mean}
        more.append(say("Our {word} is {mean} a year, with our controls as they are.", holes))
    best = spending.best()
    if best is not None:
        holes = {"runs": best.exact(best.found.running), "left": best.exact(best.found.left)}
        more.append(say("What runs already takes {runs} of the offer, which leaves {left} for purchases.", holes))
        if best.found.left - best.found.spent >= 1:
            holes = {"spent": best.exact(best.found.spent), "rest": best.exact(best.found.left - best.found.spent)}
            more.append(say("The best purchases take {spent} of that, and {rest} stays unspent.", holes))
    return Section("What we ask", (*blocks, *((Paragraph(tuple(more)),) if more else ())))


def _figures(losses: Losses, spending: Spending) -> tuple[Fact, ...]:
    told, view, exposure = spending.year(), spending.money.view, losses.exposure()
    if told is None or view is None:
        return ()
    given = (("Asked", view.asked), ("Offered", view.offered), ("Difference", told.short))
    found = [Fact(label, told.exact(amount)) for label, amount in given if amount is not None]
    if exposure is not None:
        found.append(Fact("Expected loss a year", exposure.amount(exposure.found.mean)))
    return tuple(found)


def decisions(losses: Losses, spending: Spending, words: Words) -> Section:
    """What we ask to be decided, each in one sentence."""
    points: list[Sentences] = []
    told, view, best = spending.year(), spending.money.view, spending.best()
    if told is not None and view is not None and told.short is not None and told.short > 0 and view.offered is not None:
        points.append(_sum(spending, best))
    if best is not None and best.found.chosen:
        count = best.count(len(best.found.chosen), "purchase", "purchases")
        holes: dict[str, Inline] = {"count": count, "spent": best.exact(best.found.spent)}
        points.append((say("Buy the {count} listed below, for {spent} in all.", holes),))
    points += [(board_money.stop(spending, row),) for row in spending.dear()[:2]]
    points += [(board_money.again(losses, one),) for one in spending.money.lapsed[:2]]
    points += _cover(spending)
    limits = losses.appetite()
    if limits is not None and limits.within < len(limits.found.appetite):
        holes = {"word": words.term("risk appetite"), "bad": limits.count(len(limits.found.appetite) - limits.within),
                 "all": limits.count(len(limits.found.appetite), "limit", "limits")}  # fmt: skip
        points.append((say("Bring the loss back within our {word}, or change it: of {all} we break {bad}.", holes),))
    if not points:
        return Section("What we ask you to decide", (Paragraph((Sentence("We ask for no decision."),)),))
    return Section("What we ask you to decide", (Bullets(tuple(points), numbered=True),))


def _cover(spending: Spending) -> list[Sentences]:
    """To renew the insurance where its last day is near."""
    told = spending.layer()
    if told is None or (told.policy.ends_on - spending.money.day).days > SOON:
        return []
    holes: dict[str, Inline] = {
        "who": Name(told.policy.insurer, "organisation"), "until": told.on(told.policy.ends_on),
        "premium": told.exact(told.policy.premium), "ceded": told.ends(told.found.effect.ceded),
    }  # fmt: skip
    first = say("Decide on the insurance with {who} before it ends on {until}.", holes)
    return [(first, say("For {premium} a year it is expected to pay {ceded}.", holes))]


def _sum(spending: Spending, best: ChoiceTold | None) -> Sentences:
    """Whether more than is offered would buy something that is worth it."""
    more, told, view = spending.at_asked(), spending.year(), spending.money.view
    if told is None or view is None or view.offered is None or view.asked is None:
        return ()
    if best is not None and more is not None and more.found.value < best.found.value - 1:
        holes: dict[str, Inline] = {"asked": told.exact(view.asked), "gain": more.gain(best.found)}
        return (say("Offer {asked}: what it buys beyond the present offer is worth {gain} a year on balance.", holes),)
    if best is not None and more is not None:
        holes = {"offered": told.exact(view.offered)}
        first = say("Keep to the offer of {offered}.", holes)
        return (first, Sentence("By our own estimates, more money would buy nothing that is worth more.", (more.id,)))
    holes = {"asked": told.exact(view.asked), "offered": told.exact(view.offered)}
    return (say("Decide between {asked} asked and {offered} offered.", holes),)
