from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from earnest.engines.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def kept(store: Store, tmp_path: Path, content: bytes) -> str:
    source = tmp_path / "export"
    source.write_bytes(content)
    return store.put(source).sha256


def test_content_is_kept_under_its_hash(store: Store, tmp_path: Path) -> None:
    sha256 = kept(store, tmp_path, b"abc")
    assert sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    assert store.path(sha256).read_bytes() == b"abc"
    assert store.fault(sha256) is None


def test_the_same_bytes_are_kept_once(store: Store, tmp_path: Path) -> None:
    assert kept(store, tmp_path, b"twice") == kept(store, tmp_path, b"twice")
    assert list(store.contents()) == [hashlib.sha256(b"twice").hexdigest()]


def test_a_flipped_bit_is_named(store: Store, tmp_path: Path) -> None:
    sha256 = kept(store, tmp_path, b"evidence")
    store.path(sha256).chmod(0o644)
    store.path(sha256).write_bytes(b"evidencf")
    assert "changed" in (store.fault(sha256) or "")


def test_missing_content_is_named(store: Store) -> None:
    assert store.fault("0" * 64) == "it is missing"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_only_a_hash_is_a_name(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path(name)


def test_a_copy_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "absent")
    assert not [path for path in store.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_who_looks_on_is_given_every_block_in_order(store: Store, tmp_path: Path, more: int) -> None:
    content = bytes(range(256)) * (5 * 2**19 // 256 + more)
    source = tmp_path / "export"
    source.write_bytes(content)
    given = bytearray()
    sha256 = store.put(source, given.extend).sha256
    assert given == content
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.path(sha256).read_bytes() == content
