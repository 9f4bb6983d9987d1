"""Comparisons as the pictures that charts are drawn from, and the bars beside a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from earnest.duties.legacy.queries import Comparison
from earnest.duties.legacy.rules.comparing import Outcome
from earnest.engines.documents.charts.pictures import NetWorth, WorthRow
from earnest.interfaces.web.legacy.words import against, kind


def worth_against_keeping(found: Comparison) -> NetWorth | None:
    """What each way is worth against keeping it, over the horizon; None where nothing is kept or nothing else is on
    record."""
    rows = tuple(
        WorthRow(
            name=one.title,
            low=-one.against.high,
            q25=-one.against.q75,
            mean=-one.against.mean,
            q75=-one.against.q25,
            high=-one.against.low,
            verdict=against(one),
            who=kind(found.kinds[one.way]),
        )
        for one in found.compared.outcomes
        if one.against is not None
    )
    return NetWorth(rows, found.currency) if rows else None


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: its part, from where, and how wide, in percent of the longest bar."""

    part: str
    label: str
    start: str
    width: str


def bar(one: Outcome, most: float) -> tuple[Piece, ...]:
    """What the total of a way is made of: once, to run, loss."""
    parts = (
        ("once", _("Once"), one.one_off.mean),
        ("run", _("To run"), one.run.mean),
        ("loss", _("Loss"), one.loss.mean),
    )
    pieces, at = [], 0.0
    for part, label, amount in parts:
        width = 100 * amount / most if most else 0.0
        pieces.append(Piece(part, label, f"{at:.2f}", f"{width:.2f}"))
        at += width
    return tuple(pieces)
