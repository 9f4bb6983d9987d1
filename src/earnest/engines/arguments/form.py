"""Whether an argument has the form of one. Nothing here says whether it convinces: that is for its reviewer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from earnest.engines.arguments.model import Case, Kind, Node

PERMITTED: Mapping[Kind, frozenset[Kind]] = {
    Kind.GOAL: frozenset(
        {Kind.GOAL, Kind.STRATEGY, Kind.SOLUTION, *{Kind.CONTEXT, Kind.ASSUMPTION, Kind.JUSTIFICATION}}
    ),
    Kind.STRATEGY: frozenset({Kind.GOAL, Kind.CONTEXT, Kind.ASSUMPTION, Kind.JUSTIFICATION}),
    Kind.SOLUTION: frozenset(),
    Kind.CONTEXT: frozenset(),
    Kind.ASSUMPTION: frozenset(),
    Kind.JUSTIFICATION: frozenset(),
}
"""What may hang below what (GSN v3, 1:2.2): SupportedBy from goals to goals, strategies and solutions and from
strategies to goals; InContextOf from goals and strategies to contexts, assumptions and justifications."""

RULES: Mapping[str, str] = {
    "no-top-goal": "Nothing stands at the top, or what stands there is not a goal.",
    "two-tops": "More than one thing stands at the top.",
    "key-twice": "Two nodes have the same id.",
    "parent-missing": "A node hangs below one that is not there.",
    "loop": "Nodes support one another in a circle.",
    "link-not-permitted": "A link that the notation does not permit.",
    "empty-text": "A node says nothing.",
    "two-claims": "A goal holds more than one sentence, so it cannot be true or false as one.",
    "undeveloped-and-supported": "A node is marked as undeveloped and yet has support.",
    "undeveloped": "A goal or strategy is marked as undeveloped: nothing supports it yet.",
    "unsupported": "A goal or strategy has nothing below it and is not marked as undeveloped.",
    "solution-without-evidence": "A solution names no control and no control test.",
    "evidence-not-live": "What a solution names is unproven: no live evidence stands behind it.",
    "no-context": "Nothing says what the words of the top goal mean and where it holds.",
    "in-doubt": "A challenge has no answer.",
    "no-doubts": "Nobody has challenged it. An argument that nobody doubted was not looked at.",
    "challenge-lost": "A challenge is of a node that is not there.",
}
"""Every rule with its meaning."""

_BROKEN = frozenset({
    "no-top-goal", "two-tops", "key-twice", "parent-missing", "loop", "link-not-permitted", "empty-text", "two-claims",
    "undeveloped-and-supported", "challenge-lost",
})  # fmt: skip
_ADVICE = frozenset({"no-context", "no-doubts"})
_TWO = re.compile(r"[.!?]\s+\S")


@dataclass(frozen=True)
class Flaw:
    """What is wrong, by rule, at which node (empty: the whole), in words.

    A `broken` form cannot be sent to review. One that `leaves_open` can; it leaves the argument unproven. Neither:
    advice.
    """

    rule: str
    key: str
    text: str

    @property
    def broken(self) -> bool:
        return self.rule in _BROKEN

    @property
    def leaves_open(self) -> bool:
        return self.rule not in _BROKEN | _ADVICE


def flaws(case: Case) -> tuple[Flaw, ...]:
    """Everything wrong with the form, broken form first, then in the order of the nodes."""
    found = [*_whole(case)]
    for node in case.nodes:
        found += _of_node(case, node)
    found += _challenges(case)
    return tuple(sorted(found, key=lambda one: (not one.broken, not one.leaves_open)))


def is_sound(case: Case) -> bool:
    """Whether the form is not broken. It may still leave goals open."""
    return not any(one.broken for one in flaws(case))


def _whole(case: Case) -> Iterator[Flaw]:
    tops = [node for node in case.nodes if node.parent is None]
    if not tops or tops[0].kind is not Kind.GOAL:
        yield Flaw("no-top-goal", tops[0].key if tops else "", "An argument starts with a goal: the claim it makes.")
    for node in tops[1:]:
        yield Flaw("two-tops", node.key, f"{node.key} hangs below nothing. Say what it supports or is context of.")
    for key, count in Counter(node.key for node in case.nodes).items():
        if count > 1:
            yield Flaw("key-twice", key, f"{count} nodes are called {key}.")
    for key in _loops(case):
        yield Flaw("loop", key, f"{key} supports itself by way of others.")
    if tops and not any(not node.kind.supports for node in case.children(tops[0].key)):
        yield Flaw(
            "no-context",
            tops[0].key,
            f"{tops[0].key} has no context: say where it holds and what it means by its words.",
        )


def _loops(case: Case) -> Iterator[str]:
    for node in case.nodes:
        seen: set[str] = set()
        at: str | None = node.parent
        while at is not None and at in case.by_key and at not in seen and at != node.key:
            seen.add(at)
            at = case.by_key[at].parent
        if at == node.key:
            yield node.key


def _of_node(case: Case, node: Node) -> Iterator[Flaw]:
    if not node.text.strip():
        yield Flaw("empty-text", node.key, f"{node.key} says nothing.")
    if node.parent is not None and node.parent not in case.by_key:
        yield Flaw("parent-missing", node.key, f"{node.key} hangs below {node.parent}, which is not there.")
    elif node.parent is not None and node.kind not in PERMITTED[case.by_key[node.parent].kind]:
        above = case.by_key[node.parent]
        told = f"A {node.kind} may not hang below a {above.kind}: {node.key} below {above.key}."
        yield Flaw("link-not-permitted", node.key, told)
    if node.kind is Kind.GOAL and _TWO.search(node.text.strip()):
        yield Flaw("two-claims", node.key, f"{node.key} says more than one thing. Make a goal of each.")
    if node.kind in (Kind.GOAL, Kind.STRATEGY):
        yield from _support(case, node)
    if node.kind is Kind.SOLUTION:
        if not node.evidence:
            yield Flaw("solution-without-evidence", node.key, f"{node.key} names no control and no control test.")
        elif not node.live:
            yield Flaw("evidence-not-live", node.key, f"{node.key} rests on {node.evidence}, which is unproven.")


def _support(case: Case, node: Node) -> Iterator[Flaw]:
    supported = any(child.kind.supports for child in case.children(node.key))
    if supported and node.undeveloped:
        yield Flaw("undeveloped-and-supported", node.key, f"{node.key} is marked as undeveloped and has support.")
    elif node.undeveloped:
        yield Flaw("undeveloped", node.key, f"{node.key} is marked as undeveloped: nothing supports it yet.")
    elif not supported:
        yield Flaw("unsupported", node.key, f"Nothing supports {node.key}.")


def _challenges(case: Case) -> Iterator[Flaw]:
    for one in case.challenges:
        if one.target not in case.by_key:
            yield Flaw("challenge-lost", one.key, f"{one.key} challenges {one.target}, which is not there.")
        elif one.state == "open":
            yield Flaw(
                "in-doubt", one.target, f"{one.key} challenges {one.target} and has no answer: {one.text.strip()}"
            )
    if case.nodes and not case.challenges:
        yield Flaw("no-doubts", "", "Nobody has challenged it. Ask somebody who disagrees.")
