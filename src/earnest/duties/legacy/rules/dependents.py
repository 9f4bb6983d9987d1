"""What needs a system, at first and at further hand, and where each stands in a picture of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 190, 58
ACROSS, DOWN = 60, 16
MARGIN = 8


@dataclass(frozen=True)
class Need:
    """`asset` does not work without `needs`; `note` says what for."""

    asset: int
    needs: int
    note: str = ""


@dataclass(frozen=True)
class Dependent:
    """Something that needs the system, `depth` steps away (1 at first hand); `via` is what it needs on the way."""

    asset: int
    depth: int
    via: int
    note: str


@dataclass(frozen=True)
class Box:
    """Where an asset stands in the picture, in pixels from the upper left."""

    asset: int
    x: int
    y: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Arrow:
    """A dependence in the picture, from what is needed to what needs it, as the path of an SVG."""

    needs: int
    asset: int
    path: str


@dataclass(frozen=True)
class Picture:
    """Boxes and arrows, and the size of all of it in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def dependents(system: int, needs: Sequence[Need]) -> tuple[Dependent, ...]:
    """Everything that needs the system, each once by its shortest way; nearest first, then in the order given."""
    by_needed: dict[int, list[Need]] = {}
    for one in needs:
        by_needed.setdefault(one.needs, []).append(one)
    found: dict[int, Dependent] = {}
    edge = [system]
    depth = 0
    while edge:
        depth += 1
        following = []
        for needed in edge:
            for one in by_needed.get(needed, ()):
                if one.asset != system and one.asset not in found:
                    found[one.asset] = Dependent(one.asset, depth, needed, one.note)
                    following.append(one.asset)
        edge = following
    return tuple(found.values())


def indented(system: int, found: Sequence[Dependent]) -> tuple[Dependent, ...]:
    """The same in the order of an indented list: each after what it rests on."""
    below: dict[int, list[Dependent]] = {}
    for one in found:
        below.setdefault(one.via, []).append(one)
    ordered: list[Dependent] = []
    ahead = list(reversed(below.get(system, ())))
    while ahead:
        one = ahead.pop()
        ordered.append(one)
        ahead.extend(reversed(below.get(one.asset, ())))
    return tuple(ordered)


def picture(system: int, found: Sequence[Dependent], needs: Sequence[Need]) -> Picture:
    """The system on the left, what needs it in columns to the right, by distance."""
    columns: dict[int, list[int]] = {0: [system]}
    for one in found:
        columns.setdefault(one.depth, []).append(one.asset)
    tallest = max(len(column) for column in columns.values())
    height = tallest * (HEIGHT + DOWN) - DOWN + 2 * MARGIN
    boxes: dict[int, Box] = {}
    for depth, column in columns.items():
        free = height - 2 * MARGIN - (len(column) * (HEIGHT + DOWN) - DOWN)
        for place, asset in enumerate(column):
            y = MARGIN + free // 2 + place * (HEIGHT + DOWN)
            boxes[asset] = Box(asset, MARGIN + depth * (WIDTH + ACROSS), y)
    drawn = {(one.needs, one.asset) for one in needs if one.needs in boxes and one.asset in boxes}
    arrows = tuple(
        Arrow(needed, asset, _path(boxes[needed], boxes[asset]))
        for needed, asset in sorted(drawn)
        if boxes[needed].x < boxes[asset].x
    )
    width = 2 * MARGIN + len(columns) * (WIDTH + ACROSS) - ACROSS
    return Picture(width, height, tuple(boxes.values()), arrows)


def _path(left: Box, right: Box) -> str:
    x1, y1 = left.x + left.width, left.y + left.height // 2
    x2, y2 = right.x - 6, right.y + right.height // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
