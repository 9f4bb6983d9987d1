"""What follows from beliefs, looks and decisions about risk. Pure."""

from earnest.core.risks.rules.calibration import (
    Answer,
    Calibration,
    EqualBetReading,
    Verdict,
    calibration,
    equal_bet_reading,
)
from earnest.core.risks.rules.credit import CANDIDATE_LOOKS, LOOKED_BACK, Credit, candidate, credit, looked
from earnest.core.risks.rules.decisions import (
    Cell,
    checked_bounds,
    checked_points,
    in_force,
    matrix_cell,
    treatment_standing,
)
from earnest.core.risks.rules.experience import (
    Gamma,
    Update,
    frequency_after,
    gamma_by_moments,
    learned,
    rate_moments,
    years_between,
)
from earnest.core.risks.rules.money import money_in
from earnest.core.risks.rules.values import (
    PARTS,
    SHAPES,
    Multipliers,
    Values,
    effect,
    frequency,
    probability,
    severity,
)

__all__ = [
    "CANDIDATE_LOOKS",
    "LOOKED_BACK",
    "PARTS",
    "SHAPES",
    "Answer",
    "Calibration",
    "Cell",
    "Credit",
    "EqualBetReading",
    "Gamma",
    "Multipliers",
    "Update",
    "Values",
    "Verdict",
    "calibration",
    "candidate",
    "checked_bounds",
    "checked_points",
    "credit",
    "effect",
    "equal_bet_reading",
    "frequency",
    "frequency_after",
    "gamma_by_moments",
    "in_force",
    "learned",
    "looked",
    "matrix_cell",
    "money_in",
    "probability",
    "rate_moments",
    "severity",
    "treatment_standing",
    "years_between",
]
