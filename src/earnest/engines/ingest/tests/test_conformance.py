"""Real exports, counted by other means than the readers. Skipped where the samples are not at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from earnest.engines.ingest import FORMATS, read_file
from earnest.engines.ingest.document import open_document
from earnest.engines.ingest.read import outlined
from earnest.engines.ingest.tests.law import check_reading
from earnest.engines.ingest.tests.truths import Truth, every_truth

REPOSITORY = Path(__file__).resolve().parents[5]
SAMPLES = Path(os.environ.get("EARNEST_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
NO_EXPORTS = {"README.md": "tells where the samples come from"}
"""Files among the samples that are not held against a count, and why."""

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder of samples is absent")


def held() -> list[tuple[Truth, Path]]:
    return [(truth, path) for truth in every_truth() for path in sorted(SAMPLES.glob(truth.pattern))]


def named(value: Truth | Path) -> str:
    return value.format if isinstance(value, Truth) else f"{value.parent.name}-{value.name}"


@pytest.mark.parametrize(("truth", "path"), held(), ids=named)
def test_a_real_export_gives_the_rows_that_the_standard_library_counts(
    truth: Truth, path: Path, tmp_path: Path
) -> None:
    reading = read_file(path, as_format=truth.as_format, into=tmp_path)
    assert reading.format == truth.format
    assert reading.rejected_count == truth.rejected, reading.rejected
    wanted = {name: rows for name, rows in truth.count(path).items() if rows}
    assert {name: file.rows for name, file in reading.tables.items() if file.rows} == wanted
    check_reading(reading, tmp_path)


@pytest.mark.parametrize(("truth", "path"), held(), ids=named)
def test_no_other_format_claims_a_real_export(truth: Truth, path: Path) -> None:
    seen = outlined(open_document(path))
    claiming = [known.id for known in FORMATS if known.matches(seen)]
    assert claiming == ([] if truth.as_format else [truth.format])


def test_each_sample_is_counted_once_or_named_as_no_export() -> None:
    counted = [path for _, path in held()]
    assert len(counted) == len(set(counted)), "two truths count the same file"
    found = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert sorted(found - {path.relative_to(SAMPLES).as_posix() for path in counted} - set(NO_EXPORTS)) == []


def test_every_truth_has_a_sample() -> None:
    assert [truth.pattern for truth in every_truth() if not list(SAMPLES.glob(truth.pattern))] == []
