from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from earnest.library import (
    anatomy,
    budget_benchmarks,
    calibration_questions,
    catalogue,
    content,
    crosswalk,
    duties,
    eol,
    frameworks,
    glossary,
    obligations,
    oscal_sources,
    product_names,
    sample_sizes,
    starter_estimates,
    support_ageing,
    tool_incidents,
)
from earnest.library.tests.files import SCHEMA_OF_FOLDER, as_text, data_files, load

SHAPES: dict[str, type[Any]] = {
    "framework": frameworks.Framework,
    "controls": catalogue._Domain,
    "crosswalk": crosswalk.Crosswalk,
    "document_type": anatomy.DocumentType,
    "notification": duties.NotificationDuties,
    "subject_requests": duties.SubjectRequests,
    "eol": eol.EndOfLife,
    "product_names": product_names.ProductNameFile,
    "support_ageing": support_ageing.SupportAgeing,
    "tool_incidents": tool_incidents.ToolIncidents,
    "starter_estimates": starter_estimates.StarterEstimates,
    "budget_benchmarks": budget_benchmarks.BudgetBenchmarks,
    "calibration_questions": calibration_questions.CalibrationQuestions,
    "plain_language": glossary.PlainLanguage,
    "document_anatomy": anatomy.Anatomy,
    "oscal_sources": oscal_sources.OscalSources,
    "obligations": obligations.Obligations,
    "sample_sizes": sample_sizes.SampleSizes,
}
FILES = data_files()
NAMES = [path.relative_to(content.ROOT).as_posix() for path, _ in FILES]


@cache
def validator(schema: str) -> Draft202012Validator:
    body = json.loads((content.ROOT / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(body)
    return Draft202012Validator(body, format_checker=FormatChecker())


def without_blanks(value: Any) -> Any:
    """Drops what a file may leave out: nothing, and empty lists."""
    if isinstance(value, dict):
        return {key: without_blanks(entry) for key, entry in value.items() if entry not in (None, [], ())}
    if isinstance(value, list | tuple):
        return [without_blanks(entry) for entry in value]
    return value


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from strings(entry)


@pytest.mark.parametrize(("path", "schema"), FILES, ids=NAMES)
def test_every_file_has_the_shape_of_its_schema(path: Path, schema: str) -> None:
    problems = [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(load(path))]
    assert problems == []


@pytest.mark.parametrize(("path", "schema"), FILES, ids=NAMES)
def test_a_reader_loses_nothing_of_its_file(path: Path, schema: str) -> None:
    place = path.relative_to(content.ROOT).as_posix()
    value: Any = content.read(place, SHAPES[schema])
    assert without_blanks(as_text(asdict(value))) == without_blanks(load(path))


@pytest.mark.parametrize(("path", "schema"), FILES, ids=NAMES)
def test_no_text_has_blanks_at_its_ends_or_is_left_to_be_filled_in(path: Path, schema: str) -> None:
    for text in strings(load(path)):
        assert text == text.strip()
        assert not any(word in text for word in ("TODO", "FIXME", "TBD", "lorem ipsum"))


def test_every_schema_has_files_and_every_folder_is_known() -> None:
    assert {path.stem for path in (content.ROOT / "schemas").glob("*.json")} == {schema for _, schema in FILES}
    assert {schema for _, schema in FILES} == set(SHAPES)
    for folder in SCHEMA_OF_FOLDER:
        assert list((content.ROOT / folder).glob("*.yaml"))


@pytest.mark.parametrize(
    ("schema", "spoil"),
    [
        ("framework", {"confidence": ""}),
        ("framework", {"licence_caution": None}),
        ("framework", {"as_of": "2026-13-01"}),
        ("framework", {"text_of_the_standard": "The organization shall"}),
        ("crosswalk", {"relation": "satisfies"}),
        ("eol", {"notice": ""}),
    ],
)
def test_a_spoiled_file_is_refused(schema: str, spoil: dict[str, Any]) -> None:
    path = next(path for path, name in FILES if name == schema)
    assert not validator(schema).is_valid({**load(path), **spoil})


def test_a_number_of_days_needs_a_unit_that_counts() -> None:
    path = next(path for path, name in FILES if name == "notification")
    file = load(path)
    file["duties"][0]["stages"][0]["deadline"] = {"value": 3, "unit": "promptly", "clock_start": "awareness"}
    assert not validator("notification").is_valid(file)
    file["duties"][0]["stages"][0]["deadline"] = {"value": None, "unit": "hours", "clock_start": "awareness"}
    assert not validator("notification").is_valid(file)
