"""Concludes the board: joins what is known to every finding, decides each combination once, writes two files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from earnest.duties.hygiene.queries import columns
from earnest.duties.hygiene.queries.gathering import Gathered, Piece
from earnest.duties.hygiene.queries.reading import FILE, files, making, moment, text
from earnest.duties.hygiene.queries.vex import matched
from earnest.duties.hygiene.rules.clocks import days_for
from earnest.duties.hygiene.rules.priorities import Facts, decide
from earnest.duties.hygiene.rules.vectors import band, contradiction, read_vector
from earnest.library.priority_policies import priority_policies


def write(gathered: Gathered, room: Path) -> None:
    """Write `board.duckdb` into a folder: `finding` has every open finding, `spell` every stretch of one that ever was,
    `flaw` and `asset` the words that are searched. The index finds the few rows that a page shows; reading them by
    their place in the file takes five times as long."""
    with making(room / "spill") as connection:
        _spells(connection, gathered)
        _assets(connection, gathered)
        _lists(connection, gathered)
        _vectors(connection)
        known = _looked(gathered)
        bound = {"$kev_looked": known["kev"], "$epss_looked": known["epss"], "$epss_threshold": gathered.epss_threshold}
        connection.execute(_with(columns.FACTS, bound))
        _combinations(connection, gathered)
        connection.execute(columns.DECIDED)
        connection.execute(columns.PLACES)
        _excepted(connection, gathered)
        matched(connection, gathered)
        weights = priority_policies().tier_weights.values
        board = {
            **bound,
            **{f"$tier{tier}": weights[tier] for tier in (1, 2, 3, 4)},
            "$epss_mean": _mean(connection),
            "$today": gathered.day,
        }
        connection.execute(f"attach {text(str(room / FILE))} as made")
        written = {"finding": _with(columns.BOARD, board), "spell": columns.SPELLS}
        for name, sql in (written | {"flaw": columns.FLAWS, "asset": columns.NAMES}).items():
            connection.execute(f"create table made.{name} as {sql}")
        connection.execute("create index finding_by_key on made.finding (finding_key)")
        connection.execute(f"create table made.combination as select {columns.TOLD} from combination")  # noqa: S608 - texts and names of our own
        connection.execute("create table made.fact as select * from asset")
        connection.execute(f"create table made.note as select count(*) as left_out from told where is_open and {_NOTE}")  # noqa: S608 - texts of our own
        connection.execute("detach made")
    _tidy(room / "spill")


def _spells(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """Every stretch that had begun by the day, as it stood then: no look is later than the last one up to the day."""
    as_of = moment(gathered.as_of)
    carried = ", ".join(columns.CARRIED)
    times = {name: f"make_timestamp(epoch_us({name}))" for name in columns.TIMES}
    limited = {name: f"least({times[name]}, {{seen}})" for name in ("last_seen_at", "looked_at")}
    told = ", ".join(f"{sql} as {name}" for name, sql in (times | limited).items())
    parts = [
        f"select {carried}, severity as told_severity, exploited, {told.format(seen=moment(one.observed_at))}, "  # noqa: S608 - texts and names of our own
        f"{text(one.source.slug)} as source, {text(one.part)} as part, {str(one.stale).lower()} as stale, "
        f"{moment(one.observed_at)} as seen_at from read_parquet({text(str(one.path))}) "
        f"where {times['opened_at']} <= {as_of} "
        "and coalesce(status, 'open') not in ('fixed', 'not_affected')"
        for one in gathered.states
    ] or [_nothing()]
    connection.execute(
        f"create view told as select * replace (case when closed_at <= {as_of} then closed_at end as closed_at), "  # noqa: S608 - texts and names of our own
        f"closed_at is null or closed_at > {as_of} as is_open from ({' union all '.join(parts)})"
    )
    connection.execute(f"create view spell as select * from told where not {_NOTE}")  # noqa: S608 - texts of our own


_NOTE = (
    "(told_severity = 'none' and coalesce(cvss_score, 0) = 0 and cvss_vector is null "
    "and not coalesce(exploited, false) and upper(coalesce(vulnerability_id, '')) not like 'CVE-%')"
)
"""What a scanner tells of a host that is no flaw: rated none, without a score, a vector or a public name."""


def _nothing() -> str:
    kinds = {"cvss_score": "double", "port": "bigint", "spell": "bigint", "published_on": "date"}
    names = [f"cast(null as {kinds.get(name, 'varchar')}) as {name}" for name in columns.CARRIED]
    times = [f"cast(null as timestamp) as {name}" for name in columns.TIMES]
    rest = ["cast(null as boolean) as exploited", *times, "'' as source", "'' as part", "false as stale"]
    rest.append("cast(null as timestamp) as seen_at")
    return f"select {', '.join([*names, 'cast(null as varchar) as told_severity', *rest])} where false"


def _assets(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    facts = gathered.assets
    table = pa.table(
        {
            "name": pa.array(list(facts), pa.string()),
            "thing": pa.array([one.thing for one in facts.values()], pa.string()),
            "asset_key": pa.array([one.asset_key for one in facts.values()], pa.string()),
            "asset_name": pa.array([one.asset_name for one in facts.values()], pa.string()),
            "tier": pa.array([one.tier for one in facts.values()], pa.int64()),
            "exposure": pa.array([one.exposure for one in facts.values()], pa.string()),
            "team": pa.array([one.team or "" for one in facts.values()], pa.string()),
            "accountable": pa.array([one.accountable_name or "" for one in facts.values()], pa.string()),
            "owner_email": pa.array([one.owner_email or "" for one in facts.values()], pa.string()),
            "security_team": pa.array([one.security_team for one in facts.values()], pa.bool_()),
            "registered": pa.array([one.registered for one in facts.values()], pa.bool_()),
        }
    )
    _keep(connection, "asset", table)


def _lists(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """What the world publishes, once for each flaw, and the operating systems that scanners saw."""
    connection.execute(
        "create table kev as select upper(vulnerability_id) as cve, min(added_on) as added_on, min(due_on) as due_on, "  # noqa: S608 - texts and names of our own
        f"bool_or(ransomware) as ransomware from {_pieces(gathered.of('known_exploited'), _KEV)} group by all"
    )
    connection.execute("create table cve as select distinct upper(vulnerability_id) as cve from spell")
    connection.execute(
        "create table epss as select cve, arg_max(probability, (scored_on, probability)) as probability, "  # noqa: S608 - texts and names of our own
        "arg_max(percentile, (scored_on, probability)) as percentile "
        "from (select upper(vulnerability_id) as cve, probability, "
        "coalesce(percentile, 0) as percentile, coalesce(scored_on, date '1970-01-01') as scored_on "
        f"from {_pieces(gathered.of('exploit_predictions'), _EPSS)}) semi join cve using (cve) group by all"
    )
    connection.execute(
        "create table os as select lower(asset_id) as name, max(os_name) as os "  # noqa: S608 - texts and names of our own
        f"from {_pieces(gathered.of('scan_targets'), _TARGETS)} where os_name is not null group by all"
    )


_KEV = "vulnerability_id varchar, added_on date, due_on date, ransomware boolean"
_EPSS = "vulnerability_id varchar, probability double, percentile double, scored_on date"
_TARGETS = "asset_id varchar, os_name varchar"


def _pieces(pieces: Iterable[Piece], shape: str) -> str:
    paths = [one.path for one in pieces]
    names = ", ".join(part.split()[0] for part in shape.split(", "))
    if paths:
        return f"(select {names} from read_parquet({files(paths)}, union_by_name = true))"  # noqa: S608 - texts and names of our own
    empty = ", ".join(f"cast(null as {part.split()[1]}) as {part.split()[0]}" for part in shape.split(", "))
    return f"(select {empty} where false)"


def _vectors(connection: duckdb.DuckDBPyConnection) -> None:
    """Each vector once. A score of nothing on a flaw that has a vector is no score."""
    rows = connection.execute("select distinct cvss_vector, cvss_score from spell").fetchall()
    read = {vector: read_vector(vector) for vector, _ in rows}
    made: dict[str, list[Any]] = {name: [] for name in ("text", "told", "version", "automatable", "technical_impact")}
    made |= {"note": [], "severity": []}
    for vector, told in rows:
        found = read[vector]
        score = told or found.score
        made["text"].append(vector)
        made["told"].append(told)
        made["version"].append(found.version)
        made["automatable"].append(found.automatable)
        made["technical_impact"].append(found.technical_impact)
        made["note"].append(found.note or contradiction(found, told))
        made["severity"].append(band(score) if score else None)
    kinds = {name: pa.float64() if name == "told" else pa.string() for name in made}
    _keep(connection, "vector", pa.table({name: pa.array(values, kinds[name]) for name, values in made.items()}))


def _looked(gathered: Gathered) -> dict[str, bool]:
    return {"kev": bool(gathered.of("known_exploited")), "epss": bool(gathered.of("exploit_predictions"))}


def _combinations(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """Decide each combination of what is known that occurs, with and without being listed as exploited."""
    names = ", ".join(columns.KINDS)
    made: list[dict[str, Any]] = []
    for row in connection.execute(f"select distinct {names} from fact").fetchall():  # noqa: S608 - texts and names of our own
        told = dict(zip(columns.KINDS, row, strict=True))
        made.append(told | {"number": len(made)} | _decided(gathered, told))
    words = (*columns.KINDS, "priority", "priority_title", "why", "guessed", "days_by")
    kinds: dict[str, pa.DataType] = dict.fromkeys(words, pa.string())
    kinds |= dict.fromkeys(("urgent", "forensics", "registered"), pa.bool_())
    kinds |= dict.fromkeys(("tier", "rank", "days", "days_unlisted", "number"), pa.int32())
    _keep(
        connection,
        "combination",
        pa.table({name: pa.array([one[name] for one in made], kind) for name, kind in kinds.items()}),
    )


def _decided(gathered: Gathered, told: Mapping[str, Any]) -> dict[str, Any]:
    facts = Facts(
        exploited=told["exploited_now"],
        exposure=told["exposure"],
        tier=told["tier"],
        severity=told["severity"],
        epss=told["epss_class"],
        automatable=told["automatable"],
        technical_impact=told["technical_impact"],
        registered=told["registered"],
        list_is_old=any(one.stale for one in gathered.of("known_exploited")),
    )
    found = decide(gathered.rules, facts)
    days, by = _days(gathered, found.priority.id, facts)
    unlisted = days
    if facts.exploited == "yes":
        other = decide(gathered.rules, Facts(**{**_fields(facts), "exploited": "no"}))
        unlisted, _ = _days(gathered, other.priority.id, facts)
    return {
        "priority": found.priority.id,
        "priority_title": found.priority.title,
        "urgent": found.priority.urgent,
        "forensics": found.priority.forensics,
        "rank": gathered.rules.rank(found.priority.id),
        "why": found.why,
        "guessed": " ".join(found.guessed),
        "days": days,
        "days_by": by,
        "days_unlisted": unlisted,
    }


def _fields(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in Facts.__dataclass_fields__}


def _days(gathered: Gathered, priority: str, facts: Facts) -> tuple[int | None, str]:
    default = gathered.rules.days_of(gathered.rules.policy.priority(priority))
    return days_for(priority, default, facts.tier, facts.exposure, gathered.clocks)


def _excepted(connection: duckdb.DuckDBPyConnection, gathered: Gathered) -> None:
    """A finding is only excepted from the test that judges it; of several exceptions the last to end counts."""
    chosen: dict[tuple[str, str], Any] = {}
    for one in gathered.exceptions:
        key = (one.subject, one.test)
        if key not in chosen or one.ends_on > chosen[key].ends_on:
            chosen[key] = one
    table = pa.table(
        {
            "subject": pa.array([subject for subject, _ in chosen], pa.string()),
            "test": pa.array([test for _, test in chosen], pa.string()),
            "pk": pa.array([one.pk for one in chosen.values()], pa.int64()),
            "ends_on": pa.array([one.ends_on for one in chosen.values()], pa.date32()),
        }
    )
    _keep(connection, "excepted", table)


def _mean(connection: duckdb.DuckDBPyConnection) -> float:
    """The mean probability of the flaws that have one, which stands for those that have none."""
    row = connection.execute("select avg(probability) from epss").fetchone()
    return float(row[0]) if row and row[0] is not None else 1.0


def _keep(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register(f"given_{name}", table)
    connection.execute(f"create table {name} as select * from given_{name}")  # noqa: S608 - texts and names of our own
    connection.unregister(f"given_{name}")


def _with(sql: str, values: Mapping[str, object]) -> str:
    """The SQL with its values, which are numbers, days and truths of our own: a view takes no parameters."""
    for name in sorted(values, key=len, reverse=True):
        value = values[name]
        told = f"date '{value.isoformat()}'" if isinstance(value, date) else str(value).lower()
        sql = sql.replace(name, told)
    return sql


def _tidy(spill: Path) -> None:
    if spill.is_dir():
        for path in spill.iterdir():
            path.unlink()
        os.rmdir(spill)
