"""What one look says: which findings are there, which are gone, and what it looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from earnest.engines.findings.keys import (
    ASSET,
    NAME,
    Digests,
    Thing,
    benchmarks_of,
    finding_ids,
    key_start,
    numbered,
    thing_of,
)
from earnest.engines.findings.model import Look, StateTable

Coded: TypeAlias = "pa.DictionaryArray[Any, Any]"
THERE, GONE, UNTOLD = 0, 1, 2
_BATCH = 8_192
NAMELESS = frozenset({""})
_MEANS: dict[StateTable, Mapping[str | None, int]] = {
    "vulnerabilities": {"fixed": GONE},
    "config_checks": {"fail": THERE, "pass": GONE, "not_applicable": GONE},
}
_OTHERWISE: dict[StateTable, int] = {"vulnerabilities": THERE, "config_checks": UNTOLD}
"""What a status means for the finding. A check that is muted, that failed to run or that nobody made tells nothing."""


@dataclass(frozen=True)
class Seen:
    """`every` is the digest of each row of the look, `findings` are the distinct ones. `row` is the row of the file
    that speaks for each, `means` what it says. `signed_in` is by row of the file: 1, 0, or -1 if it is not told.
    """

    every: Digests
    findings: Digests
    row: npt.NDArray[np.int64]
    means: npt.NDArray[np.int8]
    signed_in: npt.NDArray[np.int8]
    reach: Reach


@dataclass(frozen=True)
class Reach:
    """What a look could have seen.

    `targets` says of each asset looked at whether the scanner signed in there. `everything`: the tool does not list
    what it looks at, so that what its file leaves out is gone. `benchmarks` are those that the look checked, by asset;
    under a tool with no asset stand all that the tool checked anywhere. Empty where the table has no benchmarks.
    """

    everything: bool
    targets: Mapping[tuple[str, str], bool | None]
    thing: Thing
    benchmarks: Mapping[tuple[str, str], frozenset[str]]

    def covers(self, tool: str, asset: str, signed_in: bool | None, benchmark: str | None) -> bool:
        """Whether a finding that was last seen with or without signing in would have been seen, if it were there.

        A rule is looked for only where its benchmark is. Of an asset that was looked at and has no row of its own, what
        the tool checked elsewhere in the same look was checked.
        """
        if self.everything:
            return True
        key = (tool, self.thing.target) if self.thing.holds(asset) else (tool, asset)
        if key not in self.targets:
            return False
        if self.benchmarks:
            here = self.benchmarks.get(key) or self.benchmarks.get((tool, "")) or NAMELESS
            if here.isdisjoint(benchmarks_of(benchmark)):
                return False
        return not (signed_in is True and self.targets[key] is not True)


def see(look: Look, table: StateTable) -> Seen:
    """Read what a look says of a table's findings. Holds a digest for each row in memory, not the rows."""
    targets = _targets(look.tables.get("scan_targets"))
    reached = dict(targets)
    thing = thing_of(look.part, (asset for _, asset in targets))
    digests: list[Digests] = [np.empty((0, 2), np.uint64)]
    benchmarks: dict[tuple[str, str], frozenset[str]] = {}
    said_of = ["benchmark"] if table == "config_checks" else []
    means: list[npt.NDArray[np.int8]] = []
    signed: list[npt.NDArray[np.int8]] = []
    with pq.ParquetFile(look.tables[table], read_dictionary=["tool", ASSET[table], "status", *said_of]) as file:
        columns = ["tool", ASSET[table], NAME[table], "status", *said_of]
        for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
            words = _words(table, cast("Coded", batch["status"]))
            pairs, numbers = _pairs(cast("Coded", batch["tool"]), cast("Coded", batch[ASSET[table]]))
            means.append(words)
            signed.append(np.array([_code(targets.get(pair)) for pair in pairs], np.int8)[numbers])
            for number in np.unique(numbers[words != UNTOLD]):
                reached.setdefault(pairs[number], None)
            if said_of:
                _checked(benchmarks, pairs, numbers, words, cast("Coded", batch["benchmark"]))
            starts = [key_start(table, tool, thing.lasting(asset)) for tool, asset in pairs]
            on = pa.array(starts, type=pa.string()).take(numbers)
            digests.append(finding_ids(on, cast("pa.StringArray", batch[NAME[table]])))
    everything = table == "vulnerabilities" and "scan_targets" not in look.tables
    every = np.concatenate(digests)
    said = np.concatenate([np.empty(0, np.int8), *means])
    findings, row = _distinct(every, said)
    reach = Reach(everything, reached, thing, benchmarks)
    return Seen(every, findings, row, said[row], np.concatenate([np.empty(0, np.int8), *signed]), reach)


