"""Records that go by the XML parser are told as the parser would tell them, and what is wrong is said as it says it."""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]  # it ships no types

from earnest.engines.ingest import UnreadableFile, read_file, xml_records, xml_stream
from earnest.engines.ingest import read as reading
from earnest.engines.ingest.xml_beside import Shortened

ITEM = (
    '<ReportItem port="443" protocol="tcp" severity="2" pluginID="7" pluginName="a &lt; b">\n'
    "<cve>CVE-2026-1</cve>\n<description>long &amp; dull</description>\n<cvss3_base_score>7.5</cvss3_base_score>\n"
    "</ReportItem>"
)
PIECES = st.sampled_from(
    [
        ITEM,
        ITEM.replace("443", "444").replace("CVE-2026-1</cve>", "CVE-2026-1</cve><cve>CVE-2026-2</cve>"),
        ITEM.replace("long", "länger €"),
        ITEM.replace("long", "]]"),
        ITEM.replace("long", "]]>"),
        ITEM.replace("long", "<![CDATA[" + ITEM + "]]>"),
        ITEM.replace("long", "&nbsp;"),
        ITEM.replace("long", "&#65;"),
        ITEM.replace("long", "\x01"),
        ITEM.replace("long", "<b>deep</b>"),
        ITEM.replace('port="443"', 'port="443" port="444"'),
        ITEM.replace('port="443"', "port='443'"),
        ITEM.replace('port="443"', 'port="44\n3"'),
        ITEM.replace('port="443"', 'port="' + ITEM + '"'),
        ITEM.replace("CVE-2026-1", ITEM),
        ITEM.replace('port="443"', "port = '443'"),
        ITEM.replace('port="443"', 'port="4>3"'),
        ITEM.replace('port="443"', 'port=">"'),
        ITEM.replace('port="443"', 'port="it\'s"'),
        ITEM.replace('port="443" protocol', 'port="443"  protocol'),
        ITEM.replace('port="443" protocol', 'port="443"protocol'),
        ITEM.replace('pluginName="a &lt; b">', 'pluginName="a"/>'),
        ITEM.replace('pluginName="a &lt; b">', 'pluginName="a &quot;&#10;b">'),
        ITEM.replace("<ReportItem", "<ReportItem\n"),
        ITEM.replace("ReportItem", "ReportItems"),
        ITEM.replace("<cve>", '<cve lang="<">'),
        ITEM.replace("<cve>", '<cve lang="en">'),
        ITEM.replace("<cve>", "<cve/><cve>"),
        ITEM.replace("<cve>", "<cvé>x</cvé><cve>"),
        ITEM.replace("\n", "\r\n"),
        ITEM.replace("CVE-2026-1", "CVE\r2026"),
        ITEM.replace("long", "\ufffe"),
        ITEM.replace("long", "<cm:x>undeclared</cm:x>"),
        "<ReportItem>",
        "</ReportItem>",
        "<ReportItem/>",
        "<ReportItem></ReportItem>",
        ITEM.replace("</cve>", "</cve >"),
        ITEM.replace("</cve>", "</cwe>"),
        ITEM.replace("description", "tag"),
        ITEM.replace("description", "ReportHost"),
        ITEM.replace("description", "compliance").replace("long &amp; dull", "true"),
        ITEM.replace('severity="2"', 'severity="9"'),
        ITEM.replace('pluginID="7"', ""),
        "<!-- " + ITEM + " -->",
        "<![CDATA[" + ITEM + "]]>",
        "<?x " + ITEM + " ?>",
        "<?_?>",
        "<cve>CVE-1" + ITEM + "CVE-2</cve>",
        "<x><y>" + ITEM + "</y></x>",
        '<x a="' + ITEM + '"/>',
        '</ReportHost>\n<ReportHost name="h2"><HostProperties><tag name="host-ip">10.0.0.2</tag></HostProperties>',
        "</ReportHost></Report></NessusClientData_v2>",
        "<x>" * 61 + ITEM + "</x>" * 61,
        "<x>" * 60 + ITEM + "</x>" * 60,
        "\n",
        "&",
    ]
)
STARTS = st.sampled_from(
    [
        "",
        '<?xml version="1.0" ?>\n',
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<?xml version="1.0" encoding="latin-1"?>',
    ]
)


