"""The board of a day: every open finding with its priority and clock, and what was counted in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.cache import cache

from earnest import __version__
from earnest.duties.hygiene.queries.gathering import Gathered, gather
from earnest.duties.hygiene.queries.kept import concluded, folder, kept
from earnest.duties.hygiene.queries.making import write
from earnest.duties.hygiene.queries.reading import FILE, counted
from earnest.duties.hygiene.queries.values import Board, PriorityCount, TeamLine
from earnest.duties.hygiene.rules.shares import wilson
from earnest.foundation import clock, ledger

KIND = "board"
SECONDS = 24 * 3600


def board_file(day: date | None = None) -> Board:
    """The board as of the end of a day, today by default.

    Concluded once for each state of the record and kept under the digest of what it rests on; while nothing is written
    to the ledger it is found without looking at any of that.
    """
    day = day or clock.today()
    key = f"hygiene-board-{folder()}-{day}-{ledger.head_of_record()}-{__version__}"
    if (digest := cache.get(key)) and (known := kept(KIND, digest, Board)) is not None:
        return _placed(known)
    gathered = gather(day)
    found = concluded(KIND, gathered.digest, Board, lambda room: _conclude(gathered, room))
    cache.set(key, gathered.digest, SECONDS)
    return _placed(found)


def _placed(board: Board) -> Board:
    """The board with where its file is: a workspace may be moved."""
    return replace(board, folder=str(folder() / KIND / board.digest))


def _conclude(gathered: Gathered, room: Path) -> Board:
    write(gathered, room)
    ask = counted(room / FILE)
    whole = ask(_COUNTS)[0]
    kev, epss = gathered.of("known_exploited"), gathered.of("exploit_predictions")
    return Board(
        day=gathered.day,
        digest=gathered.digest,
        policy=gathered.policy.policy,
        policy_title=gathered.policy.title,
        adopted=gathered.policy.adopted,
        **whole,
        **ask("select left_out from note")[0],
        by_priority=_priorities(gathered, ask(_PRIORITIES)),
        by_team=tuple(sorted((_team(row) for row in ask(_TEAMS)), key=_security_first)),
        unproven=gathered.unproven,
        kev_seen_at=max((one.observed_at for one in kev), default=None),
        epss_seen_at=max((one.observed_at for one in epss), default=None),
    )


_OPEN = "clock <> 'not_applicable'"
_COUNTS = f"""
select count(*) filter ({_OPEN}) as open, count(*) filter (clock = 'overdue') as overdue,
  count(*) filter (clock = 'due') as due, count(*) filter (clock = 'running') as running,
  count(*) filter (clock = 'paused') as paused, count(*) filter (clock = 'not_applicable') as not_applicable,
  count(*) filter ({_OPEN} and exploited_now = 'yes') as exploited,
  count(*) filter (clock = 'overdue' and exploited_now = 'yes') as exploited_overdue,
  count(distinct asset_hash) filter ({_OPEN}) as assets, count(*) filter ({_OPEN} and unlooked) as unlooked,
  count(*) filter ({_OPEN} and c.guessed <> '') as guessed, count(*) filter (vector_note <> '') as contradictions,
  count(*) filter (vex_status is not null and not vex_honoured) as vex_unhonoured,
  count(distinct asset_hash) filter ({_OPEN} and not f.registered) as unregistered,
  count(*) filter ({_OPEN} and package = '') as without_package
from finding f join combination c on c.number = f.combination
"""  # noqa: S608 - texts and names of our own
_PRIORITIES = f"""
select priority, count(*) filter ({_OPEN}) as open, count(*) filter (clock = 'overdue') as overdue,
  count(*) filter (clock = 'due') as due
from finding group by priority
"""  # noqa: S608 - texts and names of our own
_TEAMS = f"""
select team, bool_or(security_team) as security_team, count(distinct asset_hash) as assets,
  count(*) as open, count(*) filter (clock = 'overdue') as overdue, count(*) filter (clock = 'due') as due,
  count(*) filter (clock = 'paused') as paused, count(*) filter (urgent) as urgent,
  count(*) filter (exploited_now = 'yes') as exploited,
  count(*) filter (exploited_now = 'yes' and clock = 'overdue') as exploited_overdue,
  count(*) filter (unlooked) as unlooked, coalesce(max(overdue_days), 0) as worst_days
from (select f.*, c.urgent from finding f join combination c on c.number = f.combination) where {_OPEN} group by team
"""  # noqa: S608 - texts and names of our own


def _priorities(gathered: Gathered, rows: list[dict[str, Any]]) -> tuple[PriorityCount, ...]:
    by_id = {row["priority"]: row for row in rows}
    return tuple(
        PriorityCount(
            priority=one.id,
            title=one.title,
            days=gathered.rules.days_of(one),
            urgent=one.urgent,
            forensics=one.forensics,
            open=by_id.get(one.id, {}).get("open", 0),
            overdue=by_id.get(one.id, {}).get("overdue", 0),
            due=by_id.get(one.id, {}).get("due", 0),
        )
        for one in gathered.rules.policy.priorities
    )


def _team(row: dict[str, Any]) -> TeamLine:
    counting = row["open"] - row["paused"]
    return TeamLine(**row, on_time=wilson(counting - row["overdue"], counting))


def _security_first(line: TeamLine) -> tuple[bool, bool, int, int, str]:
    """The security team first, for it sets the example; what nobody answers for last; else the most overdue."""
    return (not line.security_team, not line.team, -line.overdue, -line.open, line.team)
