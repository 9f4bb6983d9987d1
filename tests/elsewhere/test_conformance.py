"""Every test of the library on DuckDB, PostgreSQL and Spark: the same rows, the same digest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from earnest.engines.canonical import TABLES
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.elsewhere import Answer, Dialect, ask, create_table, show_table, write_tables
from earnest.engines.control_tests.elsewhere.ask import Query, WrongTest
from earnest.engines.control_tests.model import Bound
from earnest.engines.control_tests.results import TestResult
from earnest.engines.control_tests.runner import run
from earnest.library.shipped_tests import control_tests
from tests.elsewhere.data import AS_OF, odd, sample
from tests.postgres.server import started

LIBRARY = tuple(Bound(test, {}) for test in control_tests().values())


@pytest.fixture(scope="module", params=["sample", "odd"])
def dataset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    make = {"sample": sample, "odd": odd}[request.param]
    return make(tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def here(dataset: Dataset) -> dict[str, TestResult]:
    """What each test finds on DuckDB."""
    return {result.test_id: result for result in run(LIBRARY, dataset, as_of=AS_OF)}


def compare(here: dict[str, TestResult], dialect: Dialect, query: Query) -> None:
    """Run every test of the library there; all that differs is told at once."""
    compared, differ = 0, []
    for bound in LIBRARY:
        local = here[bound.test.id]
        if local.missing:
            continue
        if local.error:
            with pytest.raises(WrongTest):
                ask(bound, dialect, AS_OF, query)
            continue
        there = ask(bound, dialect, AS_OF, query)
        compared += 1
        if there.digest != local.digest:
            differ.append(_difference(local, there))
    assert not differ, "\n".join(differ)
    assert compared > len(LIBRARY) * 0.9, f"only {compared} of {len(LIBRARY)} tests had data"


def _difference(local: TestResult, there: Answer) -> str:
    """The test, and what only one of the two engines found."""
    told = [f"{local.test_id}: population {local.population} here, {there.population} there"]
    for section, ours, theirs in (
        ("violations", local.violations, there.violations),
        ("unknown", local.unknown, there.unknown),
    ):
        mine = {(row["subject"], row["reason"]) for row in ours}
        other = {(subject, reason) for subject, _, reason in theirs}
        only = [sorted(rows, key=str)[:3] for rows in (mine - other, other - mine)]
        told.append(f"  {section}: only here {only[0]}, only there {only[1]}")
    return "\n".join(told)


def test_every_test_finds_the_same_on_postgresql(
    dataset: Dataset, here: dict[str, TestResult], postgres: str, tmp_path: Path
) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")
        connection.execute("set timezone to 'UTC'")
        for name, path in write_tables(dataset, TABLES.values(), tmp_path).items():
            connection.execute(create_table(TABLES[name], "postgres").encode())
            stored = pq.read_table(path)
            listed = ", ".join(f'"{column}"' for column in stored.column_names)
            with connection.cursor().copy(f'copy "{name}" ({listed}) from stdin'.encode()) as copy:
                for row in stored.to_pylist():
                    copy.write_row(list(row.values()))

        def query(sql: str) -> Sequence[Sequence[Any]]:
            return connection.execute(sql.encode()).fetchall()

        compare(here, "postgres", query)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark in local mode, where Java and pyspark are."""
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: the tests were not run on Spark.")
    if shutil.which("java") is None:
        pytest.skip("There is no Java here: the tests were not run on Spark.")
    builder = pyspark.SparkSession.builder.master("local[2]").appName("conformance")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.ansi.enabled": "true",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_every_test_finds_the_same_on_spark(
    dataset: Dataset, here: dict[str, TestResult], spark: Any, tmp_path: Path
) -> None:
    for name, path in write_tables(dataset, TABLES.values(), tmp_path).items():
        spark.read.parquet(str(path)).createOrReplaceTempView(f"stored_{name}")
        shown = spark.sql(show_table(TABLES[name], f"stored_{name}", "spark"))
        shown.coalesce(1).cache().createOrReplaceTempView(name)

    def query(sql: str) -> Sequence[Sequence[Any]]:
        return [tuple(row) for row in spark.sql(sql).collect()]

    compare(here, "spark", query)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    if os.environ.get("EARNEST_TEST_DATABASE_URL"):
        pytest.skip("The suites are being run on a database of your choice.")
    with started() as address:
        yield address
