"""Open findings of a board: a page of them, one of them, and how teams stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from earnest.core.findings import queries as findings_over_time
from earnest.duties.hygiene.queries.columns import CLOCK_ORDER, TOLD
from earnest.duties.hygiene.queries.reading import Rows, named, rows
from earnest.duties.hygiene.queries.values import Board, Filters, Finding, Line, Page, Spell, TeamLine
from earnest.duties.hygiene.rules.priorities import NOT_LOOKED_UP
from earnest.foundation.errors import Invalid

SIZE = 50
MOST = 200
A_READ = 500

SORTS: Mapping[str, str] = {
    "clock": "work_key",
    "due": "due_on nulls last",
    "overdue": "overdue_days desc",
    "priority": "rank, due_on nulls last",
    "severity": "array_position(['critical', 'high', 'medium', 'low', 'none', 'unknown'], severity)",
    "score": "cvss_score desc nulls last",
    "epss": "epss desc nulls last",
    "tier": "tier, rank",
    "asset": "asset_place",
    "team": "team",
    "flaw": "vulnerability_id",
    "package": "package_name nulls last, package_version",
    "opened": "opened_at",
    "newest": "opened_at desc",
    "loss": "weight desc",
}
"""How a list may be sorted, by name; `clock` is the way in which work is to be done."""

_LINE = (
    "finding", "vulnerability_id", "title", "asset_id", "asset_name", "asset_key", "asset_kind", "tier", "exposure",
    "team", "package_name", "package_version", "fixed_version", "severity", "cvss_score", "epss", "priority", "clock",
    "clock_start", "due_on", "overdue_days", "exception", "vex_status", "package", "source", "part", "opened_at",
    "looked_at", "last_seen_at", "unlooked", "exploited_now", "combination",
)  # fmt: skip


def findings(
    board: Board, filters: Filters | None = None, sort: str = "clock", page: int = 1, size: int = SIZE
) -> Page:
    """One page of open findings. `sort` is a name of `SORTS`, with a minus for the other way round; Invalid if it is
    none, or if the page is below 1. A page beyond the last has no lines."""
    order, size = _order(sort), max(1, min(size, MOST))
    if page < 1:
        raise Invalid("Pages are counted from 1.", field="page")
    where, values = _where(filters or Filters())
    count = _count(board, filters or Filters(), where, values)
    numbers = rows(
        board.path,
        f"select rowid, finding_key from finding where {where} order by {order}, rowid limit ? offset ?",  # noqa: S608 - the parts are ours, the values bound
        [*values, size, (page - 1) * size],
    )
    return Page(
        lines=_lines(board, numbers),
        count=count,
        number=page,
        pages=max(1, -(-count // size)),
        size=size,
        sort=sort,
    )


def every(board: Board, filters: Filters | None = None, sort: str = "clock") -> Iterator[Line]:
    """All findings that are asked for, in their order, however many: their places are found once, and the rows are
    read some hundreds at a time. Invalid as `findings`, at once and not with the first line."""
    order, (where, values) = _order(sort), _where(filters or Filters())
    numbers = rows(board.path, f"select rowid, finding_key from finding where {where} order by {order}, rowid", values)  # noqa: S608 - the parts are ours, the values bound
    return _each(board, numbers)


def _each(board: Board, numbers: Rows) -> Iterator[Line]:
    for start in range(0, len(numbers), A_READ):
        yield from _lines(board, numbers[start : start + A_READ])


def finding(board: Board, finding_id: str, source: str = "", part: str | None = None) -> Finding | None:
    """One open finding by its 32 hexadecimal digits; None where it is not open. Where several sources see it, that of
    `source` and `part` if given, else the one to be done first."""
    if len(finding_id) != 32 or not set(finding_id) <= set("0123456789abcdef"):
        return None
    found = rows(
        board.path,
        "select rowid, finding_key from finding where finding_key = ? and finding = ? and (? = '' or source = ?) "
        "and (? is null or part = ?) order by clock_rank, rank, due_on, source, part limit 1",
        [int(finding_id[:15], 16), finding_id, source, source, part, part],
    )
    if not found:
        return None
    row = _whole(board, *found[0])
    return Finding(
        line=_line(row),
        values={name: _zoned(value) for name, value in row.items()},
        why=row["why"],
        days=row["days"],
        days_by=row["days_by"],
        vex_note=_vex(row),
        exception_note=_excepted(row),
        subject=row["subject"],
        history=history(finding_id, row["source"], row["part"]),
    )


def _whole(board: Board, place: int, key: int) -> dict[str, Any]:
    """Everything that is known of one row. Asked table by table: within a join the index would not be used."""
    row = named(board.path, "select * from finding where finding_key = ? and rowid = ?", [key, place])[0]
    decided = named(
        board.path,
        f"select {', '.join(set(TOLD.split(', ')) - {'number'})} from combination where number = ?",  # noqa: S608 - names of our own
        [row["combination"]],
    )
    known = named(
        board.path, "select accountable, owner_email, thing from fact where name = lower(?) limit 1", [row["asset_id"]]
    )
    unknown = {"accountable": None, "owner_email": None, "thing": None}
    return row | decided[0] | (known[0] if known else unknown)


def history(finding_id: str, source: str, part: str) -> tuple[Spell, ...]:
    """Every stretch in which a finding was there, oldest first, as one part of one source saw it."""
    return tuple(
        Spell(
            spell=one.spell,
            opened_at=one.opened_at,
            last_seen_at=one.last_seen_at,
            looked_at=one.looked_at,
            closed_at=one.closed_at,
            snapshot=one.snapshot,
        )
        for one in findings_over_time.history(finding_id)
        if one.source == source and one.part == part
    )


def by_team(board: Board) -> tuple[TeamLine, ...]:
    """How each team stands, the security team first."""
    return board.by_team


def choices(board: Board) -> dict[str, tuple[str, ...]]:
    """The values that filters offer: teams, sources and priorities that are on the board."""
    found = {}
    for name in ("team", "source", "priority", "severity", "exposure"):
        found[name] = tuple(row[0] for row in rows(board.path, f"select distinct {name} from finding order by 1"))  # noqa: S608 - names of our own
    return found


def _lines(board: Board, chosen: Rows) -> tuple[Line, ...]:
    """Findings by their rows and keys, in this order."""
    if not chosen:
        return ()
    keys = ", ".join(str(key) for _row, key in chosen)
    found = named(
        board.path,
        f"select rowid as place, {', '.join(_LINE)} from finding where finding_key in ({keys})",  # noqa: S608 - numbers and names of our own
    )
    numbers = ", ".join(str(number) for number in {row["combination"] for row in found})
    decided = {
        row["number"]: row
        for row in named(
            board.path,
            f"select number, priority_title, urgent from combination where number in ({numbers})",  # noqa: S608 - numbers of our own
        )
    }
    by_place = {row["place"]: row | decided[row["combination"]] for row in found}
    return tuple(_line(by_place[place]) for place, _key in chosen)


def _line(row: Mapping[str, Any]) -> Line:
    same = {name: row[name] for name in _LINE if name in Line.__dataclass_fields__}
    same["opened_at"] = _zoned(row["opened_at"])
    since = row["looked_at"] if row["unlooked"] else None
    return Line(
        **same,
        exploited=row["exploited_now"],
        priority_title=row["priority_title"],
        urgent=row["urgent"],
        not_looked_since=_zoned(since),
    )


def _order(sort: str) -> str:
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise Invalid(f"Findings cannot be sorted by {name!r}. Use one of: {', '.join(SORTS)}.", field="sort")
    if name == sort:
        return SORTS[name]
    return ", ".join(_turned(part) for part in _parts(SORTS[name]))


def _parts(order: str) -> list[str]:
    return [order] if order.startswith("array_position") else order.split(", ")


def _turned(part: str) -> str:
    if " desc" in part:
        return part.replace(" desc", "")
    return part.replace(" nulls last", "") + " desc nulls last"


def _where(filters: Filters) -> tuple[str, list[object]]:
    """Conditions on findings, with the values that they are bound to. Invalid for a value that there cannot be: it
    would be answered with nothing, as if there were nothing."""
    for name, known in KNOWN.items():
        if (told := getattr(filters, name)) and told not in known:
            raise Invalid(f"There is no {name} {told!r}. Use one of: {', '.join(known)}.", field=name)
    conditions = ["true"]
    values: list[object] = []
    same = {
        "team": filters.team,
        "priority": filters.priority or None,
        "severity": filters.severity or None,
        "exploited_now": filters.exploited or None,
        "exposure": filters.exposure or None,
        "tier": filters.tier,
        "source": filters.source or None,
        "package": filters.package or None,
    }
    for name, value in same.items():
        if value is not None:
            conditions.append(f"{name} = ?")
            values.append(value)
    if filters.clock:
        conditions.append(_CLOCKS.get(filters.clock, "clock = ?"))
        values += [] if filters.clock in _CLOCKS else [filters.clock]
    if filters.asset:
        conditions.append("(asset_key = ? or asset_hash = hash(?::varchar))")
        values += [filters.asset, filters.asset]
    if filters.vulnerability:
        conditions.append("vulnerability_id = ?")
        values.append(filters.vulnerability)
    if filters.unlooked:
        conditions.append("unlooked")
    if filters.contradicted:
        conditions.append("vector_note <> ''")
    if words := filters.search.strip().lower():
        conditions.append(
            "(flaw_key in (select flaw_key from flaw where contains(words, ?)) "
            "or asset_hash in (select asset_hash from asset where contains(words, ?)))"
        )
        values += [words, words]
    return " and ".join(conditions), values


KNOWN: Mapping[str, tuple[str, ...]] = {
    "clock": (*CLOCK_ORDER, "late", "open"),
    "severity": ("critical", "high", "medium", "low", "none", "unknown"),
    "exploited": ("yes", "no", NOT_LOOKED_UP),
    "exposure": ("internet", "partner", "internal"),
}
"""The values that some filters may have."""
_CLOCKS = {"late": "clock in ('overdue', 'due')", "open": "clock <> 'not_applicable'"}


def _count(board: Board, filters: Filters, where: str, values: list[object]) -> int:
    if filters == Filters():
        return board.open + board.not_applicable
    return int(rows(board.path, f"select count(*) from finding where {where}", values)[0][0])  # noqa: S608 - conditions of our own


def _vex(row: Mapping[str, Any]) -> str:
    if not row["vex_status"]:
        return ""
    status = str(row["vex_status"]).replace("_", " ")
    said = f"{row['vex_author']} says: {status}"
    if row["vex_said"]:
        said += f", {row['vex_said']}"
    if row["vex_honoured"]:
        return f"{said}. So no clock runs."
    if row["vex_status"] in {"not_affected", "fixed"}:
        return f"{said}. Nothing backs it that still counts, so the clock runs on."
    return f"{said}."


def _excepted(row: Mapping[str, Any]) -> str:
    ends: date | None = row["exception_ends_on"]
    if ends is None:
        return ""
    return f"Excepted until {ends.day} {ends:%B %Y}; its clock runs again after that day."


def _zoned(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
