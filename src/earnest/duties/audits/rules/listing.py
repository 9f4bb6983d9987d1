"""A control test that lists its population, so that every member is drawn from exactly what the test looks at. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlglot import exp

from earnest.duties.audits.rules.sampling import Member
from earnest.engines.control_tests.gate import parsed
from earnest.engines.control_tests.model import Bound, ControlTest, Parameter
from earnest.engines.control_tests.results import MAX_CELL, MAX_KEPT

PAGE = MAX_KEPT
MOST = 50_000
"""Members that a population may have."""
_RESERVED = {"subject", "label", "reason"}
_FIRST, _LAST = "listing_first", "listing_last"


def listing(bound: Bound, page: int) -> Bound:
    """The test with members of its population in place of its violations: those of a page, from 0, by subject."""
    test = bound.test
    parameters = {**bound.parameters, _FIRST: page * PAGE + 1, _LAST: (page + 1) * PAGE}
    return Bound(_listing_test(test), parameters)


def _listing_test(test: ControlTest) -> ControlTest:
    names = [name for name in columns(test) if name not in _RESERVED]
    more = "".join(f", m.{name}" for name in names)
    inner = "".join(f", p.{name}" for name in names)
    numbered = f"p.subject, p.label{inner}, row_number() over (order by p.subject) as place_in_order"
    sql = "\n".join(
        (
            f"select m.subject, m.label, 'member' as reason{more}",
            f"from (select {numbered} from ({test.population_sql}) p) m",  # noqa: S608 - the gate reads it all again
            f"where m.place_in_order between ${_FIRST} and ${_LAST}",
        )
    )
    numbers = tuple(
        Parameter(name, "integer", 1, "Number of a member, from 1, by subject.") for name in (_FIRST, _LAST)
    )
    return replace(
        test,
        parameters=(*test.parameters, *numbers),
        violations_sql=sql,
        unknown_sql=None,
        text=f"{test.text}\n-- violations\n{sql}\n",
    )


def columns(test: ControlTest) -> tuple[str, ...]:
    """Names of the columns that the population gives."""
    tree = parsed(test.population_sql)
    return tuple(str(name).lower() for name in tree.named_selects) if isinstance(tree, exp.Query) else ()


def members(rows: Iterable[Mapping[str, object]]) -> tuple[Member, ...]:
    """Rows of a listing as members. The parts of subjects such as `okta:00u1` are values too, so that strata can be
    made by them."""
    return tuple(
        Member(str(row["subject"]), str(row["label"] or row["subject"])[:MAX_CELL], _values(row)) for row in rows
    )


def _values(row: Mapping[str, object]) -> dict[str, str]:
    found = {name: "" if value is None else str(value) for name, value in row.items() if name not in _RESERVED}
    first, colon, last = str(row["subject"]).partition(":")
    if colon:
        found |= {"subject_first": first, "subject_last": last.rpartition(":")[2]}
    return dict(sorted(found.items()))
