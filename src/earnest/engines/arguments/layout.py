"""Where each box of the diagram stands: in layers from the top goal down, no box over another. Pixels, y downwards.

A goal whose support goes no further stands as a column: what supports it hangs below it, one under the other. That
keeps a diagram of fifteen nodes within the width of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from earnest.engines.arguments.model import Branch, Case, Challenge, ChallengeState, Kind, Node
from earnest.engines.documents.letters import wrapped

WIDTH = 208
SIDE = 190
INDENT = 20
GAP = 26
BELOW = 40
STACK = 12
EDGE = 4
PAD = 11
SIZE = 12.5
LINE = 16.5
HEAD = 18

Look = Literal["goal", "strategy", "context", "assumption", "justification", "solution", "challenge"]
Join = Literal["supports", "context", "challenge"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """One drawn element with its lines of text. `node` or `challenge` is what it draws."""

    look: Look
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    foot: tuple[str, ...] = ()
    node: Node | None = None
    challenge: Challenge | None = None
    doubted: bool = False

    @property
    def key(self) -> str:
        one = self.node or self.challenge
        assert one is not None  # a box draws one of them
        return one.key

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Link:
    """A line with an arrow at its last point."""

    join: Join
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Laid:
    """A laid-out diagram: every node and challenge of the case has one box."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class _Item:
    """A node or a challenge that is to be drawn, measured for a width."""

    look: Look
    width: float
    lines: tuple[str, ...]
    foot: tuple[str, ...]
    node: Node | None = None
    challenge: Challenge | None = None
    doubted: bool = False

    @property
    def height(self) -> float:
        return 2 * PAD + HEAD + LINE * (len(self.lines) + len(self.foot))

    def at(self, x: float, y: float) -> Box:
        return Box(
            self.look, x, y, self.width, self.height, self.lines, self.foot, self.node, self.challenge, self.doubted
        )


@dataclass(frozen=True)
class _Stack:
    """Things one under the other, each with its own challenges after it, further in."""

    items: tuple[tuple[_Item, tuple[_Item, ...]], ...]

    @property
    def height(self) -> float:
        each = [item.height + sum(one.height + STACK for one in own) for item, own in self.items]
        return sum(each) + STACK * max(0, len(each) - 1)

    @property
    def width(self) -> float:
        return max((item.width + (INDENT if own else 0) for item, own in self.items), default=0)


@dataclass(frozen=True)
class _Block:
    """A branch with the room that it takes. A column has its support in `hanging`, otherwise it is in `children`."""

    item: _Item
    left: _Stack
    right: _Stack
    hanging: _Stack
    children: tuple[_Block, ...]

    @property
    def row_height(self) -> float:
        return max(self.item.height, self.left.height, self.right.height)

    @property
    def left_room(self) -> float:
        return self.left.width + GAP if self.left.items else 0

    @property
    def right_room(self) -> float:
        return self.right.width + GAP if self.right.items else 0

    @property
    def width(self) -> float:
        if self.hanging.items:
            return max(self.item.width, INDENT + self.hanging.width)
        return max(self.left_room + self.item.width + self.right_room, self.below)

    @property
    def below(self) -> float:
        return sum(one.width for one in self.children) + GAP * max(0, len(self.children) - 1)


def lay_out(case: Case) -> Laid:
    """A place for every node and challenge; broken forms are drawn too, so that one sees what is wrong."""
    blocks = [_block(branch) for branch in case.tree()]
    drawing = _Drawing(_tops(blocks))
    x: float = EDGE
    for block in blocks:
        drawing.place(block, x, 0)
        x += block.width + GAP
    y = max((box.bottom for box in drawing.boxes), default=0) + BELOW
    for one in case.lost:
        box = _challenge(one, WIDTH).at(EDGE, y)
        drawing.boxes.append(box)
        y = box.bottom + STACK
    width = max((box.x + box.width for box in drawing.boxes), default=0) + EDGE
    height = max((box.bottom for box in drawing.boxes), default=0) + EDGE
    return Laid(width, height, tuple(drawing.boxes), tuple(drawing.links))


def _block(branch: Branch) -> _Block:
    item = _node(branch, WIDTH)
    own = tuple((_challenge(one, SIDE), ()) for one in branch.challenges)
    leaves = all(not one.below for one in branch.below)
    if leaves and branch.support:
        inner = WIDTH - INDENT
        hanging: list[tuple[_Item, tuple[_Item, ...]]] = [(_challenge(one, inner), ()) for one in branch.challenges]
        hanging += [_with_own(one, inner) for one in (*branch.context, *branch.support)]
        return _Block(item, _Stack(()), _Stack(()), _Stack(tuple(hanging)), ())
    sides = [_with_own(one, SIDE) for one in branch.context]
    half = len(sides) if len(sides) < 3 and own else (len(sides) + 1) // 2
    return _Block(
        item,
        _Stack((*own, *sides[half:])),
        _Stack(tuple(sides[:half])),
        _Stack(()),
        tuple(_block(one) for one in branch.support),
    )


