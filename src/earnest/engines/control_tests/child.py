"""The sandboxed half of the runner: a program of its own, started as `python -I child.py`.

It reads one job as JSON from standard input, loads the files it names, gives up every right it does not need, runs the
queries, and writes one JSON line for each. It imports nothing of the package.

What holds it, outermost first: the parent's wall clock; kernel limits set here once the data is loaded (no new file
descriptor, so no file, socket or pipe; no file growth; no new process; address space; processor time); DuckDB's own locks.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import duckdb

UNREADABLE = 1
"""Exit code when a file cannot be loaded."""
UNWELL = 3
"""Exit code after an error that may have harmed the database: the parent starts another child."""

_QUERIES = {"population": "p", "violations": "v", "unknown": "u"}
_LINE = (
    "strlen(subject) || ':' || subject || ',' || "
    "case when reason is null then '-,' else strlen(reason) || ':' || reason || ',' end"
)


class Broken(Exception):
    """The test itself is wrong: its rows break a rule."""


def main() -> int:
    job = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_AS, job["memory_bytes"])
    _limit(resource.RLIMIT_CPU, job["processor_seconds"])
    started = time.perf_counter()
    connection = opened(job)
    for number, piece in enumerate(job["pieces"]):
        try:
            load(connection, number, piece)
        except duckdb.Error as error:
            say({"failed": _first_line(error), "piece": number})
            return UNREADABLE
    lock(connection)
    confine()
    say({"ready": round(time.perf_counter() - started, 6)})
    for number, test, turn in turns(job):
        say({"start": number})
        begun = time.perf_counter()
        answer, unwell = attempt(connection, job, test, turn)
        answer["number"] = number
        answer["seconds"] = round(time.perf_counter() - begun, 6)
        say(answer)
        if unwell:
            return UNWELL
    say({"end": True, "peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})
    return 0


def say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def turns(job: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """The work in order: number, test, turn (one instant and its views)."""
    for item in job["work"]:
        yield item["number"], job["tests"][item["test"]], job["turns"][item["turn"]]


def opened(job: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """An empty database in memory, as bare as DuckDB allows."""
    connection = duckdb.connect(":memory:", config={
        "threads": job["threads"], "memory_limit": f"{job['database_bytes'] >> 20}MiB", "temp_directory": "",
        "preserve_insertion_order": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
        "allow_community_extensions": "false", "python_enable_replacements": "false", "allow_persistent_secrets": "false",
    })  # fmt: skip
    connection.execute("set timezone = 'UTC'")
    return connection


def load(connection: duckdb.DuckDBPyConnection, number: int, piece: dict[str, Any]) -> None:
    """One file as the table piece_N, in canonical types."""
    described = connection.execute("describe select * from read_parquet(?)", [piece["path"]]).fetchall()
    stored = {row[0].lower(): row[1] for row in described}
    columns = ", ".join(f"{as_stored(stored.get(name), name, kind)} as {quoted(name)}" for name, kind in piece["columns"])
    source = "read_parquet(?)"
    connection.execute(f"create table piece_{number} as select {columns} from {source}", [piece["path"]])  # noqa: S608  names and kinds come from the canonical schema


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Import what fetching needs, then close DuckDB's own locks."""
    connection.execute("select 1 as a, 'x' as b, 1.5::double as c, true as d, null as e").fetchall()
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def as_stored(stored: str | None, name: str, kind: str) -> str:
    """The expression that reads a column in its canonical type. A column that the file lacks is null: unknown."""
    if stored is None:
        return f"cast(null as {kind})"
    if stored == kind:
        return quoted(name)
    if kind == "TIMESTAMP" and stored == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({quoted(name)}))"
    return f"cast({quoted(name)} as {kind})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def confine() -> None:
    """Give up what only loading needed. Descriptors 0 to 2 are open, so no other can be opened from here on."""
    for number in sorted(int(name) for name in os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else ():
        if number > 2:
            try:
                os.close(number)
            except OSError:
                continue
    _limit(resource.RLIMIT_NOFILE, 3)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (value, value))


