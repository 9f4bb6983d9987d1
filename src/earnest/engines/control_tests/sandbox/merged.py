"""A test whose sections are one population: its rows counted, and those that violate or cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .queries import Queries
from .rows import NOTHING, PLAIN, digest_of, quoted, scalar

FETCHED = 5_000
"""Most rows of a big table's findings that are sorted here rather than by the database."""
LISTED = 3_000_000
"""Rows of a test's tables up to which the population is counted and the findings are listed in one query, which holds
all findings in memory twice."""
WHOLE = 2_000
"""Rows of a test's tables up to which its whole population is fetched, which saves two queries."""


class Merged:
    """The answer of a merged test, or nothing where its rows break a rule: then the sections themselves must say
    which.
    """

    def __init__(
        self, queries: Queries, job: dict[str, Any], test: dict[str, Any], turn: dict[str, Any], values: dict[str, Any]
    ) -> None:
        self.queries = queries
        self.job = job
        self.test = test
        self.turn = turn
        self.values = values
        self.merged: dict[str, Any] = test["merged"]
        self.names = {name: self.merged[name] for name in ("violations", "unknown")}

    def population(self) -> int | None:
        """Number of subjects; none if they are not unique, named and not too many."""
        proof = self.merged["proof"]
        if proof and not self.queries.views.is_proven(*proof):
            return None
        if self.is_listed:
            chain = {**self.merged["hits"], "tail": self.merged["both"]}
            made = "create or replace temp table listed as "
            self.queries.run(chain, self.values, self.turn, before=made)
            row = self.queries.connection.execute("select * exclude (hits) from listed").fetchone()
        else:
            row = self.queries.run(self.merged["counted"], self.values, self.turn).fetchone()
        counts = row or (0,)
        return counts[0] if len(set(counts)) == 1 and counts[0] <= self.job["max_rows"] else None

    @property
    def rows(self) -> int:
        """Rows of all tables that the test reads."""
        return sum(self.turn["views"][table]["rows"] for table in self.test["tables"])

    @property
    def is_listed(self) -> bool:
        """Whether one query counts the population and lists the findings, in the table listed."""
        fit = bool(self.merged["both"]) and self.job["small"] < self.rows <= LISTED
        return fit and self.queries.is_joined(self.merged["hits"])

    def whole(self) -> list[Any] | None:
        """The whole population with its marks, fetched; none if it is not unique and named. For little data only."""
        rows = self.queries.run(self.merged["hits"], self.values, self.turn).fetchall()
        subjects = {row[0] for row in rows}
        return rows if len(subjects) == len(rows) <= self.job["max_rows"] and None not in subjects else None

    def fetch(self) -> list[Any] | None:
        """All findings; none if they are too many to sort here, then they stand in the table hit."""
        after = self.merged["condition"]
        if self.rows <= self.job["small"]:
            return self.queries.run(self.merged["hits"], self.values, self.turn, after=after).fetchall()
        run, made = self.queries.connection.execute, "create or replace temp table hit as "
        if self.is_listed:
            told = "select unnest(hits, max_depth := 2) from listed"
            row = run("select len(hits) from listed").fetchone()
            if row is None or (row[0] or 0) <= FETCHED:
                return run(told).fetchall()
            run(made + told)
            return None
        self.queries.run(self.merged["hits"], self.values, self.turn, before=made, after=after)
        row = run("select count(*) from hit").fetchone()
        return run("select * from hit").fetchall() if row is None or row[0] <= FETCHED else None

    def sorted_rows(self, section: str, hits: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]] | None:
        """Subject, reason and the other columns, in canonical order; none where a cell needs the database to be
        shown.
        """
        flag = 1 if section == "violations" else 2
        start = 3 if section == "violations" else 3 + len(self.names["violations"])
        names = self.names[section]
        order = [start + names.index(name) for name in ("reason",) if name in names]
        order += [start + place for place, name in enumerate(names) if name != "reason"]
        reasoned = "reason" in names
        rows = [(hit[0], *(() if reasoned else (None,)), *(hit[place] for place in order)) for hit in hits if hit[flag]]
        odd = any(not isinstance(cell, PLAIN) for row in rows for cell in row)
        if odd or any(not isinstance(row[0], str) or not isinstance(row[1], str | None) for row in rows):
            return None
        return sorted(rows, key=lambda row: row[0].encode())

    def section(self, name: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
        """Count, rows to keep and digest of one section."""
        if not rows:
            return NOTHING
        listed = self.names[name]
        names = ["subject", "reason", *(item for item in listed if item != "reason")]
        shown = [
            {
                key: scalar(cell, self.job["max_cell"])
                for key, cell in zip(names, row, strict=True)
                if key != "reason" or key in listed
            }
            for row in rows[: self.job["max_kept"]]
        ]
        return {"count": len(rows), "rows": shown, "digest": digest_of(rows)}

    def split(self) -> bool:
        """Make the tables v and u from hit; false if a row is in both."""
        run = self.queries.connection.execute
        row = run("select count(*) from hit where broken and undecided").fetchone()
        for table, section, flag in (("v", "violations", "broken"), ("u", "unknown", "undecided")):
            columns = "".join(f", {quoted(f'{section[0]}:{name}')} as {quoted(name)}" for name in self.names[section])
            run(f"create or replace temp table {table} as select subject{columns} from hit where {flag}")  # noqa: S608
        return row is not None and row[0] == 0
