from __future__ import annotations

import json
from pathlib import Path

import pytest

from earnest.engines.ingest import UnreadableFile, load_adapter, read_file
from earnest.engines.ingest.outline import json_paths
from earnest.engines.ingest.tests.exports import EXPORTS, GOOGLE_USERS, read_bytes, rows_of


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MENU;PRICE;TABLE\nx;y;z\n", "a CSV with the columns MENU, PRICE, TABLE"),
        (b'{"menu": [], "prices": {}}', "JSON with the keys menu, prices"),
        (b"<?xml version='1.0'?><!-- x --><menu/>", "XML with the root element menu"),
        (b"\x7fELF\0\0\0", "binary data"),
    ],
)
def test_an_unknown_file_is_described_and_the_known_formats_named(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(tmp_path, content)
    assert words in caught.value.what
    assert "--as" in caught.value.remedy
    assert "okta-users" in caught.value.remedy


def test_an_unknown_name_after_as_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"There is no format 'okta'.*okta-factors"):
        read_bytes(tmp_path, EXPORTS["okta-users"], as_format="okta")


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_file(tmp_path / "absent.csv", into=tmp_path / "into")


def test_an_own_adapter_goes_before_a_built_in_format_and_two_that_fit_are_ambiguous(tmp_path: Path) -> None:
    own = """
    {adapter: 1, id: NAME, title: t, format: csv, match: {columns: ["Email Address [Required]"]},
     tables: {people: {columns: {person_id: "Email Address [Required]"}}}}
    """
    first, second = (load_adapter(own.replace("NAME", name)) for name in ("first", "second"))
    assert read_bytes(tmp_path, GOOGLE_USERS.encode(), adapters=(first,)).format == "first"
    with pytest.raises(UnreadableFile, match="more than one format: first, second"):
        read_bytes(tmp_path, GOOGLE_USERS.encode(), adapters=(first, second))
    as_google = read_bytes(
        tmp_path, GOOGLE_USERS.encode(), as_format="google-workspace-users", adapters=(first, second)
    )
    assert as_google.format == "google-workspace-users"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    written = GOOGLE_USERS.replace("Gil,Hart", "Gíl,Härt").replace("\n", "\r\n")
    reading = read_bytes(tmp_path, written.encode(encoding))
    assert rows_of(reading, "accounts")[0]["display_name"] == "Gíl Härt"
    assert bool(reading.notes) == (encoding == "cp1252")


def test_semicolons_and_a_separator_line_are_understood(tmp_path: Path) -> None:
    written = "sep=;\n" + GOOGLE_USERS.replace(",", ";")
    assert read_bytes(tmp_path, written.encode()).tables["accounts"].rows == 2


def test_rows_of_the_wrong_width_are_rejected_by_their_number(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, (GOOGLE_USERS + "a,b\n\n" + "x," * 20 + "\n").encode())
    assert [error.place for error in reading.rejected] == ["row 4", "row 6"]
    assert reading.tables["accounts"].rows == 2


def test_paths_of_a_cut_off_json_are_still_found() -> None:
    whole = json.dumps([{"a": {"b": [{"c": 1}]}, "d": '"e": {'}, {"f": []}])
    assert json_paths(whole) == {"[].a", "[].a.b", "[].a.b.[].c", "[].d", "[].f"}
    assert json_paths(whole[:24]) <= json_paths(whole)
