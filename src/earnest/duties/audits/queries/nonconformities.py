"""Nonconformities as they stand on a day: what was decided, held against live evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from earnest.core.actions.models import Action
from earnest.core.organization.models import Person
from earnest.duties.audits.models import CorrectiveAction, Engagement, Nonconformity
from earnest.duties.audits.queries.posture import live, posture
from earnest.duties.audits.rules.standing import Corrective, Standing, Stands, stands
from earnest.foundation import ledger
from earnest.foundation.actor import Actor
from earnest.foundation.once import once, reading_once
from earnest.foundation.record import visible_to


@dataclass(frozen=True)
class NonconformityNow:
    """A nonconformity with its corrective actions, how it stands, and what live evidence says in a sentence."""

    row: Nonconformity
    actions: tuple[CorrectiveAction, ...]
    stands: Stands
    live_because: str

    @property
    def open(self) -> bool:
        return self.stands.open


@dataclass(frozen=True)
class Involved:
    """Who had a part in a nonconformity, by number: who answered for it at any time since it was raised; and who did an
    action of it: answered for one at any time, or said that it is done. The ledger knows."""

    answered: frozenset[int]
    did: frozenset[int]

    @property
    def everybody(self) -> frozenset[int]:
        return self.answered | self.did


def involved(row: Nonconformity) -> Involved:
    """Who had a part in it, and so can neither verify nor close it."""
    return once(("audits-involved", row.pk), lambda: _involved([row])[row.pk])


def _involved(rows: Sequence[Nonconformity]) -> dict[int, Involved]:
    """The same of many, by one look into the ledger."""
    actions = {row.pk: [one.action for one in row.corrective_actions.all()] for row in rows}
    found = {row.reference: {row.accountable_id} for row in rows}
    found |= {one.reference: {one.accountable_id} for each in actions.values() for one in each}
    said: dict[str, set[int | None]] = {reference: set() for reference in found}
    for entry in ledger.touching(found.keys()):
        for change in entry.changes:
            after = change["after"] or {}
            if change["record"] in found and "accountable" in after:
                found[change["record"]].add(after["accountable"])
            if change["record"] in found and after.get("state") == Action.State.DONE:
                said[change["record"]].add(entry.user)
    accounts = {user for users in said.values() for user in users if user is not None}
    people = dict(Person.objects.filter(user__in=accounts).values_list("user", "pk"))
    did = {reference: found[reference] | {people.get(one) for one in users if one} for reference, users in said.items()}
    return {
        row.pk: Involved(
            answered=_named(found[row.reference]),
            did=_named(person for one in actions[row.pk] for person in did[one.reference]),
        )
        for row in rows
    }


def _named(people: Iterable[int | None]) -> frozenset[int]:
    return frozenset(one for one in people if one is not None)


@reading_once()
def nonconformities(actor: Actor, day: date, *, engagement: Engagement | None = None) -> tuple[NonconformityNow, ...]:
    """Every nonconformity the actor may see, raised by that day: the open ones first, the heaviest and oldest first."""
    rows = visible_to(actor, Nonconformity).filter(raised_on__lte=day)
    if engagement is not None:
        rows = rows.filter(engagement=engagement)
    rows = rows.select_related("engagement", "requirement", "control", "accountable", "closed_by", "cause_stated_by")
    kept = list(rows.prefetch_related("corrective_actions__action__accountable"))
    known = _involved(kept)
    found = [standing_of(row, day, known[row.pk]) for row in kept]
    weight = {kind: place for place, kind in enumerate(Nonconformity.Kind.values)}
    return tuple(sorted(found, key=lambda one: (not one.open, weight[one.row.kind], one.row.raised_on, one.row.number)))


def standing_of(row: Nonconformity, day: date, known: Involved | None = None) -> NonconformityNow:
    """How one stands as of a day. `known` saves the look for who had a part in it."""
    part = (known or involved(row)).everybody
    actions = tuple(row.corrective_actions.all())
    evidence, because = live(
        posture(day), control=row.control.key if row.control else "", test=row.test, subject=row.subject
    )
    return NonconformityNow(
        row=row,
        actions=actions,
        stands=stands(
            root_cause=row.root_cause,
            actions=[_corrective(one, part, day) for one in actions if one.action.state != Action.State.DROPPED],
            closed_on=row.closed_on if row.closed_on and row.closed_on <= day else None,
            due_on=row.due_on,
            live=evidence,
            today=day,
        ),
        live_because=because,
    )


def _corrective(one: CorrectiveAction, part: frozenset[int], day: date) -> Corrective:
    action = one.action
    done = action.state == Action.State.DONE and (action.done_on is None or action.done_on <= day)
    independent = one.verified_by_id is not None and one.verified_by_id not in part
    seen = one.verified_on is not None and one.verified_on <= day and independent
    return Corrective(done, one.effect_seen if seen else None)


def counts(found: tuple[NonconformityNow, ...]) -> Counter[Standing]:
    """How many stand how."""
    return Counter(one.stands.standing for one in found)
