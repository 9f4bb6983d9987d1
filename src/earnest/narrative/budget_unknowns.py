"""On what the budget paper rests, and what it does not know."""

from __future__ import annotations

from earnest.engines.documents.model import Block, Bullets, Column, Paragraph, Row, Section, Sentence, Sentences, Table
from earnest.engines.documents.parts import Inline, Name
from earnest.engines.quant import Verdict
from earnest.narrative.lines import line, say
from earnest.narrative.money import Losses
from earnest.narrative.spending import Spending
from earnest.narrative.words import Words

NAMED = 3
"""How many things of a kind are named where there are more."""


def grounds(losses: Losses, words: Words) -> Section:
    """Where the estimates come from and how old they are."""
    heading = "What the numbers rest on"
    told = losses.grounds()
    if told is None:
        return Section(heading)
    holes: dict[str, Inline] = {
        "all": told.count(told.total, "estimate", "estimates"),
        "scenarios": told.count(told.scenarios, "scenario", "scenarios"),
        "borrowed": told.count(told.starters, "is", "are"), "word": words.term("starter estimate", "borrowed"),
        "old": told.count(told.old, "is", "are"), "oldest": told.on(told.oldest),
    }  # fmt: skip
    said = (
        say("The losses rest on {all} of {scenarios}, made by named people.", holes),
        say("Of these, {borrowed} {word}, and {old} more than a year old.", holes),
        say("The oldest is of {oldest}.", holes),
        Sentence("A control counts for as much as its tests have shown, and for less where they find faults."),
        Sentence("The middle of a range is the average; its ends hold it in all but a few cases, as its proof says."),
    )
    columns = (Column("Grounds", 3), Column("Estimates", 1, "end"))
    rows = tuple(Row((Name(name, "record"), told.count(count)), (told.id,)) for name, count in told.by_grounds)
    return Section(
        heading, (Paragraph(said), Table(columns, rows, "On what grounds the estimates stand", compact=True))
    )


def section(losses: Losses, spending: Spending) -> Section:
    """What is not known of all this."""
    points = (*_model(losses), *_unjudged(spending), *_unjoined(spending), *_stated(spending))
    last = Sentence("What nobody has thought of is in none of these numbers: the list cannot be whole.")
    blocks: tuple[Block, ...] = (Bullets(points),) if points else ()
    return Section("What we do not know", (*blocks, Paragraph((last,))))


def _model(losses: Losses) -> tuple[Sentences, ...]:
    money = losses.money
    if money.broken:
        return ((Sentence(("What losses may cost cannot be worked out: ", Name(money.broken, "record"))),),)
    if losses.exposure() is None:
        return ((Sentence("What attacks and faults may cost us in money: nobody has put a price on them yet."),),)
    told = losses.grounds()
    if told is None or money.model is None:
        return ()
    made: list[Sentences] = []
    if told.left_out:
        count = told.count(told.left_out, "scenario has", "scenarios have")
        names = _names([one.title for one in money.model.left_out if not one.part])
        made.append((say("{count} no price and is in none of the sums: {names}.", {"count": count, "names": names}),))
    if told.starters:
        count = told.count(told.starters, "estimate is", "estimates are")
        made.append((say("{count} borrowed from others and may not fit us.", {"count": count}),))
    return tuple(made)


def _unjudged(spending: Spending) -> tuple[Sentences, ...]:
    """What we pay for and no scenario says anything of."""
    rows = [row for row in (spending.money.ranking.rows if spending.money.ranking else ()) if not row.is_modelled]
    told = spending.list()
    if not rows or told is None:
        return ()
    first = sorted(rows, key=lambda row: (-row.money, row.key))
    holes: dict[str, Inline] = {
        "count": told.count(len(rows), "thing", "things"), "names": _names([row.name for row in first]),
    }  # fmt: skip
    made = [say("Of {count} that we pay for, nobody has said what loss they take away.", holes)]
    made.append(say("The dearest of them are {names}.", holes))
    made.append(Sentence("That does not make them worthless: it makes their worth unknown."))
    return (tuple(made),)


def _stated(spending: Spending) -> tuple[Sentences, ...]:
    """What takes loss away while nobody has said what it brings in."""
    rows = spending.money.ranking.rows if spending.money.ranking else ()
    found = [row for row in rows if row.is_modelled and row.verdict is Verdict.UNSTATED]
    told = spending.list()
    if not found or told is None:
        return ()
    holes: dict[str, Inline] = {
        "count": told.count(len(found), "thing", "things"), "names": _names([row.name for row in found]),
    }  # fmt: skip
    first = say("Of {count} that take loss away, nobody has said what loss they bring in.", holes)
    return ((first, say("The first of them are {names}.", holes)),)


def _unjoined(spending: Spending) -> tuple[Sentences, ...]:
    """Money in lines that pay for no tool and no control."""
    told = spending.list()
    if told is None or told.found.unjoined_money < 1:
        return ()
    money = {"money": told.exact(told.found.unjoined_money)}
    return ((say("What {money} a year of other running cost gives us is not worked out.", money),),)


def _names(names: list[str]) -> Inline:
    shown = [part for name in names[:NAMED] for part in (", ", Name(name, "record"))][1:]
    return line(*shown)
