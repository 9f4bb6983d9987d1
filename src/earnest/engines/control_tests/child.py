"""The sandboxed half of the runner: a program of its own, started as `python -I child.py`.

It reads one job as JSON from standard input, loads the files it names, gives up every right it does not need, runs the
queries, and writes one JSON line for each. It imports nothing of the package.

What holds it, outermost first: the parent's wall clock; kernel limits set here once the data is loaded (no new file
descriptor, so no file, socket or pipe; no file growth; no new process; address space; processor time); DuckDB's own locks.
"""  # noqa: E501

from __future__ import annotations

import hashlib
import json
import math
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb

UNREADABLE = 4
"""Exit code when a file cannot be loaded."""
UNWELL = 3
"""Exit code after an error that may have harmed the database: the parent starts another child."""

TABLES = {"violations": "v", "unknown": "u"}
SHOWN = frozenset({
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT", "VARCHAR", "TIMESTAMP", "DATE",
})  # fmt: skip
NOTHING = {"count": 0, "rows": [], "digest": hashlib.sha256().hexdigest()}
_LINE = (
    "strlen(subject) || ':' || subject || ',' || "
    "case when reason is null then '-,' else strlen(reason) || ':' || reason || ',' end"
)


class Broken(Exception):  # noqa: N818
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
    shared = Shared(connection, job)
    for number, test, turn in turns(job):
        say({"start": number})
        begun = time.perf_counter()
        answer, unwell = attempt(connection, job, test, turn, shared)
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
        "preserve_insertion_order": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",  # noqa: E501
        "allow_community_extensions": "false", "python_enable_replacements": "false", "allow_persistent_secrets": "false",  # noqa: E501
    })  # fmt: skip
    connection.execute("set timezone = 'UTC'")
    return connection


def load(connection: duckdb.DuckDBPyConnection, number: int, piece: dict[str, Any]) -> None:
    """One file as the table piece_N, in canonical types."""
    described = connection.execute("describe select * from read_parquet(?)", [piece["path"]]).fetchall()
    stored = {row[0].lower(): row[1] for row in described}
    columns = ", ".join(
        f"{as_stored(stored.get(name), name, kind)} as {quoted(name)}" for name, kind in piece["columns"]
    )
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
    connection: duckdb.DuckDBPyConnection,
    job: dict[str, Any],
    test: dict[str, Any],
    turn: dict[str, Any],
    shared: Shared,
) -> tuple[dict[str, Any], bool]:
    """One answer, and whether the database may have been harmed."""
    try:
        show(connection, turn)
        shared.make(test["reads"], turn)
        answer = Examination(connection, job, test, turn).answer()
        shared.release(test["reads"])
    except Broken as error:
        return {"error": str(error)}, False
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        return {
            "error": f"It needs more memory than the {job['memory_bytes'] >> 20} MiB it may have. {_first_line(error)}"
        }, True
    except (duckdb.FatalException, duckdb.InternalException, duckdb.IOException, OSError, RuntimeError) as error:
        return {"error": _first_line(error)}, True
    except duckdb.Error as error:
        return {"error": _first_line(error)}, False
    return answer, False


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
                f"select {columns}'' as source, '' as snapshot, timestamp '2000-01-01' as observed_at where false"
            )
        body = " union all ".join(bodies)
        if _shown.get(table) != body:
            connection.execute(f"create or replace temp view {quoted(table)} as {body}")
            _shown[table] = body


def values_of(parameters: dict[str, Any], turn: dict[str, Any]) -> dict[str, Any]:
    """Parameter values as DuckDB takes them, with the instant."""
    values = {
        name: date.fromisoformat(value) if kind == "date" else value for name, (kind, value) in parameters.items()
    }
    return {**values, "as_of": datetime.fromisoformat(turn["as_of"])}


