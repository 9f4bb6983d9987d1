"""Every shipped control test against planted rows: cases stand in control_test_cases/<domain>.yaml."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests import gate
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import ControlTest, Parameter
from earnest.engines.control_tests.runner import run
from earnest.library.catalogue import catalogue
from earnest.library.shipped_tests import control_tests, domain_of
from earnest.library.tests.planted import AS_OF, CASES, Case, Found, Stage, cases

TESTS = control_tests()


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


def _of(test_id: str) -> list[Case]:
    return [case for case in cases() if case.test_id == test_id]


def _sound(found: Found) -> None:
    violations, unknown = found.subjects
    assert len(set(found.population)) == len(found.population), "subjects of the population are not unique"
    assert len(violations) == len(found.violations), "a violation is there twice"
    assert len(unknown) == len(found.unknown), "an unknown is there twice"
    assert violations <= set(found.population)
    assert unknown <= set(found.population)
    assert not violations & unknown
    for _, label, reason in (*found.violations, *found.unknown):
        assert label, "no label"
        assert reason, "no reason"
        assert reason.endswith("."), reason


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.test_id}: {case.title}")
def test_a_control_test_finds_what_was_planted_and_nothing_else(case: Case, stage: Stage) -> None:
    found = stage.find(TESTS[case.test_id], case.rows, case.parameters)
    _sound(found)
    assert found.subjects == (case.found, case.unknown)
    assert len(found.population) == case.population
    if case.reason is not None:
        assert case.reason in {row[2] for row in (*found.violations, *found.unknown)}


@pytest.mark.parametrize("test_id", TESTS)
def test_every_control_test_has_its_cases(test_id: str) -> None:
    mine = _of(test_id)
    assert any(case.found for case in mine), "no case with a violation"
    assert any(case.population and not case.found and not case.unknown for case in mine), "no clean case"
    if TESTS[test_id].unknown_sql is not None:
        assert any(case.unknown for case in mine), "no case that nobody can tell"


def test_the_cases_of_a_domain_stand_in_its_file() -> None:
    placed: dict[str, set[str]] = defaultdict(set)
    for case in cases():
        placed[domain_of(case.test_id)].add(case.test_id)
    assert {path.stem for path in CASES.glob("*.yaml")} == set(placed)


def _moved(test: ControlTest, case: Case, parameter: Parameter) -> Iterator[Mapping[str, Any]]:
    """Parameters a step to either side of the case's own; for a text, its default."""
    value = test.bind(case.parameters).parameters[parameter.name]
    if isinstance(value, int | float):
        step = 1 if parameter.kind == "integer" else 0.01
        yield from (
            {**case.parameters, parameter.name: value + way * step} for way in (1, -1) if value + way * step >= 0
        )
    else:
        yield {name: given for name, given in case.parameters.items() if name != parameter.name}


@pytest.mark.parametrize("test_id", [test_id for test_id, test in TESTS.items() if test.parameters])
def test_every_parameter_is_held_at_its_boundary(test_id: str, stage: Stage) -> None:
    """A number is planted exactly at its limit: one step to either side changes the outcome. A text matters."""
    test = TESTS[test_id]
    for parameter in test.parameters:
        held = [case for case in _of(test_id) if case.limit == parameter.name]
        assert held, f"no case holds {parameter.name} at its limit"
        for case in held:
            expected = (case.population, (case.found, case.unknown))
            others = (stage.find(test, case.rows, moved) for moved in _moved(test, case, parameter))
            assert any((len(other.population), other.subjects) != expected for other in others)


@pytest.mark.parametrize("test_id", TESTS)
def test_a_control_test_reads_well(test_id: str) -> None:
    test = TESTS[test_id]
    assert test.control in catalogue()
    assert test.rationale.count(". ") == 1, "the rationale is not two sentences"
    for template in (test.sentence.passed, test.sentence.failed, test.sentence.unproven):
        for number in (0, 1, 7):
            sentence = template.format(population=number, violations=number, unknown=number, excepted=number)
            assert sentence.endswith(".")
            assert sentence[0].isupper()
    assert {"{violations}", "{population}"} <= set(test.sentence.failed.rstrip(".").replace(":", "").split())


@pytest.mark.parametrize("test_id", TESTS)
def test_a_control_test_is_understood_by_postgresql_through_sqlglot(test_id: str) -> None:
    for _, sql in TESTS[test_id].queries:
        assert gate.parsed(sql).sql(dialect="postgres", unsupported_level=sqlglot.ErrorLevel.RAISE)


_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
}


def test_over_empty_tables_every_control_test_runs_in_the_sandbox_and_has_an_empty_population(tmp_path: Path) -> None:
    observed = AS_OF.replace(tzinfo=dt.UTC)
    pieces = {}
    for name, table in TABLES.items():
        path = tmp_path / f"{name}.parquet"
        columns = {column.name: pa.array([], _ARROW[column.kind]) for column in table.columns}
        pq.write_table(pa.table({**columns, "place": pa.array([], pa.string())}), path)
        pieces[name] = (Piece(path, "planted", "0" * 64, observed, 0),)
    results = run([test.bind() for test in TESTS.values()], Dataset(pieces), as_of=observed)
    found = [
        (result.test_id, result.error, result.missing, result.population, result.violation_count, result.unknown_count)
        for result in results
    ]
    assert found == [(test_id, None, (), 0, 0, 0) for test_id in TESTS]
