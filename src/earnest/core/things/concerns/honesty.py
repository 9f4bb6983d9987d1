"""What nobody looks at, and expectations that were set aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.things import queries
from earnest.core.things.models import CoverageExpectation
from earnest.core.things.rules import State
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Actor, May
from earnest.foundation.concern import first_of
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked, answered_for
from earnest.foundation.record import visible_to

LONG = 90
"""Days after which an expectation that was set aside is told."""

BLIND = Rule(
    "nobody-looks",
    gettext_lazy("Something is there and nobody who should look sees it"),
    gettext_lazy("What nobody looks at never fails. It is left out of every share that we tell."),
    Severity.HIGH,
    gettext_lazy("Let the tool see it, or take it away. If it cannot be seen, say so where the share is told."),
)
SET_ASIDE = Rule(
    "blind-spot-accepted",
    gettext_lazy("A blind spot was accepted long ago"),
    gettext_lazy("An expectation that is set aside finds nothing, and nobody asks again."),
    Severity.MEDIUM,
    gettext_lazy("Put the expectation back in force, or write down until when it is set aside and why."),
)


def _blind(actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
    if not actor.may(May.SEE_RECORD):
        return
    for spot in queries.blind_spots(clock.end_of(day)):
        one = spot.expectation
        if spot.state is State.FOUND:
            names = [row.label for row in spot.missing] + [""] * (spot.missing_count - len(spot.missing))
            detail = _("%(count)s of %(all)s are not seen: %(names)s.") % {
                "count": spot.missing_count,
                "all": spot.population,
                "names": first_of(names),
            }
            yield BLIND.found(
                one.title, detail, f"things.coverageexpectation:{one.id or one.key}", "blind-spots",
                query=f"expectation={one.key}", expectation=one.key, missing=spot.missing_count,
                population=spot.population,
            )  # fmt: skip
        elif spot.state is State.UNPROVEN and spot.population:
            yield BLIND.blind(f"{one.title}: {' '.join(spot.because)}".strip())


def _set_aside(actor: Actor, day: date) -> Iterator[Finding]:
    rows = {row.reference: row for row in visible_to(actor, CoverageExpectation).filter(active=False)}
    since = {
        move.record: move.at for move in ledger.moves(CoverageExpectation, "active", until=day) if move.after is False
    }
    for reference, row in rows.items():
        start = timezone.localdate(since.get(reference, row.created_at))
        days = (day - start).days
        if days > LONG:
            detail = ngettext(
                "Set aside since %(day)s, %(days)s day ago. It was expected because: %(why)s",
                "Set aside since %(day)s, %(days)s days ago. It was expected because: %(why)s",
                days,
            ) % {"day": date_format(start, "j M Y"), "days": days, "why": row.because}
            yield SET_ASIDE.found(
                row.title, detail, reference, "coverage-expectations-detail", row.pk, since=start, days=days
            )


HONESTY: tuple[Check, ...] = (
    Check(BLIND, _blind),
    Check(SET_ASIDE, _set_aside),
    *answered_for(CoverageExpectation, "coverage-expectations-detail", counted=Q(active=True)),
)
