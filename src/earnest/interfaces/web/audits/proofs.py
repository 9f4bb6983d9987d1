"""The proof of a readiness forecast: every requirement with what is expected of it, and why."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from earnest import __version__
from earnest.duties.audits import queries
from earnest.duties.audits.queries import Ahead, Readiness
from earnest.duties.audits.rules.forecast import MET
from earnest.engines.documents.proof import MethodStep
from earnest.foundation.once import reading_once
from earnest.foundation.page import Crumb
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.audits import words
from earnest.interfaces.web.audits.asking import way
from earnest.interfaces.web.audits.engagement import one_engagement
from earnest.interfaces.web.audits.places import Places
from earnest.interfaces.web.proof import draw, status_word
from earnest.interfaces.web.proof_steps import LABELS, Link, Told
from earnest.interfaces.web.standing import Standing, standing

NOT_APPLICABLE = "not applicable"


@require_safe
@reading_once()
def of_readiness(request: ActorRequest, pk: int) -> HttpResponse:
    """How the shares are counted, what is taken for granted, and each requirement with its reasons."""
    stands = standing(request)
    row = one_engagement(request.actor, pk)
    ahead = queries.readiness(row, stands.day)
    places = Places(request.actor, stands.query)
    links = [_method(ahead), *_changes(ahead, places), *(_requirement(stands, one) for one in ahead.rows)]
    answer = _(
        "%(today)s met today; %(expected)s at fieldwork, from %(low)s to %(high)s. A forecast from the record, not a "
        "promise."
    ) % {
        "today": words.percent(ahead.share_today),
        "expected": words.percent(ahead.share),
        "low": words.percent(ahead.share_low),
        "high": words.percent(ahead.share_high),
    }
    crumbs = way(Crumb(row.title, stands.link("engagements-detail", pk)))
    return draw(request, stands, _("Proof: how ready are we?"), answer, links, crumbs)


def _method(ahead: Readiness) -> Link:
    says = _(
        "Each requirement that applies is judged four times from the same record, by the rules that judge it today. "
        "The shares count those that are met."
    )
    readings = (
        (_("Met today"), "today", ""),
        (_("Floor"), "floor", _("nothing new arrives from today on")),
        (_("Expected"), "expected", _("sources that keep to their rhythm today go on to; what ends on a day ends")),
        (_("Ceiling"), "ceiling", _("as expected, and actions due before then have mended what their tests found")),
    )
    counts = tuple((name, _counted(ahead, reading, what)) for name, reading, what in readings)
    given = (
        (_("Forecast of"), date_format(ahead.day, "j F Y")),
        (_("First day of fieldwork"), date_format(ahead.fieldwork, "j F Y")),
        *counts,
        (_("Program"), _("version %s") % __version__),
    )
    return Link("method", LABELS[MethodStep], MethodStep(says, given))


def _counted(ahead: Readiness, reading: str, what: str) -> str:
    told = Counter(getattr(one, reading) for one in ahead.rows)
    applying = sum(told.values()) - told[NOT_APPLICABLE]
    counted = _("%(met)s of %(all)s that apply") % {"met": sum(told[one] for one in MET), "all": applying}
    return f"{counted}: {what}" if what else counted


def _changes(ahead: Readiness, places: Places) -> list[Link]:
    """What happens before fieldwork, each once, with how many controls it touches."""
    touched = Counter((one.what, one.reference) for one in ahead.changes)
    found = {(one.what, one.reference): one for one in ahead.changes}
    links = []
    for key, change in found.items():
        more = ngettext("touches %d control", "touches %d controls", touched[key]) % touched[key]
        links.append(Link("told", _("Before fieldwork"), Told(change.what, more), places.of(change.reference)))
    return links


def _requirement(stands: Standing, row: Ahead) -> Link:
    """One requirement: what is expected of it, what else may be, and why."""
    then = [
        (_("today"), row.today), (_("at the least"), row.floor), (_("expected"), row.expected),
        (_("at the most"), row.ceiling),
    ]  # fmt: skip
    told = ", ".join(f"{name}: {status_word(status)}" for name, status in then)
    why = list(dict.fromkeys(one.what for one in row.changes)) or list(row.reasons)
    left_out = [_("It is not counted.")] if row.expected == NOT_APPLICABLE else []
    more = " ".join((f"{told}.", *left_out, *why))
    url = stands.link("requirements-detail", row.requirement)
    proof = stands.link("proof-requirement", row.requirement)
    return Link("told", _("Requirement"), Told(f"{row.key} {row.title}", more), url, row.expected, proof)
