"""Forms of another way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Argument, ArgumentNode, BoundTest, Control, Defeater
from earnest.core.controls.queries import asked
from earnest.core.frameworks.models import Requirement
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.foundation.resource.forms import DayInput
from earnest.interfaces.web.forms import Form


def _words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ArgumentForm(Form):
    """What an argument is about."""

    requirement = forms.ModelChoiceField(Requirement.objects.none(), label=_("Requirement"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Argument.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    key = forms.SlugField(label=_("Key"), max_length=80, help_text=_("Small letters and hyphens; names its files."))
    objective = _words(_("Objective"), help_text=_("What the requirement is there to achieve, in your own words."))
    constraint = _words(
        _("Constraint"),
        required=False,
        help_text=_("What stands in the way of the requirement as written, until when."),
    )
    replaces = forms.ModelChoiceField(
        Control.objects.none(), label=_("In place of"), required=False, help_text=_("The control of the usual way.")
    )
    instead = forms.ModelChoiceField(Control.objects.none(), label=_("By"), required=False)

    def __init__(self, *args: Any, actor: Actor, begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "requirement", visible_to(actor, Requirement).filter(assessable=True).select_related("framework"))
        for name in ("replaces", "instead"):
            _choose(self, name, visible_to(actor, Control))
        if begun:
            for name in ("requirement", "kind", "key"):
                del self.fields[name]


class NodeForm(Form):
    """One element and where it hangs."""

    parent = forms.ModelChoiceField(
        ArgumentNode.objects.none(), label=_("Hangs below"), required=False, empty_label=_("Nothing: it is the top")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ArgumentNode.Kind.choices)
    text = _words(
        _("What it says"),
        help_text=_("A goal is one sentence that is true or false. A solution is the name of the evidence."),
    )
    evidence = forms.ChoiceField(label=_("Evidence"), required=False, help_text=_("For a solution."))
    undeveloped = forms.BooleanField(label=_("Nothing supports it yet, on purpose"), required=False)

    def __init__(
        self, *args: Any, actor: Actor, argument: Argument, node: ArgumentNode | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "parent", argument.nodes.exclude(kind__in=("context", "assumption", "justification", "solution")))
        evidence = self.fields["evidence"]
        if isinstance(evidence, forms.ChoiceField):
            evidence.choices = [("", _("None")), *_evidence(actor)]
        if node is not None:
            del self.fields["parent"], self.fields["kind"]

    def chosen(self, actor: Actor) -> tuple[Control | None, str]:
        """The control and the test that were chosen as evidence."""
        control, _sep, test = self.cleaned_data.get("evidence", "").partition(":")
        return (visible_to(actor, Control).filter(key=control).first() if control else None), test


def _evidence(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Controls with their tests, as a select groups them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for control in visible_to(actor, Control).exclude(state=Control.State.RETIRED).order_by("name"):
        groups[control.name] = [(control.key, str(_("the whole control")))]
    rows = visible_to(actor, BoundTest).exclude(control__state=Control.State.RETIRED).select_related("control")
    for one in rows.order_by("test"):
        groups[one.control.name].append((f"{one.control.key}:{one.test}", one.test))
    return list(groups.items())


class DoubtForm(Form):
    """A doubt, told as a claim."""

    kind = forms.ChoiceField(label=_("What it does"), choices=Defeater.Kind.choices)
    text = _words(_("The doubt"), help_text=_("Say what could be wrong, as a sentence that is true or false."))


class AnswerForm(Form):
    answer = _words(_("The answer"), help_text=_("Say why it does not bring the argument down, and what shows that."))


class AcceptForm(Form):
    reason = _words(_("Why we can live with it"))
    until = forms.DateField(label=_("Until"), widget=DayInput(), help_text=_("After that day it is open again."))


class ReviewForm(Form):
    """What a reviewer says, of the argument as they opened it."""

    revision = forms.IntegerField(min_value=1, max_value=10**9, required=False, widget=forms.HiddenInput())
    note = _words(_("What you looked at and what you found"))
    review_due = forms.DateField(
        label=_("To be reviewed again by"), required=False, widget=DayInput(), help_text=_("Needed where it stands.")
    )


class ReasonForm(Form):
    reason = _words(_("Why"), 2)


class PaperForm(Form):
    """What the papers of this kind of argument ask."""

    def __init__(self, *args: Any, argument: Argument, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {one.field: one.text for one in argument.answers.all()})
        super().__init__(*args, **kwargs)
        for one in asked(argument.kind):
            label = f"{one.section}: {one.what}"
            self.fields[one.field] = _words(label, 2, required=False)
            self.fields[one.field].widget.attrs["class"] = "input"


def _choose(form: Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
