"""HiGHS behind one function: a sparse linear model in, values, duals and a bound out. One thread, no output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from earnest.engines.quant.choice_program import Floats, Integers

INFINITE = float("inf")
_TOLERANCES = ("mip_rel_gap", "mip_abs_gap", "mip_feasibility_tolerance", "primal_feasibility_tolerance")
# A start from exchanges leaves the solver's own heuristics little to find; without them it is about twice as fast.
_HEURISTICS = (
    "mip_detect_symmetry",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
    "mip_heuristic_run_feasibility_jump",
)


@dataclass(eq=False)
class Rows:
    """Rows of a model in compressed form; grows as cuts come in."""

    index: list[Integers] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, index: Integers, value: Floats, low: float, high: float) -> None:
        self.add_several(index, value, [len(index)], [low], [high])

    def add_several(
        self, index: Integers, value: Floats, lengths: Sequence[int], low: Sequence[float], high: Sequence[float]
    ) -> None:
        """Rows one after another in `index` and `value`, each of its length."""
        self.index.append(index)
        self.value.append(value)
        self.lengths.extend(lengths)
        self.low.extend(low)
        self.high.extend(high)


@dataclass(eq=False)
class Model:
    """minimise offset + cost · z, low <= A z <= high, lower <= z <= upper; the first `integers` columns are whole."""

    cost: Floats
    lower: Floats
    upper: Floats
    rows: Rows
    integers: int
    offset: float
    scale: float  # money that counts as one inside the solver


@dataclass(frozen=True, eq=False)
class Answer:
    """`values` is None when nothing was found; `bound` is in money and never above the best value of the model."""

    values: Floats | None
    duals: Floats
    bound: float
    finished: bool
    infeasible: bool


def solve(model: Model, *, whole: bool, seconds: float, start: Floats | None = None, presolve: bool = True) -> Answer:
    """Solve the model, as a linear program or with its integer columns whole, within `seconds`."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its class says no types
    for name, setting in (("output_flag", False), ("threads", 1), ("time_limit", max(seconds, 0.01))):
        solver.setOptionValue(name, setting)
    if not presolve:
        solver.setOptionValue("presolve", "off")
    for name in _TOLERANCES if whole else ():
        solver.setOptionValue(name, 1e-9)
    for name in _HEURISTICS if whole else ():
        solver.setOptionValue(name, False)
    solver.passModel(_as_highs(model, whole=whole))
    if start is not None and whole:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    solver.run()
    return _read(solver, model, whole=whole)


def _as_highs(model: Model, *, whole: bool) -> highspy.HighsLp:
    rows = model.rows
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.cost), len(rows.low)
    lp.col_cost_, lp.offset_ = model.cost / model.scale, model.offset / model.scale
    lp.col_lower_, lp.col_upper_ = model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = np.array(rows.low), np.array(rows.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(rows.lengths)]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate(rows.index).astype(np.int32)
    lp.a_matrix_.value_ = np.concatenate(rows.value)
    if whole:
        kinds = [highspy.HighsVarType.kInteger] * model.integers
        lp.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (len(model.cost) - model.integers)
    return lp


def _read(solver: highspy.Highs, model: Model, *, whole: bool) -> Answer:
    status, info = solver.getModelStatus(), solver.getInfo()
    solution = solver.getSolution()
    kinds = highspy.HighsModelStatus
    finished = status == kinds.kOptimal
    infeasible = status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible)
    bound = info.mip_dual_bound if whole else (info.objective_function_value if finished else -INFINITE)
    found = solution.value_valid and not infeasible
    return Answer(
        values=np.array(solution.col_value) if found else None,
        duals=np.array(solution.row_dual) * model.scale if solution.dual_valid else np.zeros(0),
        bound=bound * model.scale if np.isfinite(bound) else (-INFINITE if not infeasible else INFINITE),
        finished=bool(finished),
        infeasible=bool(infeasible),
    )
