"""Which tables of a test must be whole, for a check that has no workspace."""

from __future__ import annotations

import re

from earnest.engines.control_tests.model import ControlTest

_WORD = re.compile(r"[a-z_]+")


def whole_tables(test: ControlTest) -> tuple[str, ...]:
    """The tables in which a row that is missing would count against a subject: those that the test names, and those
    that only its violations look into."""
    population = set(_WORD.findall(test.population_sql))
    looked_into = {word for _, sql in test.queries for word in _WORD.findall(sql)}
    told = (looked_into - population) & {*test.tables, *test.optional_tables}
    return tuple(sorted(told.union(test.whole)))
