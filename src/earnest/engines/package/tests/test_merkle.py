"""Trees and proofs against the definitions of RFC 6962, written down as naively as they stand there."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.package.merkle import EMPTY, Tree, is_consistent, leaf_hash, root_by_inclusion, root_of

INPUTS = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Roots over the first n of these inputs, as Certificate Transparency publishes them for its implementations."""


def mth(data: list[bytes]) -> bytes:
    """MTH of section 2.1."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return hashlib.sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, data: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(data) == 1:
        return []
    k = split(len(data))
    return [*path(m, data[:k]), mth(data[k:])] if m < k else [*path(m - k, data[k:]), mth(data[:k])]


def proof(m: int, data: list[bytes]) -> list[bytes]:
    """PROOF of section 2.1.2."""
    return subproof(m, data, whole=True)


def subproof(m: int, data: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(data):
        return [] if whole else [mth(data)]
    k = split(len(data))
    if m <= k:
        return [*subproof(m, data[:k], whole=whole), mth(data[k:])]
    return [*subproof(m - k, data[k:], whole=False), mth(data[:k])]


def tree(data: list[bytes]) -> Tree:
    return Tree(leaf_hash(one) for one in data)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_come_out(size: int) -> None:
    assert tree(INPUTS[:size]).root().hex() == ROOTS[size - 1] == mth(INPUTS[:size]).hex()
    assert tree(INPUTS).root(size).hex() == ROOTS[size - 1]


def test_a_tree_without_leaves_has_the_hash_of_nothing() -> None:
    assert root_of([]) == tree([]).root() == EMPTY == mth([])


@pytest.mark.parametrize("size", [*range(1, 20), 33])
def test_every_proof_is_that_of_the_definition_and_holds(size: int) -> None:
    data = [bytes([n]) for n in range(size)]
    made = tree(data)
    assert root_of(leaf_hash(one) for one in data) == made.root() == mth(data)
    for index in range(size):
        found = made.inclusion(index)
        assert list(found) == path(index, data)
        assert root_by_inclusion(leaf_hash(data[index]), index, size, found) == made.root()
    for earlier in range(1, size + 1):
        found = made.consistency(earlier)
        assert list(found) == proof(earlier, data)
        assert is_consistent(earlier, mth(data[:earlier]), size, made.root(), found)


@settings(max_examples=15)
@given(size=st.integers(2, 40), data=st.data())
def test_no_changed_proof_holds(size: int, data: st.DataObject) -> None:
    leaves = [bytes([n]) for n in range(size)]
    made, index = tree(leaves), data.draw(st.integers(0, size - 1))
    found = list(made.inclusion(index))
    leaf = leaf_hash(leaves[index])
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    assert root_by_inclusion(leaf_hash(leaves[other]), index, size, found) != made.root()
    assert root_by_inclusion(leaf, index, size, found[:-1]) != made.root()
    assert root_by_inclusion(leaf, index, size, [*found, found[0]]) != made.root()
    earlier = data.draw(st.integers(1, size - 1))
    steps = list(made.consistency(earlier))
    root = mth(leaves[:earlier])
    assert not is_consistent(earlier, leaf_hash(root), size, made.root(), steps)
    assert not is_consistent(earlier, root, size, leaf_hash(made.root()), steps)
    assert not is_consistent(earlier, root, size, made.root(), [*steps, root])
    assert not is_consistent(earlier, root, size, made.root(), steps[:-1])
