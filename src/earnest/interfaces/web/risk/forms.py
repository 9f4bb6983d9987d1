"""Fields and forms of risk: numbers as people write them, grounds, and what every belief asks for."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.risks.models import Estimate, Provenance, Scenario
from earnest.core.risks.rules import Multipliers
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.interfaces.web.forms import Form

_WRITTEN = re.compile(
    r"([-+]?[0-9][0-9,\u2009\u00a0 _']*(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?|[-+]?\.[0-9]+)\s*(k|m|bn)?", re.I
)
_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
GROUNDS = [one for one in Provenance.choices if one[0] != Provenance.STARTER]


def parsed(text: str) -> float:
    """A number as people write it: 1,200,000, 250k, 1.2m, 3bn. ValueError if it is none."""
    found = _WRITTEN.fullmatch(text.strip().lstrip("€$£").strip())
    if found is None:
        raise ValueError(text)
    value = float(re.sub(r"[,\u2009\u00a0 _']", "", found[1])) * _SIZES[(found[2] or "").lower()]
    if not isfinite(value):
        raise ValueError(text)
    return value


def written(value: Any) -> str:
    """A number as a field holds it: no exponent, no zeros at its end."""
    if value is None or value == "":
        return ""
    text = f"{float(value):.8f}".rstrip("0").rstrip(".")
    return text or "0"


class NumberField(forms.CharField):
    """A number as people write it, None where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parsed(text)
        except (ValueError, OverflowError):
            says = _("“%s” is not a number. Write it as 1200, 1,200, 250k or 1.2m.")
            raise forms.ValidationError(says % text[:40]) from None

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else written(value)


class SayForm(Form):
    """Where a belief comes from: asked of everybody who changes what the model rests on."""

    provenance = forms.ChoiceField(label=gettext_lazy("On what grounds"), choices=GROUNDS, initial=Provenance.EXPERT)
    source = forms.CharField(
        label=gettext_lazy("Where the numbers come from"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("So that another can check them: a report, an incident, who you asked."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you change it now"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the history beside what was believed before."),
    )

    @property
    def grounds(self) -> str:
        """Source and reason as the record keeps them."""
        return f"{self.cleaned_data['source'].strip()}\n{self.cleaned_data['reason'].strip()}"


class ConfidenceField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("How sure you are"),
            choices=Estimate.Confidence.choices,
            initial=Estimate.Confidence.MEDIUM,
        )


EFFECT_FIELDS = tuple(f"{what}_{end}" for what in ("frequency", "severity") for end in ("low", "mode", "high"))


class EffectForm(SayForm):
    """What one control does to one scenario: multipliers, 1 for nothing."""

    scenario = forms.ModelChoiceField(Scenario.objects.none(), label=gettext_lazy("Scenario"))
    frequency_low = NumberField(label=gettext_lazy("How often, low"), required=False)
    frequency_mode = NumberField(label=gettext_lazy("How often, most likely"), required=False)
    frequency_high = NumberField(label=gettext_lazy("How often, high"), required=False)
    severity_low = NumberField(label=gettext_lazy("How much, low"), required=False)
    severity_mode = NumberField(label=gettext_lazy("How much, most likely"), required=False)
    severity_high = NumberField(label=gettext_lazy("How much, high"), required=False)
    field_order = ("scenario", *EFFECT_FIELDS, "provenance", "source", "reason")

    def __init__(self, *args: Any, actor: Actor, without: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scenario"]
        if isinstance(field, forms.ModelChoiceField):
            rows = visible_to(actor, Scenario).exclude(state=Scenario.State.RETIRED)
            field.queryset = rows.exclude(introduced_by=without) if without else rows

    @property
    def frequency(self) -> Multipliers:
        return Multipliers(*(self.cleaned_data[f"frequency_{end}"] for end in ("low", "mode", "high")))

    @property
    def severity(self) -> Multipliers:
        return Multipliers(*(self.cleaned_data[f"severity_{end}"] for end in ("low", "mode", "high")))


class NothingForm(Form):
    because = forms.CharField(
        label=gettext_lazy("It brings no loss of its own, because"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Think of the cases below before you say so. Said in your own name."),
    )


class IntroduceForm(Form):
    """A scenario that a control brings: one that is written already, or a new one."""

    scenario = forms.ModelChoiceField(
        Scenario.objects.none(),
        label=gettext_lazy("A scenario that is written already"),
        required=False,
        help_text=gettext_lazy("Or leave it empty and write a new one below."),
    )
    title = forms.CharField(label=gettext_lazy("Title of a new one"), max_length=200, required=False)
    statement = forms.CharField(
        label=gettext_lazy("What happens"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who does what to which asset, because this control is there, and what it costs us."),
    )
    effect = forms.ChoiceField(
        label=gettext_lazy("Loss of"), choices=Scenario.LossOf.choices, initial=Scenario.LossOf.AVAILABILITY
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scenario"]
        if isinstance(field, forms.ModelChoiceField):
            free = visible_to(actor, Scenario).filter(introduced_by=None)
            field.queryset = free.exclude(state=Scenario.State.RETIRED)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("scenario"):
            for name in ("title", "statement"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for a new scenario; or choose one that is written already."))
        return given
