"""Teams without a lead, duties and scopes that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import ngettext

from earnest.core.organization.models import Duty, Scope, Team
from earnest.foundation.actor import Actor
from earnest.foundation.concern import Concern, nobodys
from earnest.foundation.record import visible_to


def concerns(actor: Actor, _today: date) -> list[Concern]:
    return list(_nobodys(actor))


def _nobodys(actor: Actor) -> Iterator[Concern]:
    teams = list(visible_to(actor, Team).filter(lead=None).values_list("name", flat=True))
    says = ngettext("%s team has no lead", "%s teams have no lead", len(teams))
    yield from nobodys("nobody-teams", says, teams, page="teams-list", query="lead=none")
    duties = list(visible_to(actor, Duty).filter(accountable=None).values_list("name", flat=True))
    says = ngettext("%s duty has no accountable person", "%s duties have no accountable person", len(duties))
    yield from nobodys("nobody-duties", says, duties, page="duties-list", query="accountable=none")
    scopes = list(visible_to(actor, Scope).filter(accountable=None).values_list("name", flat=True))
    says = ngettext("%s scope has no accountable person", "%s scopes have no accountable person", len(scopes))
    yield from nobodys("nobody-scopes", says, scopes, page="scopes-list", query="accountable=none")
