"""What can be bought, and what is demanded of the choice: must-haves, refusals, prerequisites, exclusions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

import numpy as np

from earnest.engines.quant.choice_program import SLACK, Flags, Floats
from earnest.engines.quant.errors import QuantError, at, identifier, number

MOST_INVESTMENTS = 500


@dataclass(frozen=True)
class Investment:
    """Something that can be bought, whole or not at all.

    `controls` come into force with it. `cost` is this year's money and counts against the budget; `annual_cost` is the
    cost of a year and enters the objective. `must` is in every choice, `never` in none; whatever it `requires` is
    chosen with it, nothing it `excludes` is.
    """

    id: str
    controls: tuple[str, ...]
    cost: float
    annual_cost: float = 0.0
    must: bool = False
    never: bool = False
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        identifier(self.id)
        number(self.cost, "cost")
        number(self.annual_cost, "annual_cost")
        for name in ("controls", "requires", "excludes"):
            if isinstance(getattr(self, name), str):
                raise QuantError("is a text, not a list of ids", field=name, remedy="Give a tuple of ids.")
        for name in ("requires", "excludes"):
            if self.id in getattr(self, name):
                raise QuantError(f"{self.id} names itself", field=name, remedy="Remove it from its own list.")
        if self.must and self.never:
            raise QuantError("is both demanded and refused", field="must", remedy="Clear either must or never.")
        both = sorted(set(self.requires) & set(self.excludes))
        if both:
            remedy = "Remove it from one of the two lists."
            raise QuantError(f"both requires and excludes {both[0]}", field="requires", remedy=remedy)


@dataclass(frozen=True, eq=False)
class Demands:
    """Investments sorted by id, with what is demanded of a choice.

    cost, annual_cost [k]; up [k, k]: row i holds i and all it requires, directly or not; apart [k, k]: pairs that
    exclude each other; must, never [k], each with all that follows from it.
    """

    investments: tuple[Investment, ...]
    cost: Floats
    annual_cost: Floats
    up: Flags
    apart: Flags
    must: Flags
    never: Flags

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(investment.id for investment in self.investments)

    def chosen(self, choice: Floats) -> frozenset[str]:
        return frozenset(name for name, on in zip(self.ids, choice, strict=False) if on > 0.5)

    def keeps(self, choices: Flags, budget: float) -> Flags:
        """Which choices keep the budget and every demand: bool [c, k] to [c]."""
        fine = choices @ self.cost <= budget + SLACK * max(budget, 0.0)
        fine &= ~(self.must & ~choices).any(axis=1) & ~(choices & self.never).any(axis=1)
        if self._tied:
            numbers = choices.astype(np.float64)
            lacking = (numbers @ self.up > numbers) & ~choices
            together = (numbers @ self.apart > 0) & choices
            fine &= ~lacking.any(axis=1) & ~together.any(axis=1)
        return np.asarray(fine)

    @cached_property
    def _tied(self) -> bool:
        """Whether any investment requires or excludes another."""
        return bool(self.apart.any()) or int(self.up.sum()) > len(self.cost)


def demands(investments: Sequence[Investment]) -> Demands:
    """Check what is asked for and close it: prerequisites of prerequisites, refusals of what a must-have excludes.

    Raises QuantError for an id twice or unknown, a cycle in requires, and must-haves that contradict each other.
    """
    if len(investments) > MOST_INVESTMENTS:
        what = f"{len(investments)} investments are more than {MOST_INVESTMENTS}"
        raise QuantError(what, field="investments", remedy="Group small ones into one investment.")
    ordered = tuple(sorted(investments, key=lambda investment: investment.id))
    place: dict[str, int] = {}
    for number_, investment in enumerate(ordered):
        if investment.id in place:
            what = f"the id {investment.id} is used twice"
            raise QuantError(what, field=f"investments[{investment.id}].id", remedy="Give each its own id.")
        place[investment.id] = number_
    _check_names(ordered, place)
    up = _closure(ordered, place)
    apart = np.zeros((len(ordered), len(ordered)), dtype=np.bool_)
    for investment in ordered:
        for other in investment.excludes:
            apart[place[investment.id], place[other]] = apart[place[other], place[investment.id]] = True
    must, never = _demanded(ordered, up, apart)
    cost = np.array([float(investment.cost) for investment in ordered])
    annual = np.array([float(investment.annual_cost) for investment in ordered])
    return Demands(ordered, cost, annual, up, apart, must, never)


def affordable(wanted: Demands, budget: float, field: str = "budget") -> float:
    """The budget as a number, when the must-haves fit into it."""
    limit = number(budget, field)
    needed = float(wanted.cost @ wanted.must)
    if needed > limit + SLACK * limit:
        names = ", ".join(sorted(wanted.chosen(wanted.must.astype(np.float64))))
        remedy = f"Raise it to at least {needed:,.2f}, or release a must-have."
        raise QuantError(f"{limit:,.2f} does not pay for the must-haves ({names})", field=field, remedy=remedy)
    return limit


def check_controls(wanted: Demands, known: Collection[str]) -> None:
    for investment in wanted.investments:
        for name in investment.controls:
            if name not in known:
                field = f"investments[{investment.id}].controls"
                remedy = "Use the id of a control of the portfolio, or add the control to it."
                raise QuantError(f"there is no control {name!r}", field=field, remedy=remedy)


def _check_names(ordered: tuple[Investment, ...], place: Mapping[str, int]) -> None:
    for investment in ordered:
        for name in ("requires", "excludes"):
            unknown = [other for other in getattr(investment, name) if other not in place]
            if unknown:
                field = f"investments[{investment.id}].{name}"
                remedy = "Use the id of another investment in the list, or remove it."
                raise QuantError(f"there is no investment {unknown[0]!r}", field=field, remedy=remedy)


def _closure(ordered: tuple[Investment, ...], place: Mapping[str, int]) -> Flags:
    graph = {investment.id: investment.requires for investment in ordered}
    try:
        sequence = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle: list[str] = error.args[1]
        what = "the prerequisites go in a circle: " + " requires ".join(reversed(cycle))
        remedy = "Remove one of them, or make the circle one investment."
        raise QuantError(what, field=f"investments[{min(cycle)}].requires", remedy=remedy) from error
    up = np.eye(len(ordered), dtype=np.bool_)
    for name in sequence:
        for other in graph[name]:
            up[place[name]] |= up[place[other]]
    return up


def _demanded(ordered: tuple[Investment, ...], up: Flags, apart: Flags) -> tuple[Flags, Flags]:
    asked = np.array([investment.must for investment in ordered], dtype=np.bool_)
    must = np.asarray(up[asked].any(axis=0))
    never = np.array([investment.never for investment in ordered], dtype=np.bool_)
    needs = up.astype(np.int64)
    never |= apart[must].any(axis=0)
    never |= needs @ never > 0
    never |= (needs @ apart.astype(np.int64) * needs).sum(axis=1) > 0
    broken = np.flatnonzero(must & never)
    if len(broken):
        name = ordered[int(broken[0])].id
        with at(f"investments[{name}]"):
            remedy = "Release the must-have, the refusal or the exclusion that contradicts it."
            raise QuantError("is demanded, and refused or excluded by another demand", field="must", remedy=remedy)
    return must, never
