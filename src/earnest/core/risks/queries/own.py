"""What somebody may know of themselves alone."""

from __future__ import annotations

from collections.abc import Mapping

from earnest.core.risks.models import CalibrationAnswer
from earnest.core.risks.rules import Answer, Calibration, calibration
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to


def calibration_of(actor: Actor, truths: Mapping[str, float]) -> Calibration:
    """How well the actor's own ranges hold; `truths` has the answers by question. Others' answers are never read."""
    rows = visible_to(actor, CalibrationAnswer).filter(question__in=list(truths))
    return calibration(Answer(row.low, row.high, truths[row.question]) for row in rows)
