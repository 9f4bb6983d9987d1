"""Reading the exports as plain files, without the ingest engine: the independent look at what was planted."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

from earnest.library.sample.model import EvidenceFile, Sample


@dataclass(frozen=True)
class Exports:
    sample: Sample

    def newest(self, source: str) -> EvidenceFile:
        found = [file for file in self.sample.files if file.source == source and not file.superseded]
        assert len(found) == 1, source
        return found[0]

    def history(self, source: str) -> list[EvidenceFile]:
        return [file for file in self.sample.files if file.source == source]

    def rows(self, source: str) -> list[dict[str, str]]:
        return csv_rows(self.newest(source))

    def json(self, source: str) -> Any:
        return self.load(self.newest(source))

    def load(self, file: EvidenceFile) -> Any:
        return json.loads(file.path.read_bytes())

    def xml(self, source: str) -> ET.Element:
        return ET.parse(self.newest(source).path).getroot()

    def sheet(self, source: str) -> list[dict[str, Any]]:
        book = load_workbook(self.newest(source).path, read_only=True)
        lines = list(book.worksheets[0].iter_rows(values_only=True))
        book.close()
        return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]

    def expected(self, planted: str) -> tuple[str, ...]:
        return next(truth.expected for truth in self.sample.planted if truth.id == planted)

    def fact(self, planted: str, key: str) -> str:
        pairs = (text.partition("=") for text in self.expected(planted) if "=" in text)
        facts = {name: value for name, _, value in pairs}
        return facts[key]


def csv_rows(file: EvidenceFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.path.read_text(encoding="utf-8"), newline="")))
