"""Whether every control test gives, over the packaged evidence, the result that the package states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

from earnest.engines.control_tests import work
from earnest.engines.control_tests.model import BadParameter, BadTest, Bound, RefusedQuery
from earnest.engines.control_tests.parsing import parse
from earnest.engines.control_tests.results import TestResult
from earnest.engines.control_tests.runner import Limits, run
from earnest.engines.package import concluding, layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.concluding import Facts, Key
from earnest.engines.package.parts import FACTS, BoundTest, TableFile

_MAX_SQL = 400_000


def facts(opened: Opened) -> None:
    """The observations and decisions."""
    found = {name: opened.value(member, kind) for member, kind in FACTS.items() for name in [_plain(member)]}
    if all(one is not None for one in found.values()):
        opened.facts = Facts(**found)  # type: ignore[arg-type]  # the kinds are those of FACTS
        for name, some in found.items():
            opened.found.count(name, len(some or ()))


def _plain(member: str) -> str:
    return member.removeprefix("facts/").removesuffix(".json")


def queries(opened: Opened, known: Mapping[str, str] | None = None) -> None:
    """Every control test can be read, is named as it calls itself, and is bound. `known` are digests by id."""
    for name in opened.container.members:
        if layout.part_of(name) != "query":
            continue
        try:
            test = parse(opened.container.read(name, _MAX_SQL).decode(), place=name)
        except (BadTest, UnicodeDecodeError) as error:
            _no(opened, "bad-query", "query", name, "a control test", str(error), "The test cannot be read.")
            continue
        if name != f"tests/{test.id}.sql":
            _no(opened, "bad-query", "query", name, f"the test {name[6:-4]}", test.id, "The test has another name.")
            continue
        opened.tests[test.id] = test
        opened.found.count("control tests")
        if known is not None and known.get(test.id) != test.digest:
            why = (
                "it is not the test that your program ships under this name"
                if test.id in known
                else ("it is the maker's own")
            )
            opened.found.skip("query", test.id, f"{why}: it was run, but read {name} for what it asks")
    if opened.facts is None:
        return
    bound = {(one.control, one.test) for one in opened.facts.parameters}
    for one in opened.facts.parameters:
        if one.test not in opened.tests and not opened.found.touched(["query"]):
            _no(opened, "missing", "query", one.test, f"a test that {one.control} rests on", "nothing", _TAKEN_OUT)
    stated = {tuple(n.split("/")[1:]) for n in opened.container.members if layout.part_of(n) == "result"}
    for control, name in sorted(stated - {(c, f"{t}.json") for c, t in bound}):
        _no(opened, "result", "result", f"{control}/{name}", "a test that is bound", "one that is not", _NOT_BOUND)


_TAKEN_OUT = "A test that a control rests on is not in the package, so the control cannot be judged here."
_NOT_BOUND = "The package states a result that no control rests on."


def results(opened: Opened, limits: Limits | None = None) -> None:
    """Run every bound test that reads nothing withheld, and compare."""
    if opened.facts is None or opened.statement is None:
        return
    ready = [(key, bound) for key, bound in _bound(opened, opened.facts) if key not in opened.withheld]
    as_of = opened.statement.predicate.as_of
    data = concluding.dataset(opened.snapshots, opened.facts.sources, as_of, lambda table: _path(opened, table))
    found = run([bound for _, bound in ready], data, as_of=as_of, limits=limits or Limits())
    for (key, _), result in zip(ready, found, strict=True):
        _compare(opened, key, replace(result, seconds=0.0))


def _bound(opened: Opened, facts: Facts) -> Iterator[tuple[Key, Bound]]:
    """The bound tests, those that read what is withheld noted, and what the package states of each."""
    for one in facts.parameters:
        key = (one.control, one.test)
        if one.test not in opened.tests:
            continue
        member = layout.result_member(*key)
        stated = opened.value(member, TestResult) if member in opened.container else None
        if stated is not None:
            opened.stated[key] = stated
        try:
            bound = concluding.bind(one, opened.tests[one.test], facts.exceptions)
        except BadParameter as error:
            _no(opened, "bad-parameter", "parameter", "/".join(key), "a value that the test takes", str(error),
                "The test cannot run with it.")  # fmt: skip
            continue
        if why := _withheld(opened, bound, one):
            opened.withheld[key] = why
            opened.found.skip("result", "/".join(key), f"not recomputable here: withheld ({why})", "gap")
        yield key, bound


def _withheld(opened: Opened, bound: Bound, one: BoundTest) -> str:
    """What the test reads that is withheld; empty where it reads all that it needs."""
    del one
    try:
        reads = work.admit(bound).admitted.columns
    except (RefusedQuery, BadParameter):
        return ""
    for snapshot in opened.snapshots:
        for table in snapshot.tables:
            if table.withheld is None or table.table not in {*bound.test.tables, *bound.test.optional_tables}:
                continue
            hidden = {column.name for column in table.withheld.columns} & set(reads.get(table.table, ()))
            if hidden:
                return f"{table.table}.{min(hidden)} of {snapshot.source}"
            if table.withheld.rows:
                return f"{len(table.withheld.rows):,} rows of {table.table} of {snapshot.source}"
    return ""


def _path(opened: Opened, table: TableFile) -> Path:
    name = layout.table_member(table.sha256, redacted=table.withheld is not None)
    return opened.paths.get(name, opened.folder / "absent")


def _compare(opened: Opened, key: Key, here: TestResult) -> None:
    stated, id_ = opened.stated.get(key), "/".join(key)
    if stated is None:
        if not opened.found.touched(["result"]):
            _no(opened, "missing", "result", id_, "what the test found", "nothing", "A result was left out.")
        return
    if stated == here:
        opened.found.count("results recomputed")
        return
    for field in fields(TestResult):
        said, seen = getattr(stated, field.name), getattr(here, field.name)
        if said != seen:
            name = field.name.replace("_", " ")
            meaning = (
                f"Over this evidence the test does not give the result that the package states: {name} differs. "
                "The evidence, the query, a parameter or an exception was changed, or the result was typed."
            )
            _no(opened, "result", "result", id_, f"{name} {_told(said)}", f"{name} {_told(seen)}", meaning)
            return


def _told(value: object) -> str:
    return f"{len(value)} rows, first {value[:1]}" if isinstance(value, tuple) else str(value)


def _no(opened: Opened, code: str, part: str, id_: str, expected: str, found: str, meaning: str) -> None:
    opened.found.differs(code, part, id_, expected=expected, found=found, meaning=meaning)
