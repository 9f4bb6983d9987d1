"""What the board page says of money: the expected loss, what bad controls cost, one decision, and what is not known."""

from __future__ import annotations

from earnest.core.risks.models import Treatment
from earnest.duties.budget.queries import Ranked
from earnest.engines.documents.model import Block, Paragraph, Sentence, Sentences
from earnest.engines.documents.parts import Inline, Name
from earnest.narrative.claims import Claims
from earnest.narrative.lines import line, say
from earnest.narrative.money import Losses
from earnest.narrative.money_basis import Money
from earnest.narrative.spending import Spending


def short(claims: Claims, money: Money) -> tuple[Block, ...]:
    """A paragraph on what a year may cost; nothing where no scenario is priced."""
    losses = Losses(claims, money)
    told = losses.exposure()
    if told is None:
        return ()
    made = [say("In money, we expect to lose {mean} in a year.", {"mean": told.mean})]
    limits = losses.appetite()
    worst = line("The worst year in ", told.years, " costs ", told.worst, " or more") if told.worst else ()
    if limits is None:
        lead: Inline = "nobody has agreed how much is too much."
        made.append(Sentence(line(worst, "; ", lead) if worst else line("Of a limit, ", lead), (told.id,)))
    else:
        count = len(limits.found.appetite)
        all_, bad = limits.count(count, "limit", "limits"), limits.count(count - limits.within)
        lead = line(
            "of ",
            all_,
            " that the board set, ",
            *(("we break ", bad) if count - limits.within else ("we keep all",)),
            ".",
        )
        made.append(Sentence(line(worst, "; ", lead) if worst else line("Held to its limits: ", lead), (limits.id,)))
    raised = losses.raised()
    if raised is not None:
        cost = {"cost": raised.total}
        made.append(
            say("Of that, {cost} a year is due to safeguards that do not work or that nobody has shown to work.", cost)
        )
    return (Paragraph(tuple(made)),)


def ask(claims: Claims, money: Money) -> Sentences:
    """The one decision that money asks for: risk accepted no longer, a tool that costs more, or the next purchase."""
    losses, spending = Losses(claims, money), Spending(claims, money)
    for one in money.lapsed[:1]:
        return (again(losses, one),)
    for row in spending.dear()[:1]:
        return (stop(spending, row),)
    row_next = spending.next_purchase()
    if row_next is None:
        return ()
    bought = spending.purchase(row_next)
    holes: dict[str, Inline] = {"name": bought.name, "cost": bought.exact(row_next.money), "net": bought.net}
    return (say("Buy {name} next, for {cost}: it is worth {net} a year on balance.", holes),)


def unknown(claims: Claims, money: Money) -> tuple[Sentences, ...]:
    """What of money is not known, as one point."""
    if money.broken:
        return ((Sentence(("What losses may cost cannot be worked out: ", Name(money.broken, "record"))),),)
    losses = Losses(claims, money)
    told = losses.grounds()
    if told is None or losses.exposure() is None:
        return ((Sentence("What attacks and faults may cost us in money: nobody has put a price on them yet."),),)
    made = []
    if told.starters:
        made.append(
            say(
                "Of {all} behind the money, {borrowed} borrowed from others and not yet our own.",
                {"all": told.count(told.total, "guess", "guesses"), "borrowed": told.count(told.starters, "is", "are")},
            )
        )
    if told.left_out:
        things = told.count(told.left_out, "thing that could happen has", "things that could happen have")
        made.append(say("{things} no price and is not in it.", {"things": things}))
    return (tuple(made),) if made else ()


def again(losses: Losses, one: Treatment) -> Sentence:
    """Asks to decide again on a loss that is accepted no longer."""
    told = losses.accepted(one)
    holes: dict[str, Inline] = {
        "what": Name(one.scenario.title, "record"),
        "day": told.on(one.ends_on or one.starts_on),
    }
    return say("Decide again on a loss that we chose to live with until {day}: {what}.", holes)


def stop(spending: Spending, row: Ranked) -> Sentence:
    """Asks to stop what costs more than it gives; to mend it first where it does not work today."""
    told = spending.paid(row)
    holes: dict[str, Inline] = {"name": told.name, "more": told.shortfall}
    if spending.is_shown_to_work(row):
        return say("Stop {name} or say why it stays: a year it costs {more} more than it gives.", holes)
    return say("Mend {name} or stop it: as it works today, a year costs {more} more than it gives.", holes)
