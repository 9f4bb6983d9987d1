"""Streams of random numbers by name, so that what is drawn for one event never depends on what else is drawn.

A stream belongs to (seed, name, block, use): it gives the same numbers whichever streams exist beside it. Its state is
a BLAKE2b digest of that name. The generator is SFC64, which passes PractRand beyond 32 TB and is the fastest of NumPy.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.random import SFC64, Generator


class Streams:
    """Streams under one seed (an integer from 0). `at` starts a stream anew each time that it is asked for.

    Generators are kept and set back, because making one costs as much as a thousand draws: at most one stream of each
    `use` may be in use at a time.
    """

    def __init__(self, seed: int) -> None:
        self._seed = str(seed).encode()
        self._made: dict[str, Generator] = {}

    def at(self, name: str, block: int, use: str) -> Generator:
        """The stream of `use` (such as "years") for what `name` names, in block number `block`."""
        stream = self._made.get(use)
        if stream is None:
            stream = self._made[use] = Generator(SFC64(0))
        hashed = blake2b(b"\0".join((self._seed, str(block).encode(), use.encode(), name.encode())), digest_size=32)
        stream.bit_generator.state = {
            "bit_generator": "SFC64",
            "state": {"state": np.frombuffer(hashed.digest(), "<u8").astype(np.uint64)},
            "has_uint32": 0,
            "uinteger": 0,
        }
        return stream
