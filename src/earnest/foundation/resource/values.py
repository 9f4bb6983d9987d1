"""The values of a record, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BooleanField, Field
from django.utils.translation import gettext

from earnest.foundation.record import Record
from earnest.foundation.resource.declaration import Resource


def heading(resource: Resource[Any], name: str) -> str:
    """The name of a column, with a capital letter."""
    label = str(resource.field(name).verbose_name)
    return label[:1].upper() + label[1:]


def shown(record: Record, found: Field[Any, Any]) -> Any:
    """A value as a page shows it: words for choices, yes or no, the label of a joined record."""
    if found.many_to_many:
        return ", ".join(str(one) for one in getattr(record, found.name).all())
    value = getattr(record, found.name)
    if isinstance(found, BooleanField):
        return "" if value is None else gettext("yes") if value else gettext("no")
    if found.flatchoices:
        return str(dict(found.flatchoices).get(value, value))
    return "" if value is None else value


@dataclass(frozen=True)
class Cell:
    """A value of a page under its heading. `kind` is day, moment, number or text."""

    heading: str
    value: Any
    kind: str


def cell(resource: Resource[Any], record: Record, name: str) -> Cell:
    """A value as a page draws it: days and moments as the reader's language writes them."""
    value = shown(record, resource.field(name))
    kind = "moment" if isinstance(value, datetime) else "day" if isinstance(value, date) else "text"
    if isinstance(value, int) and not isinstance(value, bool):
        kind = "number"
    return Cell(heading(resource, name), value, kind)


def plain(resource: Resource[Any], record: Record) -> dict[str, Any]:
    """A record as JSON tells it: joined records by number, with their label beside."""
    found: dict[str, Any] = {"id": record.pk, "label": str(record)}
    for name in resource.detail_fields:
        column = resource.field(name)
        if column.many_to_many:
            found[name] = [{"id": one.pk, "label": str(one)} for one in getattr(record, name).all()]
        elif column.is_relation:
            one = getattr(record, name)
            found[name] = None if one is None else {"id": one.pk, "label": str(one)}
        else:
            found[name] = getattr(record, name)
    found |= {"revision": record.revision, "created_at": record.created_at, "changed_at": record.changed_at}
    plain_values: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder, default=str))
    return plain_values
