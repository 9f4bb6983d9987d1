"""What of the things told needs a person."""

from __future__ import annotations

from datetime import date

from earnest.core.telling.concerns.framing import flagged
from earnest.core.telling.concerns.questionnaires import due, lapsed
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import Concern


def concerns(actor: Actor, today: date) -> list[Concern]:
    return [*flagged(actor), *due(actor, today), *lapsed(actor, today)] if actor.may(May.SEE_RECORD) else []
