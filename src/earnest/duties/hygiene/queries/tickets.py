"""A work package as a ticket would tell it, and what was handed over before."""

from __future__ import annotations

from earnest.core.risks.queries import Modelled
from earnest.duties.hygiene.queries.packages import package
from earnest.duties.hygiene.queries.reading import rows
from earnest.duties.hygiene.queries.values import Board, WorkPackage
from earnest.duties.hygiene.rules.tickets import Ticket
from earnest.foundation.errors import Invalid

NAMED = 200


def ticket_of(board: Board, key: str, modelled: Modelled | None = None) -> Ticket:
    """What a ticket for a work package says. Invalid where the board has no such package."""
    found = package(board, key, modelled)
    if found is None:
        raise Invalid("There is no such work package on today's board.", field="package")
    return Ticket(
        package=found.key,
        title=found.title,
        kind=found.kind,
        team=found.team,
        changes=found.changes,
        findings=found.findings,
        overdue=found.overdue,
        exploited=found.exploited,
        due_on=found.earliest_due,
        assets=_named(board, key, "asset_name"),
        flaws=_named(board, key, "coalesce(vulnerability_id, title, finding_id)"),
        money=money_of(found, modelled.currency if modelled else ""),
        proof=f"board of {board.day.isoformat()}, {board.digest[:16]}",
    )


def money_of(found: WorkPackage, currency: str) -> str:
    """The part of the modelled loss in words; empty where none is modelled."""
    if found.removes is None:
        return ""
    loss = found.removes
    between = f"between {loss.low:,.0f} and {loss.high:,.0f}"
    return f"Its part of the modelled loss is {currency} {loss.mean:,.0f} a year, {between}."


def _named(board: Board, key: str, what: str) -> tuple[str, ...]:
    found = rows(
        board.path,
        f"select {what} as name from finding where package = ? and clock not in ('not_applicable', 'paused') "  # noqa: S608 - a name of our own
        f"group by 1 order by 1 limit {NAMED}",
        [key],
    )
    return tuple(str(row[0]) for row in found)
