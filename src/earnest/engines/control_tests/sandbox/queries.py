"""Queries put together from what tests have in common, and run."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import duckdb

from .data import Views, values_of

OFTEN = 3
"""Queries that name a join from which on it is made into a table."""


class Queries:
    """Runs the chains of a job. A CTE that several of them name is left in place where it only passes rows on, written
    without its grouping where the data allows it, and otherwise made into a table: when needed, again when its data
    changes, and dropped after the last use.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, views: Views, job: dict[str, Any]) -> None:
        self.connection = connection
        self.views = views
        self.ctes: list[dict[str, Any]] = job["ctes"]
        self.left = Counter(
            number
            for item in job["work"]
            for chain in chains(job["tests"][item["test"]])
            for number in chain["ctes"].values()
        )
        self.plain: bool = job["plain"]
        self.asked = Counter(
            number
            for test in job["tests"]
            for chain in chains(test)
            for number in chain["ctes"].values()
            for _ in range(1 if self.plain or not test["merged"] else 2)
        )
        """Queries of one instant that name each CTE. A merged test over little data is one query, else two."""
        self.made: dict[int, str] = {}

    def run(
        self, chain: dict[str, Any], values: dict[str, Any], turn: dict[str, Any], **how: str
    ) -> duckdb.DuckDBPyConnection:
        """Execute a chain, or `before` it `after`, with the parameters that it uses."""
        sql, used = self.text(chain["tail"], chain["relations"], chain["ctes"], set(chain["used"]), turn)
        sql = how.get("before", "") + sql + how.get("after", "")
        given = {name: values[name] for name in used}
        return self.connection.execute(sql, given) if given else self.connection.execute(sql)

    def text(
        self, tail: str, relations: list[str], numbers: dict[str, int], used: set[str], turn: dict[str, Any]
    ) -> tuple[str, set[str]]:
        """A query with the CTEs that it needs in front, and the parameters that it uses."""
        bodies: dict[int, str] = {}
        open_ = [numbers[name] for name in relations if name in numbers]
        used = set(used)
        while open_:
            number = open_.pop()
            if number in bodies:
                continue
            cte = self.ctes[number]
            flat = cte["heavy"] and self.is_flat(cte)
            if (cte["heavy"] and not flat and self.asked[number] > 1) or self.is_worth(number):
                self.make(number, turn)
                bodies[number] = f"select * from shared_{number}"  # noqa: S608
                continue
            bodies[number] = cte["flat"][0] if flat else cte["body"]
            used |= set(cte["used"])
            open_ += cte["reads"].values()
        if not bodies:
            return tail, used
        listed = ", ".join(f"{self.ctes[number]['name']} as ({bodies[number]}\n)" for number in sorted(bodies))
        return f"with {listed} {tail}", used

    def is_worth(self, number: int) -> bool:
        """Whether a join of much data is named often enough to be made once."""
        return number in self.made or (self.ctes[number]["joined"] and not self.plain and self.left[number] >= OFTEN)

    def is_joined(self, chain: dict[str, Any]) -> bool:
        """Whether what stands after the CTEs reads a join that is not made into a table, so that asking twice costs."""
        read = [chain["ctes"][name] for name in chain["relations"] if name in chain["ctes"]]
        return any(self.ctes[number]["joined"] and not self.is_worth(number) for number in read)

    def is_flat(self, cte: dict[str, Any]) -> bool:
        return cte["flat"] is not None and self.views.is_unique(cte["flat"][1], cte["flat"][2])

    def make(self, number: int, turn: dict[str, Any]) -> None:
        """Make the table shared_N, unless it is there and fits the data and the instant."""
        cte = self.ctes[number]
        seen = [turn["views"][table]["pieces"] for table in cte["tables"]]
        state = json.dumps([seen, turn["as_of"] if cte["timed"] else None])
        if self.made.get(number) == state:
            return
        body = f"select * from ({cte['body']}\n) b"  # noqa: S608  the gate has passed the body
        sql, used = self.text(body, cte["relations"], cte["reads"], set(cte["used"]), turn)
        values = values_of(cte["parameters"], turn)
        given = {name: values[name] for name in used if name in values} | self.beneath(
            number, used - values.keys(), turn
        )
        made = f"create or replace temp table shared_{number} as {sql}"
        if given:
            self.connection.execute(made, given)
        else:
            self.connection.execute(made)
        self.made[number] = state

    def beneath(self, number: int, names: set[str], turn: dict[str, Any]) -> dict[str, Any]:
        """Values of parameters that only the CTEs beneath use."""
        found: dict[str, Any] = {}
        for lower in self.ctes[number]["reads"].values():
            values = values_of(self.ctes[lower]["parameters"], turn)
            found |= {name: values[name] for name in names if name in values} | self.beneath(lower, names, turn)
        return found

    def release(self, test: dict[str, Any]) -> None:
        """One more use of a test's CTEs is over."""
        for chain in chains(test):
            for number in chain["ctes"].values():
                self.left[number] -= 1
                if self.left[number] <= 0 and self.made.pop(number, None) is not None:
                    self.connection.execute(f"drop table shared_{number}")


def chains(test: dict[str, Any]) -> list[dict[str, Any]]:
    """The queries of a test, taken apart; one for a merged test, whose two have the same CTEs."""
    merged = test["merged"]
    return [merged["hits"]] if merged else list(test["sections"].values())