def here(path: Path, size: int, tag: str, asked: Collection[str], others: Collection[str]) -> Iterator[Shortened]:
    """What a second process would do, in this one."""
    try:
        yield from xml_records.shortened(str(path), size, xml_records.PlainRecords(tag, asked, others))
    except XMLSyntaxError:
        raise EOFError from None


def told(path: Path, into: Path, *, quick: bool, beside: bool = False) -> Any:
    """All that comes of a file, or the error."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_stream, "SECOND", 0)
        if not beside:
            patch.setattr(xml_stream, "shortened_beside", here)
        if not quick:
            patch.setattr(reading, "replace", lambda document, **_: document)
        try:
            found = read_file(path, as_format="nessus", into=into)
        except UnreadableFile as error:
            return str(error)
    tables = {name: pq.read_table(file.path).to_pylist() for name, file in found.tables.items()}
    return tables, found.rejected, found.rejected_count, found.observed_at


@settings(max_examples=60, deadline=None)
@given(start=STARTS, pieces=st.lists(PIECES, max_size=6), block=st.integers(3, 900))
def test_both_ways_give_the_same_rows_and_the_same_error(
    start: str, pieces: list[str], block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("both")
    path = folder / "scan.nessus"
    text = f'{start}<NessusClientData_v2>\n<Report>\n<ReportHost name="h1">{"".join(pieces)}</ReportHost>\n'
    path.write_text(text + "</Report>\n</NessusClientData_v2>\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_stream, "_BLOCK", block)
        one, other = (told(path, folder / name, quick=name == "quick") for name in ("quick", "exact"))
    assert one == other


def large(folder: Path, end: str = "") -> Path:
    path = folder / "scan.nessus"
    path.write_text(f'<NessusClientData_v2><ReportHost name="h">{(ITEM + end) * 40}</ReportHost></NessusClientData_v2>')
    return path


def test_a_second_process_gives_what_one_process_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = large(tmp_path)
    monkeypatch.setattr(xml_stream, "_BLOCK", 1000)
    alone = told(path, tmp_path / "alone", quick=True)
    started: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", _noted(started))
    assert told(path, tmp_path / "second", quick=True, beside=True) == alone
    assert len(started) == 1
    assert len(alone[0]["vulnerabilities"]) == 40


def _noted(started: list[Any]) -> Any:
    real: Any = subprocess.Popen

    def begin(*arguments: Any, **more: Any) -> Any:
        started.append(real(*arguments, **more))
        return started[-1]

    return begin


@pytest.mark.parametrize("program", ["import sys; sys.exit(3)", "print('what')", "print(end='\\0' * 7)"])
def test_a_second_process_that_fails_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    path = large(tmp_path)
    exact = told(path, tmp_path / "exact", quick=False)
    real: Any = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda command, **more: real([command[0], "-c", program], **more),
    )
    assert told(path, tmp_path / "failed", quick=True, beside=True) == exact


def test_a_system_that_starts_no_process_reads_it_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = large(tmp_path)
    exact = told(path, tmp_path / "exact", quick=False)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "not permitted")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert told(path, tmp_path / "refused", quick=True, beside=True) == exact


def test_plain_records_do_pass_by_the_parser(tmp_path: Path) -> None:
    records = xml_records.PlainRecords("ReportItem", ["cve"])
    short, found = records.shorten(large(tmp_path).read_bytes().removesuffix(b"</NessusClientData_v2>"))
    assert found == 40 * [
        (
            {"port": "443", "protocol": "tcp", "severity": "2", "pluginID": "7", "pluginName": "a < b"},
            [("cve", "CVE-2026-1")],
        )
    ]
    assert short.count(b"<?_?>") == 40
    assert b"ReportItem" not in short
