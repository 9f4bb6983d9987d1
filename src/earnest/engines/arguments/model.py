"""What an argument is made of: nodes that each have one parent, and the challenges to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """The kinds of element of GSN."""

    GOAL = "goal"
    STRATEGY = "strategy"
    CONTEXT = "context"
    ASSUMPTION = "assumption"
    JUSTIFICATION = "justification"
    SOLUTION = "solution"

    @property
    def letters(self) -> str:
        """How ids of this kind begin."""
        return _LETTERS[self]

    @property
    def supports(self) -> bool:
        """Whether it is joined by SupportedBy; the others are joined by InContextOf."""
        return self in _SUPPORTS


_LETTERS = {
    Kind.GOAL: "G",
    Kind.STRATEGY: "S",
    Kind.CONTEXT: "C",
    Kind.ASSUMPTION: "A",
    Kind.JUSTIFICATION: "J",
    Kind.SOLUTION: "Sn",
}
_SUPPORTS = frozenset({Kind.GOAL, Kind.STRATEGY, Kind.SOLUTION})


class ChallengeState(StrEnum):
    """Where a challenge stands. Only an open one leaves what it challenges in doubt."""

    OPEN = "open"
    ANSWERED = "answered"
    RESIDUAL = "accepted as residual"


@dataclass(frozen=True)
class Node:
    """One element. `parent` is the key of the node it supports or is context of, None for the goal at the top.

    `evidence` names what a solution rests on, empty where it names nothing; `standing` is the status of that
    evidence in a word, empty where it was not looked up; `live` is False where nothing live stands behind it.
    """

    key: str
    kind: Kind
    text: str
    parent: str | None = None
    undeveloped: bool = False
    evidence: str = ""
    standing: str = ""
    live: bool = True


@dataclass(frozen=True)
class Challenge:
    """A doubt about one node: GSN's dialectic extension. `state` says what became of it."""

    key: str
    target: str
    text: str
    state: ChallengeState = ChallengeState.OPEN
    answer: str = ""


@dataclass(frozen=True)
class Case:
    """A whole argument, well formed or not. Nodes keep their order among those of one parent."""

    nodes: tuple[Node, ...]
    challenges: tuple[Challenge, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Node]:
        """The first node of each key."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            found.setdefault(node.key, node)
        return found

    @cached_property
    def _children(self) -> Mapping[str, tuple[Node, ...]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.parent is not None:
                found.setdefault(node.parent, []).append(node)
        return {key: tuple(children) for key, children in found.items()}

    @cached_property
    def _challenges(self) -> Mapping[str, tuple[Challenge, ...]]:
        found: dict[str, list[Challenge]] = {}
        for one in self.challenges:
            found.setdefault(one.target, []).append(one)
        return {key: tuple(several) for key, several in found.items()}

    def children(self, key: str) -> tuple[Node, ...]:
        """What supports a node or sets its context, in order."""
        return self._children.get(key, ())

    def challenges_of(self, key: str) -> tuple[Challenge, ...]:
        return self._challenges.get(key, ())

    def in_doubt(self, key: str) -> bool:
        return any(one.state is ChallengeState.OPEN for one in self.challenges_of(key))

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """Where reading starts: nodes without a parent that is there, and one node of each loop, so that every node
        is reached from one of them."""
        heads = [node for node in self.nodes if node.parent is None or node.parent not in self.by_key]
        seen = {id(node) for head in heads for node in self._below(head, set())}
        for node in self.nodes:
            if id(node) not in seen:
                heads.append(node)
                seen.update(id(one) for one in self._below(node, set(seen)))
        return tuple(heads)

    def _below(self, node: Node, seen: set[int]) -> Iterator[Node]:
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                if self.by_key[one.key] is one:
                    waiting.extend(self.children(one.key))

    def tree(self) -> tuple[Branch, ...]:
        """Every node exactly once, under its parent where that is possible."""
        seen = {id(node) for node in self.roots}
        return tuple(self._branch(node, seen) for node in self.roots)

    def _branch(self, node: Node, seen: set[int]) -> Branch:
        below = []
        if self.by_key[node.key] is node:
            for child in self.children(node.key):
                if id(child) not in seen:
                    seen.add(id(child))
                    below.append(self._branch(child, seen))
        challenges = self.challenges_of(node.key) if self.by_key[node.key] is node else ()
        return Branch(node, tuple(below), challenges)

    @property
    def lost(self) -> tuple[Challenge, ...]:
        """Challenges of a node that is not there."""
        return tuple(one for one in self.challenges if one.target not in self.by_key)


@dataclass(frozen=True)
class Branch:
    """A node with what hangs below it."""

    node: Node
    below: tuple[Branch, ...]
    challenges: tuple[Challenge, ...]

    @property
    def context(self) -> tuple[Branch, ...]:
        """Context, assumptions and justifications with nothing below them."""
        return tuple(one for one in self.below if not one.node.kind.supports and not one.below)

    @property
    def support(self) -> tuple[Branch, ...]:
        return tuple(one for one in self.below if one.node.kind.supports or one.below)


def next_key(kind: Kind, taken: Iterable[str]) -> str:
    """The next free id of a kind, such as `Sn4`."""
    used = set(taken)
    number = 1
    while f"{kind.letters}{number}" in used:
        number += 1
    return f"{kind.letters}{number}"
