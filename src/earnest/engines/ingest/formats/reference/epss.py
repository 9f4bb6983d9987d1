"""FIRST: the EPSS scores of one day, epss_scores-YYYY-MM-DD.csv as it is when unpacked.

Follows "EPSS Data" at first.org (models v3 and v4): a first line `#model_version:v2025.03.14,score_date:…`, then a CSV
with the columns cve, epss, percentile, some 300,000 rows. One row of `exploit_predictions` per line; `model` is `epss`
and its version. When it was looked is score_date. A probability or percentile outside 0 to 1 is rejected. A file
without its first line does not say which model it is, and is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from io import TextIOWrapper

from earnest.engines.ingest.coerce import FieldError, instant, needed, real
from earnest.engines.ingest.csv_rows import CsvRows, broken, positions
from earnest.engines.ingest.document import Document, head_text
from earnest.engines.ingest.format import Format
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_FIRST = re.compile(r"#\s*model_version:\s*([^,\s]+)\s*,\s*score_date:\s*(\S+)")
_COLUMNS: dict[str, tuple[str, ...]] = {"cve": ("cve",), "epss": ("epss",), "percentile": ("percentile",)}
_LINE = 1_000


def _read(document: Document, sink: Sink) -> None:
    found = _FIRST.match(head_text(document.head))
    if found is None:
        what = "The file does not begin with #model_version:…,score_date:…"
        raise UnreadableFile(what, "line 1", "download the day's scores again from FIRST.")
    model = f"epss {found.group(1)}"
    try:
        scored = instant(found.group(2).replace("+0000", "+00:00"), "score_date")
    except FieldError as error:
        raise UnreadableFile(
            f"The first line cannot be read: {error}", "line 1", "download the scores again."
        ) from None
    sink.observed(scored)
    with document.path.open(encoding="utf-8-sig", newline="") as file:
        try:
            _take(file, model, None if scored is None else scored.date(), sink)
        except UnicodeError as problem:
            raise UnreadableFile(f"The text breaks off: {problem}", "", "download the scores again.") from None


def _take(file: TextIOWrapper, model: str, scored: date | None, sink: Sink) -> None:
    lines = _lines(file)
    next(lines, None)
    reader = csv.reader(lines, strict=True)
    try:
        header = tuple(cell.strip() for cell in next(reader, []))
    except csv.Error as problem:
        raise broken(2, problem) from None
    at = positions(header, _COLUMNS)
    if len(at) < len(_COLUMNS):
        raise UnreadableFile("The columns cve, epss, percentile are not all there", "line 2", "download it again.")
    for place, cells in CsvRows(reader, header, above=1).rows(sink):
        try:
            entry = _row(model, scored, cells[at["cve"]], cells[at["epss"]], cells[at["percentile"]])
        except FieldError as error:
            sink.reject(place, error)
        else:
            sink.add(place, (entry,))


def _row(model: str, scored: date | None, cve: str, probability: str, percentile: str) -> Entry:
    return (
        "exploit_predictions",
        {
            "vulnerability_id": needed(cve, "cve").upper(),
            "model": model,
            "probability": _share(probability, "epss"),
            "percentile": _share(percentile, "percentile"),
            "scored_on": scored,
        },
    )


def _share(written: str, field: str) -> float | None:
    share = real(written, field)
    if share is not None and not 0 <= share <= 1:
        raise FieldError(field, f"{share} is not between 0 and 1")
    return share


def _lines(file: TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := file.readline(_LINE + 1):
        number += 1
        if len(line) > _LINE or "\0" in line:
            raise UnreadableFile("A line is no line of scores", f"line {number}", "download the scores again.")
        yield line


def _matches(outline: Outline) -> bool:
    return outline.container == "csv" and any(column.startswith("#model_version:") for column in outline.columns)


FORMAT = Format(
    id="epss",
    title="EPSS scores of one day, CSV",
    tables=("exploit_predictions",),
    matches=_matches,
    read=_read,
)
