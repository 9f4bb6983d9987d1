from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from earnest.engines.ingest import AdapterError, UnreadableFile, load_adapter
from earnest.engines.ingest.tests.exports import read_bytes, rows_of

BACKUPS = """
adapter: 1
id: larkfield-backups
title: Veeam job history as Larkfield exports it
format: csv
delimiter: ";"
match: {columns: [job_id, vm, result]}
observed: {from: exported_at, as: timestamp, zone: UTC}
tables:
  backups:
    where: {column: type, in: [backup]}
    columns:
      backup_id: job_id
      system: {constant: veeam}
      asset: {from: vm, lower: true}
      succeeded: {from: result, values: {Success: true, Warning: true, Failed: false, "No": ""}}
      started_at: {from: start, layout: "%d/%m/%Y %H:%M", zone: Europe/Dublin}
      bytes: size
  restore_tests:
    where: {column: type, in: [Restore]}
    columns:
      test_id: job_id
      asset: {from: vm, lower: true}
      performed_at: {from: start, layout: "%d/%m/%Y %H:%M", zone: Europe/Dublin}
      succeeded: {from: result, values: {Success: true, Failed: false}}
"""
HISTORY = """\
job_id;type;vm;result;start;size;exported_at
1;backup;DB-1;Success;01/07/2026 02:00;1024;2026-11-20T08:00:00
2;Backup;DB-2;No;01/12/2026 02:00;;2026-11-20T09:00:00
3;restore;DB-1;Failed;02/07/2026 10:00;;2026-11-20T07:00:00
4;copy;DB-1;Success;02/07/2026 10:00;;
5;backup;DB-1;Perhaps;02/07/2026 10:00;;
6;backup;DB-1;Success;tomorrow;;
"""
TRAINING = """
adapter: 1
id: larkfield-training
title: Course results
format: FORMAT
match: {columns: [who, course]}
tables:
  training_records:
    columns:
      person_email: {from: who, lower: true}
      course: course
      due_on: due
      completed_at: {from: done, layout: epoch}
      score: score
      passed: {from: score, values: {"90": true, "40": false}}
"""


def test_backups_and_restore_tests_come_from_one_mapped_csv(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, HISTORY.encode(), adapters=(load_adapter(BACKUPS),))
    first, second = rows_of(reading, "backups")
    assert (first["asset"], first["system"], first["succeeded"], first["bytes"]) == ("db-1", "veeam", True, 1024)
    assert first["started_at"] == datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
    assert second["started_at"] == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert second["succeeded"] is None
    assert [row["succeeded"] for row in rows_of(reading, "restore_tests")] == [False]
    assert [(error.place, error.field) for error in reading.rejected] == [("row 6", "result"), ("row 7", "start")]
    assert reading.ignored == {"rows that no table of the adapter takes": 1}
    assert reading.observed_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


RECORDS: list[dict[str, Any]] = [
    {"who": "Ada@larkfield.example", "course": "Phishing", "due": "2026-10-01", "done": 1795161600, "score": 90},
    {"who": "ben@larkfield.example", "course": "Phishing", "due": "2026-10-01", "done": None, "score": None},
]
SHEET_RECORDS: list[list[Any]] = [[*RECORDS[0]], *([*record.values()] for record in RECORDS)]


def check_training(content: bytes, adapter: str, folder: Path) -> None:
    ada, ben = rows_of(read_bytes(folder, content, adapters=(load_adapter(adapter),)), "training_records")
    assert (ada["person_email"], ada["due_on"], ada["score"], ada["passed"]) == (
        "ada@larkfield.example",
        date(2026, 10, 1),
        90.0,
        True,
    )
    assert ada["completed_at"] == datetime.fromtimestamp(1795161600, UTC)
    assert (ben["completed_at"], ben["score"], ben["passed"]) == (None, None, None)


