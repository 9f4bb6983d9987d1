"""An investment from idea to bought: somebody proposes it, somebody else decides, and then it is bought."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.duties.budget.models import Investment
from earnest.duties.budget.queries.investments import prerequisites
from earnest.duties.budget.rules.prerequisites import all_needed, circle
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation

State = Investment.State


def propose_investment(
    actor: Actor,
    investment: Investment,
    *,
    proposed_by: Person,
    controls: Iterable[Control] | None = None,
    requires: Collection[Investment] = (),
    excludes: Collection[Investment] = (),
    reason: str = "",
    on: date | None = None,
) -> Investment:
    """Put an investment forward, new or on record as an idea or refused before. Another person decides on it.

    `controls`, `requires` and `excludes` are for a new one; Invalid where they make a circle or contradict each other.
    """
    actor.require(May.EDIT_RECORD)
    _own_name(actor, proposed_by, "proposed_by")
    if investment.state not in {State.CANDIDATE, State.REFUSED}:
        raise Invalid(f"“{investment}” is {investment.get_state_display().lower()} already.", field="state")
    day = on or clock.today()
    with operation(actor, "budget.propose_investment", reason=reason) as work:
        if investment.pk:
            return work.change(
                investment,
                state=State.CANDIDATE,
                proposed_by=proposed_by,
                proposed_on=day,
                approver=None,
                decided_on=None,
                decision_note="",
            )
        _fit(None, requires, excludes)
        investment.proposed_by, investment.proposed_on = proposed_by, day
        return work.create(investment, controls=controls or (), requires=requires, excludes=excludes)


def set_prerequisites(
    actor: Actor,
    investment: Investment,
    *,
    requires: Collection[Investment],
    excludes: Collection[Investment] = (),
    seen: int | None = None,
    reason: str = "",
) -> Investment:
    """Say what must be bought before an investment and what it rules out, in place of what was said before.

    Invalid, at `requires` or `excludes`, where an investment would need itself, or rule out what it needs.
    """
    actor.require(May.EDIT_RECORD)
    _fit(investment, requires, excludes)
    with operation(actor, "budget.set_prerequisites", reason=reason) as work:
        return work.change(investment, seen=seen, requires=requires, excludes=excludes)


def choose_investment(
    actor: Actor, investment: Investment, *, approver: Person, reason: str, on: date | None = None
) -> Investment:
    """Decide to buy it. Invalid if the approver proposed it, if nobody did, or if what it rules out is chosen."""
    chosen = {State.CHOSEN, State.DONE}
    for other in (*investment.excludes.all(), *investment.excluded_by.all()):
        if other.state in chosen:
            raise Invalid(f"“{other}” is chosen, and each of the two rules the other out.", field="excludes")
    for other in investment.requires.all():
        if other.state not in chosen:
            raise Invalid(
                f"“{other}” must be bought before it, and is not chosen. Decide on that first.", field="requires"
            )
    return _decide(actor, investment, State.CHOSEN, approver, reason, on)


def refuse_investment(
    actor: Actor, investment: Investment, *, approver: Person, reason: str, on: date | None = None
) -> Investment:
    """Decide not to buy it; the reason goes to whoever proposed it. It may be proposed again."""
    return _decide(actor, investment, State.REFUSED, approver, reason, on)


def mark_bought(actor: Actor, investment: Investment, *, on: date | None = None, note: str = "") -> Investment:
    """Say that a chosen investment is bought. Its controls operate when their own state says so."""
    actor.require(May.EDIT_RECORD)
    if investment.state != State.CHOSEN:
        raise Invalid(f"“{investment}” is {investment.get_state_display().lower()}: only what was chosen is bought.")
    with operation(actor, "budget.mark_bought", reason=note) as work:
        return work.change(investment, state=State.DONE, bought_on=on or clock.today())


def _decide(
    actor: Actor, investment: Investment, state: str, approver: Person, reason: str, on: date | None
) -> Investment:
    actor.require(May.DECIDE_EXCEPTION)
    _own_name(actor, approver, "approver")
    if not reason.strip():
        raise Invalid("Say why: the reason is kept with the decision.", field="reason")
    if investment.state != State.CANDIDATE:
        raise Invalid(f"“{investment}” is {investment.get_state_display().lower()} already.", field="state")
    if investment.proposed_by is None:
        raise Invalid(
            f"Nobody has proposed “{investment}”. Propose it first, then another person decides.", field="proposed_by"
        )
    if approver == investment.proposed_by:
        raise Invalid("Nobody decides on what they proposed themselves. Another person must decide.", field="approver")
    verb = "choose" if state == State.CHOSEN else "refuse"
    with operation(actor, f"budget.{verb}_investment", reason=reason) as work:
        return work.change(
            investment, state=state, approver=approver, decided_on=on or clock.today(), decision_note=reason.strip()
        )


def _fit(investment: Investment | None, requires: Collection[Investment], excludes: Collection[Investment]) -> None:
    known = prerequisites()
    names = known.titles
    me = investment.pk if investment else 0
    needed = {**known.requires, me: frozenset(one.pk for one in requires)}
    ruled_out = {pk: others - {me} for pk, others in known.excludes.items()}
    ruled_out[me] = frozenset(one.pk for one in excludes)
    if me in needed[me] or me in ruled_out[me]:
        raise Invalid(
            "An investment neither needs nor rules out itself.", field="requires" if me in needed[me] else "excludes"
        )
    if way := circle(needed):
        told = " needs ".join(f"“{names.get(pk, 'it')}”" for pk in way)
        raise Invalid(f"That goes in a circle, so that none could be bought first: {told}.", field="requires")
    for pk in needed:
        wants = {pk, *all_needed(pk, needed)}
        for one in wants:
            if clash := wants & ruled_out.get(one, frozenset()):
                other = names.get(min(clash), "it")
                raise Invalid(f"“{names.get(pk, 'It')}” would need “{other}” and rule it out.", field="excludes")


def _own_name(actor: Actor, person: Person, field: str) -> None:
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)
