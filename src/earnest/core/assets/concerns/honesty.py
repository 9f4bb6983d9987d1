"""Assets that nobody who works here answers for."""

from __future__ import annotations

from django.db.models import Q

from earnest.core.assets.models import Asset
from earnest.foundation.honesty import Check, answered_for

HONESTY: tuple[Check, ...] = answered_for(Asset, "assets-detail", counted=~Q(life_cycle=Asset.LifeCycle.RETIRED))
