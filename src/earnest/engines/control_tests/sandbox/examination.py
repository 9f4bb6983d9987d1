"""One test at one instant."""

from __future__ import annotations

import hashlib
from typing import Any

import duckdb

from .data import values_of
from .merged import WHOLE, Merged
from .queries import Queries
from .rows import LINE, NOTHING, Broken, as_shown, as_text, cut, digest_of, duplicate, quoted, scalar, stranger, unnamed

TABLES = {"violations": "v", "unknown": "u"}


class Examination:
    """One test at one instant.

    A merged test is two queries, and its few findings are sorted here. Where that cannot be done, or something is
    wrong, each section becomes a table and the database compares. Both ways give the same answer.
    """

    def __init__(self, queries: Queries, job: dict[str, Any], test: dict[str, Any], turn: dict[str, Any]) -> None:
        self.queries = queries
        self.connection = queries.connection
        self.job = job
        self.test = test
        self.turn = turn
        self.sections = [name for name in ("violations", "unknown") if name in test["sections"]]
        self.excepted = set(test["excepted"])
        self.values = values_of(test["parameters"], turn)

    def answer(self) -> dict[str, Any]:
        found = None
        if self.test["merged"]:
            try:
                found = self.joined(Merged(self.queries, self.job, self.test, self.turn, self.values))
            except (duckdb.ProgrammingError, duckdb.DataError):
                found = None
        if found is None:
            found = self.computed()
        self.queries.release(self.test)
        return found

    def joined(self, merged: Merged) -> dict[str, Any] | None:
        """The answer of a merged test; none if something is wrong with its rows."""
        widest = max(map(len, merged.names.values()))
        if widest >= self.job["max_columns"]:
            return None
        whole = merged.whole() if merged.rows <= min(WHOLE, self.job["small"]) else None
        population = merged.population() if whole is None else len(whole)
        if population is None:
            return None
        answer: dict[str, Any] = {"population": population, "unknown": NOTHING, "excepted": []}
        hits = merged.fetch() if whole is None else [row for row in whole if row[1] or row[2]]
        if hits is None:
            return self.tabled(merged, answer)
        if any(hit[1] and hit[2] for hit in hits):
            return None
        for name in self.sections:
            rows = merged.sorted_rows(name, hits)
            if rows is None:
                return None
            answer[name] = merged.section(name, rows)
        answer["excepted"] = sorted(self.excepted & {hit[0] for hit in hits if hit[1]}) if self.excepted else []
        return answer

    def tabled(self, merged: Merged, answer: dict[str, Any]) -> dict[str, Any] | None:
        """The rest of the answer from the table hit."""
        if not merged.split():
            return None
        for name in self.sections:
            row = self.connection.execute(f"select count(*) from {TABLES[name]}").fetchone()  # noqa: S608  a fixed name
            count = int(row[0]) if row else 0
            answer[name] = self.digested(name, count) if count else NOTHING
        if self.excepted:
            found = self.connection.execute(
                "select subject from v where list_contains(?, subject) order by 1", [sorted(self.excepted)]
            ).fetchall()
            answer["excepted"] = [row[0] for row in found]
        return answer

    def run(self, before: str, section: str, after: str = "") -> duckdb.DuckDBPyConnection:
        """Execute something around a section, as a relation q, with the parameters that the section uses."""
        chain = self.test["sections"][section]
        return self.queries.run(chain, self.values, self.turn, before=f"{before} (", after=f"\n) q{after}")

    def kinds(self, section: str) -> dict[str, str]:
        """Type of each column of a section, after checking that it is one query with a subject. Asked once."""
        known: dict[str, dict[str, str]] = self.test.setdefault("kinds", {})
        if section in known:
            return known[section]
        statements = self.connection.extract_statements(self.test["sections"][section]["tail"])
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Broken(f"The {section} query is not one SELECT.")
        described = self.run("describe select * from", section).fetchall()
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
            return f"select {LINE} from {inner} order by subject, reason nulls first"  # noqa: S608
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

    def computed(self) -> dict[str, Any]:
        """The answer by letting the database work on whole tables."""
        self.kinds("population")
        for name in self.sections:
            self.kinds(name)
            table = TABLES[name]
            self.run(f"create or replace temp table {table} as select * from", name)
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
            f"select distinct cast(subject as varchar) as subject, {int(name == 'violations')} as v, "  # noqa: S608  fixed names
            f"{int(name == 'unknown')} as u "
            f"from {TABLES[name]}"
            for name in self.sections
        )
        self.connection.execute(
            f"create or replace temp table m as select subject, sum(v) as v, sum(u) as u from "  # noqa: S608
            f"({parts}) x group by subject"
        )
        row = self.connection.execute(
            "select count(*), coalesce(sum(v), 0), coalesce(sum(u), 0), min(subject) filter (where v "
            "> 0 and u > 0) from m"
        ).fetchone()
        marked, violating, undecided, both = row or (0, 0, 0, None)
        if both is not None:
            raise Broken(f"{cut(both)!r} is both a violation and unknown.")
        return int(marked), int(violating), int(undecided)

    def population(self, marked: int) -> int:
        """Number of subjects, after checking that they are unique and hold the marked ones."""
        join, inside = (" left join m on m.subject = s.subject", "count(m.subject)") if marked else ("", "0")
        subjects = "from (select cast(subject as varchar) as subject from"
        row = self.run(
            f"select count(*), count(s.subject), count(distinct hash(s.subject)), {inside} {subjects}",
            "population",
            f") s{join}",
        ).fetchone()
        rows, named, different, contained = row or (0, 0, 0, 0)
        self.bounded("population", rows, named)
        if rows != different:
            self.refuse_duplicates()
        if contained != marked:
            self.refuse_strangers()
        return int(rows)

    def refuse_duplicates(self) -> None:
        """Equal hashes of different subjects are possible, if hardly: look at the texts themselves."""
        twice = self.run(
            "select cast(subject as varchar), count(*) from",
            "population",
            " group by 1 having count(*) > 1 order by 1 limit 1",
        ).fetchone()
        if twice:
            raise Broken(duplicate(*twice))

    def refuse_strangers(self) -> None:
        found = self.run(
            "select m.subject, m.v > 0 from m where m.subject not in (select cast(subject as varchar) from",
            "population",
            ") order by 1 limit 1",
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
