"""Teams without a lead, duties and scopes that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.organization.models import Duty, Scope, Team
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, Weight
from earnest.foundation.record import visible_to


def concerns(actor: Actor, _today: date) -> list[Concern]:
    return list(_nobodys(actor))


def _nobodys(actor: Actor) -> Iterator[Concern]:
    teams = list(visible_to(actor, Team).filter(lead=None).values_list("name", flat=True))
    says = ngettext("%s team has no lead", "%s teams have no lead", len(teams))
    yield from _told("nobody-teams", says, teams, "teams-list", "lead=none")
    duties = list(visible_to(actor, Duty).filter(accountable=None).values_list("name", flat=True))
    says = ngettext("%s duty has no accountable person", "%s duties have no accountable person", len(duties))
    yield from _told("nobody-duties", says, duties, "duties-list", "accountable=none")
    scopes = list(visible_to(actor, Scope).filter(accountable=None).values_list("name", flat=True))
    says = ngettext("%s scope has no accountable person", "%s scopes have no accountable person", len(scopes))
    yield from _told("nobody-scopes", says, scopes, "scopes-list", "accountable=none")


def _told(rule: str, says: str, names: list[str], page: str, query: str) -> Iterator[Concern]:
    if names:
        yield Concern(
            rule=rule,
            weight=Weight.NOBODY,
            kind=_("Nobody named"),
            look="none",
            title=says % len(names),
            detail=", ".join(names[:5]),
            cost=_("Unknown"),
            cost_note=_("nobody can say"),
            who=_("Nobody named"),
            when="",
            act=_("Name people"),
            page=page,
            query=query,
        )
