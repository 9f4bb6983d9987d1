"""Conclusions as the pictures that charts are drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from earnest.core.risks.queries import CurvePoint, Exposure
from earnest.engines.documents.charts.pictures import Curve, LossExceedance, Mark

LEAST = 1e-4
"""Chances below this are not drawn."""


def loss_exceedance(exposure: Exposure, currency: str) -> LossExceedance | None:
    """The curve with its range, the appetite and the curve without controls; None where there is nothing to draw."""
    now = _drawn(exposure.curve)
    if len(now) < 2:
        return None
    curves = [
        Curve(
            _("with our controls"),
            tuple((one.loss, one.probability) for one in now),
            tuple((one.loss, one.low, one.high) for one in now),
        )
    ]
    without = [one for one in _drawn(exposure.curve_without_controls) if one.loss <= now[-1].loss]
    if len(without) > 1 and exposure.mean_without != exposure.mean:
        points = tuple((one.loss, one.probability) for one in without)
        curves.append(Curve(_("without controls"), points, kind="without"))
    above = [one for one in exposure.appetite if not one.within]
    worst = max(above, key=lambda one: one.now / one.limit, default=None)
    return LossExceedance(
        tuple(curves),
        currency,
        tuple((one.loss, one.limit) for one in exposure.appetite),
        (Mark(worst.loss, worst.now, worst.limit),) if worst else (),
    )


def _drawn(curve: Sequence[CurvePoint]) -> list[CurvePoint]:
    """Points of rising loss whose chance can be seen."""
    found: list[CurvePoint] = []
    for one in curve:
        if one.probability >= LEAST and one.loss > 0 and (not found or one.loss > found[-1].loss):
            found.append(one)
    return found
