"""The usual way and the other way, compared in money where the model of risk prices both."""

from __future__ import annotations

from dataclasses import dataclass

from earnest.core.controls.models import Argument, Control
from earnest.core.risks import queries as risks
from earnest.core.risks.queries import Worth
from earnest.interfaces.web.risk.money import between, short
from earnest.interfaces.web.risk.reading import model_of
from earnest.interfaces.web.standing import Standing


@dataclass(frozen=True)
class Priced:
    """One of the two ways. Amounts are a year's."""

    control: Control
    usual: bool
    worth: Worth
    removed: str
    introduced: str
    cost: str
    net: str
    net_range: str
    proof: str


def compared(stands: Standing, argument: Argument) -> tuple[Priced, ...]:
    """Those of the two controls that are priced already, the usual way first."""
    both = [(argument.replaces, True), (argument.instead, False)]
    wanted = [(control, usual) for control, usual in both if control is not None]
    if not wanted:
        return ()
    model = model_of(stands)
    found = {one.control: one for one in risks.kept_worths(model) or ()}
    return tuple(
        Priced(
            control=control,
            usual=usual,
            worth=found[control.key],
            removed=short(found[control.key].removed.mean, model.currency),
            introduced=short(found[control.key].introduced.mean, model.currency),
            cost=short(found[control.key].cost.mean, model.currency),
            net=short(found[control.key].net.mean, model.currency),
            net_range=between(found[control.key].net.low, found[control.key].net.high, model.currency),
            proof=stands.link("proof-worth", control.pk),
        )
        for control, usual in wanted
        if control.key in found
    )
