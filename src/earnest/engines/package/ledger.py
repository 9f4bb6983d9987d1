"""The ledger in a package: hashes of entries, and the Merkle tree over them.

The leaf of entry n is its 32-byte hash (at place n - 1), so a proof needs no other entry's content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import rfc8785

from earnest.engines.package.errors import Malformed, PackageError
from earnest.engines.package.merkle import EMPTY, Tree, leaf_hash
from earnest.engines.package.parts import LedgerContent, LedgerEntry, LedgerTree, Step


@dataclass(frozen=True)
class LedgerPart:
    """What a package holds of the ledger."""

    tree: LedgerTree
    entries: tuple[LedgerEntry, ...]


@dataclass(frozen=True)
class Chosen:
    """An entry to be packaged; without `content`, only its place is proven."""

    number: int
    content: LedgerContent | None


def content_hash(content: LedgerContent) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of an entry. Malformed where it holds a number that JSON cannot."""
    try:
        return hashlib.sha256(rfc8785.dumps(msgspec.to_builtins(content))).hexdigest()
    except (rfc8785.CanonicalizationError, RecursionError, ValueError) as error:
        raise Malformed("entry", f"entry {content.number}", f"it has no canonical form: {error}.") from None


def packaged(hashes: Sequence[str], chosen: Iterable[Chosen], earlier: tuple[int, str] | None = None) -> LedgerPart:
    """Proofs for the chosen entries in the tree over all `hashes`, that of entry 1 first.

    `earlier` is size and root of a tree that somebody holds; PackageError where this ledger does not begin with it.
    """
    tree = Tree(leaf_hash(bytes.fromhex(one)) for one in hashes)
    entries = tuple(
        LedgerEntry(
            number=one.number,
            hash=hashes[one.number - 1],
            proof=_texts(tree.inclusion(one.number - 1)),
            content=one.content,
        )
        for one in sorted(chosen, key=lambda one: one.number)
    )
    return LedgerPart(LedgerTree(tree.size, tree.root().hex(), _step(tree, earlier)), entries)


def _step(tree: Tree, earlier: tuple[int, str] | None) -> Step | None:
    if earlier is None:
        return None
    size, root = earlier
    there = EMPTY.hex() if size == 0 else tree.root(size).hex() if size <= tree.size else ""
    if there != root:
        raise PackageError(
            "proof",
            "ledger",
            f"its first {size:,} entries are not those that the earlier package speaks of. "
            "Either that package is of another record, or the ledger was changed since.",
        )
    return Step(size, root, _texts(tree.consistency(size)) if size else ())


def _texts(path: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(node.hex() for node in path)
