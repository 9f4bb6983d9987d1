"""The exports against the ingest engine: each is recognised, and no row is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import earnest.library.sample
from earnest.engines.ingest.adapter import Adapter, load_adapter
from earnest.engines.ingest.read import read_file
from earnest.library.sample.model import EvidenceFile, Sample

ADAPTERS = Path(earnest.library.sample.__file__).parent.parent / "adapters"


@pytest.fixture(scope="session")
def adapters() -> list[Adapter]:
    return [load_adapter(path.read_text(encoding="utf-8")) for path in sorted(ADAPTERS.glob("*.yaml"))]


def test_adapter_files_are_named_as_their_adapters() -> None:
    for path in ADAPTERS.glob("*.yaml"):
        assert load_adapter(path.read_text(encoding="utf-8")).id == path.stem


def chosen(sample: Sample) -> list[EvidenceFile]:
    """The oldest, one in the middle and the newest file of each source."""
    found = []
    for source in sample.sources:
        files = [file for file in sample.files if file.source == source.slug]
        found += [files[place] for place in sorted({0, len(files) // 2, len(files) - 1})]
    return found


def test_files_are_recognised_and_read_without_a_rejected_row(
    sample: Sample, adapters: list[Adapter], folder: Path
) -> None:
    tables = {source.slug: set(source.tables) for source in sample.sources}
    for number, file in enumerate(chosen(sample)):
        reading = read_file(file.path, adapters=adapters, into=folder / str(number))
        assert reading.format == file.format, file.path.name
        assert (reading.rejected, reading.ignored, reading.notes) == ((), {}, ()), file.path.name
        assert set(reading.tables) == tables[file.source], file.path.name
        assert reading.observed_at is None or abs((reading.observed_at - file.observed_at).total_seconds()) < 3600
        if not file.superseded:
            empty = {table for table, found in reading.tables.items() if not found.rows}
            assert empty == ({"vulnerabilities"} if file.source == "security-hub" else set()), file.path.name


def test_csv_xlsx_json_ndjson_and_xml_are_among_the_exports(sample: Sample) -> None:
    assert {file.path.suffix for file in sample.files} == {".csv", ".xlsx", ".json", ".ndjson", ".nessus", ".xml"}
