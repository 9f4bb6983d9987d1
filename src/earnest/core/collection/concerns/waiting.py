"""Collectors that stopped: what rests on their source will lapse, so it is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.collection.models import Collector
from earnest.core.collection.queries import CollectorState, states
from earnest.core.collection.rules.health import Health
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight, nobodys
from earnest.foundation.record import visible_to


def concerns(actor: Actor, _today: date) -> list[Concern]:
    stopped = (one for one in states(actor) if one.health in {Health.FAILS, Health.SILENT})
    return [*map(_stopped, stopped), *_nobodys(actor)]


def _stopped(state: CollectorState) -> Concern:
    collector = state.collector
    owner = collector.accountable
    fails = state.health is Health.FAILS
    since = timezone.localdate(state.worked_at) if state.worked_at else None
    return Concern(
        rule="collector-fails" if fails else "collector-silent",
        weight=Weight.LAPSING,
        kind=_("Evidence stopped coming"),
        look="clock",
        title=(_("%s does not work") if fails else _("Nothing comes from %s")) % collector.title,
        detail=state.problem or _("It brought nothing for %s days.") % state.silent_for.days,
        cost=_("Unproven soon"),
        cost_note=_("proves nothing %s days after the last look") % collector.source.freshness_days,
        who=owner.name if owner else _("Nobody named"),
        when=_("last worked %s") % date_format(since, "j M") if since else _("never worked"),
        act=_("See what is wrong"),
        page="collectors-detail",
        args=(collector.pk,),
        tone="unk",
    )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    rows = visible_to(actor, Collector).filter(active=True, accountable=None)
    names = list(rows.values_list("title", flat=True))
    says = ngettext("%s collector has no accountable person", "%s collectors have no accountable person", len(names))
    yield from nobodys("nobody-collectors", says, names, page="collectors-list", query="accountable=none")
