"""What of frameworks needs a person: exclusions that wait for approval, frameworks that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.frameworks.models import Applicability, Framework
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern, Weight, nobodys
from earnest.foundation.record import visible_to


def concerns(actor: Actor, today: date) -> list[Concern]:
    return [*_waiting(actor, today), *_nobodys(actor)]


def _waiting(actor: Actor, today: date) -> Iterator[Concern]:
    rows = visible_to(actor, Applicability).filter(approver=None).select_related("requirement__framework", "asked_by")
    for row in rows:
        waits = (today - row.created_at.date()).days
        yield Concern(
            rule="exclusion-asked",
            weight=Weight.DECISION,
            kind=_("Decision"),
            look="decide",
            title=_("Does %(key)s, %(title)s, apply?") % {"key": row.requirement.key, "title": row.requirement.title},
            detail=_("%(who)s says it does not: %(reason)s") % {"who": row.asked_by.name, "reason": row.reason},
            cost=_("It counts"),
            cost_note=_("in %s until then") % row.requirement.framework,
            who=_("Anyone but %s") % row.asked_by.name,
            when=ngettext("waits %s day", "waits %s days", waits) % waits if waits > 0 else _("asked today"),
            act=_("Decide") if actor.may(May.DECIDE_EXCEPTION) else _("See the request"),
            page="requirements-detail",
            args=(row.requirement_id,),
            bears=1,
        )


def _nobodys(actor: Actor) -> Iterator[Concern]:
    names = list(visible_to(actor, Framework).filter(accountable=None).values_list("title", flat=True))
    says = ngettext("%s framework has no accountable person", "%s frameworks have no accountable person", len(names))
    yield from nobodys("nobody-frameworks", says, names, page="framework-records-list", query="accountable=none")
