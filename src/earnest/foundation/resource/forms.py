"""The form behind a plain record's pages and its API."""

from __future__ import annotations

from copy import copy
from typing import Any, cast

from django import forms
from django.db.models import DateField, Field

from earnest.foundation.actor import Actor
from earnest.foundation.record import Record, visible_to
from earnest.foundation.resource.declaration import Resource


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def form_for(resource: Resource[Any], actor: Actor, record: Record, data: Any = None) -> forms.ModelForm[Any]:
    """A form on a copy of the record, for validating writes onto what it is given. Joined records are those the
    actor sees."""
    form_class = forms.modelform_factory(resource.model, fields=resource.fields, formfield_callback=_form_field)
    form: forms.ModelForm[Any] = form_class(data, instance=copy(record), label_suffix="", use_required_attribute=True)
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            related = cast("type[Record]", field.queryset.model)
            field.queryset = visible_to(actor, related)
        if not isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs.setdefault("class", "input")
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
    return form


def _form_field(column: Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if isinstance(column, DateField):
        kwargs["widget"] = DayInput
    found: forms.Field | None = column.formfield(**kwargs)
    return found
