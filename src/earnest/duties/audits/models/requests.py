"""What auditors ask for, what is answered with which evidence, and what is said about it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits.models.engagements import Engagement, frozen, seen_through
from earnest.foundation.actor import Actor, Role
from earnest.foundation.record import Record


def _also_own(where: Q | None, actor: Actor, path: str) -> Q | None:
    """Whoever a request is given to may see it, whatever their role."""
    if where == Q() or actor.person is None or actor.role == Role.AUDITOR:
        return where
    return Q(**{path: actor.person})


class AuditRequest(Record):
    """One thing that an auditor asks for. `number` is the auditor's own and unique in the engagement."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    engagement = models.ForeignKey(
        Engagement, verbose_name=_("engagement"), on_delete=models.CASCADE, related_name="requests"
    )
    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("request"), max_length=300)
    detail = models.TextField(_("detail"), blank=True)
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("requirement"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    control = models.ForeignKey(
        Control, verbose_name=_("control"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_on = models.DateField(_("asked"))
    due_on = models.DateField(_("due"))
    assigned_to = models.ForeignKey(
        Person, verbose_name=_("given to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    state_since = models.DateField(_("state since"), null=True, blank=True)

    class Meta:
        verbose_name = _("audit request")
        verbose_name_plural = _("audit requests")
        ordering = ("engagement", "number")
        constraints = (models.UniqueConstraint(fields=("engagement", "number"), name="request_number_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def clean(self) -> None:
        was = type(self)._default_manager.filter(pk=self.pk).values_list("engagement", flat=True)
        if why := frozen([self.engagement_id, *was]):
            raise ValidationError(why)
        if None not in {self.due_on, self.asked_on} and self.due_on < self.asked_on:
            raise ValidationError({"due_on": _("It would be due before it was asked.")})
        if self.requirement and self.requirement.framework_id != self.engagement.framework_id:
            raise ValidationError({"requirement": _("That requirement belongs to another framework.")})

    def stays(self) -> str:
        return frozen([self.engagement_id])

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return _also_own(seen_through(actor, "engagement"), actor, "assigned_to")


class RequestAnswer(Record):
    """An answer to a request. A returned request gets another one; none is changed afterwards."""

    request = models.ForeignKey(
        AuditRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="answers"
    )
    text = models.TextField(_("answer"))
    answered_by = models.ForeignKey(Person, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered"))

    class Meta:
        verbose_name = _("answer to a request")
        verbose_name_plural = _("answers to requests")
        ordering = ("request", "pk")

    def __str__(self) -> str:
        return f"{self.request.number}: {self.text[:80]}"

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return _also_own(seen_through(actor, "request__engagement"), actor, "request__assigned_to")


class AnswerEvidence(Record):
    """What an answer rests on. What it said then is kept here; what it says now is read anew."""

    class Kind(models.TextChoices):
        SNAPSHOT = "snapshot", _("Evidence file")
        TEST = "test", _("Control test")
        CONTROL = "control", _("Control")
        INSPECTED = "inspected", _("Document that a person inspected")
        DOCUMENT = "document", _("File handed over")

    answer = models.ForeignKey(
        RequestAnswer, verbose_name=_("answer"), on_delete=models.CASCADE, related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    points_at = models.CharField(
        _("points at"),
        max_length=300,
        help_text=_("Number of the file or record, key of the control, control/test, or SHA-256 of a document."),
    )
    label = models.CharField(_("what"), max_length=300)
    said = models.CharField(_("what it said then"), max_length=500, blank=True)
    word = models.CharField(_("in one word"), max_length=30, blank=True)
    digest = models.CharField(
        _("SHA-256 of what it was then"), max_length=64, blank=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")]
    )

    class Meta:
        verbose_name = _("evidence of an answer")
        verbose_name_plural = _("evidence of answers")
        ordering = ("answer", "pk")
        constraints = (models.UniqueConstraint(fields=("answer", "kind", "points_at"), name="answer_evidence_once"),)

    def __str__(self) -> str:
        return self.label

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        path = "answer__request__"
        return _also_own(seen_through(actor, f"{path}engagement"), actor, f"{path}assigned_to")


class RequestComment(Record):
    """What somebody said about a request. An internal one is never shown to guests."""

    request = models.ForeignKey(
        AuditRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="comments"
    )
    by = models.CharField(_("by"), max_length=200)
    text = models.TextField(_("comment"))
    internal = models.BooleanField(_("only for us"), default=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("comment on a request")
        verbose_name_plural = _("comments on requests")
        ordering = ("request", "at", "pk")

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:80]}"

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        where = seen_through(actor, "request__engagement")
        if actor.role == Role.AUDITOR and where is not None:
            return where & Q(internal=False)
        return _also_own(where, actor, "request__assigned_to")
