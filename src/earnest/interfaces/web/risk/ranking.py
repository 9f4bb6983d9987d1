"""Controls by net worth: the range of each as a bar on one scale, its verdict, who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.risks.queries import Range, Worth
from earnest.engines.documents.charts.amounts import linear_ticks
from earnest.engines.quant import Verdict
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.wording import capital, in_words, listed

NAMED = 3
_ROOM, _APART = 300.0, 62.0


@dataclass(frozen=True)
class Bar:
    """Places in percent of the width. `look` is the class of its core: none, `unk` or `neg`."""

    low: float
    q25: float
    mean: float
    core: float
    high: float
    look: str


@dataclass(frozen=True)
class RankRow:
    worth: Worth
    url: str
    who: str
    verdict: str
    bar: Bar
    why: str

    @property
    def is_negative(self) -> bool:
        return self.worth.net.mean < 0


@dataclass(frozen=True)
class Ranking:
    """`rows` are controls in force, `planned` those that would join them. `ticks` are (place in percent, label);
    `unjudged` are controls that cost but do nothing to any scenario yet."""

    rows: tuple[RankRow, ...]
    planned: tuple[RankRow, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float
    unjudged: tuple[RankRow, ...]
    says: str


def verdict_of(worth: Worth) -> str:
    """The name of a verdict: earns, costs_more, undecided, unstated or unestimated."""
    return Verdict(worth.verdict).value


def ranking(reading: Reading) -> Ranking:
    """All controls that somebody has said something of, the worthiest first."""
    judged = [one for one in reading.worths if is_judged(one)]
    low = min([one.net.low for one in judged], default=0.0)
    high = max([one.net.high for one in judged], default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1:
        high = low + 1
    scale = Scale(low, high)
    return Ranking(
        rows=tuple(_row(reading, one, scale) for one in judged if one.in_force),
        planned=tuple(_row(reading, one, scale) for one in judged if not one.in_force),
        ticks=scale.ticks(reading),
        zero=scale.place(0.0),
        unjudged=tuple(_row(reading, one, scale) for one in reading.worths if not is_judged(one)),
        says=_says([one for one in judged if one.in_force]),
    )


def is_judged(worth: Worth) -> bool:
    """Whether anybody has said what the control does to a scenario, or brings."""
    return any(one.high or one.low for one in (worth.removed, worth.introduced))


@dataclass(frozen=True)
class Scale:
    """One scale for all bars, currency a year."""

    low: float
    high: float

    def place(self, amount: float) -> float:
        inside = min(max(amount, self.low), self.high)
        return round(100 * (inside - self.low) / (self.high - self.low), 2)

    def bar(self, net: Range, verdict: str) -> Bar:
        q25, q75 = self.place(net.q25), self.place(net.q75)
        look = {"costs_more": "neg", "earns": ""}.get(verdict, "unk")
        return Bar(self.place(net.low), q25, self.place(net.mean), max(q75 - q25, 0.4), self.place(net.high), look)

    def ticks(self, reading: Reading) -> tuple[tuple[float, str], ...]:
        found = linear_ticks(self.low, self.high, _ROOM, _APART)
        return tuple((self.place(one), reading.money(one) if one else "0") for one in found)


def _row(reading: Reading, worth: Worth, scale: Scale) -> RankRow:
    control = reading.controls.get(worth.control)
    pk = control.pk if control else reading.modelled.controls[worth.control].id
    verdict = verdict_of(worth)
    return RankRow(
        worth=worth,
        url=reading.stands.link("control-worth", pk),
        who=control.accountable.name if control and control.accountable else "",
        verdict=verdict,
        bar=scale.bar(worth.net, verdict),
        why=reading.stands.link("proof-worth", pk),
    )


def _says(judged: Sequence[Worth]) -> str:
    if not judged:
        return _("Nobody has said what any control does to a scenario, so none can be judged yet.")
    by = {
        name: [one for one in judged if verdict_of(one) == name]
        for name in ("earns", "costs_more", "undecided", "unstated")
    }
    parts = []
    if by["earns"]:
        parts.append(
            ngettext("%s control clearly earns its place", "%s controls clearly earn their place", len(by["earns"]))
            % in_words(len(by["earns"]))
        )
    if by["undecided"]:
        parts.append(_("of %s we cannot tell") % in_words(len(by["undecided"])))
    if by["unstated"]:
        parts.append(_("of %s nobody has said what they bring in") % in_words(len(by["unstated"])))
    if by["costs_more"]:
        told = ngettext("%s costs more than it gives", "%s cost more than they give", len(by["costs_more"]))
        named = listed([one.name for one in by["costs_more"]][:NAMED]) if len(by["costs_more"]) <= NAMED else ""
        parts.append(told % in_words(len(by["costs_more"])) + (f": {named}" if named else ""))
    return capital(listed(parts)) + "."
