"""What stands behind the board page: what we could lose, and what was done. Slides show it too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from earnest.core.actions.models import Action
from earnest.engines.documents.model import Block, Bullets, Paragraph, Section, Sentence, Sentences
from earnest.engines.documents.parts import Inline, Name
from earnest.foundation.record import visible_to
from earnest.narrative import budget_losses, chains
from earnest.narrative.claims import Claims, method
from earnest.narrative.lines import line, say
from earnest.narrative.money import Losses
from earnest.narrative.money_basis import Money
from earnest.narrative.told import Told
from earnest.narrative.words import Words

DAYS, SHOWN = 90, 10
"""How far back it looks for what was done, and how many of a kind it names."""


def annex(claims: Claims, words: Words, money: Money) -> tuple[Section, ...]:
    """The sections behind the page, in reading order."""
    found = budget_losses.losses(Losses(claims, money), words)
    nothing: Block = Paragraph((Sentence("Nobody has priced what could happen, so no amount can be told."),))
    return (
        Section("What we could lose", found.blocks or (nothing,)),
        Section("What we did", _done(claims)),
    )


def _done(claims: Claims) -> tuple[Block, ...]:
    basis = claims.basis
    since = basis.day - timedelta(days=DAYS)
    rows = visible_to(basis.actor, Action).filter(state=Action.State.DONE, done_on__gt=since, done_on__lte=basis.day)
    found = list(rows.select_related("accountable").order_by("-done_on", "title"))
    told = Told("done")
    count, from_day = told.count(len(found), "action", "actions"), told.on(since)
    inputs = [(str(row.done_on), row.title) for row in found]
    claims.add(told.id, ("Actions done since ", from_day, ": ", count, "."), method("Actions done, counted", inputs))
    opening = say("Since {day} we finished {count}.", {"day": from_day, "count": count})
    points = [*(_action(claims, row) for row in found[:SHOWN]), *_better(claims)]
    return (Paragraph((opening,)), *((Bullets(tuple(points)),) if points else ()))


def _action(claims: Claims, row: Action) -> Sentences:
    told = Told(f"action:{row.pk}")
    who = Name(row.accountable.name, "person") if row.accountable else "nobody by name"
    done = (told.on(row.done_on),) if row.done_on else ()
    sentence = line(Name(row.title, "record"), ", done on ", *done, " by ", who, ".")
    steps = method("An action, as the record holds it", [("due", str(row.due_on or "no day")), ("state", row.state)])
    claims.add(told.id, sentence, (*steps, *chains.newest_entry(claims.basis, row)))
    return (Sentence(sentence),)


def _better(claims: Claims) -> Iterator[Sentences]:
    """Safeguards that stand better than they did, each with its own proof."""
    change = claims.change()
    if change is None:
        return
    for key in change.better[:SHOWN]:
        control = claims.control(key)
        holes: dict[str, Inline] = {"name": control.name, "then": change.on(change.then)}
        yield (say("{name} stands better than on {then}.", holes, control.id),)
