"""Putting an old system on record, the ways with it, and what each way changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario
from earnest.duties.legacy.models import LifeCycleEntry, Option, OptionEffect, ScenarioShare
from earnest.duties.legacy.rules.amounts import amount_of
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


@dataclass(frozen=True)
class Change:
    """What is left of a loss, or a share of it: the most likely alone is exact, all three are a range."""

    low: float | None = None
    mode: float | None = None
    high: float | None = None

    def fields(self, name: str) -> dict[str, str | None]:
        """Values of the three fields `<name>_low`, `_mode` and `_high`."""
        given = (("low", self.low), ("mode", self.mode), ("high", self.high))
        return {f"{name}_{end}": None if value is None else f"{value:.4f}" for end, value in given}


UNSAID = Change()


def add_entry(actor: Actor, entry: LifeCycleEntry, *, reason: str = "") -> LifeCycleEntry:
    """Put an old system on record. Nothing is decided on it yet. Invalid names the field that cannot be used."""
    actor.require(May.EDIT_RECORD)
    if entry.decision_id is not None:
        raise Invalid("A new entry is not decided yet: add its options, then decide.", field="decision")
    with operation(actor, "legacy.add_entry", reason=reason) as work:
        return work.create(entry)


def add_option(actor: Actor, option: Option, *, reason: str = "") -> Option:
    """Add a way with an old system. Keep, ringfence and integrate leave the system as it is and its cost with it."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "legacy.add_option", reason=reason) as work:
        return work.create(option)


def propose_option(actor: Actor, option: Option, *, proposed_by: Person, reason: str = "") -> Option:
    """Put an option forward in one's own name. Another person decides.

    Invalid where somebody else has put it forward: to take their place would let them decide on their own proposal.
    """
    actor.require(May.EDIT_RECORD)
    own_name(actor, proposed_by, "proposed_by")
    if option.proposed_by_id not in {None, proposed_by.pk}:
        raise Invalid(f"{option.proposed_by} has proposed “{option}” already.", field="proposed_by")
    with operation(actor, "legacy.propose_option", reason=reason) as work:
        return work.change(option, proposed_by=proposed_by)


def say_effect(
    actor: Actor,
    option: Option,
    scenario: Scenario,
    *,
    during: Change = UNSAID,
    after: Change = UNSAID,
    source: str,
    author: Person | None = None,
    reason: str = "",
) -> OptionEffect:
    """Say what an option leaves of the loss of a scenario, in place of what was said before.

    Invalid where it is not a range, or has no source.
    """
    actor.require(May.EDIT_RECORD)
    _check(during, "during")
    _check(after, "after")
    values: dict[str, Any] = {**during.fields("during"), **after.fields("after"), "source": source, "author": author}
    known = OptionEffect.objects.filter(option=option, scenario=scenario).first()
    with operation(actor, "legacy.say_effect", reason=reason) as work:
        if known is not None:
            return work.change(known, **values)
        return work.create(OptionEffect(option=option, scenario=scenario, **values))


def say_share(
    actor: Actor,
    entry: LifeCycleEntry,
    scenario: Scenario,
    *,
    share: Change,
    source: str,
    author: Person | None = None,
    reason: str = "",
) -> ScenarioShare:
    """Say how much of the loss of a scenario goes through an old system, in place of what was said before."""
    actor.require(May.EDIT_RECORD)
    _check(share, "share")
    if share.mode is None:
        raise Invalid("Say how much goes through it: a share from 0 to 1.", field="share_mode")
    values: dict[str, Any] = {**share.fields("share"), "source": source, "author": author}
    known = ScenarioShare.objects.filter(entry=entry, scenario=scenario).first()
    with operation(actor, "legacy.say_share", reason=reason) as work:
        if known is not None:
            return work.change(known, **values)
        return work.create(ScenarioShare(entry=entry, scenario=scenario, **values))


def own_name(actor: Actor, person: Person, field: str) -> None:
    """Invalid where somebody signs for another."""
    if actor.user is not None and actor.person != person.pk:
        raise Invalid("Nobody signs for another: this can only be said in your own name.", field=field)


def _check(change: Change, name: str) -> None:
    amount_of(change.low, change.mode, change.high, field=name)
