"""The request that every page gets: it knows who acts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from earnest.foundation.actor import Actor


class ActorRequest(HttpRequest):
    """What the middleware adds: who acts, the reader's time zone (None when unknown), and what htmx says."""

    actor: Actor
    zone: ZoneInfo | None
    htmx: HtmxDetails
