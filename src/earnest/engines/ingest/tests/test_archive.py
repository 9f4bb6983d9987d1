"""Packed files: each member by itself, or the whole archive refused in words."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import shutil
import stat
import struct
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest import UnreadableFile
from earnest.engines.ingest.archive import Limits, Member, is_archive, members
from earnest.engines.ingest.tests.law import check_explained
from earnest.engines.ingest.tests.mutations import MUTATIONS, Mutation
from earnest.engines.ingest.tests.test_hostile import workbook

SMALL = Limits(members=3, bytes=100_000, ratio=200, depth=2)


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 8, 30, 0)), content, method)
    return kept.getvalue()


def unpacked(folder: Path, content: bytes, limits: Limits = SMALL, name: str = "archive") -> list[Member]:
    path, into = folder / "packed", folder / "into"
    path.write_bytes(content)
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    return list(members(path, into, limits, name=name))


def test_each_file_of_an_archive_comes_out_under_its_name(tmp_path: Path) -> None:
    files = {"a.json": b"[1]", "sub/b.csv": b"x,y\n", "__MACOSX/._a.json": b"m", "sub/.DS_Store": b"d", "sub/": b""}
    found = unpacked(tmp_path, packed(files), replace(SMALL, members=9))
    assert [(member.name, member.path.read_bytes()) for member in found] == [
        ("a.json", b"[1]"),
        ("sub/b.csv", b"x,y\n"),
    ]
    assert found[0].modified == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def test_a_gzip_file_is_its_content_without_the_ending(tmp_path: Path) -> None:
    content = gzip.compress(b"one,", mtime=1_795_161_600) + gzip.compress(b"two\n") + b"\0" * 9
    (member,) = unpacked(tmp_path, content, name="export.csv.gz")
    assert (member.name, member.path.read_bytes()) == ("export.csv", b"one,two\n")
    assert member.modified == datetime.fromtimestamp(1_795_161_600, UTC)


def test_an_archive_inside_an_archive_is_unpacked_once(tmp_path: Path) -> None:
    inner = packed({"b.json": b"{}"})
    content = packed({"a.json.gz": gzip.compress(b"[]"), "in.zip": inner})
    found = unpacked(tmp_path, content, replace(SMALL, members=4))
    assert [member.name for member in found] == ["a.json.gz › a.json", "in.zip › b.json"]
    assert len(list((tmp_path / "into").iterdir())) == 2
    with pytest.raises(UnreadableFile, match="more than 2 deep"):
        unpacked(tmp_path, packed({"out.zip": packed({"in.zip": inner})}))


def test_a_workbook_is_a_file_and_not_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "book"
    path.write_bytes(workbook())
    assert not is_archive(path)
    (member,) = unpacked(tmp_path, packed({"book.xlsx": workbook()}))
    assert member.path.read_bytes() == workbook() or member.path.read_bytes().startswith(b"PK")


def linked() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return kept.getvalue()


def doubled() -> bytes:
    kept = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(kept, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a.csv", "1")
        archive.writestr("A.csv", "2")
    return kept.getvalue()


def encrypted() -> bytes:
    content = bytearray(packed({"a.csv": b"1"}))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Two entries of the list that point at the same bytes."""
    content = packed({"a.csv": b"1" * 50, "b.csv": b"2" * 50}, zipfile.ZIP_STORED)
    second = content.rfind(b"PK\x01\x02")
    changed = bytearray(content)
    changed[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed({"../a.csv": b"1"}), "leads out"),
        (packed({"/etc/a.csv": b"1"}), "leads out"),
        (packed({"C:/a.csv": b"1"}), "leads out"),
        (packed({"a\\..\\b.csv": b"1"}), "leads out"),
        (packed({"a/\u202e.csv": b"1"}), "leads out"),
        (linked(), "a link"),
        (doubled(), "two members of one name"),
        (encrypted(), "encrypted"),
        (overlapping(), "share their bytes"),
        (packed({"a.csv": b"1"}, zipfile.ZIP_BZIP2), "not read"),
        (packed({str(n): b"" for n in range(4)}), "more than 3 members"),
        (packed({"a.csv": random.Random(1).randbytes(100_001)}, zipfile.ZIP_STORED), "more than 100,000 bytes"),
        (packed({}), "is empty|broken"),
        (packed({"a.csv": b"1"})[:-8], "broken"),
        (gzip.compress(b"x" * 100)[:-9], "ends too early"),
        (gzip.compress(b"x") + b"junk", "broken"),
    ],
)
def test_an_archive_that_means_harm_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        unpacked(tmp_path, content)
    assert caught.value.remedy
    assert not list((tmp_path / "into").iterdir())


@pytest.mark.parametrize("kind", ["zip", "gzip", "zip of zips"])
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, kind: str) -> None:
    bomb = b"\0" * 20_000_000
    inner = packed({"a.csv": bomb})
    content = {"zip": inner, "gzip": gzip.compress(bomb), "zip of zips": packed({"in.zip": inner})}[kind]
    assert len(content) < 30_000
    with pytest.raises(UnreadableFile, match="200 times"):
        unpacked(tmp_path, content, Limits())
    assert not list((tmp_path / "into").iterdir())


def test_a_list_of_members_that_is_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    content = packed({f"{n:0>60}": b"" for n in range(60)})
    with pytest.raises(UnreadableFile, match="lists more than 3 members"):
        unpacked(tmp_path, content)


@pytest.mark.parametrize(
    "content", [bz2.compress(b"x"), lzma.compress(b"x"), b"\x28\xb5\x2f\xfdx", b"7z\xbc\xaf\x27\x1cx"]
)
def test_other_packings_are_no_archives(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "packed"
    path.write_bytes(content)
    assert not is_archive(path)


ARCHIVES = (packed({"a.json": b"[1, 2]" * 30, "b/c.csv": b"x,y\n1,2\n"}), gzip.compress(b"a,b\n" * 50))


@settings(max_examples=15, deadline=None)
@given(content=st.sampled_from(ARCHIVES), mutation=st.sampled_from(MUTATIONS[:4]), seed=st.integers(0, 2**32))
def test_a_harmed_archive_is_unpacked_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, mutation: Mutation, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("harmed")
    try:
        unpacked(folder, mutation(content, random.Random(seed)))
    except UnreadableFile as error:
        check_explained(error, folder / "into")
