"""A year of weeks: what was open, overdue, opened and closed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

from earnest.duties.hygiene.queries.reading import rows
from earnest.duties.hygiene.queries.values import Board, Trend, Week

WEEKS = 53
NOTE = (
    "Counted from every look that we kept, by today's policy and clocks. What a VEX statement ends today is left out "
    "of every week, and what an exception pauses today is overdue in none; those of the past are not taken out of it."
)


def trend(board: Board, weeks: int = WEEKS) -> Trend:
    """As of the board's day and each seventh day before it, oldest first."""
    first = board.day - timedelta(days=7 * (weeks - 1))
    moves = {kind: _by_week(board, sql, first, weeks) for kind, sql in _MOVES.items()}
    running = {kind: list(accumulate(counts)) for kind, counts in moves.items()}
    return Trend(
        weeks=tuple(
            Week(
                day=first + timedelta(days=7 * number),
                open=running["opened"][number] - running["closed"][number],
                overdue=running["late"][number] - running["late_closed"][number],
                opened=moves["opened"][number] if number else _in_first(board, "opened", first),
                closed=moves["closed"][number] if number else _in_first(board, "closed", first),
            )
            for number in range(weeks)
        ),
        note=NOTE,
    )


_LATE = "due_on is not null and (closed_on is null or closed_on > greatest(due_on + 1, opened_on))"
_COUNTED = """
(select opened_on, closed_on, due_on, false as paused from spell where closed_on is not null
 union all select cast(opened_at as date), null, due_on, clock = 'paused' from finding where clock <> 'not_applicable')
"""
"""Every stretch that is over, and what the board counts as open."""
_MOVES = {
    "opened": f"select opened_on as day from {_COUNTED}",  # noqa: S608 - texts and names of our own
    "closed": "select closed_on as day from spell where closed_on is not null",
    "late": f"select greatest(due_on + 1, opened_on) as day from {_COUNTED} where not paused and {_LATE}",  # noqa: S608 - texts and names of our own
    "late_closed": f"select closed_on as day from spell where closed_on is not null and {_LATE}",  # noqa: S608 - texts and names of our own
}


def _by_week(board: Board, sql: str, first: date, weeks: int) -> list[int]:
    """How many days fall into each week; those before the first count in the first."""
    found = rows(
        board.path,
        f"select greatest(0, cast(ceil((day - ?::date) / 7.0) as int)) as week, count(*) from ({sql}) group by week",  # noqa: S608 - queries of our own
        [first],
    )
    counts: dict[int, int] = dict(found)
    return [int(counts.get(number, 0)) for number in range(weeks)]


def _in_first(board: Board, kind: str, first: date) -> int:
    row = rows(
        board.path,
        f"select count(*) from ({_MOVES[kind]}) where day > ?::date - 7 and day <= ?::date",  # noqa: S608 - queries of our own
        [first, first],
    )
    return int(row[0][0])
