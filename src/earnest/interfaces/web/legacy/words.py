"""How what is known of old systems looks and reads: states, fences, steps, verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.duties.legacy.models import Option
from earnest.duties.legacy.rules.comparing import SURE, Compared, Outcome, Verdict
from earnest.duties.legacy.rules.fences import Fence
from earnest.duties.legacy.rules.register import Row
from earnest.duties.legacy.rules.roads import StepState
from earnest.duties.legacy.rules.support import Support
from earnest.interfaces.web.risk.money import chance

Look = tuple[str, str | Promise]
Judged = Literal["earns-its-place", "costs-more", "cannot-tell"]

SUPPORTS: Mapping[Support, Look] = {
    Support.ENDED: ("failing", gettext_lazy("Support has ended")),
    Support.PAID: ("met by another approach", gettext_lazy("Paid support")),
    Support.SUPPORTED: ("effective", gettext_lazy("Supported")),
    Support.UNKNOWN: ("unproven", gettext_lazy("Not known")),
}
FENCES: Mapping[Fence, Look] = {
    Fence.HOLDS: ("effective", gettext_lazy("Holds")),
    Fence.BROKEN: ("failing", gettext_lazy("Broken")),
    Fence.UNPROVEN: ("unproven", gettext_lazy("Not proven")),
}
STEPS: Mapping[StepState, Look] = {
    StepState.DONE: ("effective", gettext_lazy("Done")),
    StepState.LATE: ("failing", gettext_lazy("Late")),
    StepState.RUNNING: ("partly effective", gettext_lazy("Under way")),
    StepState.AHEAD: ("planned", gettext_lazy("Ahead")),
}
VERDICTS: Mapping[Verdict, Look] = {
    Verdict.CHEAPEST: ("effective", gettext_lazy("Cheapest")),
    Verdict.OPEN: ("unproven", gettext_lazy("Cannot tell yet")),
    Verdict.ALONE: ("planned", gettext_lazy("Nothing to compare")),
}


@dataclass(frozen=True)
class Standing:
    """A state as a page shows it: how it looks, and its word."""

    look: str
    word: str


def support(row: Row) -> Standing:
    """How a release line stands, with how far off its end is."""
    look, word = SUPPORTS[row.support]
    if row.support is Support.SUPPORTED and row.months is not None:
        look, word = "partly effective", _("Ends within %d months") % row.months
    return Standing(look, str(word))


def fence(state: Fence) -> Standing:
    look, word = FENCES[state]
    return Standing(look, str(word))


def step(state: StepState) -> Standing:
    look, word = STEPS[state]
    return Standing(look, str(word))


def verdict(found: Compared) -> Standing:
    look, word = VERDICTS[found.verdict]
    return Standing(look, str(word))


def kind(value: str) -> str:
    """What a kind of option is called."""
    return str(Option.Kind(value).label)


def pays_back(one: Outcome) -> str:
    """When a way has cost no more than keeping, with nine in ten."""
    if one.against is None:
        return "–"
    if one.pays_back is None:
        return _("not within 15 years")
    told = _("after %s years") % f"{one.pays_back:.1f}" if one.pays_back else _("at once")
    if one.pays_back_low is None or one.pays_back_high is None:
        return told
    return _("%(told)s (%(low)s to %(high)s years)") % {
        "told": told,
        "low": f"{one.pays_back_low:.1f}",
        "high": f"{one.pays_back_high:.1f}",
    }


def against(one: Outcome) -> Judged:
    """Whether a way is worth more than keeping, as the chart of net worths tells it."""
    if one.cheaper is None or 1 - SURE < one.cheaper < SURE:
        return "cannot-tell"
    return "earns-its-place" if one.cheaper >= SURE else "costs-more"


def row_key(row: Row) -> str:
    """A short name of a row of the register for its address."""
    told = repr((row.machine, row.what, row.product, row.line, row.title.lower()))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def likely(share: float) -> str:
    """A chance from draws, which is never certain."""
    if share >= 0.995:
        return _("more than 99%")
    return _("less than 1%") if share < 0.005 else chance(share)


def months(low: float, mean: float, high: float) -> str:
    """A number of months with its range."""
    if high == low:
        return ngettext("%s month", "%s months", round(mean)) % f"{mean:g}" if mean else _("at once")
    return _("%(mean)s months (%(low)s to %(high)s)") % {
        "mean": f"{mean:.0f}", "low": f"{low:.0f}", "high": f"{high:.0f}",
    }  # fmt: skip
