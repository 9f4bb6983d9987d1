"""What must be bought before what, and what rules what out."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def circle(requires: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """A way from a thing back to itself, first and last the same; empty where there is none."""
    done: set[int] = set()
    for start in sorted(requires):
        if found := _back(start, requires, done):
            return found
    return ()


def _back(start: int, requires: Mapping[int, Collection[int]], done: set[int]) -> tuple[int, ...]:
    """Goes ahead from `start` as far as needed; what leads nowhere round is added to `done`."""
    if start in done:
        return ()
    way: list[int] = [start]
    ahead: list[list[int]] = [sorted(requires.get(start, ()), reverse=True)]
    while way:
        if not ahead[-1]:
            done.add(way.pop())
            ahead.pop()
            continue
        following = ahead[-1].pop()
        if following in way:
            return (*way[way.index(following) :], following)
        if following not in done:
            way.append(following)
            ahead.append(sorted(requires.get(following, ()), reverse=True))
    return ()


def all_needed(thing: int, requires: Mapping[int, Collection[int]]) -> frozenset[int]:
    """Everything that a thing needs, and what that needs in turn; without itself."""
    found: set[int] = set()
    waiting = list(requires.get(thing, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(requires.get(one, ()))
    return frozenset(found - {thing})
