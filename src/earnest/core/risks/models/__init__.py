"""Loss scenarios, what we believe of them and why, what controls do to them, and what was decided about them."""

from earnest.core.risks.models.calibration import CalibrationAnswer
from earnest.core.risks.models.conclusions import RiskConclusion
from earnest.core.risks.models.decisions import Appetite, MatrixScale, Treatment
from earnest.core.risks.models.estimates import (
    ControlEffect,
    Estimate,
    Experience,
    NoIntroducedLoss,
    Provenance,
    Superseded,
)
from earnest.core.risks.models.scenarios import Scenario, Threat

__all__ = [
    "Appetite",
    "CalibrationAnswer",
    "ControlEffect",
    "Estimate",
    "Experience",
    "MatrixScale",
    "NoIntroducedLoss",
    "Provenance",
    "RiskConclusion",
    "Scenario",
    "Superseded",
    "Threat",
    "Treatment",
]
