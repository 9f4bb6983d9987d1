"""What is asked of a budget: how much, what is to be made small, what must or must not be bought, how much is cut."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.duties.budget.queries import Item, Question, objective_named
from earnest.interfaces.web.budget.books import Books
from earnest.interfaces.web.forms import Form
from earnest.interfaces.web.risk.forms import NumberField

FIELDS = ("budget", "objective", "must", "never", "cut")
CUT = 10.0
OBJECTIVES = [
    ("expected", gettext_lazy("Expected loss a year")),
    ("tvar99", gettext_lazy("Average of the worst years in a hundred")),
]


class ChoiceForm(Form):
    """`must` and `never` are keys of investments; `cut` is percent of the year's budget."""

    budget = NumberField(label=gettext_lazy("Budget of the whole year"), required=False)
    objective = forms.ChoiceField(label=gettext_lazy("Make small"), choices=OBJECTIVES, required=False)
    cut = NumberField(label=gettext_lazy("And if it is cut by, percent"), required=False)
    must = forms.MultipleChoiceField(required=False)
    never = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, found: tuple[Item, ...], usual: float, **kwargs: Any) -> None:
        initial = {"budget": usual, "objective": "expected", "cut": CUT}
        super().__init__(*args, initial=initial, **kwargs)
        self.usual = usual
        for name in ("must", "never"):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(one.key, one.title) for one in found]

    def clean_budget(self) -> float:
        value: float | None = self.cleaned_data["budget"]
        if value is not None and not 0 <= value <= 1e15:
            raise forms.ValidationError(_("A budget is an amount from 0 up."))
        return self.usual if value is None else value

    def clean_cut(self) -> float:
        value: float | None = self.cleaned_data["cut"]
        if value is not None and not 0 < value < 100:
            raise forms.ValidationError(_("Give a cut above 0 and below 100 percent."))
        return CUT if value is None else value

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        both = {*given.get("must", ())} & {*given.get("never", ())}
        if both:
            named = dict(self.fields["never"].choices)  # type: ignore[attr-defined]  # a field of choices
            self.add_error(None, _("“%s” cannot both be bought and left out.") % named[min(both)])
        return given

    @property
    def question(self) -> Question:
        """What is asked; the usual question where nothing was, or nothing that can be used."""
        if not self.is_bound or not self.is_valid():
            return Question(self.usual)
        given = self.cleaned_data
        objective = objective_named(given["objective"] or "expected")
        return Question(given["budget"], objective, tuple(sorted(given["must"])), tuple(sorted(given["never"])))

    @property
    def percent(self) -> str:
        """The cut as the form is sent again."""
        return f"{100 * self.share:.6g}"

    @property
    def share(self) -> float:
        """The cut as a share of the budget."""
        percent = self.cleaned_data["cut"] if self.is_bound and self.is_valid() else CUT
        return float(percent) / 100


def form_of(found: Books, asked: QueryDict, items: tuple[Item, ...]) -> ChoiceForm:
    """The form as it was sent; with what is usual where nothing of it was."""
    bound = asked if any(name in asked for name in FIELDS) else None
    return ChoiceForm(bound, found=items, usual=_usual(found, items))


def _usual(found: Books, items: tuple[Item, ...]) -> float:
    year = found.of
    told = year.offered if year.offered is not None else year.asked
    return float(told) if told is not None else float(found.view.planned) + sum(one.money for one in items)
