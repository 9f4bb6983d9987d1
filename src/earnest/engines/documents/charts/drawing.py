"""From a picture to its Vega-Lite spec."""

from __future__ import annotations

from earnest.engines.documents.charts.budget_bars import budget_bars
from earnest.engines.documents.charts.canvas import Spec
from earnest.engines.documents.charts.cumulative import cumulative
from earnest.engines.documents.charts.frames import Frame
from earnest.engines.documents.charts.frontier import frontier
from earnest.engines.documents.charts.loss_exceedance import loss_exceedance
from earnest.engines.documents.charts.net_worth import net_worth
from earnest.engines.documents.charts.pictures import (
    BudgetBars,
    Cumulative,
    Frontier,
    LossExceedance,
    NetWorth,
    Picture,
    Survival,
    Trend,
)
from earnest.engines.documents.charts.raised import raised
from earnest.engines.documents.charts.survival import survival
from earnest.engines.documents.charts.trend import trend
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.locale import Locale


def spec(picture: Picture, frame: Frame, locale: Locale = ENGLISH) -> Spec:
    """The Vega-Lite v6 spec of a picture, as wide as the frame. The same picture gives the same spec."""
    if isinstance(picture, LossExceedance):
        return loss_exceedance(picture, frame, locale)
    if isinstance(picture, NetWorth):
        return net_worth(picture, frame, locale)
    if isinstance(picture, Frontier):
        return frontier(picture, frame, locale)
    if isinstance(picture, BudgetBars):
        return budget_bars(picture, frame, locale)
    if isinstance(picture, Survival):
        return survival(picture, frame, locale)
    if isinstance(picture, Trend):
        return trend(picture, frame, locale)
    if isinstance(picture, Cumulative):
        return cumulative(picture, frame, locale)
    return raised(picture, frame, locale)