class Shared:
    """Tables that several queries read: made when needed, made again when their data changes, dropped after their
    last use.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, job: dict[str, Any]) -> None:
        self.connection = connection
        self.definitions = job["shared"]
        self.left = Counter(number for _, test, _ in turns(job) for number in test["reads"])
        self.made: dict[int, str] = {}

    def make(self, numbers: list[int], turn: dict[str, Any]) -> None:
        for number in numbers:
            definition = self.definitions[number]
            seen = [turn["views"][table]["pieces"] for table in definition["tables"]]
            state = json.dumps([seen, turn["as_of"] if definition["timed"] else None])
            if self.made.get(number) == state:
                continue
            values = values_of(definition["parameters"], turn)
            used = {name: values[name] for name in definition["used"]}
            sql = f"create or replace temp table shared_{number} as {definition['query']}"
            if used:
                self.connection.execute(sql, used)
            else:
                self.connection.execute(sql)
            self.made[number] = state

    def release(self, numbers: list[int]) -> None:
        self.left.subtract(numbers)
        for number in numbers:
            if self.left[number] <= 0 and self.made.pop(number, None) is not None:
                self.connection.execute(f"drop table shared_{number}")


class Examination:
    """One test at one instant.

    Over little data each section is fetched and compared here; over much data it becomes a table and the database
    compares.
    Both ways give the same answer.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, job: dict[str, Any], test: dict[str, Any], turn: dict[str, Any]
    ) -> None:
        self.connection = connection
        self.job = job
        self.test = test
        self.queries: dict[str, str] = test["queries"]
        self.sections = [name for name in ("violations", "unknown") if name in self.queries]
        self.excepted = set(test["excepted"])
        self.small = all(turn["views"][table]["rows"] <= job["small"] for table in test["tables"])
        self.values = values_of(test["parameters"], turn)

    def answer(self) -> dict[str, Any]:
        found = self.fetched() if self.small else None
        return found if found is not None else self.computed()

    def run(self, sql: str, section: str) -> duckdb.DuckDBPyConnection:
        """Execute with the parameters that the section uses."""
        values = {name: self.values[name] for name in self.test["used"][section]}
        return self.connection.execute(sql, values) if values else self.connection.execute(sql)

    def body(self, section: str) -> str:
        return f"({self.queries[section]}\n) q"

    def kinds(self, section: str) -> dict[str, str]:
        """Type of each column of a section, after checking that it is one query with a subject. Asked once."""
        known: dict[str, dict[str, str]] = self.test.setdefault("kinds", {})
        if section in known:
            return known[section]
        statements = self.connection.extract_statements(self.queries[section])
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Broken(f"The {section} query is not one SELECT.")
        described = self.run(f"describe select * from {self.body(section)}", section).fetchall()  # noqa: S608  the gate has passed the query
        kinds = {row[0].lower(): row[1] for row in described}
        if "subject" not in kinds:
            raise Broken(f"The {section} query has no column called subject.")
        if len(kinds) > self.job["max_columns"]:
            raise Broken(f"The {section} query has {len(kinds)} columns; {self.job['max_columns']} are allowed.")
        known[section] = kinds
        return kinds

    def canonical(self, section: str, source: str, *, lines: bool = False) -> str:
        """Rows of a section in canonical order: subject, reason, then the other columns. Or only lines as they are
        hashed.
        """
        kinds = self.kinds(section)
        subject = as_text("subject", kinds["subject"])
        reason = as_text("reason", kinds["reason"]) if "reason" in kinds else "cast(null as varchar)"
        if lines:
            inner = f"(select {subject} as subject, {reason} as reason from {source}) x"  # noqa: S608  fixed names
            return f"select {_LINE} from {inner} order by subject, reason nulls first"  # noqa: S608
        others = [name for name in kinds if name not in {"subject", "reason"}]
        shown = "".join(f", {as_shown(name, kinds[name])} as {quoted(name)}" for name in others)
        order = "".join(f", {number + 3}" for number in range(len(others)))
        return f"select {subject} as subject, {reason} as reason{shown} from {source} order by 1, 2 nulls first{order}"  # noqa: S608  names are quoted

    def shown(self, section: str, rows: list[Any]) -> list[dict[str, Any]]:
        """The rows to keep, by column name."""
        kinds = self.kinds(section)
        names = ["subject", "reason", *(name for name in kinds if name not in {"subject", "reason"})]
        most = self.job["max_cell"]
        return [
            {name: scalar(cell, most) for name, cell in zip(names, row, strict=True) if name in kinds}
            for row in rows[: self.job["max_kept"]]
        ]

    def fetched(self) -> dict[str, Any] | None:
        """The answer by fetching everything; none if a section turns out to be long."""
        most = self.job["small"]
        self.kinds("population")
        found: dict[str, Any] = {"unknown": NOTHING}
        subjects: dict[str, set[str]] = {"unknown": set()}
        for name in self.sections:
            rows = self.run(self.canonical(name, self.body(name)), name).fetchmany(most + 1)
            if len(rows) > most:
                return None
            unnamed(name, len(rows), sum(row[0] is not None for row in rows))
            subjects[name] = {row[0] for row in rows}
            found[name] = {"count": len(subjects[name]), "rows": self.shown(name, rows), "digest": digest_of(rows)}
        query = f"select cast(subject as varchar) from {self.body('population')}"  # noqa: S608  the gate has passed the query
        people = [row[0] for row in self.run(query, "population").fetchmany(most + 1)]
        if len(people) > most:
            return None
        self.compare(people, subjects["violations"], subjects["unknown"])
        found["population"] = len(people)
        found["excepted"] = sorted(self.excepted & subjects["violations"])
        return found

    def compare(self, people: list[str], violating: set[str], undecided: set[str]) -> None:
        if violating & undecided:
            raise Broken(f"{cut(min(violating & undecided))!r} is both a violation and unknown.")
        population = set(people)
        unnamed("population", len(people), sum(name is not None for name in people))
        if len(population) != len(people):
            twice = min(name for name, times in Counter(people).items() if times > 1)
            raise Broken(duplicate(twice, people.count(twice)))
        strangers = (violating | undecided) - population
        if strangers:
            raise Broken(stranger(min(strangers), min(strangers) in violating))

    def computed(self) -> dict[str, Any]:
        """The answer by letting the database work on whole tables."""
        self.kinds("population")
        for name in self.sections:
            self.kinds(name)
            table = TABLES[name]
            self.run(f"create or replace temp table {table} as select * from {self.body(name)}", name)  # noqa: S608  the gate has passed the query
            counted = self.connection.execute(f"select count(*), count(subject) from {table}").fetchone()  # noqa: S608  a fixed name
            self.bounded(name, *(counted or (0, 0)))
        marked, violating, undecided = self.marks()
        answer: dict[str, Any] = {"population": self.population(marked), "unknown": NOTHING}
        for name, count in zip(self.sections, (violating, undecided), strict=False):
            answer[name] = self.digested(name, count) if count else NOTHING
        answer["excepted"] = self.covered() if self.excepted and violating else []
        return answer

    def bounded(self, section: str, rows: int, named: int) -> None:
        unnamed(section, rows, named)
        if rows > self.job["max_rows"]:
            raise Broken(f"The {section} query gave {rows:,} rows; {self.job['max_rows']:,} are allowed.")

    def marks(self) -> tuple[int, int, int]:
        """Make m, the violating and the undecided subjects; gives how many there are, of both and of each."""
        parts = " union all ".join(
            f"select distinct cast(subject as varchar) as subject, {int(name == 'violations')} as v, {int(name == 'unknown')} as u "  # noqa: S608, E501  fixed names
            f"from {TABLES[name]}"
            for name in self.sections
        )
        self.connection.execute(
            f"create or replace temp table m as select subject, sum(v) as v, sum(u) as u from ({parts}) x group by subject"  # noqa: E501, S608
        )
        row = self.connection.execute(
            "select count(*), coalesce(sum(v), 0), coalesce(sum(u), 0), min(subject) filter (where v > 0 and u > 0) from m"  # noqa: E501
        ).fetchone()
        marked, violating, undecided, both = row or (0, 0, 0, None)
        if both is not None:
            raise Broken(f"{cut(both)!r} is both a violation and unknown.")
        return int(marked), int(violating), int(undecided)

    def population(self, marked: int) -> int:
        """Number of subjects, after checking that they are unique and hold the marked ones."""
        source = f"(select cast(subject as varchar) as subject from {self.body('population')}) s"  # noqa: S608  the gate has passed the query
        join, inside = (" left join m on m.subject = s.subject", "count(m.subject)") if marked else ("", "0")
        row = self.run(
            f"select count(*), count(s.subject), count(distinct hash(s.subject)), {inside} from {source}{join}",  # noqa: S608  fixed names
            "population",
        ).fetchone()
        rows, named, different, contained = row or (0, 0, 0, 0)
        self.bounded("population", rows, named)
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
            raise Broken(duplicate(*twice))

    def refuse_strangers(self, source: str) -> None:
        found = self.run(
            f"select m.subject, m.v > 0 from m where not exists (select 1 from {source} where s.subject = m.subject) "  # noqa: S608  the gate has passed the query
            "order by 1 limit 1",
            "population",
        ).fetchone()
        if found:
            raise Broken(stranger(*found))

    def digested(self, section: str, count: int) -> dict[str, Any]:
        """First rows in canonical order, and the digest of all rows."""
        table = TABLES[section]
        limit = self.job["max_kept"] + 1
        first = self.connection.execute(f"{self.canonical(section, table)} limit {limit}").fetchall()
        found = {"count": count, "rows": self.shown(section, first)}
        if len(first) < limit:
            return {**found, "digest": digest_of(first)}
        digest = hashlib.sha256()
        lines = self.connection.execute(self.canonical(section, table, lines=True))
        while some := lines.fetchmany(10_000):
            digest.update("".join(row[0] for row in some).encode())
        return {**found, "digest": digest.hexdigest()}

    def covered(self) -> list[str]:
        """Excepted subjects among the violations, sorted."""
        rows = self.connection.execute(
            "select subject from m where v > 0 and list_contains(?, subject) order by 1", [sorted(self.excepted)]
        ).fetchall()
        return [row[0] for row in rows]


