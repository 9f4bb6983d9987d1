"""The library's data files, as they stand on the disk, for the tests of this folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from earnest.library.content import ROOT

SCHEMA_OF_FOLDER = {
    "frameworks": "framework",
    "controls": "controls",
    "crosswalk": "crosswalk",
    "document_anatomy": "document_type",
}
SINGLE = {
    "duties/notification": "notification",
    "duties/subject_requests": "subject_requests",
    "eol": "eol",
    "product_names": "product_names",
    "support_ageing": "support_ageing",
    "tool_incidents": "tool_incidents",
    "starter_estimates": "starter_estimates",
    "budget_benchmarks": "budget_benchmarks",
    "calibration_questions": "calibration_questions",
    "plain_language": "plain_language",
    "document_anatomy": "document_anatomy",
    "oscal_sources": "oscal_sources",
    "obligations": "obligations",
    "sample_sizes": "sample_sizes",
}


def data_files() -> list[tuple[Path, str]]:
    """Each data file with the name of its schema."""
    found = [(ROOT / f"{place}.yaml", schema) for place, schema in SINGLE.items()]
    for folder, schema in SCHEMA_OF_FOLDER.items():
        found += [(path, schema) for path in sorted((ROOT / folder).glob("*.yaml"))]
    return found


def as_text(value: Any) -> Any:
    """The same with dates as text and tuples as lists, as JSON would have it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_text(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(entry) for entry in value]
    return value


def load(path: Path) -> Any:
    return as_text(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
