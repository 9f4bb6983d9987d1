"""Greedy by benefit for cost, then the best of all additions, removals and exchanges until none helps.

A heuristic: introduced losses break diminishing returns, so no share of the optimum is promised. The gap is what the
bound of `choice_enumeration` shows.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from earnest.engines.quant.choice_investments import Demands
from earnest.engines.quant.choice_program import Flags, Floats

MOST_WORK = 3_000_000  # choices x investments looked at by exchanges, so that a large problem ends soon and repeatably
SURE_WORK = 1_000_000  # and by the greedy way whatever the deadline, so that small problems have one answer
CHUNK = 256
BETTER = 1e-12

Values = Callable[[Flags], Floats]


def greedy(
    wanted: Demands, values: Values, budget: float, start: Flags | None = None, deadline: float = math.inf
) -> Flags:
    """Add what removes most for its cost while anything helps; `start` keeps every demand (default: the musts)."""
    choice = wanted.must.copy() if start is None else start.copy()
    value = float(values(choice[None, :])[0])
    work = 0
    while work < SURE_WORK or time.perf_counter() < deadline:
        moves = choice | wanted.up[~choice]
        work += moves.size + choice.size
        moves = moves[wanted.keeps(moves, budget)]
        if not len(moves):
            return choice
        gains = value - values(moves)
        extra = (moves & ~choice) @ wanted.cost
        helps = gains > BETTER * abs(value)
        if not helps.any():
            return choice
        rate = np.where(helps, gains / np.maximum(extra, 1e-9 * max(budget, 1e-9)), -np.inf)
        best = int(np.argmax(rate))
        choice, value = moves[best], value - float(gains[best])
    return choice


def exchanged(wanted: Demands, values: Values, budget: float, choice: Flags, deadline: float = math.inf) -> Flags:
    """The best neighbour again and again: one in, one out, one for another, each with what it requires or carries."""
    value = float(values(choice[None, :])[0])
    work = 0
    while work < MOST_WORK and time.perf_counter() < deadline:
        moves = _neighbours(wanted, choice, budget)
        work += moves.size + choice.size
        if not len(moves):
            return choice
        found = np.full(len(moves), np.inf)
        for first in range(0, len(moves), CHUNK):
            if time.perf_counter() > deadline:
                break
            found[first : first + CHUNK] = values(moves[first : first + CHUNK])
        best = int(np.argmin(found))
        if found[best] >= value - BETTER * abs(value):
            return choice
        choice, value = moves[best], float(found[best])
    return choice


def _neighbours(wanted: Demands, choice: Flags, budget: float) -> Flags:
    on, off = np.flatnonzero(choice), np.flatnonzero(~choice & ~wanted.never)
    without = choice & ~wanted.up[:, on].T
    bases = np.concatenate([choice[None, :], without])
    pairs = (bases[:, None, :] | wanted.up[off][None, :, :]).reshape(len(bases) * len(off), len(choice))
    moves = np.concatenate([without, pairs])
    return np.asarray(moves[wanted.keeps(moves, budget)])


def rounded(wanted: Demands, values: Values, budget: float, fractions: Floats, deadline: float = math.inf) -> Flags:
    """A choice from the fractions of a linear program: what is at least half chosen, then greedy and exchanges."""
    choice = wanted.must.copy()
    for place in np.argsort(-fractions[: len(choice)], kind="stable"):
        if fractions[place] < 0.5:
            break
        more = choice | wanted.up[place]
        if wanted.keeps(more[None, :], budget)[0]:
            choice = more
    return exchanged(wanted, values, budget, greedy(wanted, values, budget, choice, deadline), deadline)


def settled(wanted: Demands, values: Values, budget: float, choice: Flags, deadline: float = math.inf) -> Flags:
    """Among equal values: what changes nothing is dropped, and the earlier id takes the place of an equal later one."""
    value = float(values(choice[None, :])[0])
    limit = value + BETTER * abs(value)
    for i in np.flatnonzero(choice)[::-1]:
        fewer = choice & ~wanted.up[:, i]
        if wanted.keeps(fewer[None, :], budget)[0] and values(fewer[None, :])[0] <= limit:
            choice = fewer
    while True:
        equal = _swapped(wanted, values, budget, choice, limit, deadline)
        if equal is None:
            return choice
        choice = equal


def _swapped(
    wanted: Demands, values: Values, budget: float, choice: Flags, limit: float, deadline: float
) -> Flags | None:
    """The first choice of a value within `limit` that has an earlier investment, no dearer, in place of a later one."""
    pairs = [
        (i, j)
        for i in np.flatnonzero(choice)[::-1]
        for j in np.flatnonzero(~choice[:i])
        if wanted.cost[j] <= wanted.cost[i] * (1 + 1e-12)
    ]
    work = 0
    for first in range(0, len(pairs), CHUNK):
        if work >= SURE_WORK and time.perf_counter() > deadline:
            return None
        some = np.array(pairs[first : first + CHUNK])
        others = np.tile(choice, (len(some), 1))
        others[np.arange(len(some)), some[:, 0]] = False
        others[np.arange(len(some)), some[:, 1]] = True
        work += others.size
        others = others[wanted.keeps(others, budget)]
        if not len(others):
            continue
        equal = np.flatnonzero(values(others) <= limit)
        if len(equal):
            return np.asarray(others[equal[0]])
    return None
