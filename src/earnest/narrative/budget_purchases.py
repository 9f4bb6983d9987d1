"""What the budget paper says of purchases: the best set for what is offered, and what it leaves undone."""

from __future__ import annotations

from earnest.duties.budget.queries import Picked, Return
from earnest.engines.documents.model import Block, Column, Paragraph, Row, Section, Sentence, Sentences, Table
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative.lines import line, say
from earnest.narrative.spending import Spending
from earnest.narrative.told_money import ChoiceTold
from earnest.narrative.words import Words


def bought(spending: Spending, words: Words) -> Section:
    """What more money buys, and the best set for what is offered."""
    heading = "What the money buys"
    best, reason = spending.best(), spending.money.best
    blocks: list[Block] = []
    lead = say(
        "The line shows the {word} of the best purchases that a budget pays for.",
        {"word": words.term("net worth of a control", "net worth")},
    )
    chart = spending.frontier_chart("What more money buys", (lead, *_beyond(spending, best)))
    if chart is not None:
        blocks.append(chart)
    if isinstance(reason, str):
        blocks.append(Paragraph((Sentence(("There is no best set for the offer. ", Name(reason, "record"))),)))
    if best is None:
        return Section(heading, tuple(blocks))
    blocks.append(Paragraph(_best(best)))
    if best.found.chosen:
        blocks.append(_set(spending, best))
    return Section(heading, tuple(blocks))


def _beyond(spending: Spending, best: ChoiceTold | None) -> Sentences:
    more = spending.at_asked()
    if best is None or more is None:
        return ()
    if more.found.value < best.found.value - 1:
        return (
            say(
                "What is asked would be worth {gain} a year more than what is offered.", {"gain": more.gain(best.found)}
            ),
        )
    holes: dict[str, Inline] = {"spent": best.exact(best.found.running + best.found.spent)}
    return (say("Beyond {spent} it stays level: no purchase that is left is worth its money.", holes, more.id),)


def _best(best: ChoiceTold) -> Sentences:
    found = best.found
    if not found.chosen:
        return (Sentence("None of the purchases is worth its money by our own estimates.", (best.id,)),)
    holes: dict[str, Inline] = {
        "count": best.count(len(found.chosen), "purchase", "purchases"),
        "spent": best.exact(found.spent),
        "before": best.amount(found.loss_before),
        "after": best.amount(found.loss_after),
    }
    made = [say("The best set holds {count} and costs {spent} this year.", holes)]
    made.append(say("With it, the loss to expect goes from {before} to {after} a year.", holes))
    if best.net is not None:
        made.append(say("On balance it is worth {net} a year.", {"net": best.net}))
    if found.proven:
        made.append(
            Sentence("The search shows for certain that no other set for this money is worth more.", (best.id,))
        )
    else:
        holes = {"more": best.amount(best.better)}
        made.append(say("No other set for this money can be worth more than {more} a year on top.", holes))
    return tuple(made)


def _set(spending: Spending, best: ChoiceTold) -> Table:
    columns = (
        *(Column("Purchase", 2.6), Column("Money this year", 1.3, "end")),
        *(Column("Net worth a year", 2.4, "end"), Column("Verdict", 2)),
    )
    found = _returns(spending)
    rows = []
    for one in sorted(best.found.chosen, key=lambda one: (-_net(found, one), one.key)):
        net, verdict = _judged(spending, found.get(one.key))
        said = line(verdict, "; it must be bought") if one.must else verdict
        rows.append(Row((Name(one.title, "product"), best.exact(one.money), net, said), (best.id,)))
    return Table(columns, tuple(rows), "The best set for what is offered, by net worth", compact=True)


def _judged(spending: Spending, row: Return | None) -> tuple[Inline, Inline]:
    """Net worth and verdict of one purchase; words where no scenario says what it does."""
    if row is None or not row.is_modelled:
        return ("", "not known: no scenario says what it does")
    told = spending.purchase(row)
    return (told.net, told.verdict)


def undone(spending: Spending) -> Section:
    """What the best set leaves out, and what waiting for each costs a month."""
    heading = "What is left undone, and what that costs"
    best = spending.best()
    if best is None or not best.found.passed_over:
        return Section(heading)
    found = _returns(spending)
    columns = (
        *(Column("Left undone", 2.6), Column("Money this year", 1.3, "end")),
        *(Column("A month of waiting costs", 2.4, "end"), Column("Verdict", 2)),
    )
    rows = []
    for one in sorted(best.found.passed_over, key=lambda one: (-_waiting(found, one), one.key)):
        row = found.get(one.key)
        _, verdict = _judged(spending, row)
        cost: Inline = ""
        if row is not None and row.delay is not None:
            cost = spending.purchase(row).ends(row.delay.month)
        rows.append(Row((Name(one.title, "product"), best.exact(one.money), cost, verdict), (best.id,)))
    count = best.count(len(rows), "purchase", "purchases")
    said = (
        say("The best set leaves out {count}.", {"count": count}),
        Sentence("An amount with a minus is what a month of waiting saves."),
    )
    vendors = _vendors(spending)
    table = Table(columns, tuple(rows), "What the best set leaves out, dearest to wait for first", compact=True)
    return Section(heading, (Paragraph((*said, *vendors)), table))


def _vendors(spending: Spending) -> Sentences:
    """The next purchase by our own reckoning, against the first on the vendor's list."""
    ours, theirs = spending.next_purchase(), spending.vendors_first()
    if ours is None:
        return ()
    told = spending.purchase(ours)
    holes: dict[str, Inline] = {"name": told.name, "net": told.net}
    made = [say("By net worth, the first to buy is {name}, at {net} a year.", holes)]
    if theirs is not None and theirs.id != ours.id and theirs.is_modelled:
        other = spending.purchase(theirs)
        holes = {"name": other.name, "net": other.net}
        made.append(say("The vendor's list puts {name} first, which comes to {net}.", holes))
    return tuple(made)


def _returns(spending: Spending) -> dict[str, Return]:
    return {one.key: one for one in (spending.money.returns.rows if spending.money.returns else ())}


def _net(found: dict[str, Return], one: Picked) -> float:
    return found[one.key].net.mean if one.key in found else 0.0


def _waiting(found: dict[str, Return], one: Picked) -> float:
    row = found.get(one.key)
    return row.delay.month.middle if row is not None and row.delay is not None else float("-inf")