def _with_own(branch: Branch, width: float) -> tuple[_Item, tuple[_Item, ...]]:
    return _node(branch, width), tuple(_challenge(one, width - INDENT) for one in branch.challenges)


def _node(branch: Branch, width: float) -> _Item:
    node = branch.node
    doubted = any(one.state is ChallengeState.OPEN for one in branch.challenges)
    foot = _lines(node.evidence, width) if node.evidence else ()
    return _Item(_LOOKS[node.kind], width, _lines(node.text, width), foot, node=node, doubted=doubted)


def _challenge(one: Challenge, width: float) -> _Item:
    return _Item("challenge", width, _lines(one.text, width), (), challenge=one)


def _lines(text: str, width: float) -> tuple[str, ...]:
    return tuple(wrapped(" ".join(text.split()), width - 2 * PAD - 6, SIZE))


_LOOKS: dict[Kind, Look] = {
    Kind.GOAL: "goal",
    Kind.STRATEGY: "strategy",
    Kind.CONTEXT: "context",
    Kind.ASSUMPTION: "assumption",
    Kind.JUSTIFICATION: "justification",
    Kind.SOLUTION: "solution",
}


def _tops(blocks: Iterable[_Block]) -> list[float]:
    """Where each layer begins: below everything of the layer before that is not a column."""
    tops: list[float] = [EDGE]
    layer = list(blocks)
    while any(block.children for block in layer):
        tops.append(tops[-1] + max(block.row_height for block in layer if block.children) + BELOW)
        layer = [child for block in layer for child in block.children]
    return tops


@dataclass
class _Drawing:
    tops: list[float]
    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def place(self, block: _Block, x: float, layer: int) -> Box:
        y = self.tops[layer]
        if block.hanging.items:
            box = self._box(block.item.at(x, y))
            self._hang(block.hanging, box)
            return box
        middle = x + block.width / 2
        low = x + block.left_room + block.item.width / 2
        high = x + block.width - block.right_room - block.item.width / 2
        centre = min(max(middle, low), high)
        box = self._box(block.item.at(centre - block.item.width / 2, y))
        self._side(block.left, box, box.x - GAP - block.left.width, before=True)
        self._side(block.right, box, box.x + box.width + GAP, before=False)
        self._children(block, box, x + (block.width - block.below) / 2, layer + 1)
        return box

    def _children(self, block: _Block, box: Box, x: float, layer: int) -> None:
        for child in block.children:
            below = self.place(child, x, layer)
            x += child.width + GAP
            bus = self.tops[layer] - BELOW / 2
            start, end = box.middle[0], below.middle[0]
            points = ((start, box.bottom), (start, bus), (end, bus), (end, below.y))
            self.links.append(Link(_join(below), points if start != end else (points[0], points[-1])))

    def _side(self, stack: _Stack, box: Box, x: float, *, before: bool) -> None:
        edge = box.x if before else box.x + box.width
        bus = edge - GAP / 2 if before else edge + GAP / 2
        for one in self._stacked(stack, x, box.y):
            near = one.x + one.width if before else one.x
            level = min(one.middle[1], one.y + 30)
            start = (edge, min(box.middle[1], box.y + 30))
            self._join(one, (start, (bus, start[1]), (bus, level), (near, level)))

    def _hang(self, stack: _Stack, box: Box) -> None:
        spine = box.x + INDENT / 2
        for one in self._stacked(stack, box.x + INDENT, box.bottom + STACK):
            level = one.y + 20
            self._join(one, ((spine, box.bottom), (spine, level), (one.x, level)))

    def _stacked(self, stack: _Stack, x: float, y: float) -> Iterator[Box]:
        for item, own in stack.items:
            box = self._box(item.at(x, y))
            yield box
            y = box.bottom + STACK
            for one in own:
                doubt = self._box(one.at(x + INDENT, y))
                spine, level = x + INDENT / 2, doubt.y + 20
                self._join(doubt, ((spine, box.bottom), (spine, level), (doubt.x, level)))
                y = doubt.bottom + STACK

    def _join(self, one: Box, points: tuple[Point, ...]) -> None:
        """A challenge points at what it challenges; support and context are pointed at."""
        challenge = one.look == "challenge"
        self.links.append(Link(_join(one), tuple(reversed(points)) if challenge else points))

    def _box(self, box: Box) -> Box:
        self.boxes.append(box)
        return box


def _join(box: Box) -> Join:
    if box.look == "challenge":
        return "challenge"
    return "supports" if box.look in ("goal", "strategy", "solution") else "context"