def same(one: Look, other: Look, table: StateTable) -> bool:
    """Whether two looks show the same file of a table, and could have seen the same: then a fold tells no difference.

    A file in the evidence store has the name of its content.
    """
    paths = [look.tables.get("scan_targets") for look in (one, other)]
    if one.tables[table] != other.tables[table] or one.part != other.part or (paths[0] is None) != (paths[1] is None):
        return False
    return paths[0] == paths[1] or _targets(paths[0]) == _targets(paths[1])


def _words(table: StateTable, statuses: Coded) -> npt.NDArray[np.int8]:
    """What each status means."""
    of, otherwise = _MEANS[table], _OTHERWISE[table]
    meaning = np.array([*(of.get(status, otherwise) for status in statuses.dictionary.to_pylist()), otherwise], np.int8)
    found: npt.NDArray[np.int8] = meaning[statuses.indices.fill_null(len(meaning) - 1).to_numpy(zero_copy_only=False)]
    return found


def _checked(
    benchmarks: dict[tuple[str, str], frozenset[str]],
    pairs: list[tuple[str, str]],
    numbers: npt.NDArray[np.int64],
    words: npt.NDArray[np.int8],
    told: Coded,
) -> None:
    """Note which benchmarks were checked on which asset, and by the tool at all."""
    names = [*map(benchmarks_of, told.dictionary.to_pylist()), NAMELESS]
    codes = told.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
    for code in np.unique((numbers * len(names) + codes)[words != UNTOLD]).tolist():
        tool, asset = pairs[code // len(names)]
        for key in ((tool, asset), (tool, "")):
            benchmarks[key] = benchmarks.get(key, frozenset()) | names[code % len(names)]


def _pairs(tools: Coded, assets: Coded) -> tuple[list[tuple[str, str]], npt.NDArray[np.int64]]:
    """The pairs of tool and asset that there are, and which of them each row has."""
    width = max(1, len(assets.dictionary))
    codes = tools.indices.to_numpy().astype(np.int64) * width + assets.indices.to_numpy()
    distinct, numbers = np.unique(codes, return_inverse=True)
    left, right = tools.dictionary.to_pylist(), assets.dictionary.to_pylist()
    return [(left[code // width], right[code % width]) for code in distinct.tolist()], numbers


def _distinct(every: Digests, means: npt.NDArray[np.int8]) -> tuple[Digests, npt.NDArray[np.int64]]:
    """Each finding once, and the row that speaks for it: one that says it is there before others, then the first."""
    numbers = numbered(every)
    if numbers.max(initial=-1) + 1 == len(every):
        return every, np.arange(len(every), dtype=np.int64)
    order = np.lexsort((np.arange(len(numbers)), means, numbers))
    first = np.ones(len(order), bool)
    first[1:] = numbers[order][1:] != numbers[order][:-1]
    rows = order[first]
    return every[rows], rows


def _targets(path: Path | None) -> dict[tuple[str, str], bool | None]:
    """What was looked at, and whether the scanner signed in there; named twice, the better of both."""
    found: dict[tuple[str, str], bool | None] = {}
    if path is None:
        return found
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=["tool", "asset_id", "authenticated"]):
            columns = (batch[name].to_pylist() for name in ("tool", "asset_id", "authenticated"))
            for tool, asset, signed in zip(*columns, strict=True):
                found[tool, asset] = max(found.get((tool, asset)), signed, key=_code)
    return found


def _code(state: bool | None) -> int:
    return -1 if state is None else int(state)
