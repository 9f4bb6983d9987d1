"""What holds for every format: recognised alone, rows as counted, times and parts that stay the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from earnest.engines.ingest import FORMATS, read_file
from earnest.engines.ingest.document import open_document
from earnest.engines.ingest.read import outlined
from earnest.engines.ingest.tests.examples import Example, every_example
from earnest.engines.ingest.tests.exports import read_bytes
from earnest.engines.ingest.tests.law import check_reading

EXAMPLES = every_example()


def named(example: Example) -> str:
    return f"{example.format}-{example.name}"


def test_there_is_an_example_of_every_format_and_each_has_its_own_name() -> None:
    assert {example.format for example in EXAMPLES} == {known.id for known in FORMATS}
    names = [named(example) for example in EXAMPLES]
    assert len(names) == len(set(names))


def test_every_format_has_its_own_id_and_title() -> None:
    assert len({known.id for known in FORMATS}) == len({known.title for known in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_no_other_format_claims_an_example(example: Example, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(example.content)
    seen = outlined(open_document(path))
    assert [known.id for known in FORMATS if known.matches(seen)] == [example.format]


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_an_example_gives_the_rows_that_were_counted(example: Example, tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, example.content)
    assert reading.format == example.format
    assert {name: file.rows for name, file in reading.tables.items() if file.rows} == {
        name: rows for name, rows in example.rows.items() if rows
    }
    assert reading.rejected_count == example.rejected, reading.rejected
    assert set(example.rows) <= set(reading.tables), "a table that the format speaks of is there without rows too"
    check_reading(reading, tmp_path / "into")
    assert reading.observed_at is None or datetime(2000, 1, 1, tzinfo=UTC) < reading.observed_at
    assert reading.observed_at is None or reading.observed_at < datetime(2027, 1, 1, tzinfo=UTC)
    if example.observed_at is not None:
        assert reading.observed_at == example.observed_at
    assert all(rows > 0 for rows in reading.ignored.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_the_part_of_an_example_is_in_the_file_and_not_in_its_name(example: Example, tmp_path: Path) -> None:
    first = read_bytes(tmp_path, example.content)
    path = tmp_path / "other.name"
    path.write_bytes(example.content)
    second = read_file(path, name="renamed.txt", as_format=example.format, into=tmp_path / "again")
    assert (first.part, first.observed_at, first.ignored) == (second.part, second.observed_at, second.ignored)
    assert first.part == first.part.strip()
