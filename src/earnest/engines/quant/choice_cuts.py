"""Outer approximation: tangents of exp(logs · v) for scenarios that too many investments touch.

At any point t0, exp(t) >= exp(t0) (1 + t - t0), so a tangent never cuts off a choice; at a whole choice it is exact, so
adding the tangent of each choice found ends after finitely many rounds. An introduced loss is bound only when its
carrier is on: the tangent is lowered by its greatest possible value while the carrier is off.
"""

from __future__ import annotations

import numpy as np

from earnest.engines.quant.choice_enumeration import Relaxation
from earnest.engines.quant.choice_program import Floats
from earnest.engines.quant.choice_solver import INFINITE

LEVELS = np.linspace(0.0, 1.0, 8)  # from all that raises a loss chosen (0) to all that lowers it (1)
FEW_LEVELS = np.array([0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7])  # nearer to where a budget ends
LOWEST_LEVEL = -30.0
NOTHING_LEFT = -100.0  # logarithm of a multiplier below which a loss counts as gone


def add_first_cuts(relaxation: Relaxation, points: list[Floats], shares: Floats = LEVELS) -> None:
    """Tangents of every held loss at `shares` of its range, and at `points` of the variables."""
    table = _free_logs(relaxation)
    through = np.array(points).reshape(len(points), len(table)) @ np.where(table > NOTHING_LEFT, table, 0.0)
    for place in range(len(relaxation.held)):
        logs = table[:, place]
        finite = np.where(logs > NOTHING_LEFT, logs, 0.0)
        bottom, top = max(float(np.minimum(finite, 0.0).sum()), LOWEST_LEVEL), float(np.maximum(finite, 0.0).sum())
        _add(relaxation, place, logs, np.append(top + (bottom - top) * shares, through[:, place]))


def add_cuts_at(relaxation: Relaxation, columns: Floats, worth: float) -> int:
    """Tangents at the variables in `columns` for every held loss that the model puts more than `worth` too low."""
    size = relaxation.program.size
    said = columns[relaxation.first_held : relaxation.first_held + len(relaxation.held)]
    table, added = _free_logs(relaxation), 0
    for place, loss in enumerate(relaxation.held):
        carrier = int(relaxation.program.carrier[loss])
        logs = table[:, place]
        level = float(columns[:size] @ logs)
        on = 1.0 if carrier < 0 else float(columns[carrier])
        if (
            on > 0.0
            and level > NOTHING_LEFT
            and (np.exp(level) * on - said[place]) * relaxation.held_base[place] > worth
        ):
            _add(relaxation, place, logs, np.array([level]))
            added += 1
    return added


def _free_logs(relaxation: Relaxation) -> Floats:
    """Logarithms of the held losses with fixed variables left out: [n, held]."""
    program = relaxation.program
    return np.asarray(program.logs[:, relaxation.held] * (program.upper > program.lower)[:, None])


def _add(relaxation: Relaxation, place: int, logs: Floats, levels: Floats) -> None:
    """Rows share + sum(-slope * logs * v) [- greatest * carrier] >= constant [- greatest], one a level.

    A variable that leaves nothing of the loss enters with + greatest in place of its endless slope.
    """
    program, column = relaxation.program, relaxation.first_held + place
    slopes = np.exp(levels)
    constants = slopes * (1.0 - levels)
    where = np.flatnonzero(logs)
    used = logs[where]
    weights = -slopes[:, None] * used
    ends = used <= NOTHING_LEFT
    most = constants
    if ends.any():
        most = np.maximum(constants + slopes * used[used > 0.0].sum(), 0.0)
        weights[:, ends] = most[:, None]
    index = np.append(where, column)
    carrier = int(program.carrier[relaxation.held[place]])
    if carrier >= 0 and program.upper[carrier] > program.lower[carrier]:
        above = np.maximum(np.delete(logs, carrier), 0.0).sum()
        greatest = np.maximum(constants + slopes * above, 0.0)
        own = (most if logs[carrier] <= NOTHING_LEFT else -slopes * logs[carrier]) - greatest
        weights = np.column_stack([weights[:, where != carrier], own])
        index = np.concatenate([where[where != carrier], [carrier, column]])
        constants = constants - greatest
    count = len(levels)
    values = np.ones((count, len(index)))
    values[:, : weights.shape[1]] = weights
    lengths = [len(index)] * count
    rows = relaxation.model.rows
    rows.add_several(np.tile(index, count), values.ravel(), lengths, constants.tolist(), [INFINITE] * count)
