"""An argument as indented text: for a narrow screen, a screen reader and a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earnest.engines.arguments.model import Branch, Case, Challenge, Node

_STEP = "  "


@dataclass(frozen=True)
class Line:
    """One node or challenge, `depth` steps in. Exactly one of `node` and `challenge` is set."""

    depth: int
    node: Node | None = None
    challenge: Challenge | None = None
    doubted: bool = False


def lines(case: Case) -> tuple[Line, ...]:
    """Every node and every challenge once: a node, its challenges, its context, then what supports it."""
    found: list[Line] = []
    for branch in case.tree():
        found.extend(_of(branch, 0, case))
    found.extend(Line(0, challenge=one) for one in case.lost)
    return tuple(found)


def _of(branch: Branch, depth: int, case: Case) -> Iterator[Line]:
    yield Line(depth, branch.node, doubted=any(one.state == "open" for one in branch.challenges))
    for one in branch.challenges:
        yield Line(depth + 1, challenge=one)
    for child in (*branch.context, *branch.support):
        yield from _of(child, depth + 1, case)


def indented(case: Case) -> str:
    """Two blanks a step; each line begins with the id and the kind."""
    return "\n".join(_written(line) for line in lines(case))


def _written(line: Line) -> str:
    margin = _STEP * line.depth
    if line.challenge is not None:
        one = line.challenge
        answer = f" Answer: {_flat(one.answer)}" if one.answer.strip() else ""
        return f"{margin}{one.key} challenge, {one.state}: {_flat(one.text)}{answer}"
    assert line.node is not None  # a line is one or the other
    node = line.node
    marks = [mark for mark, on in (("undeveloped", node.undeveloped), ("in doubt", line.doubted)) if on]
    rests = f" [{node.evidence}{f': {node.standing}' if node.standing else ''}]" if node.evidence else ""
    told = f" ({', '.join(marks)})" if marks else ""
    return f"{margin}{node.key} {node.kind}{told}: {_flat(node.text)}{rests}"


def _flat(text: str) -> str:
    return " ".join(text.split())
