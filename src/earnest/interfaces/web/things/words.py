"""The words of these pages, and the day that they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.standing import KEY, asked_day

KEYS: dict[str, str | Promise] = {
    "serial": _("serial number"),
    "cloud": _("cloud identifier"),
    "instance": _("instance number"),
    "purl": _("package URL"),
    "image": _("image"),
    "repository": _("repository"),
    "email": _("e-mail address"),
    "host": _("host name"),
    "name": _("name"),
    "short": _("host name without its domain"),
    "address": _("network address"),
    "decision": _("decision"),
}
KINDS: dict[str, str | Promise] = {
    "person": _("Person"),
    "laptop": _("Laptop"),
    "desktop": _("Desktop"),
    "phone": _("Phone"),
    "tablet": _("Tablet"),
    "server": _("Server"),
    "virtual": _("Virtual machine"),
    "container": _("Container"),
    "network": _("Network device"),
    "repository": _("Repository"),
    "image": _("Image"),
    "cluster": _("Cluster"),
    "application": _("Application"),
    "filesystem": _("File system"),
    "cloud account": _("Cloud account"),
    "device": _("Device"),
    "host": _("Host"),
    "cloud resource": _("Cloud resource"),
    "shared account": _("Shared account"),
    "service account": _("Service account"),
    "account": _("Account"),
    "other": pgettext_lazy("kind of thing", "Other"),
}
STATES: dict[str, str | Promise] = {
    "joins": _("joins it to others"),
    "alone": _("nothing else bears it"),
    "ambiguous": _("ambiguous, joins nothing"),
    "junk": _("stands for nothing, joins nothing"),
}


def kind_word(kind: str) -> str:
    """A kind of thing as people call it."""
    return str(KINDS.get(kind, kind))


def key_word(key: str) -> str:
    """A kind of key as people call it."""
    return str(KEYS.get(key, key))


@dataclass(frozen=True)
class Day:
    """The day that a page speaks of, for an actor who may see the record."""

    actor: Actor
    day: date
    today: date

    @property
    def moment(self) -> datetime:
        return clock.end_of(self.day)

    @property
    def query(self) -> str:
        """What a link carries to stay on this day; empty for today."""
        return "" if self.day == self.today else f"?{KEY}={self.day.isoformat()}"

    def link(self, name: str, *args: object) -> str:
        return reverse(name, args=args) + self.query

    @property
    def context(self) -> dict[str, object]:
        return {"as_of": self.day, "as_of_query": self.query}


def day_of(request: ActorRequest) -> Day:
    """The day that is asked for. Http404 for those who may not see the record."""
    if not request.actor.may(May.SEE_RECORD):
        raise Http404
    today = clock.today()
    return Day(request.actor, asked_day(request, today), today)
