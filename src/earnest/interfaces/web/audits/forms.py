"""Forms of audits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import BoundTest, Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits import operations
from earnest.duties.audits.models import Engagement, Nonconformity, ReviewDecision, Sample
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.foundation.resource.forms import DayInput
from earnest.interfaces.web.forms import Form, email_field


def words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more)


def line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=more.pop("max_length", 200), **more)


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


def one_of(label: Any, **more: Any) -> forms.ModelChoiceField[Any]:
    """A row to choose; which ones, the form says."""
    return forms.ModelChoiceField(Person.objects.none(), label=label, **more)


def offer(form: Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def people(actor: Actor) -> QuerySet[Person]:
    return visible_to(actor, Person).filter(left_on=None).order_by("name")


def tests_offered(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Control tests by their controls, as a select groups them; the value is control/test."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = visible_to(actor, BoundTest).exclude(control__state=Control.State.RETIRED).select_related("control")
    for one in rows.order_by("control__name", "test"):
        groups.setdefault(one.control.name, []).append((f"{one.control.key}/{one.test}", one.test))
    return list(groups.items())


class MoveForm(Form):
    """The states that an engagement can go to from where it is."""

    state = forms.ChoiceField(label=_("It is now"))

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        if isinstance(state, forms.ChoiceField):
            there = Engagement.State(engagement.state)
            state.choices = [(one.value, one.label) for one in operations.NEXT[there]]


class AskForm(Form):
    """A request. Requirements are those of the engagement's framework."""

    number = line(_("Number"), max_length=40)
    title = line(_("Request"), max_length=300)
    detail = words(_("Detail"), required=False)
    due_on = day(_("Due"))
    requirement = one_of(_("Requirement"), required=False)
    control = one_of(_("Control"), required=False)
    assigned_to = one_of(_("Given to"), required=False)

    def __init__(self, *args: Any, actor: Actor, engagement: Engagement, guest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "requirement", visible_to(actor, Requirement).filter(framework=engagement.framework))
        offer(self, "control", visible_to(actor, Control).exclude(state=Control.State.RETIRED))
        offer(self, "assigned_to", people(actor))
        if guest:
            for name in ("requirement", "control", "assigned_to"):
                del self.fields[name]


class AssignForm(Form):
    to = one_of(_("Given to"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", people(actor))


class AnswerForm(Form):
    """An answer; what it rests on is picked beside it. A file may be handed over with it."""

    text = words(_("Answer"), 5)
    file = forms.FileField(
        label=_("Hand a file over"),
        required=False,
        help_text=_("The auditor can take it away. Choose it last: looking for evidence does not keep it."),
    )


class CommentForm(Form):
    text = words(_("Comment"))
    internal = forms.BooleanField(label=_("Only for us: no guest sees it"), required=False)

    def __init__(self, *args: Any, guest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guest:
            del self.fields["internal"]


class NoteForm(Form):
    note = words(_("Note"), 2, required=False)


class WhyForm(Form):
    reason = words(_("Why"), 2)


class PopulationForm(Form):
    """Which control test's population, as of which day."""

    test = forms.ChoiceField(label=_("Control test"), help_text=_("The population is exactly what it looks at."))
    as_of = day(_("As of"))
    title = line(_("Title"), required=False)
    note = words(_("How we know that it is complete"), 2, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        test = self.fields["test"]
        if isinstance(test, forms.ChoiceField):
            test.choices = [("", _("Choose")), *tests_offered(actor)]


class DrawForm(Form):
    """How a sample is drawn."""

    method = forms.ChoiceField(label=_("Method"), choices=Sample.Method.choices)
    size = forms.IntegerField(label=_("Size"), min_value=1, max_value=5000, required=False)
    seed = line(_("Seed"), max_length=100, required=False, help_text=_("Left empty, one is made and recorded."))
    stratify_by = forms.ChoiceField(label=_("Strata by"), required=False, help_text=_("For a stratified sample."))
    chosen = words(_("Subjects"), 3, required=False, help_text=_("For a judgement: one subject a line."))
    reason = words(_("Why these"), 2, required=False, help_text=_("A judgement needs a reason."))
    attributes = words(
        _("What is tested of each"), 3, required=False, help_text=_("One a line, such as: A Approved by another")
    )
    title = line(_("Title"), required=False)

    def __init__(self, *args: Any, strata: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stratify_by"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None")), *((name, name) for name in strata)]


class FindingForm(Form):
    """Something that is not as it should be."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Nonconformity.Kind.choices)
    title = line(_("Title"))
    statement = words(_("What is not as it should be"))
    evidence = words(_("What shows it"), 2, required=False)
    shown_by = forms.ChoiceField(label=_("Control test that would show it"), required=False)
    subject = line(_("Row of that test"), max_length=500, required=False, help_text=_("Its subject, if you know it."))
    requirement = one_of(_("Requirement"), required=False)
    accountable = one_of(_("Accountable"), required=False)
    due_on = day(_("Due"), required=False)

    def __init__(self, *args: Any, actor: Actor, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "requirement", visible_to(actor, Requirement).filter(framework=engagement.framework))
        offer(self, "accountable", people(actor))
        test = self.fields["shown_by"]
        if isinstance(test, forms.ChoiceField):
            test.choices = [("", _("None")), *tests_offered(actor)]


class TextForm(Form):
    """One text; its label is given."""

    text = words("")

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class CorrectiveForm(Form):
    title = line(_("What is to be done"))
    effect_check = words(_("How its effect is verified"), 2, help_text=_("How somebody else can see that it works."))
    accountable = one_of(_("Accountable"))
    due_on = day(_("Due"))
    effect_due = day(_("Effect verified by"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "accountable", people(actor))


class EffectForm(Form):
    effect_seen = forms.ChoiceField(
        label=_("Is the cause gone?"), choices=[("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]
    )
    note = words(_("What you looked at and what you saw"))


class PlanReviewForm(Form):
    title = line(_("Review"))
    due_on = day(_("Due"))
    chair = one_of(_("Chair"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chair", people(actor))


class HoldForm(Form):
    chair = one_of(_("Chair"))
    attendees = forms.ModelMultipleChoiceField(Person.objects.none(), label=_("Who took part"))
    minutes = words(_("Minutes"), 5, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chair", people(actor))
        offer(self, "attendees", people(actor))


class DecisionForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ReviewDecision.Kind.choices)
    text = words(_("Decision"))
    action = line(_("What is to be done"), required=False)
    accountable = one_of(_("Who does it"), required=False)
    due_on = day(_("By when"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "accountable", people(actor))


class InviteForm(Form):
    name = line(_("Name"))
    email = email_field(_("E-mail address"))
    expires_on = day(_("Last day"))


class ExtendForm(Form):
    expires_on = day(_("Last day"))
    reason = words(_("Why"), 2)
