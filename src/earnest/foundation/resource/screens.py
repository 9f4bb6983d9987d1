"""The screens of a plain record: list, detail, new, edit, delete, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from earnest.foundation import ledger, plain
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Conflict, Invalid
from earnest.foundation.record import Record
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource import export
from earnest.foundation.resource.declaration import Resource
from earnest.foundation.resource.forms import form_for
from earnest.foundation.resource.table import View, chosen_rows, filter_groups, page_of
from earnest.foundation.resource.values import cell, heading


class Screens:
    """The pages of one resource."""

    def __init__(self, resource: Resource[Any]) -> None:
        self.resource = resource

    def urls(self) -> list[URLPattern]:
        slug = self.resource.slug
        base, one = f"{slug}/", f"{slug}/<int:pk>/"
        found = [
            path(self.resource.list_path or base, self.list_page, name=self.resource.url_of_list),
            path(f"{one}history/", self.history, name=f"{slug}-history"),
        ]
        if not self.resource.own_detail:
            found.append(path(one, self.detail, name=f"{slug}-detail"))
        if self.resource.writable:
            found += [
                path(f"{base}new/", self.new, name=f"{slug}-new"),
                path(f"{one}edit/", self.edit, name=f"{slug}-edit"),
                path(f"{one}delete/", self.delete, name=f"{slug}-delete"),
            ]
        return found

    def list_page(self, request: ActorRequest) -> HttpResponseBase:
        actor = request.actor
        view = View.of(self.resource, request.GET)
        rows = chosen_rows(self.resource, actor, view)
        kind = request.GET.get("export", "")
        if kind in export.FORMATS:
            return export.respond(self.resource, rows, view.columns, kind)
        page = page_of(rows, request.GET.get("page"))
        flag = self.resource.flag
        lines = [
            (
                row,
                self.resource.url(row),
                flag(row) if flag else "",
                [cell(self.resource, row, name) for name in view.columns],
            )
            for row in page
        ]
        return self._render(
            request,
            "list",
            {
                "page": page,
                "view": view,
                "lines": lines,
                "heads": [(name, heading(self.resource, name)) for name in view.columns],
                "columns": [
                    (name, heading(self.resource, name), name in view.columns) for name in self.resource.all_columns
                ],
                "groups": filter_groups(self.resource, actor, view),
                "exports": export.FORMATS,
                "title": _capital(self.resource.plural),
                "may_add": self.resource.writable and actor.may(May.EDIT_RECORD),
                "sort": view.sort,
                "narrowed": bool(view.words or view.filters),
            },
        )

    def detail(self, request: ActorRequest, pk: int) -> HttpResponse:
        actor, record = request.actor, self._one(request, pk)
        return self._render(
            request,
            "detail",
            {
                "record": record,
                "title": str(record),
                "facts": [cell(self.resource, record, name) for name in self.resource.detail_fields],
                "panels": [(panel.template, panel.context(actor, record)) for panel in self.resource.panels],
                "may_change": self.resource.writable and plain.may_change(actor, record),
                "may_delete": self.resource.writable and actor.may(May.EDIT_RECORD),
                "crumbs": self._crumbs(str(record)),
            },
        )

    def new(self, request: ActorRequest) -> HttpResponse:
        request.actor.require(May.EDIT_RECORD)
        return self._form(request, self.resource.model(), _("New %s") % self.resource.name)

    def edit(self, request: ActorRequest, pk: int) -> HttpResponse:
        record = self._one(request, pk)
        if not plain.may_change(request.actor, record):
            request.actor.require(May.EDIT_RECORD)
        return self._form(request, record, _("Change %s") % record)

    def delete(self, request: ActorRequest, pk: int) -> HttpResponse:
        actor, record = request.actor, self._one(request, pk)
        actor.require(May.EDIT_RECORD)
        goes, stays = _consequence(record)
        if request.method == "POST":
            plain.delete(actor, record, reason=request.POST.get("reason", ""))
            messages.success(request, _("“%s” is deleted. Its history stays.") % record)
            return redirect(self.resource.url_of_list)
        context = {
            "record": record, "title": _("Delete %s") % record, "goes": goes, "stays": stays,
            "back": self.resource.url(record),
        }  # fmt: skip
        return self._render(request, "delete", context)

    def history(self, request: ActorRequest, pk: int) -> HttpResponse:
        record = self._one(request, pk)
        entries = ledger.history(record.reference)
        context = {
            "record": record,
            "title": _("History of %s") % record,
            "entries": entries,
            "back": self.resource.url(record),
        }
        return self._render(request, "history", context)

    def _form(self, request: ActorRequest, record: Record, title: str) -> HttpResponse:
        actor = request.actor
        form = form_for(self.resource, actor, record, request.POST if request.method == "POST" else None)
        conflict = None
        if form.is_valid():
            try:
                saved = save(
                    actor, record, form.cleaned_data, seen=revision_seen(request), reason=request.POST.get("reason", "")
                )
            except Conflict as error:
                conflict = error
            except Invalid as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("“%s” is kept.") % saved)
                return redirect(self.resource.url(saved))
        status = 409 if conflict else 422 if form.is_bound else 200
        # Whoever corrects a refused form has still seen no newer record than before; after a conflict they have.
        seen = revision_seen(request) if status == 422 else None
        context = {
            "form": form, "record": record, "title": title, "conflict": conflict, "crumbs": self._crumbs(title),
            "revision": record.revision if seen is None else seen,
            "back": self.resource.url(record) if record.pk else "",
        }  # fmt: skip
        return self._render(request, "form", context, status=status)

    def _one(self, request: ActorRequest, pk: int) -> Any:
        return get_object_or_404(self.resource.rows(request.actor), pk=pk)

    def _crumbs(self, last: str) -> list[dict[str, str]]:
        return [{"label": _capital(self.resource.plural), "url": reverse(self.resource.url_of_list)}, {"label": last}]

    def _render(self, request: ActorRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        found = {"resource": self.resource, "slug": self.resource.slug, **context}
        return render(request, f"resource/{name}.html", found, status=status)


def save(actor: Actor, record: Record, values: dict[str, Any], *, seen: int | None, reason: str = "") -> Record:
    """Create or change a plain record from validated values."""
    if record.pk:
        return plain.change(actor, record, values, seen=seen, reason=reason)
    many = {many.name for many in record._meta.many_to_many}
    for name, value in values.items():
        if name not in many:
            setattr(record, name, value)
    return plain.create(actor, record, reason=reason, **{name: values[name] for name in values if name in many})


def _consequence(record: Record) -> tuple[list[str], list[str]]:
    """What goes with a record, and what stands in the way of deleting it."""
    if why := record.stays():
        return [], [why]
    collector = Collector(using="default")
    try:
        collector.collect([record])
    except (ProtectedError, RestrictedError) as error:
        held = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
        return [], sorted({f"{one._meta.verbose_name}: {one}" for one in held})[:20]
    counts = {model: len(rows) for model, rows in collector.data.items() if not isinstance(record, model)}
    for queryset in collector.fast_deletes:
        counts[queryset.model] = counts.get(queryset.model, 0) + queryset.count()
    named = [(model._meta, number) for model, number in counts.items() if number and not model._meta.auto_created]
    return [f"{number} {meta.verbose_name if number == 1 else meta.verbose_name_plural}" for meta, number in named], []


def revision_seen(request: ActorRequest) -> int | None:
    """The revision that the posted form was opened at, where it says so."""
    value = request.POST.get("revision", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
