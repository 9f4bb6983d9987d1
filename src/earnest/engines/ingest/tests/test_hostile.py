"""Files that are damaged or meant to do harm: a reading or one readable error, and nothing else."""

from __future__ import annotations

import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from earnest.engines.canonical import TABLES
from earnest.engines.canonical.arrow import arrow_schema
from earnest.engines.ingest import (
    FORMATS,
    Reading,
    UnreadableFile,
    csv_rows,
    json_stream,
    load_adapter,
    xlsx_rows,
    xml_stream,
)
from earnest.engines.ingest.tests.exports import EXPORTS, TRIVY, read_bytes

WRONG: tuple[Any, ...] = (None, True, -1, 1e300, "", "\ud800", [], [[]], {}, {"a": 1}, "9" * 40, 2**80)


def check_explained(error: UnreadableFile, into: Path) -> None:
    assert error.what
    assert error.remedy
    assert not list(into.glob("*"))


def read_or_explain(folder: Path, content: bytes, as_format: str) -> Reading | None:
    """The law for every file: typed rows whose count is right, or an error in words with nothing left behind."""
    into = folder / "into"
    try:
        reading = read_bytes(folder, content, as_format=as_format)
    except UnreadableFile as error:
        check_explained(error, into)
        return None
    for name, file in reading.tables.items():
        stored = pq.read_table(file.path)
        assert stored.schema.equals(arrow_schema(TABLES[name]), check_metadata=True)
        assert stored.num_rows == file.rows
        for column in TABLES[name].columns:
            values = set(stored.column(column.name).to_pylist())
            assert not (column.required and None in values)
            assert not column.choices or values <= {*column.choices, None}
    assert {file.name for file in into.iterdir()} == {f"{name}.parquet" for name in reading.tables}
    return reading


def test_there_is_an_export_of_every_format() -> None:
    assert set(EXPORTS) == {known.id for known in FORMATS}


@pytest.mark.parametrize("known", sorted(EXPORTS))
def test_a_good_export_is_recognised_and_read_without_a_rejected_row(tmp_path: Path, known: str) -> None:
    reading = read_bytes(tmp_path, EXPORTS[known])
    assert (reading.format, reading.rejected_count) == (known, 0)
    assert sum(file.rows for file in reading.tables.values()) > 0
    assert read_or_explain(tmp_path, EXPORTS[known], known) is not None


