"""The law for every file: typed rows whose count is right, or one error in words and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.ingest import Reading, UnreadableFile
from earnest.engines.ingest.tests.exports import read_bytes


def check_explained(error: UnreadableFile, into: Path) -> None:
    """The error says what happened and what to do, in words of a sane length, and `into` is empty."""
    assert error.what
    assert error.remedy
    assert len(error.what) < 2_000
    assert not into.exists() or not list(into.iterdir())


def check_reading(reading: Reading, into: Path) -> None:
    """What lies in `into` is what the reading says, and each table is what it declares."""
    for name, file in reading.tables.items():
        stored = pq.read_table(file.path)
        assert stored.schema.equals(arrow_schema(TABLES[name]), check_metadata=True)
        assert stored.num_rows == file.rows
        for column in TABLES[name].columns:
            if column.required:
                assert not stored.column(column.name).null_count, f"{name}.{column.name}"
            if column.choices:
                assert set(stored.column(column.name).unique().to_pylist()) <= {*column.choices, None}
    assert {file.name for file in into.iterdir()} == {f"{name}.parquet" for name in reading.tables}


def read_or_explain(folder: Path, content: bytes, as_format: str | None) -> Reading | None:
    """Read the content under the law; None if it is refused."""
    into = folder / "into"
    try:
        reading = read_bytes(folder, content, as_format=as_format)
    except UnreadableFile as error:
        check_explained(error, into)
        return None
    check_reading(reading, into)
    return reading
