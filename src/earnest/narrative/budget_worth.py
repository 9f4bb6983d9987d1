"""What the budget paper says of what we pay for: the net worth of each, and what to drop first."""

from __future__ import annotations

from earnest.duties.budget.queries import Dropped, Ranked
from earnest.engines.documents.model import Block, Bullets, Column, Paragraph, Row, Section, Sentence, Sentences, Table
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative.lines import say
from earnest.narrative.spending import Spending
from earnest.narrative.told_money import CutTold, WorthTold
from earnest.narrative.words import Words

MOST = 5
"""Tools and controls that cost more than they give of which the reasons are told."""


def ranked(spending: Spending, words: Words) -> Section:
    """Everything we pay for by net worth, with what costs more than it gives, and why."""
    heading = "What we pay for, by worth"
    rows = [row for row in (spending.money.ranking.rows if spending.money.ranking else ()) if row.is_modelled]
    if not rows:
        return Section(heading)
    net = words.term("net worth of a control", "net worth")
    lead = (
        say("Each bar is the range of the {net} of a tool, or of a safeguard without a tool.", {"net": net}),
        Sentence("Right of the line it takes away more loss than it costs and brings in."),
    )
    chart = spending.worth_chart(rows, "Net worth a year of what we pay for", lead)
    blocks: list[Block] = [] if chart is None else [chart]
    dear = spending.dear()
    if dear:
        blocks.append(Paragraph((_dear_lead(spending, dear),)))
        blocks.append(Bullets(tuple(_dear(spending, row) for row in dear[:MOST])))
    else:
        blocks.append(Paragraph((Sentence("Nothing that we pay for is known to cost more than it gives."),)))
    return Section(heading, tuple(blocks))


def _dear_lead(spending: Spending, dear: tuple[Ranked, ...]) -> Sentence:
    claims = tuple(spending.paid(row).id for row in dear[:MOST])
    return Sentence("These cost more than they give, as far as our estimates know:", claims)


def _dear(spending: Spending, row: Ranked) -> Sentences:
    """Why it costs more than it gives: its sums, what it brings in, and whether it works today."""
    told = spending.paid(row)
    holes: dict[str, Inline] = {
        "name": told.name,
        "removed": told.removed,
        "cost": told.cost,
        "brought": told.introduced,
        "more": told.shortfall,
    }
    costs = (
        "It costs {cost}, and brings in {brought} of loss of its own."
        if row.introduced.mean >= 1
        else "It costs {cost}."
    )
    made = [say("{name} takes away {removed} of loss a year.", holes), say(costs, holes)]
    made.append(say("On balance that is {more} more than it gives.", holes))
    made += _brings(told, row)
    if not spending.is_shown_to_work(row):
        made.append(Sentence("It does not work today, or nobody has shown that it does: mend it before you judge it."))
    return tuple(made)


def _brings(told: WorthTold, row: Ranked) -> Sentences:
    """The scenario that it makes dearer most, where it brings in loss."""
    title, amount = min(row.why, key=lambda one: one[1], default=("", 0.0))
    if amount > -1:
        return ()
    holes: dict[str, Inline] = {"title": Name(title, "record"), "amount": told.amount(abs(amount))}
    return (say("The largest part of what it brings in is {title}: {amount} a year.", holes),)


def cut(spending: Spending) -> Section:
    """What to drop first if there is less money than the plan asks for."""
    heading = "What to drop first if the money is cut"
    found, told = spending.money.cut, spending.cut()
    if isinstance(found, str):
        said = Sentence(("No cut can be worked out: ", Name(found, "record")))
        return Section(heading, (Paragraph((said,)),))
    if told is None or not told.found.dropped:
        return Section(heading)
    loose = _unjudged(spending, told.found.dropped)
    columns = (
        *(Column("Drop, in this order", 3), Column("Money it frees", 1.3, "end")),
        *(Column("Loss to expect a year, after", 1.8, "end"), Column("Note", 2)),
    )
    rows = tuple(_row(told, one, one in loose) for one in told.found.dropped)
    table = Table(columns, rows, "What to drop, the least missed first", compact=True)
    return Section(heading, (Paragraph(_cut(told, bool(loose))), table))


def _cut(told: CutTold, loose: bool) -> Sentences:
    holes: dict[str, Inline] = {
        "share": told.share(round(told.found.share, 4)), "aim": told.exact(told.found.aim), "raised": told.raised,
        "saved": told.exact(told.found.saved), "away": told.exact(told.found.out_of_reach),
    }  # fmt: skip
    made = [say("To save {aim}, which is {share} of the plan, drop what stands here from the top.", holes)]
    verb = "raises" if told.found.loss_after >= told.found.loss_before else "changes"
    made.append(say(f"It frees {{saved}} and {verb} the loss to expect by {{raised}} a year.", holes))
    if told.found.out_of_reach >= 1:
        made.append(say("Of the plan, {away} pays for staff and other things that this list cannot judge.", holes))
    if loose:
        made.append(Sentence("Where the note says so, no scenario tells what it does: look before you drop it."))
    return tuple(made)


def _unjudged(spending: Spending, dropped: tuple[Dropped, ...]) -> frozenset[Dropped]:
    rows = spending.money.ranking.rows if spending.money.ranking else ()
    known = {(row.kind, row.key) for row in rows if row.is_modelled}
    return frozenset(one for one in dropped if (one.kind, one.key) not in known)


def _row(told: CutTold, one: Dropped, unjudged: bool) -> Row:
    note = "its worth is not known" if unjudged else ""
    cells = (Name(one.name, "product"), told.exact(one.money), told.amount(one.loss_after), note)
    return Row(cells, (told.id,))
