"""Everything we pay for, each thing once, with what it costs a year. No euro and no day is counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from earnest.duties.budget.rules.variance import ONE_OFF, LineFact

ZERO = Decimal(0)


class CostFrom(StrEnum):
    """Where the cost of a thing comes from."""

    LINES = "this year's budget lines"
    RECORD = "what its controls say they cost"
    NOTHING = "nobody has said what it costs"


@dataclass(frozen=True)
class ToolFact:
    """A tool with the keys of the controls that rest on it and operate."""

    key: str
    name: str
    controls: tuple[str, ...]


@dataclass(frozen=True)
class ControlFact:
    """A control that operates, with what its own record says it costs a year; None where that says nothing."""

    key: str
    name: str
    annual_cost: Decimal | None = None
    people_days: Decimal | None = None

    def cost(self, day_rate: Decimal) -> Decimal | None:
        if self.annual_cost is None and self.people_days is None:
            return None
        return (self.annual_cost or ZERO) + (self.people_days or ZERO) * day_rate


@dataclass(frozen=True)
class JoinedLine:
    """A line of the year with the tool and control that it pays for; "" for none."""

    fact: LineFact
    tool: str = ""
    control: str = ""


@dataclass(frozen=True)
class Paid:
    """A tool, or a control without a tool.

    `controls` are those that rest on it, `alone` those of them that no other tool carries: without it they stop.
    `shared` leads from the others to the tools that carry them too. `money` is what a year's budget holds for it;
    `cost` counts our own people's days as well. `lines` are the ids of the lines that it comes from.
    """

    kind: str
    key: str
    name: str
    controls: tuple[str, ...]
    alone: tuple[str, ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    money: Decimal
    cost: Decimal
    cost_from: CostFrom
    lines: tuple[int, ...]

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass
class _Sum:
    money: Decimal = ZERO
    cost: Decimal = ZERO
    lines: tuple[int, ...] = ()

    def add(self, line: LineFact, parts: int) -> None:
        self.money += line.budgeted / parts
        self.cost += line.total_cost / parts
        self.lines += (line.id,)


def paid(
    tools: Sequence[ToolFact], controls: Sequence[ControlFact], lines: Sequence[JoinedLine], day_rate: Decimal
) -> tuple[Paid, ...]:
    """Tools by key, then controls without a tool that cost something, by key.

    A line counts for its tool; where it names only a control, for the tools that carry it, in equal parts, else for
    the control itself. One-off lines are no cost of a year. A tool without any line costs what its controls' records
    say, in equal parts with the other tools that carry them; a line always goes before a record.
    """
    carried: dict[str, list[str]] = {}
    for tool in sorted(tools, key=lambda one: one.key):
        for key in tool.controls:
            carried.setdefault(key, []).append(tool.key)
    sums = _sums(lines, carried, {tool.key for tool in tools})
    records = {control.key: control for control in controls}
    found = [_tool(tool, sums, carried, records, day_rate) for tool in sorted(tools, key=lambda one: one.key)]
    for control in sorted(controls, key=lambda one: one.key):
        if control.key not in carried:
            one = _control(control, sums.get(f"control:{control.key}"), day_rate)
            if one.cost > 0:
                found.append(one)
    return tuple(found)


def _sums(lines: Sequence[JoinedLine], carried: Mapping[str, Sequence[str]], tools: set[str]) -> dict[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for line in lines:
        if line.fact.kind == ONE_OFF:
            continue
        if line.tool in tools:
            whom = [f"tool:{line.tool}"]
        elif line.control in carried:
            whom = [f"tool:{key}" for key in carried[line.control]]
        elif line.control:
            whom = [f"control:{line.control}"]
        else:
            continue
        for one in whom:
            sums.setdefault(one, _Sum()).add(line.fact, len(whom))
    return sums


def _tool(
    tool: ToolFact,
    sums: Mapping[str, _Sum],
    carried: Mapping[str, Sequence[str]],
    records: Mapping[str, ControlFact],
    day_rate: Decimal,
) -> Paid:
    total, whence = sums.get(f"tool:{tool.key}"), CostFrom.LINES
    if total is None:
        total, whence = _Sum(), CostFrom.NOTHING
        for key in tool.controls:
            record = records.get(key)
            if record is not None and record.cost(day_rate) is not None:
                total.money += (record.annual_cost or ZERO) / len(carried[key])
                total.cost += (record.cost(day_rate) or ZERO) / len(carried[key])
                whence = CostFrom.RECORD
    others = {key: tuple(one for one in carried[key] if one != tool.key) for key in tool.controls}
    return Paid(
        kind="tool",
        key=tool.key,
        name=tool.name,
        controls=tuple(sorted(tool.controls)),
        alone=tuple(sorted(key for key in tool.controls if not others[key])),
        shared=tuple((key, others[key]) for key in sorted(tool.controls) if others[key]),
        money=total.money,
        cost=total.cost,
        cost_from=whence,
        lines=total.lines,
    )


def _control(control: ControlFact, total: _Sum | None, day_rate: Decimal) -> Paid:
    whence = CostFrom.LINES
    if total is None:
        cost = control.cost(day_rate)
        whence = CostFrom.NOTHING if cost is None else CostFrom.RECORD
        total = _Sum(control.annual_cost or ZERO, cost or ZERO)
    return Paid(
        kind="control",
        key=control.key,
        name=control.name,
        controls=(control.key,),
        alone=(control.key,),
        shared=(),
        money=total.money,
        cost=total.cost,
        cost_from=whence,
        lines=total.lines,
    )
