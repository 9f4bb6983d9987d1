"""What is declared of a plain record. Pages, exports and the API all follow from it, so they never drift apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to

R = TypeVar("R", bound=Record)
Text = str | Promise


@dataclass(frozen=True)
class Panel:
    """A part of the detail page beyond the plain fields: a template and what fills it."""

    template: str
    context: Callable[[Actor, Any], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Resource(Generic[R]):
    """A plain record. FieldDoesNotExist at start-up if a name is wrong.

    `columns` are what a list shows at first, `more_columns` what can be added to it. `fields` are what a form asks for;
    with none, nobody writes it by hand. `filters` are fields with choices, yes or no, or another record. `purpose` is
    what an empty list says. `own_detail` leaves the detail page to the module; its URL name stays `<slug>-detail`.
    `flag` is a word beside a row of the list that needs a look; `joins` are the links that it follows.
    """

    model: type[R]
    slug: str
    purpose: Text
    columns: tuple[str, ...]
    more_columns: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    search: tuple[str, ...] = ("name",)
    filters: tuple[str, ...] = ()
    sort: str = ""
    list_name: str = ""
    list_path: str = ""
    panels: tuple[Panel, ...] = field(default=())
    own_detail: bool = False
    flag: Callable[[Any], Text] | None = None
    joins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (*self.columns, *self.more_columns, *self.fields, *self.filters):
            self.field(name)
        for name in self.search:
            self.model._meta.get_field(name.split("__")[0])
        if self.sort.removeprefix("-") not in {"", *self.columns, *self.more_columns}:
            raise FieldDoesNotExist(f"{self.slug} cannot be sorted by {self.sort!r}: it is no column")

    def field(self, name: str) -> Field[Any, Any]:
        """The model's field of that name."""
        found = self.model._meta.get_field(name)
        if not isinstance(found, Field):
            raise FieldDoesNotExist(f"{self.model.__name__}.{name} is not a field of its own")
        return found

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def writable(self) -> bool:
        return bool(self.fields)

    @cached_property
    def all_columns(self) -> tuple[str, ...]:
        return (*self.columns, *self.more_columns)

    @cached_property
    def detail_fields(self) -> tuple[str, ...]:
        """What the detail page, the JSON export and the API tell of a record."""
        return tuple(dict.fromkeys((*self.all_columns, *self.fields)))

    @property
    def url_of_list(self) -> str:
        return self.list_name or f"{self.slug}-list"

    def url(self, record: Model) -> str:
        return reverse(f"{self.slug}-detail", args=[record.pk])

    def rows(self, actor: Actor) -> QuerySet[R]:
        """The rows that the actor may see, with what the columns need, in a fixed number of queries."""
        links = [name for name in self.detail_fields if isinstance(self.field(name), ForeignKey)]
        many = [name for name in self.detail_fields if self.field(name).many_to_many]
        return visible_to(actor, self.model).select_related(*links, *self.joins).prefetch_related(*many)
