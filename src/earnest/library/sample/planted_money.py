"""The truths about money put into the sample on purpose. None is written down: each follows from the model."""

from __future__ import annotations

from earnest.library.sample.budget import ASKED, OFFERED, OVERSPENT_LINE, UNOWNED_LINE
from earnest.library.sample.model import Planted
from earnest.library.sample.own_controls import VPN
from earnest.library.sample.scenarios import LEFT_OUT


def planted_money() -> tuple[Planted, ...]:
    return (
        Planted(
            "vpn-costs-more",
            "money",
            "The SSL-VPN that is kept for the auditor costs more than it gives.",
            "page:worth",
            (VPN, "verdict=costs_more"),
        ),
        Planted(
            "extension-undecided",
            "money",
            "Nobody can tell yet whether the browser data-loss extension earns its place.",
            "page:worth",
            ("dlp", "verdict=undecided"),
        ),
        Planted(
            "agent-earns",
            "money",
            "The endpoint agent is worth far more than it costs, its own outage counted.",
            "page:worth",
            ("edr-coverage", "verdict=earns", "brings=agent-outage"),
        ),
        Planted(
            "unpriced-scenario",
            "money",
            "One scenario is not in the model, because nobody has estimated its loss.",
            "page:risks",
            (LEFT_OUT,),
        ),
        Planted(
            "asked-and-offered",
            "money",
            "1.46 million euros were asked, 1.1 million are offered.",
            "page:budget",
            (f"asked={ASKED}", f"offered={OFFERED}"),
        ),
        Planted(
            "vendor-list",
            "money",
            "The best next purchase is not the first on the vendor's list.",
            "page:budget-choice",
            ("first_of_vendor=soc-monitoring",),
        ),
        Planted(
            "budget-lines",
            "money",
            "One line of the budget has nobody who answers for it, and one is overspent.",
            "page:budget",
            (f"unowned={UNOWNED_LINE}", f"overspent={OVERSPENT_LINE}"),
        ),
    )
