"""The model of risk as a page reads it: computed once for each record, kept under its digest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from threading import Lock

from earnest.core.controls.models import Control
from earnest.core.risks import queries
from earnest.core.risks.models import Scenario
from earnest.core.risks.queries import CurvePoint, Exposure, Modelled, Worth
from earnest.foundation.models import LedgerEntry
from earnest.foundation.record import visible_to
from earnest.interfaces.web.proven import history_digest
from earnest.interfaces.web.risk.money import between, short, teller
from earnest.interfaces.web.standing import Standing

MOST = 6
_models: OrderedDict[tuple[object, ...], Modelled] = OrderedDict()
_lock = Lock()


def model_of(stands: Standing) -> Modelled:
    """The model of the day, gathered once while neither the record nor what was concluded changes."""
    rows = LedgerEntry.objects.exclude(operation__startswith="users.").order_by("-number")
    newest = rows.values_list("hash", flat=True).first()
    key = (stands.day, stands.assessment.digest, stands.assessment.pk, newest, history_digest())
    with _lock:
        if key in _models:
            _models.move_to_end(key)
            return _models[key]
    found = queries.modelled(stands.day)
    with _lock:
        _models[key] = found
        while len(_models) > MOST:
            _models.popitem(last=False)
    return found


@dataclass(frozen=True)
class Reading:
    """What is known of risk at the end of the day that a page speaks of."""

    stands: Standing

    @cached_property
    def modelled(self) -> Modelled:
        return model_of(self.stands)

    @cached_property
    def exposure(self) -> Exposure:
        return queries.exposure(self.modelled)

    @cached_property
    def worths(self) -> tuple[Worth, ...]:
        """The worthiest first; sentences in the currency of the organisation."""
        return queries.worths(self.modelled, money=teller(self.currency))

    @property
    def is_empty(self) -> bool:
        """Whether no scenario can be told in money yet."""
        return not self.modelled.scenarios

    @property
    def currency(self) -> str:
        return self.modelled.currency

    def money(self, amount: float) -> str:
        return short(amount, self.currency)

    def range(self, low: float, high: float) -> str:
        return between(low, high, self.currency)

    def proof(self, key: str) -> str:
        """The address of the proof of a figure of all scenarios together."""
        return self.stands.link("proof-risk", key)

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """Controls that the actor may see, by key, with who answers for them."""
        rows = visible_to(self.stands.actor, Control).filter(key__in=list(self.modelled.controls))
        return {row.key: row for row in rows.select_related("accountable").defer("statement", "introduced_risk")}

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Scenarios that the actor may see, by key, with who answers for them."""
        rows = visible_to(self.stands.actor, Scenario).select_related("accountable", "introduced_by", "threat")
        return {row.key: row for row in rows}


def quantile_range(curve: tuple[CurvePoint, ...], probability: float) -> tuple[float, float] | None:
    """Between which losses the one lies that is exceeded with a probability; None where the curve does not say."""
    low = _crossing([(one.loss, one.low) for one in curve], probability)
    high = _crossing([(one.loss, one.high) for one in curve], probability)
    return None if low is None or high is None else (low, high)


def _crossing(points: list[tuple[float, float]], probability: float) -> float | None:
    for (left, before), (right, after) in pairwise(points):
        if before >= probability >= after and before > after:
            return left + (before - probability) / (before - after) * (right - left)
    return None
