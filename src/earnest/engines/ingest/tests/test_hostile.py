"""Files that are damaged or meant to do harm: a reading or one readable error, and nothing else."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from earnest.engines.ingest import (
    UnreadableFile,
    csv_rows,
    json_stream,
    load_adapter,
    table_writer,
    xlsx_rows,
    xml_stream,
)
from earnest.engines.ingest.tests.examples import Example, every_example
from earnest.engines.ingest.tests.exports import EXPORTS, GITHUB_MEMBERS, TRIVY, read_bytes
from earnest.engines.ingest.tests.law import check_explained, read_or_explain

OF_JSON = tuple(one for one in every_example() if one.content.lstrip()[:1] in (b"{", b"["))
OF_XML = tuple(one for one in every_example() if one.content.lstrip()[:1] == b"<")
DEEP = 20_000


def one_each(examples: tuple[Example, ...]) -> list[Example]:
    return list({example.format: example for example in examples}.values())


def named(example: Example) -> str:
    return example.format


@pytest.mark.parametrize("example", one_each(OF_JSON), ids=named)
def test_json_that_is_nested_without_end_is_refused(tmp_path: Path, example: Example) -> None:
    start = example.content.lstrip()[:1]
    inside = start + b'"deep":' if start == b"{" else start
    for content in (inside * DEEP, b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP):
        reading = read_or_explain(tmp_path, content, example.format)
        assert reading is None or not any(file.rows for file in reading.tables.values())


@pytest.mark.parametrize("example", one_each(OF_XML), ids=named)
@pytest.mark.parametrize(
    "declared",
    [
        '[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]',
        '[<!ENTITY x SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]',
        '[<!ATTLIST a b CDATA "c">]',
        'PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd"',
    ],
    ids=["bomb", "file", "parameter", "default", "public"],
)
def test_xml_that_declares_entities_is_refused_by_every_format(tmp_path: Path, example: Example, declared: str) -> None:
    found = re.search(rb"<(?!\?|!)([\w:.-]+)", example.content)
    assert found is not None
    doctype = f"<!DOCTYPE {found.group(1).decode()} {declared}>".encode()
    head = re.sub(rb"<!DOCTYPE[^>]*>", b"", example.content[: found.start()])
    content = head + doctype + example.content[found.start() :].replace(b"</", b"&c;</", 1)
    assert read_or_explain(tmp_path, content, example.format) is None


@pytest.mark.parametrize("example", one_each(OF_XML), ids=named)
def test_xml_that_is_nested_without_end_is_refused(tmp_path: Path, example: Example) -> None:
    found = re.search(rb"<(?!\?|!)[\w:.-]+[^>]*>", example.content)
    assert found is not None
    content = example.content[: found.end()] + b"<a>" * DEEP
    assert read_or_explain(tmp_path, content, example.format) is None


ONE_LINE = 20_000_000
MEASURE = """
import resource, sys
from pathlib import Path
from earnest.engines.ingest import UnreadableFile, read_file
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
folder = Path(sys.argv[1])
read_file(folder / "small", as_format="github-members", into=folder / "first")
before = peak()
files = {"records": "github-members", "value": "github-members", "cells": "entra-users", "tags": "nessus"}
for name, known in files.items():
    try:
        read_file(folder / name, as_format=known, into=folder / "into")
    except UnreadableFile:
        pass
    print(name, peak() - before)
"""


def test_a_single_line_of_20_megabytes_takes_little_memory(tmp_path: Path) -> None:
    record = json.dumps({**GITHUB_MEMBERS[0], "unread": "x" * 4_000}).encode()
    (tmp_path / "small").write_bytes(b"[" + record + b"]")
    (tmp_path / "records").write_bytes(b"[" + b",".join([record] * (ONE_LINE // len(record))) + b"]")
    (tmp_path / "value").write_bytes(record[:-1] + b',"x":"' + b"x" * ONE_LINE + b'"}')
    (tmp_path / "cells").write_bytes(b"userPrincipalName,accountEnabled\n" + b"a,true," * (ONE_LINE // 7))
    item = b'<ReportItem port="1" svc_name="w" protocol="tcp" severity="1" pluginID="9" pluginName="%b"/>' % (
        b"n" * 4_000
    )
    host = b'<NessusClientData_v2><Report name="r"><ReportHost name="h">'
    ends = b"</ReportHost></Report></NessusClientData_v2>"
    (tmp_path / "tags").write_bytes(host + item * (ONE_LINE // len(item)) + ends)
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    grown = {name: int(number) for name, number in (line.split() for line in told.stdout.splitlines())}
    assert set(grown) == {"records", "value", "cells", "tags"}
    assert grown["records"] < 100, grown
    assert max(grown.values()) < 200, grown


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


@pytest.mark.parametrize("size", [2_500, 9_000])
@pytest.mark.parametrize("known", ["okta-users", "trivy"])
def test_a_value_larger_than_memory_allows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str, size: int
) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 256)
    monkeypatch.setattr(json_stream, "VALUE_LIMIT", 2_000)
    content = {
        "okta-users": OKTA_HEAD + b',"x":"' + b"x" * size + b'"}]',
        "trivy": json.dumps({**TRIVY, "ArtifactName": "x" * size}).encode(),
    }
    with pytest.raises(UnreadableFile, match="larger than"):
        read_bytes(tmp_path, content[known], as_format=known)


def test_a_name_that_every_row_would_repeat_is_refused_and_words_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_writer, "LONGEST", 300)
    flaw = {"VulnerabilityID": "CVE-2026-1", "PkgName": "zlib", "Title": "t" * 900}
    flaws = [{**flaw, "InstalledVersion": str(n)} for n in range(3)] + [{**flaw, "VulnerabilityID": "C" * 900}]
    report = {"SchemaVersion": 2, "ArtifactName": "shop", "ArtifactType": "container_image"}
    found = read_bytes(
        tmp_path, json.dumps({**report, "Results": [{"Target": "t", "Vulnerabilities": flaws}]}).encode()
    )
    titles = pq.read_table(found.tables["vulnerabilities"].path)["title"].to_pylist()
    assert titles == ["t" * 299 + "…"] * 3
    assert [(one.place, one.reason) for one in found.rejected] == [
        ("/Results/0/Vulnerabilities/3", "is longer than 300 characters")
    ]


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
HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'


def test_a_workbook_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "UNPACKED_LIMIT", 1_000_000)
    content = repacked(workbook(), SHEET, b"0" * 2_000_000)
    assert len(content) < 20_000
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_bytes(tmp_path, content, as_format="book", adapters=(ADAPTER,))


@pytest.mark.parametrize(
    "rows", ['<row r="900000000"><c r="A900000000"><v>1</v></c></row>', '<row r="3"><c r="XFD3"><v>1</v></c></row>']
)
def test_a_sheet_that_is_mostly_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str) -> None:
    monkeypatch.setattr(xlsx_rows, "CELLS_LIMIT", 10_000)
    sheet = f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{HEADING}{rows}"
    content = repacked(workbook(), SHEET, f"{sheet}</sheetData></worksheet>".encode())
    with pytest.raises(UnreadableFile, match="more than 10,000 rows and cells"):
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
