"""Packages made to harm: each is refused under a name."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyarrow import parquet

from earnest.engines.package import CODES, PackageError, build, canonical, container, dsse, layout, verify
from earnest.engines.package.building import write_whole
from earnest.engines.package.checks import evidence
from earnest.engines.package.container import Container
from earnest.engines.package.errors import Malformed
from earnest.engines.package.parts import BoundTest, TableFile
from earnest.engines.package.tests.making import KEY, MADE_AT, SQL, Small, members, resigned


def zipped(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as file:
        for name, content in entries:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = how
            if not info.external_attr:
                info.external_attr = 0o100644 << 16
            file.writestr(info, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(PackageError) as caught:
        verify(path)
    assert caught.value.code in CODES
    return caught.value.code


def test_any_unzip_tool_opens_a_package(package: Small) -> None:
    with zipfile.ZipFile(package.path) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == members(package.path)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/../b", "C:\\evil", "a\\b", "tests/ａ.sql", "tests/a\u202egpj.sql", "a//b", ".hidden",
     "a/", "x" * 201, "tests/cafe\u0301.sql"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate")
def test_names_that_lead_out_or_mislead_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(zipped(tmp_path / "a.earnest", (name, b"x"))) in {"bad-name", "header", "not-a-file"}


def test_a_member_of_another_name_is_unknown(tmp_path: Path, package: Small) -> None:
    write_whole({**members(package.path), "evil.exe": b""}, tmp_path / "a.earnest")
    assert refused(tmp_path / "a.earnest") == "unknown-member"


def test_a_bomb_cannot_unfold(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.earnest", ("manifest.json", bytes(50 << 20)), how=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    assert refused(path) == "compressed"


def test_links_folders_and_rights_are_refused(tmp_path: Path) -> None:
    for mode in (0o120777, 0o040755, 0o104755):
        info = zipfile.ZipInfo("manifest.json")
        info.external_attr = mode << 16
        assert refused(zipped(tmp_path / "a.earnest", (info, b"/etc/passwd"))) == "not-a-file"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_and_a_wrong_order_are_refused(tmp_path: Path) -> None:
    def plain(name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name)
        info.create_version, info.create_system = 20, 3
        return info

    twice = zipped(tmp_path / "a.earnest", (plain("key.pem"), b"a"), (plain("key.pem"), b"b"))
    assert refused(twice) == "duplicate"
    turned = zipped(tmp_path / "b.earnest", (plain("manifest.json"), b"a"), (plain("key.pem"), b"b"))
    assert refused(turned) == "disorder"


def test_bytes_that_belong_to_no_member_are_refused(package: Small, tmp_path: Path) -> None:
    whole = package.path.read_bytes()
    for number, content in enumerate((b"#!/bin/sh\n" + whole, whole + b"\0", whole[:-1], b"", b"PK", whole[:1000])):
        path = tmp_path / f"{number}.earnest"
        path.write_bytes(content)
        assert refused(path) in {"hidden-bytes", "not-a-package", "header"}


def test_a_list_that_claims_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.earnest"
    path.write_bytes(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 0, 0, 0))
    assert refused(path) == "too-many"


def test_a_package_is_not_made_with_a_name_that_is_refused() -> None:
    with pytest.raises(PackageError, match="no member of such a name"):
        container.write({"../evil": b""}, io.BytesIO())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'[{"control":"a","given":{},"record":"","sampled":false,"test":"b","more":1}]', "unknown-field"),
        (b'[{"control":"a","given":{},"record":"","sampled":false,"test":"b", "test":"b"}]', "not-canonical"),
        (b'[{"control":"a","given":{"n":1.50},"record":"","sampled":false,"test":"b"}]', "not-canonical"),
        (b'[{"control":"\\u0061","given":{},"record":"","sampled":false,"test":"b"}]', "not-canonical"),
        (b'[{"control":"a","given":{},"record":"","test":"b"}]', "unknown-field"),
        (b'[{"control":1,"given":{},"record":"","sampled":false,"test":"b"}]', "unknown-field"),
        (b"\xff\xfe", "not-json"),
        (b"[]\n", "not-canonical"),
        (b"\xef\xbb\xbf[]", "not-json"),
    ],
)
def test_only_the_one_form_of_json_is_read(text: bytes, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        canonical.decode(text, tuple[BoundTest, ...], "facts/parameters.json")
    assert caught.value.code == code


@pytest.mark.parametrize("text", [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 50_000])
def test_json_that_nests_without_end_is_not_read(text: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        canonical.decode(text, list[Any], "ledger/entries.json")
    assert caught.value.code in {"not-json", "unknown-field"}


def test_a_json_member_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "MAX_JSON", 10)
    with pytest.raises(Malformed, match="at most 10 are read"):
        canonical.decode(b"[1,2,3,4,5,6]", list[int], "facts/parameters.json")


def _envelope(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def applied(held: dict[str, Any]) -> None:
        value = json.loads(held[layout.SIGNATURE])
        change(value)
        held[layout.SIGNATURE] = canonical.encode(value)

    return applied


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(payloadType="application/json"),
        lambda one: one.update(signatures=[]),
        lambda one: one.update(signatures=one["signatures"] * 2),
        lambda one: one["signatures"][0].update(sig=""),
        lambda one: one["signatures"][0].update(alg="none"),
        lambda one: one["signatures"][0].update(sig=one["signatures"][0]["sig"].replace("=", "")),
        lambda one: one["signatures"][0].update(keyid="0" * 64),
    ],
)
def test_an_envelope_of_another_kind_is_no_signature(
    package: Small, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    held: dict[str, Any] = members(package.path)
    _envelope(change)(held)
    write_whole(held, tmp_path / "a.earnest")
    assert "signature" in verify(tmp_path / "a.earnest").parts


def test_a_key_of_another_algorithm_is_refused(package: Small, tmp_path: Path) -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path = resigned(package.path, tmp_path / "a.earnest", lambda held: held.update({layout.KEY: pem}))
    assert [(one.code, one.part) for one in verify(path).differences] == [("algorithm", "key")]


def test_the_signature_is_over_type_and_payload_as_dsse_has_it() -> None:
    assert dsse.message(b"hello") == b"DSSEv1 28 application/vnd.in-toto+json 5 hello"
    assert dsse.sign(b"hello", KEY) == dsse.sign(b"hello", KEY)


def _with_sql(sql: str) -> Callable[[dict[str, Any]], None]:
    return lambda held: held.update({"tests/accounts-human.sql": sql.encode()})


@pytest.mark.parametrize(
    "sql",
    [
        SQL.replace("from accounts\n", "from read_csv('/etc/passwd')\n"),
        SQL.replace("from accounts\n", "from accounts; drop table accounts\n"),
        SQL.replace("from accounts\n", "from accounts where random() > 0\n"),
        SQL.replace("/*\nid", "/*\nid: !!python/object/apply:os.system [true]\nid"),
        "select 1",
    ],
)
def test_a_query_that_does_more_than_look_is_refused(package: Small, tmp_path: Path, sql: str) -> None:
    verdict = verify(resigned(package.path, tmp_path / "a.earnest", _with_sql(sql)))
    assert {"query", "result"} & set(verdict.parts)


def _table(path: Path, columns: dict[str, Any]) -> Path:
    parquet.write_table(pa.table(columns), path, compression="zstd")
    return path


def test_a_file_that_is_no_canonical_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(path: Path, rows: int) -> str:
        with pytest.raises(Malformed) as caught:
            evidence.look_into(path, TableFile("accounts", 1, rows, "0" * 64, None), "a table")
        return caught.value.code

    broken = tmp_path / "a.parquet"
    for content in (b"", b"PAR1", b"x" * 100 + struct.pack("<L4s", 1 << 30, b"PAR1"), b"PAR1\0\0\0\0PAR1"):
        broken.write_bytes(content)
        assert look(broken, 1) == "bad-table"
    good = _table(tmp_path / "b.parquet", {"username": ["a", "b"]})
    assert look(good, 3) == "bad-table"
    assert look(_table(tmp_path / "c.parquet", {"username": [1, 2]}), 2) == "bad-table"
    assert look(_table(tmp_path / "d.parquet", {"password": ["a", "b"]}), 2) == "bad-table"
    bomb = _table(tmp_path / "e.parquet", {"username": ["a" * 1000] * 10_000})
    monkeypatch.setattr(evidence, "MAX_TABLE", 1000)
    assert look(bomb, 10_000) == "too-large"


def test_a_container_is_closed_when_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.earnest"
    path.write_bytes(b"no package at all, but long enough")
    with pytest.raises(PackageError, match="does not end as a package"):
        Container(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.earnest")
    assert refused(tmp_path / "a.earnest") == "not-a-package"


def test_a_list_of_members_that_is_longer_than_its_members_is_not_read(tmp_path: Path) -> None:
    path, length = tmp_path / "a.earnest", 1 << 30
    with path.open("wb") as file:
        file.truncate(length)
        file.seek(length)
        file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, length, 0, 0))
    assert refused(path) == "hidden-bytes"


@pytest.mark.parametrize("name", ["statuses.json", "narratives/auditor-iso.json", "ledger/entries.json"])
def test_json_of_many_small_values_is_not_read(package: Small, tmp_path: Path, name: str) -> None:
    many = b"[" + b"[]," * canonical.MAX_VALUES + b"[]]"
    verdict = verify(resigned(package.path, tmp_path / "a.earnest", lambda held: held.update({name: many})))
    assert ("too-large", name) in {(one.code, one.id) for one in verdict.differences}


def test_an_entry_of_the_ledger_stands_once(package: Small, tmp_path: Path) -> None:
    def twice(held: dict[str, Any]) -> None:
        entries = json.loads(held[layout.ENTRIES])
        held[layout.ENTRIES] = canonical.encode([entries[0], *entries])

    verdict = verify(resigned(package.path, tmp_path / "a.earnest", twice))
    assert [(one.code, one.part) for one in verdict.differences] == [("entry", "ledger")]


def test_a_reader_of_the_maker_is_not_given_what_it_would_refuse(
    package: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canonical, "MAX_VALUES", 20)
    with pytest.raises(PackageError, match="at most 20 are read"):
        build(package.contents, KEY, package.path.with_name("never.earnest"), MADE_AT)