def test_the_same_mapping_reads_json_lines_and_workbooks(tmp_path: Path) -> None:
    check_training(json.dumps(RECORDS).encode(), TRAINING.replace("FORMAT", "json"), tmp_path)
    lines = "\n".join(map(json.dumps, RECORDS)).encode()
    check_training(lines, TRAINING.replace("FORMAT", "ndjson"), tmp_path)
    nested = json.dumps({"meta": {}, "items": {"other": [], "rows": RECORDS}}).encode()
    check_training(nested, TRAINING.replace("FORMAT", "json\nrecords: items.rows"), tmp_path)
    book = Workbook()
    sheet = book.create_sheet("Results")
    for row in SHEET_RECORDS:
        sheet.append(row)
    sheet.cell(2, 3).value = datetime(2026, 10, 1)  # noqa: DTZ001 - workbooks hold times without a zone
    kept = io.BytesIO()
    book.save(kept)
    check_training(kept.getvalue(), TRAINING.replace("FORMAT", "xlsx\nsheet: Results"), tmp_path)


def test_a_value_inside_an_object_is_named_by_its_path(tmp_path: Path) -> None:
    adapter = TRAINING.replace("FORMAT", "json").replace("from: who", "from: learner.mail").replace("who, ", "")
    records = [
        {"learner": {"mail": "Ada@larkfield.example"}, "course": "Phishing"},
        {"learner": {"mail": ["a", "b"]}, "course": ["x", "y"]},
        {"learner": {"mail": {}}, "course": "Phishing"},
    ]
    reading = read_bytes(tmp_path, json.dumps(records).encode(), adapters=(load_adapter(adapter),))
    rows = rows_of(reading, "training_records")
    assert [(row["person_email"], row["course"]) for row in rows] == [
        ("ada@larkfield.example", "Phishing"),
        ("a; b", "x; y"),
    ]
    assert [(error.place, error.field) for error in reading.rejected] == [("/2", "learner.mail")]


def test_a_file_without_a_mapped_column_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no column 'machine'"):
        read_bytes(tmp_path, HISTORY.encode(), adapters=(load_adapter(BACKUPS.replace("from: vm", "from: machine")),))


def test_a_path_that_the_json_lacks_is_explained(tmp_path: Path) -> None:
    adapter = load_adapter(TRAINING.replace("FORMAT", "json\nrecords: items.rows"))
    with pytest.raises(UnreadableFile, match="no /items/rows"):
        read_bytes(tmp_path, b'{"items": {"lines": []}}', as_format="larkfield-training", adapters=(adapter,))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("adapter: 1", "adapter: 2", "adapter"),
        ("id: larkfield-backups", "name: x", "name"),
        ("format: csv", "format: tsv", "format"),
        ("format: csv", "format: json", "delimiter"),
        ('";"', '";;"', "delimiter"),
        ("  backups:", "  backup:", "tables.backup"),
        ("asset: {from: vm, lower: true}\n      succ", "assett: vm\n      succ", "tables.backups.columns.assett"),
        ("system: {constant: veeam}", "detail: vm", "tables.backups.columns"),
        ("bytes: size", "bytes: {from: size, layout: x}", "tables.backups.columns.bytes.layout"),
        ("bytes: size", "bytes: {constant: many}", "tables.backups.columns.bytes.constant"),
        ("bytes: size", "bytes: [size]", "tables.backups.columns.bytes"),
        ("bytes: size", "bytes: {from: size, constant: 1}", "tables.backups.columns.bytes"),
        ("Warning: true", "Warning: maybe", "tables.backups.columns.succeeded.values.warning"),
        ("Europe/Dublin", "Dublin/Europe", "tables.backups.columns.started_at.zone"),
        ("lower: true", "lower: perhaps", "tables.backups.columns.asset.lower"),
        ("in: [backup]", "in: backup", "tables.backups.where.in"),
        ("match: {columns: [job_id, vm, result]}", "match: {column: [job_id]}", "match.column"),
        ("as: timestamp", "as: day", "observed.as"),
    ],
)
def test_a_faulty_adapter_is_explained_by_the_path_of_its_key(old: str, new: str, key: str) -> None:
    assert old in BACKUPS
    with pytest.raises(AdapterError) as caught:
        load_adapter(BACKUPS.replace(old, new))
    assert caught.value.key == key
    assert caught.value.problem


@pytest.mark.parametrize("written", ["", "a: [", "- 1", "!!python/object:os.system {}", "[" * 1_000])
def test_what_is_no_adapter_is_refused(written: str) -> None:
    with pytest.raises(AdapterError):
        load_adapter(written)


def test_a_misspelt_column_is_answered_with_the_likely_one() -> None:
    with pytest.raises(AdapterError, match="did you mean backup_id"):
        load_adapter(BACKUPS.replace("backup_id:", "backup_jd:"))
