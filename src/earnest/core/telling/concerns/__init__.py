"""What of the things told needs a person."""

from __future__ import annotations

from datetime import date

from earnest.core.telling.concerns.framing import flagged
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern


def concerns(actor: Actor, today: date) -> list[Concern]:  # noqa: ARG001 - every module is asked the same way
    return [*flagged(actor)] if actor.may(May.SEE_RECORD) else []
