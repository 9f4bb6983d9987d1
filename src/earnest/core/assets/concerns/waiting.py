"""Assets that nobody answers for, those that matter most first."""

from __future__ import annotations

from datetime import date

from django.utils.translation import ngettext

from earnest.core.assets.models import Asset
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, nobodys
from earnest.foundation.record import visible_to


def concerns(actor: Actor, _today: date) -> list[Concern]:
    rows = visible_to(actor, Asset).exclude(life_cycle=Asset.LifeCycle.RETIRED).filter(accountable=None)
    names = list(rows.order_by("tier", "name").values_list("name", flat=True))
    says = ngettext("%s asset has no accountable person", "%s assets have no accountable person", len(names))
    return list(nobodys("nobody-assets", says, names, page="assets"))
