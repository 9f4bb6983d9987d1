"""Blind spots, keys that several things bear, decisions that contradict one another, and what nobody registered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.things import queries
from earnest.core.things.models import MatchDecision
from earnest.core.things.queries import BlindSpot
from earnest.core.things.rules import State
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, first_of
from earnest.foundation.record import visible_to


def concerns(actor: Actor, today: date) -> list[Concern]:
    if not actor.may(May.SEE_RECORD):
        return []
    moment = clock.end_of(today)
    found = queries.things(moment)
    spots = [one for one in queries.blind_spots(moment) if one.state is State.FOUND]
    return [
        *(_unregistered(one) if one.expectation.looks.registered else _blind(one) for one in spots),
        *_ambiguous(found),
        *_contradictory(actor, found),
    ]


def _blind(one: BlindSpot) -> Concern:
    return Concern(
        rule="blind-spot",
        weight=Weight.WEAK,
        kind=_("Blind spot"),
        look="none",
        title=_("%(title)s: %(count)s of %(all)s are not seen")
        % {"title": one.expectation.title, "count": one.missing_count, "all": one.population},
        detail=first_of([row.label for row in one.missing] + [""] * (one.missing_count - len(one.missing))),
        cost=_("Unknown"),
        cost_note=_("nobody looks there"),
        who=one.expectation.accountable or _("Nobody named"),
        when="",
        act=_("See which"),
        page="blind-spots",
        query=f"expectation={one.expectation.key}",
        tone="unk",
    )


def _unregistered(one: BlindSpot) -> Concern:
    return Concern(
        rule="unregistered-things",
        weight=Weight.NOBODY,
        kind=_("Not registered"),
        look="none",
        title=_("%(title)s: %(count)s of %(all)s do not")
        % {"title": one.expectation.title, "count": one.missing_count, "all": one.population},
        detail=first_of([row.label for row in one.missing] + [""] * (one.missing_count - len(one.missing))),
        cost=_("Unknown"),
        cost_note=_("nobody answers for it"),
        who=one.expectation.accountable or _("Nobody named"),
        when="",
        act=_("Register them"),
        page="blind-spots",
        query=f"expectation={one.expectation.key}",
    )


def _ambiguous(found: queries.Map) -> Iterator[Concern]:
    if not found.ambiguities:
        return
    keys = [f"{one.key} {one.value}" for one in queries.ambiguities(found, most=10)]
    yield Concern(
        rule="ambiguous-keys",
        weight=Weight.WEAK,
        kind=_("Ambiguous"),
        look="decide",
        title=ngettext(
            "%s key is borne by things that cannot be one",
            "%s keys are borne by things that cannot be one",
            found.ambiguities,
        )
        % found.ambiguities,
        detail=first_of(keys + [""] * (found.ambiguities - len(keys))),
        cost=_("Unknown"),
        cost_note=_("one thing or several"),
        who=_("Nobody named"),
        when="",
        act=_("Say which are the same"),
        page="things",
        query="ambiguous=yes",
    )


def _contradictory(actor: Actor, found: queries.Map) -> Iterator[Concern]:
    rows = list(visible_to(actor, MatchDecision).filter(pk__in=found.contradictory))
    if rows:
        yield Concern(
            rule="contradictory-matches",
            weight=Weight.DECISION,
            kind=_("Contradiction"),
            look="decide",
            title=ngettext(
                "%s decision contradicts another and does not count",
                "%s decisions contradict others and do not count",
                len(rows),
            )
            % len(rows),
            detail=first_of([str(row) for row in rows]),
            cost=_("Unknown"),
            cost_note=_("nothing is joined by them"),
            who=", ".join(sorted({row.decided_by.name for row in rows if row.decided_by})) or _("Nobody named"),
            when="",
            act=_("Withdraw one"),
            page="match-decisions-list",
        )
