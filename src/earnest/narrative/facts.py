"""Facts of the organisation that an application asks for: from its record and from what sources list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from earnest.core.evidence.models import SnapshotTable
from earnest.core.evidence.queries import current_snapshots
from earnest.core.organization.models import Person
from earnest.engines.documents.parts import Figure, Inline, Name
from earnest.engines.documents.proof import MethodStep, Step
from earnest.foundation.record import visible_to
from earnest.narrative import chains
from earnest.narrative.claims import Claims
from earnest.narrative.lines import line
from earnest.narrative.told import Told

_CHIEFS = ("ciso", "chief information security officer", "head of security", "head of information security")


def answer(claims: Claims, question: str) -> Inline:
    """The answer of the record to a question of the application on the organisation; "unknown" where it has none."""
    found = _ANSWERS.get(question)
    return (found(claims) if found else None) or "Unknown: the record holds no answer."


def _revenue(claims: Claims) -> Inline | None:
    own = claims.basis.organization
    if own is None or own.annual_revenue is None:
        return None
    told = Told("organisation:revenue")
    figure = Figure(own.annual_revenue, "money", told.id, currency=own.currency, decimals=0)
    claims.add(
        told.id, ("Annual revenue: ", figure, "."), _own(claims, "Annual revenue, as the organisation recorded it")
    )
    return line(figure, " a year; the estimate for this year and the split by region are not in the record.")


def _records(claims: Claims) -> Inline | None:
    own = claims.basis.organization
    if own is None or own.personal_records is None:
        return None
    told = Told("organisation:records")
    people = told.count(own.personal_records, "person", "people")
    claims.add(told.id, ("Data is held of ", people, "."), _own(claims, "People whose data is held, as recorded"))
    return line("Data of ", people, "; the split by kind of data is not in the record.")


def _estate(claims: Claims) -> Inline | None:
    """People at work in the record, and devices as each source lists them; sources may list one device twice."""
    told = Told("organisation:estate")
    gone = visible_to(claims.basis.actor, Person).filter(left_on__lte=claims.basis.day).count()
    people = visible_to(claims.basis.actor, Person).count() - gone
    listed = _devices(claims)
    figure = told.count(people, "person", "people")
    parts: list[Inline] = [figure, " in the record"]
    for title, rows in listed.items():
        parts += ["; ", told.count(rows, "device", "devices"), " in ", Name(title, "system")]
    steps: list[Step] = [MethodStep("People in the record who have not left, and rows of devices in current snapshots")]
    steps += [
        chains.snapshot_step(snapshot)
        for snapshot in current_snapshots(claims.basis.as_of)
        if any(table.table == "devices" for table in snapshot.tables.all())
    ]
    claims.add(told.id, line(*parts, "."), steps)
    return line(*parts, ". Sources may list one device more than once.")


def _devices(claims: Claims) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    wanted = {snapshot.pk: snapshot.source.title for snapshot in current_snapshots(claims.basis.as_of)}
    rows = visible_to(claims.basis.actor, SnapshotTable).filter(table="devices", snapshot__in=wanted)
    for snapshot, count in rows.order_by("snapshot").values_list("snapshot_id", "rows"):
        found[wanted[snapshot]] += count
    return found


def _chief(claims: Claims) -> Inline | None:
    people = visible_to(claims.basis.actor, Person).filter(left_on=None).select_related("manager").order_by("pk")
    chief = next((person for person in people if person.title.strip().lower() in _CHIEFS), None)
    if chief is None:
        return None
    said = line(Name(chief.name, "person"), ", ", Name(chief.title, "role"))
    if chief.manager is None:
        return line(said, "; to whom they report is not in the record.")
    return line(said, "; reports to ", Name(chief.manager.name, "person"), ", ", Name(chief.manager.title, "role"), ".")


def _own(claims: Claims, what: str) -> tuple[Step, ...]:
    own = claims.basis.organization
    return (MethodStep(what), *(chains.ledger(claims.basis, own) if own else ()))


_ANSWERS: Mapping[str, Callable[[Claims], Inline | None]] = {
    "INS-01": _revenue,
    "INS-02": _records,
    "INS-03": _estate,
    "INS-04": _chief,
}
"""The questions of the application that the record itself answers."""
