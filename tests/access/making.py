"""A valid row of any record, made from what its model declares: a new record is tested without being named."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Model

from earnest.core.controls.models import ControlException
from earnest.core.things.models import CoverageExpectation, MatchDecision
from earnest.duties.audits.models import Invitation, Obligation, Population, Sample
from earnest.duties.hygiene.models import SlaClock, TicketTarget
from earnest.duties.legacy.models import PaidSupport, RingfenceClaim
from earnest.foundation import clock, users
from earnest.foundation.actor import Role, program
from earnest.foundation.models import User
from earnest.foundation.record import Record, operation
from earnest.foundation.resource import Resource

MAKER = program("tests")
_TIERS, _EXPOSURES = itertools.count(), itertools.count()


def make(model: type[Record], **given: Any) -> Any:
    """A new row; what is not given is invented, with rows that it needs."""
    values = {column.name: _invent(column) for column in model._meta.concrete_fields if _needed(column, given)}
    if model is ControlException:
        values |= {"test": "mfa-everybody", "label": f"A row {_word()}"}
    with operation(MAKER, "tests.make") as work:
        return work.create(model(**(values | given)))


def values_for(resource: Resource[Any]) -> dict[str, Any]:
    """Values for every field of a resource's form, as Python has them."""
    found: dict[str, Any] = {}
    for name in resource.fields:
        column = resource.field(name)
        if column.many_to_many:
            found[name] = [make(_related(column)).pk]
        elif isinstance(column, models.ForeignKey):
            found[name] = None if column.null else _invent(column)
        else:
            found[name] = _invent(column)
    return found


def as_form(values: dict[str, Any]) -> dict[str, Any]:
    """Those values as a browser sends them."""
    return {name: _sent(value) for name, value in values.items() if value is not None and value is not False}


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Those values as a program sends them."""
    return {name: _json(value) for name, value in values.items()}


def _needed(column: models.Field[Any, Any], given: dict[str, Any]) -> bool:
    if column.name in given or column.primary_key or column.has_default():
        return False
    if column.name in SPECIAL.get(column.model, {}):
        return True
    return not (column.null or column.blank) or column.unique


def _invent(column: models.Field[Any, Any]) -> Any:
    if column.model is MatchDecision and column.name in {"left", "right"}:
        return ("0" if column.name == "left" else "f") * 24 + _word()
    if column.model is RingfenceClaim and column.name == "ports":
        return "443, 8000-8100"
    if column.name in SPECIAL.get(column.model, {}):
        return SPECIAL[column.model][column.name]()
    if isinstance(column, models.ForeignKey):
        related = _related(column)
        return None if issubclass(related, User) else make(related)
    if column.flatchoices:
        return column.get_default() if column.has_default() else column.flatchoices[0][0]
    if isinstance(column, models.DateTimeField):
        return clock.now()
    if isinstance(column, models.DateField):
        ahead = 30 if any(word in column.name for word in ("end", "until", "due")) else 0
        return clock.today() + timedelta(days=ahead)
    if isinstance(column, models.EmailField):
        return f"{_word()}@birch.example"
    if isinstance(column, models.BooleanField):
        return True
    if isinstance(column, models.DecimalField):
        most = [one.limit_value for one in column.validators if isinstance(one, MaxValueValidator)]
        number = min([Decimal("12.50"), *(Decimal(one) for one in most if not callable(one))])
        return number.quantize(Decimal(1).scaleb(-(column.decimal_places or 0)))
    if isinstance(column, models.FloatField):
        return 0.5
    if isinstance(column, models.IntegerField):
        lowest = [one.limit_value for one in column.validators if isinstance(one, MinValueValidator)]
        return max([7, *(int(one) for one in lowest if not callable(one) and one is not None)])
    if isinstance(column, models.JSONField):
        return {} if column.blank else {"told": "yes"}
    return f"w-{_word()}"[: column.max_length]


def _related(column: models.Field[Any, Any]) -> type[Record]:
    found = column.related_model
    assert isinstance(found, type)
    assert issubclass(found, Record)
    return found


def _things() -> str:
    return f"mark: listed\nsource: {_word()}"


def _guest() -> User:
    return users.create_user(MAKER, email=f"{_word()}@firm.example", name="Guest", role=Role.AUDITOR)


def _exposure() -> str:
    values = SlaClock._meta.get_field("exposure").flatchoices
    return str(values[next(_EXPOSURES) % len(values)][0])


def _word() -> str:
    return uuid.uuid4().hex[:8]


def _sent(value: Any) -> Any:
    if value is True:
        return "on"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dict):
        return "{}"
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return str(value) if isinstance(value, (Decimal, date)) else value


SPECIAL: dict[Any, dict[str, Callable[[], Any]]] = {
    Invitation: {"user": _guest},
    Obligation: {"test": str},
    Population: {"test_digest": lambda: "b" * 64, "digest": lambda: "c" * 64},
    Sample: {"seed": _word, "digest": lambda: "d" * 64},
    PaidSupport: {"sha256": lambda: "a" * 64},
    CoverageExpectation: {"expected_from": _things, "looked_by": _things},
    SlaClock: {"days": lambda: 7, "tier": lambda: next(_TIERS) % 4 + 1, "exposure": _exposure},
    TicketTarget: {"url": lambda: "https://tickets.birch.example", "secret_name": lambda: "EARNEST_TICKET_TESTS"},
}
"""Values that a rule of the record asks for, which its declaration does not tell."""
