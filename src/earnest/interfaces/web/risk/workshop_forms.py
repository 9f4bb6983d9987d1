"""The form of the workshop: one part of it for each estimate and each effect, checked each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.controls.models import Control
from earnest.core.risks.models import ControlEffect, Estimate, Provenance
from earnest.core.risks.rules import PARTS, SHAPES, Multipliers, Values, effect
from earnest.foundation.errors import Invalid
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.risk import words
from earnest.interfaces.web.risk.forms import EFFECT_FIELDS, ConfidenceField, NumberField, SayForm, parsed, written

NUMBERS = ("low", "mode", "high", "cap")
RANGES = frozenset({"pert_rate", "lognormal_ci90", "pert"})
BETS = [
    ("range", gettext_lazy("My range")),
    ("wheel", gettext_lazy("The wheel")),
    ("same", gettext_lazy("Either, I do not mind")),
]
_LABELS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "frequency": (gettext_lazy("How often"), gettext_lazy("Events a year; 0.05 is once in 20 years.")),
    "primary": (gettext_lazy("Loss an event"), gettext_lazy("What one event costs us itself.")),
    "secondary_probability": (
        gettext_lazy("Chance that others react"),
        gettext_lazy("Share of events after which customers, regulators or courts react; 0.3 is 30 percent."),
    ),
    "secondary": (gettext_lazy("Loss if others react"), gettext_lazy("What that costs us on top.")),
}


class PartForm(Form):
    """The numbers of one part. Blank where there is nothing to say of it."""

    shape = forms.ChoiceField(label=gettext_lazy("What you can say"))
    low = NumberField(label=gettext_lazy("Low"), required=False)
    mode = NumberField(label=gettext_lazy("Most likely"), required=False)
    high = NumberField(label=gettext_lazy("High"), required=False)
    cap = NumberField(label=gettext_lazy("At most"), required=False)
    values = forms.CharField(label=gettext_lazy("Losses seen"), required=False, max_length=20_000)
    bet = forms.ChoiceField(
        label=gettext_lazy("Equal bet"), required=False, choices=[("", gettext_lazy("Not asked yet")), *BETS]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.found: Values | None = None
        shape = self.fields["shape"]
        if isinstance(shape, forms.ChoiceField):
            shape.choices = [(one, Estimate.Shape(one).label) for one in PARTS[part]]
        if part not in {"primary", "secondary"}:
            del self.fields["cap"], self.fields["values"]

    @property
    def asked(self) -> tuple[str, ...]:
        """The fields of the shape that is chosen, in order; those of the other shapes are not read."""
        needed = {*SHAPES.get(self.cleaned_data.get("shape", ""), ())}
        if self.part == "secondary_probability":
            needed |= {"low", "mode", "high"}
        if "cap" in self.fields and needed and "values" not in needed:
            needed.add("cap")
        return tuple(name for name in (*NUMBERS, "values") if name in needed and name in self.fields)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if any(name in self.errors for name in self.asked) or "shape" in self.errors:
            return given
        told = {name: given.get(name) for name in self.asked}
        if all(one in {None, ""} for one in told.values()):
            return given
        try:
            told["values"] = [parsed(one) for one in str(told.get("values") or "").replace(";", " ").split()]
        except ValueError:
            self.add_error("values", _("Write the losses as numbers with a space between them."))
            return given
        try:
            self.found = Values.of(given["shape"], **told).checked(self.part)
        except Invalid as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return given


class EffectPart(Form):
    """The multipliers of one control."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frequency = self.severity = Multipliers()
        ends = {"low": _("low"), "mode": _("most likely"), "high": _("high")}
        for what, word in (("frequency", _("How often")), ("severity", _("How much"))):
            for end, told in ends.items():
                self.fields[f"{what}_{end}"] = NumberField(label=f"{word}, {told}", required=False)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors:
            return given
        self.frequency = Multipliers(*(given[f"frequency_{end}"] for end in ("low", "mode", "high")))
        self.severity = Multipliers(*(given[f"severity_{end}"] for end in ("low", "mode", "high")))
        try:
            effect(self.frequency, self.severity)
        except Invalid as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return given


