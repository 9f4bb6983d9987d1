"""What tells one finding from another, over all looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from earnest.engines.canonical import TABLES
from earnest.engines.findings.model import StateTable

ASSET: dict[StateTable, str] = {"vulnerabilities": "asset_id", "config_checks": "resource_id"}
"""The column that names what a finding is on."""

for _table, _asset in ASSET.items():
    if set(TABLES[_table].key) != {"tool", _asset, "finding_id" if _table == "vulnerabilities" else "check_id"}:
        raise AssertionError(f"the key of {_table} changed: state what its findings are")
NAME: dict[StateTable, str] = {"vulnerabilities": "finding_id", "config_checks": "check_id"}
"""The column that names a finding on its asset."""


def finding_id(table: StateTable, tool: str, asset: str, name: str) -> str:
    """32 hexadecimal digits: the first half of a SHA-256 over the table and the key, each part with its length."""
    told = f"{table} {len(tool)}:{tool} {len(asset)}:{asset} {len(name)}:{name}"
    return sha256(told.encode()).hexdigest()[:32]


Digests = npt.NDArray[np.uint64]
"""Many findings: uint64[n, 2], the sixteen bytes that `finding_id` writes as digits, as they lie in memory."""
_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)


def finding_ids(on: pa.StringArray, names: pa.StringArray) -> Digests:
    """`finding_id` of many: `on` is what `key_start` gives for each, `names` their names on their assets."""
    lengths = pc.utf8_length(names).cast(pa.string())
    told = pc.binary_join_element_wise(on, lengths, ":", names, "")
    return digests_of(b"".join([sha256(one).digest()[:16] for one in told.cast(pa.binary()).to_pylist()]))


def digests_of(packed: bytes) -> Digests:
    """Digests that lie one after another."""
    return np.frombuffer(packed, np.uint64).reshape(-1, 2)


def written(digests: Digests) -> pa.StringArray:
    """Digests as 32 hexadecimal digits each."""
    packed = np.ascontiguousarray(digests).view(np.uint8)
    digits = np.empty((len(digests), 32), np.uint8)
    digits[:, 0::2] = _DIGITS[packed >> 4]
    digits[:, 1::2] = _DIGITS[packed & 15]
    offsets = np.arange(len(digests) + 1, dtype=np.int32) * 32
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(offsets.tobytes()), pa.py_buffer(digits.tobytes()))


def read_back(findings: pa.StringArray) -> Digests:
    """What `written` gave, as digests again."""
    return digests_of(bytes.fromhex("".join(cast("list[str]", findings.to_pylist()))))


def numbered(digests: Digests) -> npt.NDArray[np.int64]:
    """The same small number for the same digest, from 0 up without a gap."""
    order = np.lexsort((digests[:, 1], digests[:, 0]))
    ordered = digests[order]
    numbers = np.zeros(len(digests), np.int64)
    numbers[order[1:]] = np.cumsum((ordered[1:] != ordered[:-1]).any(axis=1))
    return numbers


def key_start(table: StateTable, tool: str, asset: str) -> str:
    """What the names of all findings of a tool on an asset start with."""
    return f"{table} {len(tool)}:{tool} {len(asset)}:{asset} "


_VERSION = re.compile(r"\bv?\d+(\.\d+)+\b|\bv\d+\b")


def benchmarks_of(told: str | None) -> frozenset[str]:
    """The benchmarks that a check belongs to, without their versions: a newer version looks for what an older one did.

    A check of no benchmark belongs to the one without a name.
    """
    names = (told or "").casefold().split(";")
    return frozenset(" ".join(_VERSION.sub(" ", name).split()) for name in names)


@dataclass(frozen=True)
class Thing:
    """The one thing that a look is about: `target` as this look calls it, `part` as every look does.

    A container image has another tag in each build, and is the same thing. Its findings keep their identity.
    """

    target: str = ""
    part: str = ""

    def lasting(self, asset: str) -> str:
        """The name of an asset that stays the same from look to look."""
        if not self.target or asset == self.part:
            return asset
        if asset == self.target:
            return self.part
        return self.part + asset[len(self.target) :] if asset.startswith(f"{self.target}:") else asset

    def holds(self, asset: str) -> bool:
        """Whether an asset, by the name that any look gave it, is this thing or in it."""
        return bool(self.target) and (asset == self.part or asset.startswith((f"{self.part}:", f"{self.part}@")))


def thing_of(part: str, targets: Iterable[str]) -> Thing:
    """The thing that a look is about, if it is about one and calls it by the name of its part, with a tag or not.

    A part may say in brackets after the name what of the thing was looked at.
    """
    names = set(targets)
    if not part or len(names) != 1:
        return Thing()
    target = names.pop()
    for name in (part, part.rpartition(" (")[0]):
        if name and (target == name or target.startswith((f"{name}:", f"{name}@"))):
            return Thing(target, name)
    return Thing()