@pytest.mark.parametrize("known", sorted(EXPORTS))
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_bytes_give_a_reading_or_an_explanation(known: str, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(EXPORTS[known])
    match chance.randrange(4):
        case 0:
            del content[chance.randrange(len(content)) :]
        case 1:
            for _ in range(chance.randint(1, 6)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        case 2:
            start = chance.randrange(len(content))
            del content[start : start + chance.randint(1, 40)]
        case _:
            start = chance.randrange(len(content))
            content[start:start] = content[: chance.randint(1, 400)]
    with tempfile.TemporaryDirectory() as folder:
        read_or_explain(Path(folder), bytes(content), known)


def swapped(value: Any, chance: random.Random, steps: list[int]) -> Any:
    """The JSON value with one value in it, chosen by chance, turned into one of another type."""
    steps[0] -= 1
    if steps[0] < 0 and chance.random() < 0.1:
        steps[0] = 10**9
        return chance.choice(WRONG)
    if isinstance(value, dict):
        return {key: swapped(item, chance, steps) for key, item in value.items()}
    return [swapped(item, chance, steps) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("known", [known for known, content in EXPORTS.items() if content[:1] in b"[{"])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_values_of_another_type_give_rejected_rows_and_never_wrong_ones(known: str, seed: int) -> None:
    chance = random.Random(seed)
    content = EXPORTS[known].decode()
    if known == "osquery":
        content = f"[{','.join(content.splitlines())}]"
    changed = swapped(json.loads(content), chance, [chance.randint(0, 40)])
    with tempfile.TemporaryDirectory() as folder:
        read_or_explain(Path(folder), json.dumps(changed).encode(), known)


OKTA_HEAD = b'[{"id":"1","profile":{"login":"a"},"status":"ACTIVE"'


@pytest.mark.parametrize(
    ("known", "content", "words"),
    [
        ("okta-users", b"", "empty"),
        ("okta-users", b'"text"', "neither an array nor an object"),
        ("okta-users", OKTA_HEAD, "ends too early"),
        ("okta-users", OKTA_HEAD + b"}] x", "neither an array nor an object"),
        ("okta-users", OKTA_HEAD + b"},]", "broken"),
        ("okta-users", OKTA_HEAD + b',"x":NaN}]', "broken"),
        ("okta-users", OKTA_HEAD + b',"created":"\\ud800"}]', "broken"),
        ("okta-users", OKTA_HEAD + b',"created":"\xff\xfe"}]', "broken"),
        ("okta-users", OKTA_HEAD + b',"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}]", "nested too deeply"),
        ("okta-users", b"[" * 100_000, "ends too early"),
        ("trivy", b'{"Results":[],"Results":[]}', "stands twice"),
        ("trivy", b'{"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":[{]}]}', "broken"),
        ("google-workspace-users", b"Email Address [Required]\na@b\n", "no column 'Status "),
        ("google-workspace-users", b'Email Address [Required],Status [READ ONLY]\n"a@b,Active\n', "CSV is broken"),
        ("google-workspace-users", b"Email Address [Required],Status [READ ONLY]\na@b,Act\0ive\n", "NUL"),
        (
            "google-workspace-users",
            b"Email Address [Required],Email Address [Required],Status [READ ONLY]\na,b,Active\n",
            "Two columns",
        ),
        ("google-workspace-users", b"\n\n", "no header"),
        ("google-workspace-users", b"\xff\xfeE\x00m", "breaks off|no column"),
        ("google-workspace-users", b"\x1f\x8b\x08\x00", "packed with gzip"),
        ("nessus", b"<NessusClientData_v2><Report>", "XML is broken"),
        ("nessus", b"<other/>", "root element"),
        ("nessus", b'<?xml version="1.0" encoding="utf-99"?><NessusClientData_v2/>', "XML is broken"),
        ("nessus", b"<NessusClientData_v2>" + b"<a>" * 200, "nested too deeply"),
        (
            "nessus",
            b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><NessusClientData_v2>&b;</NessusClientData_v2>',
            "document type",
        ),
        ("nessus", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><NessusClientData_v2/>', "document type"),
    ],
)
def test_a_hostile_file_is_explained(tmp_path: Path, known: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_bytes(tmp_path, content, as_format=known)
    assert not list((tmp_path / "into").glob("*"))


@pytest.mark.parametrize("known", ["okta-users", "trivy"])
def test_a_value_larger_than_memory_allows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 256)
    monkeypatch.setattr(json_stream, "VALUE_LIMIT", 2_000)
    content = {
        "okta-users": OKTA_HEAD + b',"x":"' + b"x" * 9_000 + b'"}]',
        "trivy": json.dumps({**TRIVY, "ArtifactName": "x" * 9_000}).encode(),
    }
    with pytest.raises(UnreadableFile, match="larger than"):
        read_bytes(tmp_path, content[known], as_format=known)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "LINE_LIMIT", 1_000)
    content = b"Email Address [Required],Status [READ ONLY]\n" + b"x" * 5_000
    with pytest.raises(UnreadableFile, match="line 2"):
        read_bytes(tmp_path, content, as_format="google-workspace-users")


def test_text_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "TEXT_LIMIT", 1_000)
    content = EXPORTS["nessus"].replace(b"2026/02/03", b"2" * 5_000)
    with pytest.raises(UnreadableFile, match="more than"):
        read_bytes(tmp_path, content)


ADAPTER = load_adapter("{adapter: 1, id: book, title: t, format: xlsx, tables: {people: {columns: {person_id: name}}}}")


def workbook(change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(["name", "started"])
    book.active.append(["Ada", "2024-01-01"])
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(content: bytes, part: str, text: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, text if info.filename == part else old.read(info))
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "UNPACKED_LIMIT", 1_000_000)
    content = repacked(workbook(), SHEET, b"0" * 2_000_000)
    assert len(content) < 20_000
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_bytes(tmp_path, content, as_format="book", adapters=(ADAPTER,))


@pytest.mark.parametrize(
    ("text", "words"),
    [(b"<!DOCTYPE x []><worksheet/>", "entities"), (b"<worksheet", "broken"), (b"<worksheet/>", "empty")],
)
def test_a_workbook_with_a_bad_part_is_explained(tmp_path: Path, text: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_bytes(tmp_path, repacked(workbook(), SHEET, text), as_format="book", adapters=(ADAPTER,))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_workbook_gives_a_reading_or_an_explanation(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(workbook())
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)) :]
    for _ in range(chance.randint(1, 6)):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)
    with tempfile.TemporaryDirectory() as folder:
        try:
            read_bytes(Path(folder), bytes(content), as_format="book", adapters=(ADAPTER,))
        except UnreadableFile as error:
            check_explained(error, Path(folder) / "into")
