"""The model of risk as of a day, and what it concludes: exposure, and what each control is worth."""

from earnest.core.risks.queries.conclusions import (
    AppetitePoint,
    CurvePoint,
    Exposure,
    Range,
    ScenarioExposure,
    TreatmentNow,
    Why,
    Worth,
)
from earnest.core.risks.queries.decided import appetite_on, matrix_scale_on, treatments_on
from earnest.core.risks.queries.exposure import exposure, kept_exposure
from earnest.core.risks.queries.model import ControlFact, LeftOut, Modelled, ScenarioFact, modelled, scenario_from
from earnest.core.risks.queries.own import calibration_of
from earnest.core.risks.queries.worths import kept_worths, worths
from earnest.foundation.record import visible_to

__all__ = [
    "AppetitePoint",
    "ControlFact",
    "CurvePoint",
    "Exposure",
    "LeftOut",
    "Modelled",
    "Range",
    "ScenarioExposure",
    "ScenarioFact",
    "TreatmentNow",
    "Why",
    "Worth",
    "appetite_on",
    "calibration_of",
    "exposure",
    "kept_exposure",
    "kept_worths",
    "matrix_scale_on",
    "modelled",
    "scenario_from",
    "treatments_on",
    "visible_to",
    "worths",
]