class KeepForm(SayForm):
    """Asked before anything is kept."""

    confidence = ConfidenceField()
    field_order = ("provenance", "confidence", "source", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = self.fields["provenance"]
        if isinstance(grounds, forms.ChoiceField):
            grounds.choices = Provenance.choices


@dataclass(frozen=True)
class Slot:
    """A part of the scenario with what is believed of it now, and its form."""

    part: str
    form_of_loss: str
    title: str
    hint: str
    now: Estimate | None
    form: PartForm

    @property
    def key(self) -> tuple[str, str]:
        return self.part, self.form_of_loss

    @property
    def is_range(self) -> bool:
        found = self.form.found if self.form.is_bound else None
        return found is not None and found.shape in RANGES

    @property
    def changed(self) -> bool:
        """Whether other numbers are asked for than those that are believed now."""
        if self.form.found is None:
            return False
        return self.now is None or words.values_of(self.now) != self.form.found


@dataclass(frozen=True)
class EffectSlot:
    """A control that acts on the scenario, with what is believed of it now, and its form."""

    control: Control
    now: ControlEffect | None
    form: EffectPart

    @property
    def named(self) -> list[tuple[forms.BoundField, str]]:
        """The six fields, each with the short word that stands above it."""
        ends = (_("low"), _("likely"), _("high"))
        words_ = [*(_("often, %s") % end for end in ends), *(_("much, %s") % end for end in ends)]
        return [(self.form[name], word) for name, word in zip(EFFECT_FIELDS, words_, strict=True)]

    @property
    def changed(self) -> bool:
        if self.form.errors:
            return False
        before = tuple(_number(self.now, name) for name in EFFECT_FIELDS)
        after = tuple(self.form.cleaned_data.get(name) for name in EFFECT_FIELDS)
        return before != after


def slots(estimates: Sequence[Estimate], data: QueryDict | None, given: Mapping[tuple[str, str], Values]) -> list[Slot]:
    """A slot for each estimate in force and for each part that has none; `given` fills some with other numbers."""
    there = {(one.part, one.form): one for one in estimates}
    keys = list(there)
    for part in PARTS:
        if all(one[0] != part for one in keys):
            keys.append((part, ""))
    keys += [one for one in given if one not in keys]
    order = list(PARTS)
    keys.sort(key=lambda one: (order.index(one[0]), one[1]))
    return [_slot(part, form, there.get((part, form)), data, given.get((part, form))) for part, form in keys]


def _slot(part: str, form: str, now: Estimate | None, data: QueryDict | None, given: Values | None) -> Slot:
    values = given or (words.values_of(now) if now else None)
    initial: dict[str, Any] = {"seen": now.pk if now else None}
    if values is not None:
        initial |= {"shape": values.shape, **{name: written(getattr(values, name)) for name in NUMBERS}}
        initial["values"] = " ".join(written(one) for one in values.values)
    elif part != "secondary_probability":
        initial["shape"] = "lognormal_ci90"
    title, hint = _LABELS[part]
    told = f"{title}, {Estimate.Form(form).label}" if form else str(title)
    prefix = f"{part}-{form}" if form else part
    made = PartForm(data, prefix=prefix, part=part, initial=initial)
    if data is not None:
        made.full_clean()
    return Slot(part, form, told, str(hint), now, made)


def effect_slots(effects: Sequence[ControlEffect], data: QueryDict | None, more: Control | None) -> list[EffectSlot]:
    """A slot for each control that acts on the scenario, and for one more that is to."""
    found = [_effect_slot(one.control, one, data) for one in effects]
    if more is not None and all(one.control.pk != more.pk for one in found):
        found.append(_effect_slot(more, None, data))
    return found


def _effect_slot(control: Control, now: ControlEffect | None, data: QueryDict | None) -> EffectSlot:
    initial: dict[str, Any] = {"seen": now.pk if now else None}
    initial |= {name: written(getattr(now, name, None)) for name in EFFECT_FIELDS}
    made = EffectPart(data, prefix=f"effect-{control.pk}", initial=initial)
    if data is not None:
        made.full_clean()
    return EffectSlot(control, now, made)


def _number(row: ControlEffect | None, name: str) -> float | None:
    value = getattr(row, name) if row else None
    return None if value is None else float(value)