def unnamed(section: str, rows: int, named: int) -> None:
    if rows != named:
        raise Broken(f"The {section} query gave {rows - named} rows without a subject.")


def duplicate(subject: str, times: int) -> str:
    return f"The population has the subject {cut(subject)!r} {times} times; it must be unique."


def stranger(subject: str, violating: bool) -> str:
    return f"The {'violation' if violating else 'unknown subject'} {cut(subject)!r} is not in the population."


def as_text(name: str, kind: str) -> str:
    return quoted(name) if kind == "VARCHAR" else f"cast({quoted(name)} as varchar)"


def as_shown(name: str, kind: str) -> str:
    """A column in a type that a result shows; all other types as text."""
    if kind.startswith("DECIMAL"):
        return f"cast({quoted(name)} as double)"
    return quoted(name) if kind in SHOWN else as_text(name, kind)


def scalar(value: object, most: int) -> object:
    """A cell as JSON: instants as 2026-03-31T12:00:00Z, days as 2026-03-31, long texts cut."""
    if isinstance(value, str):
        return value if len(value) <= most else value[:most] + "…"
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def digest_of(rows: list[Any]) -> str:
    """SHA-256 of rows in canonical order, each a netstring of subject and reason; a null reason is `-,`."""
    digest = hashlib.sha256()
    for subject, reason, *_ in rows:
        first = subject.encode()
        digest.update(b"%d:%b," % (len(first), first))
        second = b"" if reason is None else reason.encode()
        digest.update(b"-," if reason is None else b"%d:%b," % (len(second), second))
    return digest.hexdigest()


def cut(value: str) -> str:
    return value if len(value) <= 120 else value[:120] + "…"


if __name__ == "__main__":
    sys.exit(main())
