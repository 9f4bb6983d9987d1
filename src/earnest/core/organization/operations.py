"""Taking people on, as the personnel department tells of them: an import is one thing that happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from earnest.core.organization.models import Person, Team
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


@dataclass(frozen=True)
class Newcomer:
    """A person as a personnel list tells of them. `team` is a name, `manager` an address; either may be new in it."""

    name: str
    email: str
    title: str = ""
    team: str | None = None
    country: str = ""
    manager: str | None = None
    left_on: date | None = None


def take_on_people(
    actor: Actor, rows: Sequence[Newcomer], *, leads: Mapping[str, str] | None = None
) -> dict[str, Person]:
    """Add the people of a personnel list with their teams and managers; returns them by address.

    `leads` gives the address of the lead of a team, by the team's name. One operation, one ledger entry. Invalid if an
    address is there twice or already taken, or if a manager or lead is neither in the list nor on record.
    """
    actor.require(May.EDIT_RECORD)
    addresses = [row.email for row in rows]
    _unique(addresses)
    known = {person.email: person for person in Person.objects.all()}
    for address in addresses:
        if address in known:
            raise Invalid(f"{address} is already on record.", field="email")
    with operation(actor, "organization.take_on_people") as work:
        work.facts["people"] = len(rows)
        teams = {team.name: team for team in Team.objects.all()}
        added = [Team(name=name) for name in sorted({row.team for row in rows if row.team} - set(teams))]
        if added:
            work.create_many(added)
        teams |= {team.name: team for team in added}
        for wave in _waves(rows, set(known)):
            people = [_person(row, teams, known) for row in wave]
            work.create_many(people)
            known |= {person.email: person for person in people}
        for name, address in (leads or {}).items():
            if address not in known:
                raise Invalid(f"The lead of {name}, {address}, is not in the list and not on record.", field="lead")
            if name in teams:
                work.change(teams[name], lead=known[address])
    return {address: known[address] for address in addresses}


def _unique(addresses: Sequence[str]) -> None:
    seen: set[str] = set()
    for address in addresses:
        if address in seen:
            raise Invalid(f"{address} is in the list twice.", field="email")
        seen.add(address)


def _waves(rows: Sequence[Newcomer], there: set[str]) -> Iterator[list[Newcomer]]:
    """Managers before those whom they manage."""
    placed, waiting = set(there), list(rows)
    while waiting:
        wave = [row for row in waiting if row.manager is None or row.manager in placed]
        if not wave:
            row = waiting[0]
            raise Invalid(
                f"{row.name}'s manager {row.manager} is not in the list and not on record, or manages in a circle.",
                field="manager",
            )
        yield wave
        placed |= {row.email for row in wave}
        waiting = [row for row in waiting if row.email not in placed]


def _person(row: Newcomer, teams: Mapping[str, Team], known: Mapping[str, Person]) -> Person:
    return Person(
        name=row.name,
        email=row.email,
        title=row.title,
        team=teams[row.team] if row.team else None,
        country=row.country,
        manager=known[row.manager] if row.manager else None,
        left_on=row.left_on,
    )
