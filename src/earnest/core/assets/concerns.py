"""Assets that nobody answers for, those that matter most first."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.assets.models import Asset
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight
from earnest.foundation.record import visible_to


def concerns(actor: Actor, _today: date) -> list[Concern]:
    rows = visible_to(actor, Asset).exclude(life_cycle=Asset.LifeCycle.RETIRED).filter(accountable=None)
    names = list(rows.order_by("tier", "name").values_list("name", flat=True))
    if not names:
        return []
    return [
        Concern(
            rule="nobody-assets",
            weight=Weight.NOBODY,
            kind=_("Nobody named"),
            look="none",
            title=ngettext("%s asset has no accountable person", "%s assets have no accountable person", len(names))
            % len(names),
            detail=", ".join(names[:5]),
            cost=_("Unknown"),
            cost_note=_("nobody can say"),
            who=_("Nobody named"),
            when="",
            act=_("Name people"),
            page="assets",
            query="accountable=none",
        )
    ]
