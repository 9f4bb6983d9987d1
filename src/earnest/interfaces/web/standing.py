"""The day that a page speaks of, and what was concluded as of its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min
from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from earnest.core.assurance import operations
from earnest.core.assurance.models import Assessment
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Snapshot
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.request import ActorRequest

KEY = "as_of"


@dataclass(frozen=True)
class Standing:
    """What was known at the end of a day, as one actor may see it."""

    actor: Actor
    day: date
    today: date
    assessment: Assessment

    @property
    def query(self) -> str:
        """What a link carries to stay on this day; empty for today."""
        return "" if self.day == self.today else f"?{KEY}={self.day.isoformat()}"

    def link(self, name: str, *args: Any) -> str:
        """The address of a page, on this day."""
        return reverse(name, args=args) + self.query

    @property
    def context(self) -> dict[str, Any]:
        """What every page that speaks of a day gives its template."""
        return {"as_of": self.day, "as_of_query": self.query, "standing": self}


def standing(request: ActorRequest) -> Standing:
    """What the page speaks of. Http404 for those who may not see the record; Invalid for a day that cannot be."""
    if not request.actor.may(May.SEE_RECORD):
        raise Http404
    today = clock.today()
    day = asked_day(request, today)
    return Standing(request.actor, day, today, operations.assess(day))


def asked_day(request: ActorRequest, today: date) -> date:
    """The day in the address, today without one."""
    told = request.GET.get(KEY, "")
    if not told:
        return today
    try:
        day = date.fromisoformat(told[:20])
    except ValueError:
        says = _("“%(told)s” is not a day. Write it as year-month-day, such as %(today)s, or leave it out for today.")
        raise Invalid(says % {"told": told[:40], "today": today.isoformat()}, field=KEY) from None
    if day > today:
        says = _("%(day)s is still to come: nobody has seen it yet. Choose a day up to today, %(today)s.")
        raise Invalid(says % {"day": _told(day), "today": _told(today)}, field=KEY)
    start = first_day() or today
    if day < start:
        says = _("The record starts on %(start)s; there is nothing to show for %(day)s. Choose a later day.")
        raise Invalid(says % {"day": _told(day), "start": _told(start)}, field=KEY)
    return day


def first_day() -> date | None:
    """The first day of which anything is known: a control was taken into use, or something was observed."""
    adopted = Control.objects.aggregate(found=Min("adopted_on"))["found"]
    seen = Snapshot.objects.aggregate(found=Min("observed_at"))["found"]
    days = [day for day in (adopted, seen.date() if seen else None) if day]
    return min(days) if days else None


def _told(day: date) -> str:
    return formats.date_format(day, "j F Y")
