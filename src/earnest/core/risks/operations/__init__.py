"""Believing, deciding and answering about risk. Nothing that the ledger speaks of is deleted: it is superseded."""

from earnest.core.risks.operations.calibrating import answer_calibration
from earnest.core.risks.operations.concluding import conclude
from earnest.core.risks.operations.deciding import agree_appetite, set_matrix_scale
from earnest.core.risks.operations.estimating import estimate_effect, make_estimate, record_experience
from earnest.core.risks.operations.introducing import introduce_scenario, state_no_introduced_loss
from earnest.core.risks.operations.treating import (
    approve_treatment,
    ask_treatment,
    refuse_treatment,
    revoke_treatment,
)

__all__ = [
    "agree_appetite",
    "answer_calibration",
    "approve_treatment",
    "ask_treatment",
    "conclude",
    "estimate_effect",
    "introduce_scenario",
    "make_estimate",
    "record_experience",
    "refuse_treatment",
    "revoke_treatment",
    "set_matrix_scale",
    "state_no_introduced_loss",
]
