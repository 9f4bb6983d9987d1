"""What another policy, or other days, would change on the board of a day. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from earnest.duties.hygiene.queries.reading import named, text
from earnest.duties.hygiene.queries.values import Board
from earnest.duties.hygiene.rules.clocks import SOON, SlaRow, days_for
from earnest.duties.hygiene.rules.priorities import Facts, Rules, decide
from earnest.library.priority_policies import Priority

KINDS = ("exploited_now", "exposure", "tier", "severity", "epss_class", "automatable", "technical_impact")


@dataclass(frozen=True)
class PriorityPreview:
    """What one priority of the other policy would hold; `days` with what is decided otherwise."""

    priority: Priority
    days: int | None
    open: int
    overdue: int
    due: int


@dataclass(frozen=True)
class Preview:
    """The board by other rules. `sooner` and `later` count findings whose last day would move, `newly_overdue` and
    `no_longer_overdue` those that would turn. Findings without a day count as due last of all."""

    priorities: tuple[PriorityPreview, ...]
    sooner: int
    later: int
    newly_overdue: int
    no_longer_overdue: int

    @property
    def overdue(self) -> int:
        return sum(one.overdue for one in self.priorities)

    @property
    def changes(self) -> bool:
        return bool(self.sooner or self.later)


def preview(board: Board, rules: Rules, clocks: Sequence[SlaRow], threshold: float, *, epss_looked: bool) -> Preview:
    """The board by these rules and our own clocks. Exceptions and VEX statements stay as they are."""
    facts = _facts_sql(threshold, epss_looked=epss_looked)
    combinations = named(board.path, f"select {_COMBINED} from ({facts}) group by combination, epss_class")  # noqa: S608 - columns and numbers of our own
    if not combinations:
        return Preview(tuple(_none(rules, one) for one in rules.policy.priorities), 0, 0, 0, 0)
    decided = ", ".join(_decided(rules, clocks, row) for row in combinations)
    counted = named(board.path, _with(_COUNTED, facts, decided, board))
    by_rank = {int(row["rank"]): row for row in counted}
    total = {name: sum(int(row[name]) for row in counted) for name in _TOTALS}
    return Preview(
        tuple(_one(rules, one, by_rank.get(rank)) for rank, one in enumerate(rules.policy.priorities)), **total
    )


_COMBINED = ", ".join(
    ("combination", "epss_class", *(f"any_value({name}) as {name}" for name in KINDS if name != "epss_class"))
)
_COUNTED = """
with fact as ($facts),
moved as (
  select v.rank, f.clock, f.due_on, case when listed_later then least(kev_added_on + v.days, known_on + v.unlisted)
    else known_on + v.days end as new_due
  from fact f join (values $decided) v(combination, epss_class, rank, days, unlisted)
    on v.combination = f.combination and v.epss_class = f.epss_class
)
select rank, count(*) as open, count(*) filter (clock <> 'paused' and new_due < $day) as overdue,
  count(*) filter (clock <> 'paused' and new_due between $day and $soon) as due,
  count(*) filter (coalesce(new_due, $never) < coalesce(due_on, $never)) as sooner,
  count(*) filter (coalesce(new_due, $never) > coalesce(due_on, $never)) as later,
  count(*) filter (clock not in ('paused', 'overdue') and new_due < $day) as newly_overdue,
  count(*) filter (clock = 'overdue' and coalesce(new_due, $never) >= $day) as no_longer_overdue
from moved group by rank
"""


_FACTS = """
select combination, clock, due_on, exploited_now = 'yes' and kev_added_on > known_on as listed_later, known_on,
  kev_added_on, $likely as epss_class, exploited_now, exposure, tier, severity, automatable, technical_impact
from finding where clock <> 'not_applicable'
"""


def _facts_sql(threshold: float, *, epss_looked: bool) -> str:
    """The points of every finding that applies, its EPSS against a threshold."""
    unknown = "''" if epss_looked else "'not looked up'"
    known = f"case when epss >= {float(threshold)!r} then 'above' when epss is not null then 'below'"
    return _FACTS.replace("$likely", f"{known} else {unknown} end")


def _with(sql: str, facts: str, decided: str, board: Board) -> str:
    """The query with its parts, which are days, numbers and texts of our own."""
    sql = sql.replace("$facts", facts).replace("$decided", decided).replace("$never", "date '9999-12-31'")
    soon = board.day + timedelta(days=SOON)
    return sql.replace("$day", f"date '{board.day}'").replace("$soon", f"date '{soon}'")


_TOTALS = ("sooner", "later", "newly_overdue", "no_longer_overdue")


def _none(rules: Rules, priority: Priority) -> PriorityPreview:
    return PriorityPreview(priority, rules.days_of(priority), 0, 0, 0)


def _one(rules: Rules, priority: Priority, row: Mapping[str, Any] | None) -> PriorityPreview:
    if row is None:
        return _none(rules, priority)
    return PriorityPreview(
        priority, rules.days_of(priority), int(row["open"]), int(row["overdue"]), int(row["due"])
    )  # fmt: skip


def _decided(rules: Rules, clocks: Sequence[SlaRow], row: Mapping[str, Any]) -> str:
    """One combination as a row of VALUES: what the rules make of it, with and without being listed as exploited."""
    facts = _facts(row, row["exploited_now"])
    rank, days = _days(rules, clocks, facts)
    unlisted = days
    if facts.exploited == "yes":
        _rank, unlisted = _days(rules, clocks, _facts(row, "no"))
    told = ("cast(null as integer)" if one is None else str(int(one)) for one in (rank, days, unlisted))
    return f"({int(row['combination'])}, {text(row['epss_class'])}, {', '.join(told)})"


def _facts(row: Mapping[str, Any], exploited: str) -> Facts:
    return Facts(
        exploited=exploited,
        exposure=row["exposure"],
        tier=row["tier"],
        severity=row["severity"],
        epss=row["epss_class"],
        automatable=row["automatable"],
        technical_impact=row["technical_impact"],
    )


def _days(rules: Rules, clocks: Sequence[SlaRow], facts: Facts) -> tuple[int, int | None]:
    priority = decide(rules, facts).priority
    days, _by = days_for(priority.id, rules.days_of(priority), facts.tier, facts.exposure, clocks)
    return rules.rank(priority.id), days
