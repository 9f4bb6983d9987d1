from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest import writer
from earnest.engines.ingest.reading import REJECTED_KEPT
from earnest.engines.ingest.writer import Sink

GOOD: dict[str, Any] = {"finding_id": "f", "tool": "t", "asset_id": "a", "severity": "high"}
ANYTHING: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        1,
        2**80,
        0.5,
        "",
        "text",
        "high",
        "\ud800",
        b"x",
        [],
        {},
        date(2026, 1, 1),
        datetime(2026, 1, 1, tzinfo=UTC),
    ]
)


def test_rows_keep_their_order_place_and_unknowns(tmp_path: Path) -> None:
    sink = Sink(tmp_path, ["vulnerabilities"])
    for number in range(writer.BATCH_ROWS + 3):
        sink.add(f"row {number}", [("vulnerabilities", {**GOOD, "port": number})])
    file = sink.close()["vulnerabilities"]
    stored = pq.read_table(file.path)
    assert file.rows == stored.num_rows == writer.BATCH_ROWS + 3
    assert stored.column("port").to_pylist() == list(range(writer.BATCH_ROWS + 3))
    assert stored.column("place")[7].as_py() == "row 7"
    assert stored.column("cvss_score").null_count == stored.num_rows


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"tool": None}, "tool", "is empty"),
        ({"severity": "huge"}, "severity", "'huge' is not one of"),
        ({"port": True}, "port", "is not of kind integer"),
        ({"port": 2**70}, "port", "cannot be stored"),
        ({"cvss_score": 7}, "cvss_score", "is not of kind real"),
        ({"title": "\ud800"}, "title", "cannot be stored"),
        ({"published_on": datetime(2026, 1, 1, tzinfo=UTC)}, "published_on", "is not of kind date"),
        ({"first_seen_at": date(2026, 1, 1)}, "first_seen_at", "is not of kind timestamp"),
    ],
)
def test_a_row_that_breaks_its_declaration_is_rejected_alone(
    tmp_path: Path, change: dict[str, Any], field: str, words: str
) -> None:
    sink = Sink(tmp_path)
    sink.add("row 1", [("vulnerabilities", GOOD)])
    sink.add("row 2", [("vulnerabilities", {**GOOD, **change})])
    sink.add("row 3", [("vulnerabilities", GOOD)])
    file = sink.close()["vulnerabilities"]
    assert pq.read_table(file.path).column("place").to_pylist() == ["row 1", "row 3"]
    (rejected,) = sink.rejected
    assert (rejected.place, rejected.field) == ("row 2", field)
    assert words in rejected.reason


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.sampled_from([*GOOD, "port", "exploited", "published_on"]), ANYTHING), max_size=8)
)
def test_every_row_is_either_stored_or_rejected(
    rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    sink = Sink(tmp_path_factory.mktemp("rows"), ["vulnerabilities"])
    for number, row in enumerate(rows):
        sink.add(str(number), [("vulnerabilities", {**GOOD, **row})])
    file = sink.close()["vulnerabilities"]
    kept: list[Any] = pq.read_table(file.path).column("place").to_pylist()
    assert sorted([*kept, *(rejected.place for rejected in sink.rejected)], key=int) == [
        str(n) for n in range(len(rows))
    ]


def test_only_the_first_rejected_rows_are_kept_but_all_are_counted(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    for number in range(REJECTED_KEPT + 5):
        sink.add(f"row {number}", [("vulnerabilities", {})])
    sink.close()
    assert (len(sink.rejected), sink.rejected_count) == (REJECTED_KEPT, REJECTED_KEPT + 5)


def test_a_column_that_no_table_has_is_a_mistake_of_the_format(tmp_path: Path) -> None:
    sink = Sink(tmp_path)
    with pytest.raises(KeyError, match="colour"):
        sink.add("row 1", [("vulnerabilities", {**GOOD, "colour": "red"})])
    sink.abandon()
