"""A list as somebody looks at it: words, filters, order, page and columns, all in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, ForeignKey, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to
from earnest.foundation.resource.declaration import Resource

PAGE = 50
NONE = "none"
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FilterGroup:
    """The values that one field can be filtered by."""

    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class View:
    """What of a list is looked at. Unknown names and values in an address are left out, never an error."""

    words: str
    filters: Mapping[str, tuple[str, ...]]
    sort: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, resource: Resource[Any], query: QueryDict | Mapping[str, Any]) -> View:
        get = query.getlist if isinstance(query, QueryDict) else lambda key: list(query.get(key) or [])
        sort = (get("sort") or [resource.sort])[0]
        wanted = [name for name in get("columns") if name in resource.all_columns]
        return cls(
            words=(get("q") or [""])[0].strip()[:200],
            filters={key: tuple(get(key)) for key in resource.filters if get(key)},
            sort=sort if sort.removeprefix("-") in resource.all_columns else resource.sort,
            columns=tuple(name for name in resource.all_columns if name in wanted) or resource.columns,
        )


def chosen_rows(resource: Resource[Any], actor: Actor, view: View) -> QuerySet[Any]:
    """The rows of the view, ordered; the same for page, export and API."""
    rows = resource.rows(actor)
    for word in view.words.split():
        match = Q()
        for name in resource.search:
            match |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(match)
    for key, values in view.filters.items():
        rows = rows.filter(_where(resource, key, values))
    if view.sort:
        rows = rows.order_by(*_order(resource, view.sort), "pk")
    return rows


def _order(resource: Resource[Any], sort: str) -> list[str]:
    """By what people see: a joined record sorts by its own order, not by its number."""
    name = sort.removeprefix("-")
    minus = "-" if sort.startswith("-") else ""
    found = resource.field(name)
    if isinstance(found, ForeignKey):
        related = found.related_model
        inner = related._meta.ordering[0] if related._meta.ordering else "pk"
        return [f"{minus}{name}__{str(inner).removeprefix('-')}"]
    return [f"{minus}{name}"]


def _where(resource: Resource[Any], key: str, values: tuple[str, ...]) -> Q:
    found = resource.field(key)
    match = Q()
    for value in values:
        if value == NONE:
            match |= Q(**{f"{key}__isnull": True})
        elif isinstance(found, BooleanField):
            if value in _YES_NO:
                match |= Q(**{key: _YES_NO[value]})
        elif found.is_relation:
            if value.isdecimal() and len(value) < 18:
                match |= Q(**{key: int(value)})
        elif value in {str(choice) for choice, _ in found.flatchoices}:
            match |= Q(**{key: value})
    return match or Q(pk__in=[])


def page_of(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    return Paginator(rows, PAGE).get_page(number)


def filter_groups(resource: Resource[Any], actor: Actor, view: View) -> tuple[FilterGroup, ...]:
    """The filters of a list with what is chosen."""
    return tuple(
        FilterGroup(
            key=key,
            label=str(resource.field(key).verbose_name),
            choices=tuple(
                Choice(value, label, value in view.filters.get(key, ()))
                for value, label in _choices(resource, actor, key)
            ),
        )
        for key in resource.filters
    )


def _choices(resource: Resource[Any], actor: Actor, key: str) -> list[tuple[str, str]]:
    found = resource.field(key)
    if isinstance(found, BooleanField):
        return [("yes", gettext("Yes")), ("no", gettext("No"))]
    nothing = [(NONE, gettext("Nobody named") if key == "accountable" else gettext("None"))] if found.null else []
    if found.is_relation:
        related = found.related_model
        if related is None or not issubclass(related, Record):
            return nothing
        used = visible_to(actor, resource.model).exclude(**{key: None}).values(key)
        return nothing + [(str(row.pk), str(row)) for row in visible_to(actor, related).filter(pk__in=used)[:200]]
    return nothing + [(str(value), str(label)) for value, label in found.flatchoices]
