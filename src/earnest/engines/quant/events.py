"""The events of one scenario over a block of years, in an order in which every treatment has a first part of them.

The events of a scenario are a Poisson process over years and a mark from 0; a treatment that multiplies the frequency
by f has those whose mark is below f (thinning, and above 1 superposition). Events stand in the order of their marks,
so that f needs to know one number: how many there are. Year and loss of event i are the same for every f that reaches
it: they come from word i of one stream, and from streams of their own where a loss needs more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from earnest.engines.quant.random_numbers import Streams
from earnest.engines.quant.sampling import Draw, Words
from earnest.engines.quant.weighted_years import WeightedYears

Floats = NDArray[np.float64]

BATCH = 1 << 15
"""Events held in memory at a time: their arrays stay in the processor's cache."""


@dataclass(frozen=True)
class Source:
    """What one scenario draws. `rate` is its mean number of events a year; `mixing`, if any, draws the factor (mean 1)
    on it for each year; `primary` draws each independent part of the loss of an event; with `probability` an event has
    also the parts of `secondary`."""

    name: str
    rate: float
    mixing: Draw | None
    primary: tuple[Draw, ...]
    probability: float = 0.0
    secondary: tuple[Draw, ...] = ()


class Block:
    """Events of one source in block `number` of `years` years. `common` is a factor on the rate for each year that
    scenarios share, or None. Arrays of `events` are in use until the next one is asked for."""

    def __init__(
        self, source: Source, streams: Streams, number: int, years: int, common: WeightedYears | None = None
    ) -> None:
        self._source, self._streams, self._number, self._years = source, streams, number, years
        self._weighted = self._weighed(common)
        self._words = self._at("words")
        self._year = None if self._weighted is None else self._at("year")
        self._first = source.primary[0].of
        own = source.primary if self._first is None else source.primary[1:]
        self._primary = [(draw.take, self._at(f"primary {i}")) for i, draw in enumerate(own)]
        self._second: Generator | None = None
        self._secondary: list[tuple[Callable[[Generator, int], Floats], Generator]] = []
        if source.probability > 0 and source.secondary:
            self._second = self._at("secondary")
            self._secondary = [(draw.take, self._at(f"secondary {i}")) for i, draw in enumerate(source.secondary)]

    def counts(self, factors: Sequence[float]) -> dict[float, int]:
        """How many events each factor (>= 0) on the frequency has in this block."""
        exposure = self._years if self._weighted is None else self._weighted.total
        found = dict.fromkeys(factors, 0)
        low, high, layer = 0.0, 1.0, 0
        while reaching := [factor for factor in found if factor > low]:
            stream = self._at(f"count {layer}")
            total = int(stream.poisson(self._source.rate * (high - low) * exposure))
            inside = [factor for factor in reaching if factor < high]
            below = _below(stream, total, [(factor - low) / (high - low) for factor in inside])
            for factor in reaching:
                found[factor] += below[inside.index(factor)] if factor in inside else total
            low, high, layer = high, 2.0 * high, layer + 1
        return found

    def events(self, count: int) -> Iterator[tuple[NDArray[np.intp], Floats]]:
        """Year (index in the block) and loss of the next `count` events, a batch at a time."""
        for begin in range(0, count, BATCH):
            size = min(BATCH, count - begin)
            words: Words = self._words.bit_generator.random_raw(size)
            losses = self._losses(words)
            yield self._years_of(words), losses

    def _at(self, use: str) -> Generator:
        return self._streams.at(self._source.name, self._number, use)

    def _weighed(self, common: WeightedYears | None) -> WeightedYears | None:
        """The years with the rate's factor on each; None where every year is alike."""
        if self._source.mixing is None:
            return common
        weights = self._source.mixing.take(self._at("mixing"), self._years)
        return WeightedYears(weights if common is None else weights * common.weights)

    def _years_of(self, words: Words) -> NDArray[np.intp]:
        """The year of each event; takes the words' lower 32 bits, which makes years alike to 2 in 100,000."""
        if self._weighted is not None and self._year is not None:
            return self._weighted.of(self._year.random(len(words)))
        words &= np.uint64(0xFFFFFFFF)
        words *= np.uint64(self._years)
        words >>= np.uint64(32)
        return words.view(np.int64).astype(np.intp, copy=False)

    def _losses(self, words: Words) -> Floats:
        losses = np.zeros(len(words)) if self._first is None else self._first(words)
        for take, stream in self._primary:
            losses += take(stream, len(words))
        if self._second is not None:
            struck = np.flatnonzero(self._second.random(len(words)) < self._source.probability)
            for take, stream in self._secondary:
                losses[struck] += take(stream, len(struck))
        return losses


def _below(stream: Generator, total: int, shares: list[float]) -> list[int]:
    """How many of `total` uniform marks are below each share."""
    found = [0] * len(shares)
    if shares:
        for begin in range(0, total, BATCH):
            marks = stream.random(min(BATCH, total - begin))
            for place, share in enumerate(shares):
                found[place] += int(np.count_nonzero(marks < share))
    return found
