"""What the curve says against what the board accepts, in a sentence and as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.risks.queries import AppetitePoint, CurvePoint
from earnest.engines.documents.charts.amounts import chance_at, log_ticks
from earnest.interfaces.web.risk.money import chance
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.wording import in_words

SHOWN = 0.0005
"""Chances below this are not told in the table."""


@dataclass(frozen=True)
class CurveRow:
    """A row behind the chart; `verdict` is within, above or no-limit. What is not known is empty."""

    loss: float
    now: str
    range: str
    without: str
    limit: str
    verdict: str


def says(reading: Reading) -> str:
    """Where the yearly loss stands against the appetite, in one or two sentences."""
    points, model = reading.exposure.appetite, reading.modelled
    if not points:
        return _("The board has not agreed how much is too much, so nothing can be held against it.")
    told = _above(reading, [one for one in points if not one.within]) or _within(reading, points)
    until = model.appetite_valid_until
    if until is not None and until < model.day:
        told += " " + _("The appetite was valid until %s: the board has to agree it again.") % date_format(
            until, "j F Y"
        )
    return told


def _above(reading: Reading, above: list[AppetitePoint]) -> str:
    if not above:
        return ""
    worst = max(above, key=lambda one: one.now / one.limit)
    given = {
        "loss": reading.money(worst.loss),
        "now": chance(worst.now),
        "limit": chance(worst.limit),
        "low": reading.money(above[0].loss),
        "high": reading.money(above[-1].loss),
    }
    if len(above) == 1:
        first = _(
            "A loss of more than %(loss)s in a year is likelier than the board accepts: %(now)s against %(limit)s."
        )
    else:
        first = _(
            "From %(low)s to %(high)s, losses are likelier than the board accepts: %(now)s against %(limit)s at "
            "%(loss)s."
        )
    within = [one for one in reading.exposure.appetite if one.within]
    if not within:
        return first % given
    counted = ngettext(
        "At %s other agreed amount we are within.", "At %s other agreed amounts we are within.", len(within)
    )
    return f"{first % given} {counted % in_words(len(within))}"


def _within(reading: Reading, points: tuple[AppetitePoint, ...]) -> str:
    nearest = max(points, key=lambda one: one.now / one.limit)
    return _("Losses are no likelier than the board accepts. It is closest at %(loss)s: %(now)s against %(limit)s.") % {
        "loss": reading.money(nearest.loss),
        "now": chance(nearest.now),
        "limit": chance(nearest.limit),
    }


def rows(reading: Reading) -> list[CurveRow]:
    """The curve at round amounts and at those of the appetite."""
    found = reading.exposure
    limits = {one.loss: one for one in found.appetite}
    shown = [one.loss for one in found.curve if one.loss > 0 and one.probability >= SHOWN]
    spread = log_ticks(shown[0], shown[-1], 12, 1.0) if len(shown) > 1 else shown
    return [_row(reading, loss, limits.get(loss)) for loss in sorted({*spread, *limits})]


def _row(reading: Reading, loss: float, limit: AppetitePoint | None) -> CurveRow:
    found = reading.exposure
    now = limit.now if limit else _at(found.curve, loss, "probability")
    low, high = _at(found.curve, loss, "low"), _at(found.curve, loss, "high")
    without = _at(found.curve_without_controls, loss, "probability")
    return CurveRow(
        loss=loss,
        now="" if now is None else chance(now),
        range=""
        if low is None or high is None
        else _("%(low)s to %(high)s") % {"low": chance(low), "high": chance(high)},
        without="" if without is None else chance(without),
        limit=chance(limit.limit) if limit else "",
        verdict=("within" if limit.within else "above") if limit else "no-limit",
    )


def _at(curve: tuple[CurvePoint, ...], loss: float, field: str) -> float | None:
    return chance_at([(one.loss, getattr(one, field)) for one in curve], loss)
