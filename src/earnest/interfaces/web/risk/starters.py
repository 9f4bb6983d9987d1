"""Published figures to start from, clearly marked: priors that wait to be replaced, and figures to hold one's own
against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from earnest.core.organization.models import Organization
from earnest.core.risks.models import Estimate, Provenance
from earnest.core.risks.rules import PARTS, Values
from earnest.interfaces.web.risk import words
from earnest.interfaces.web.risk.workshop_forms import Slot
from earnest.library.starter_estimates import Starter, StarterEstimates, for_organisation, starter_estimates

KEY = "starter"


@dataclass(frozen=True)
class Offered:
    """A starter for a part; `url` fills the form with it, empty where it is only a reference."""

    starter: Starter
    says: str
    url: str


@dataclass(frozen=True)
class Offers:
    """Starters by part, with the notes that must be shown with them."""

    file: StarterEstimates
    by_part: tuple[tuple[str, tuple[Offered, ...]], ...]


def offered(slots: Sequence[Slot]) -> Offers:
    """The starters that speak of an organisation like this one, for the parts that the form has."""
    organization = Organization.objects.first()
    revenue = organization.annual_revenue if organization else None
    found = for_organisation(
        organization.sector if organization else "",
        float(revenue) if revenue is not None else None,
        organization.currency if organization else "EUR",
    )
    parts = {slot.part: slot.title for slot in slots if not slot.form_of_loss}
    groups = [
        (title, tuple(_offered(one) for one in found if one.part == part and one.shape in PARTS[part]))
        for part, title in parts.items()
        if part in PARTS
    ]
    return Offers(starter_estimates(), tuple(group for group in groups if group[1]))


def _offered(one: Starter) -> Offered:
    says = words.of_values(one.part, _values(one), one.currency or "")
    return Offered(one, says, f"?{KEY}={one.id}" if one.use == "prior" else "")


def asked_for(query: QueryDict) -> Mapping[tuple[str, str], Values]:
    """The numbers of the starter that the address asks for."""
    one = _asked(query)
    return {} if one is None or one.part not in PARTS else {(one.part, ""): _values(one)}


def grounds(query: QueryDict) -> dict[str, Any]:
    """What the form says of where the numbers come from, for that starter."""
    one = _asked(query)
    if one is None:
        return {}
    return {
        "provenance": Provenance.STARTER,
        "confidence": Estimate.Confidence.LOW,
        "source": f"{one.source}. {one.url} {one.derivation}"[:2000],
    }


def initial(slot: Slot) -> Values | None:
    """The numbers that a form starts from, None where it is blank."""
    given = slot.form.initial
    if not any(given.get(name) for name in ("low", "mode", "high", "values")):
        return None
    return Values.of(
        given["shape"],
        **{name: given.get(name) for name in ("low", "mode", "high", "cap")},
        values=str(given.get("values") or "").split(),
    )


def _asked(query: QueryDict) -> Starter | None:
    wanted = query.get(KEY, "")
    return next((one for one in starter_estimates().starters if one.id == wanted and one.use == "prior"), None)


def _values(one: Starter) -> Values:
    return Values(one.shape, one.low, one.mode, one.high, cap=one.cap)