def attempt(
    connection: duckdb.DuckDBPyConnection, job: dict[str, Any], test: dict[str, Any], turn: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """One answer, and whether the database may have been harmed."""
    try:
        show(connection, turn)
        return Examination(connection, job, test, turn).answer(), False
    except Broken as error:
        return {"error": str(error)}, False
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        return {"error": f"It needs more memory than the {job['memory_bytes'] >> 20} MiB it may have. {_first_line(error)}"}, True
    except (duckdb.FatalException, duckdb.InternalException, duckdb.IOException, OSError, RuntimeError) as error:
        return {"error": _first_line(error)}, True
    except duckdb.Error as error:
        return {"error": _first_line(error)}, False


def _first_line(error: BaseException) -> str:
    lines = (str(error) or type(error).__name__).splitlines()
    return lines[0][:500]


_shown: dict[str, str] = {}


def show(connection: duckdb.DuckDBPyConnection, turn: dict[str, Any]) -> None:
    """Make each table a view over the pieces of this turn."""
    for table, view in turn["views"].items():
        bodies = []
        for piece in view["pieces"]:
            columns = "".join(f"{quoted(name)}, " for name, _ in view["columns"])
            bodies.append(
                f"select {columns}{text(piece['source'])} as source, {text(piece['snapshot'])} as snapshot, "  # noqa: S608  texts are quoted
                f"timestamp {text(piece['observed_at'])} as observed_at from piece_{piece['piece']}"
            )
        if not bodies:
            columns = "".join(f"cast(null as {kind}) as {quoted(name)}, " for name, kind in view["columns"])
            bodies.append(
                f"select {columns}'' as source, '' as snapshot, timestamp '2000-01-01' as observed_at where false"  # noqa: S608  kinds come from the canonical schema
            )
        body = " union all ".join(bodies)
        if _shown.get(table) != body:
            connection.execute(f"create or replace temp view {quoted(table)} as {body}")
            _shown[table] = body


class Examination:
    """One test at one instant."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, job: dict[str, Any], test: dict[str, Any], turn: dict[str, Any]
    ) -> None:
        self.connection = connection
        self.job = job
        self.queries: dict[str, str] = test["queries"]
        self.used: dict[str, list[str]] = test["used"]
        self.excepted = set(test["excepted"])
        readers: dict[str, Callable[[Any], Any]] = {"date": date.fromisoformat}
        self.values = {
            name: readers.get(kind, lambda given: given)(value) for name, (kind, value) in test["parameters"].items()
        }
        self.values["as_of"] = datetime.fromisoformat(turn["as_of"])

    def answer(self) -> dict[str, Any]:
        found = {name: self.collect(name) for name in ("violations", "unknown") if name in self.queries}
        population = self.population(found)
        empty = {"count": 0, "rows": [], "digest": hashlib.sha256().hexdigest()}
        answer: dict[str, Any] = {"population": population, "unknown": empty}
        for name in found:
            answer[name] = self.rows(name, found[name])
        answer["excepted"] = self.covered()
        return answer

    def run(self, sql: str, section: str) -> duckdb.DuckDBPyConnection:
        """Execute with the parameters that the section uses."""
        values = {name: self.values[name] for name in self.used[section]}
        return self.connection.execute(sql, values) if values else self.connection.execute(sql)

    def body(self, section: str) -> str:
        sql = self.queries[section]
        statements = self.connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Broken(f"The {section} query is not one SELECT.")
        return f"({sql}\n) q"

    def collect(self, section: str) -> list[str]:
        """Materialise a section as its own table; gives its column names after subject and reason."""
        table = _QUERIES[section]
        self.run(f"create or replace temp table {table} as select * from {self.body(section)}", section)  # noqa: S608  the gate has passed the query
        kinds = {row[0]: row[1] for row in self.connection.execute(f"describe {table}").fetchall()}
        if "subject" not in kinds:
            raise Broken(f"The {section} query has no column called subject.")
        if len(kinds) > self.job["max_columns"]:
            raise Broken(f"The {section} query has {len(kinds)} columns; {self.job['max_columns']} are allowed.")
        counted = self.connection.execute(f"select count(*), count(subject) from {table}").fetchone()  # noqa: S608  a fixed name
        rows, named = counted or (0, 0)
        if rows != named:
            raise Broken(f"The {section} query gave {rows - named} rows without a subject.")
        if rows > self.job["max_rows"]:
            raise Broken(f"The {section} query gave {rows:,} rows; {self.job['max_rows']:,} are allowed.")
        return [f"{name}\t{kind}" for name, kind in kinds.items()]

    def population(self, found: dict[str, list[str]]) -> int:
        """Number of subjects, after checking that they are unique and hold the violations and the unknown."""
        marks = " union all ".join(
            f"select distinct cast(subject as varchar) as subject, {int(name == 'violations')} as v, {int(name == 'unknown')} as u from {_QUERIES[name]}"  # noqa: S608, E501  fixed names
            for name in found
        )
        self.connection.execute(
            f"create or replace temp table m as select subject, sum(v) as v, sum(u) as u from ({marks}) x group by subject"  # noqa: S608  fixed names
        )
        of_marks = self.connection.execute(
            "select count(*), coalesce(sum(v), 0), coalesce(sum(u), 0), min(subject) filter (where v > 0 and u > 0) from m"
        ).fetchone()
        marked, self.violating, self.undecided, both = of_marks or (0, 0, 0, None)
        if both is not None:
            raise Broken(f"{cut(both)!r} is both a violation and unknown.")
        source = f"(select cast(subject as varchar) as subject from {self.body('population')}) s"  # noqa: S608  the gate has passed the query
        join, inside = (" left join m on m.subject = s.subject", "count(m.subject)") if marked else ("", "0")
        counted = self.run(
            f"select count(*), count(s.subject), count(distinct hash(s.subject)), {inside} from {source}{join}",  # noqa: S608  fixed names
            "population",
        ).fetchone()
        rows, named, different, contained = counted or (0, 0, 0, 0)
        if rows != named:
            raise Broken(f"The population query gave {rows - named} rows without a subject.")
        if rows > self.job["max_rows"]:
            raise Broken(f"The population query gave {rows:,} rows; {self.job['max_rows']:,} are allowed.")
        if rows != different:
            self.refuse_duplicates(source)
        if contained != marked:
            self.refuse_strangers(source)
        return int(rows)

    def refuse_duplicates(self, source: str) -> None:
        """Equal hashes of different subjects are possible, if hardly: look at the texts themselves."""
        twice = self.run(
            f"select subject, count(*) from {source} group by subject having count(*) > 1 order by subject limit 1",  # noqa: S608  the gate has passed the query
            "population",
        ).fetchone()
        if twice:
            raise Broken(f"The population has the subject {cut(twice[0])!r} {twice[1]} times; it must be unique.")

    def refuse_strangers(self, source: str) -> None:
        stranger = self.run(
            f"select m.subject, m.v from m where not exists (select 1 from {source} where s.subject = m.subject) order by 1 limit 1",  # noqa: S608, E501  the gate has passed the query
            "population",
        ).fetchone()
        if stranger:
            section = "violation" if stranger[1] else "unknown subject"
            raise Broken(f"The {section} {cut(stranger[0])!r} is not in the population.")

    def rows(self, section: str, described: list[str]) -> dict[str, Any]:
        """Count of subjects, first rows in canonical order, digest of all rows."""
        table = _QUERIES[section]
        count = int(self.violating if section == "violations" else self.undecided)
        if count == 0:
            return {"count": 0, "rows": [], "digest": hashlib.sha256().hexdigest()}
        kinds = dict(item.split("\t", 1) for item in described)
        reason = "cast(reason as varchar)" if "reason" in kinds else "cast(null as varchar)"
        canonical = f"(select *, {_LINE} as line from (select cast(subject as varchar) as subject, {reason} as reason"
        others = [name for name in kinds if name not in {"subject", "reason"}]
        shown = [self.cell("subject", "VARCHAR"), *([self.cell("reason", "VARCHAR")] if "reason" in kinds else [])]
        shown += [self.cell(name, kinds[name]) for name in others]
        extra = "".join(f", {quoted(name)}" for name in others)
        order = "subject, reason nulls first"
        cursor = self.connection.execute(
            f"select line, {', '.join(shown)} from {canonical}{extra} from {table}) x) y order by {order}{extra} limit {self.job['max_kept'] + 1}"  # noqa: S608, E501  names are quoted
        )
        names = [item[0] for item in cursor.description or ()][1:]
        first = cursor.fetchall()
        kept = [dict(zip(names, map(scalar, row[1:]), strict=True)) for row in first[: self.job["max_kept"]]]
        digest = hashlib.sha256()
        if len(first) <= self.job["max_kept"]:
            for row in first:
                digest.update(row[0].encode())
        else:
            lines = self.connection.execute(f"select line from {canonical} from {table}) x) y order by {order}")  # noqa: S608  fixed names
            while some := lines.fetchmany(10_000):
                digest.update("".join(row[0] for row in some).encode())
        return {"count": count, "rows": kept, "digest": digest.hexdigest()}

    def cell(self, name: str, kind: str) -> str:
        """A column as a result shows it: numbers and flags as they are, all else as text that is cut."""
        column, most = quoted(name), self.job["max_cell"]
        if kind in {"BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT"}:
            return column
        value = f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ')" if kind == "TIMESTAMP" else f"cast({column} as varchar)"
        return f"case when length({value}) > {most} then left({value}, {most}) || '…' else {value} end as {column}"

    def covered(self) -> list[str]:
        """Excepted subjects among the violations, sorted."""
        if not self.excepted or not self.violating:
            return []
        found = self.connection.execute(
            "select subject from m where v > 0 and list_contains(?, subject) order by 1", [sorted(self.excepted)]
        ).fetchall()
        return [row[0] for row in found]


def scalar(value: object) -> object:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def cut(value: str) -> str:
    return value if len(value) <= 120 else value[:120] + "…"


if __name__ == "__main__":
    sys.exit(main())
