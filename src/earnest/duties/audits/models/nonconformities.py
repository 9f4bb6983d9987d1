"""What was found not to be as it should, why, and what was done so that it does not come back."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.actions.models import Action
from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits.models.engagements import Engagement, frozen, seen_through
from earnest.duties.audits.models.samples import SampleItem
from earnest.foundation.actor import Actor
from earnest.foundation.record import Record


class Nonconformity(Record):
    """A finding. Whether it stands closed is concluded: closing is a decision, evidence may contradict it.

    `test` and `subject` name what would show that it is still there: the row of a control test, or the whole test.
    """

    class Kind(models.TextChoices):
        MAJOR = "major", _("Major nonconformity")
        MINOR = "minor", _("Minor nonconformity")
        OBSERVATION = "observation", _("Observation")
        EXCEPTION = "exception", _("Exception in a test")

    engagement = models.ForeignKey(
        Engagement, verbose_name=_("engagement"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="nonconformities",
    )  # fmt: skip
    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    statement = models.TextField(_("what is not as it should be"))
    evidence = models.TextField(_("what shows it"), blank=True)
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("requirement"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    control = models.ForeignKey(
        Control, verbose_name=_("control"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    test = models.CharField(_("control test that would show it"), max_length=100, blank=True)
    subject = models.CharField(_("row of that test"), max_length=500, blank=True)
    sample_item = models.ForeignKey(
        SampleItem, verbose_name=_("found in the sample"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="nonconformities",
    )  # fmt: skip
    containment = models.TextField(_("what was done at once"), blank=True)
    root_cause = models.TextField(_("root cause"), blank=True)
    cause_stated_by = models.ForeignKey(
        Person, verbose_name=_("root cause stated by"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    raised_by = models.CharField(_("raised by"), max_length=200)
    raised_on = models.DateField(_("raised"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    closed_on = models.DateField(_("closing decided"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, verbose_name=_("closing decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = models.TextField(_("why it is closed"), blank=True)

    settled: ClassVar[frozenset[str]] = frozenset(
        {
            "number", "kind", "title", "statement", "evidence", "engagement", "requirement", "control", "test",
            "subject", "accountable", "raised_by", "raised_on", "due_on",
        }
    )  # fmt: skip

    found: ClassVar[tuple[str, ...]] = (
        "number", "kind", "title", "statement", "evidence", "engagement_id", "requirement_id", "control_id", "test",
        "subject", "sample_item_id", "raised_by", "raised_on",
    )  # fmt: skip
    """What says what was found and where; in a closed engagement it stays as it is."""

    class Meta:
        verbose_name = _("nonconformity")
        verbose_name_plural = _("nonconformities")
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(accountable=None) | ~Q(closed_by=F("accountable")),
                name="nonconformity_closed_by_another",
                violation_error_message=_("Nobody closes what they answer for. Another person must decide."),
            ),
            models.CheckConstraint(
                condition=Q(subject="") | ~Q(test=""),
                name="nonconformity_row_of_a_test",
                violation_error_message=_("Name the control test that the row belongs to."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def clean(self) -> None:
        self._clean_found()
        if self.due_on is not None and None not in {self.raised_on} and self.due_on < self.raised_on:
            raise ValidationError({"due_on": _("It would be due before it was raised.")})
        other = self.requirement and self.engagement and self.requirement.framework_id != self.engagement.framework_id
        if other:
            raise ValidationError({"requirement": _("That requirement belongs to another framework.")})

    def _clean_found(self) -> None:
        was = type(self)._default_manager.filter(pk=self.pk).first() if self.pk else None
        if was is not None and all(getattr(was, name) == getattr(self, name) for name in self.found):
            return
        if why := frozen([self.engagement_id, was.engagement_id if was else None]):
            raise ValidationError(why)

    def stays(self) -> str:
        return frozen([self.engagement_id])

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return seen_through(actor, "engagement")


class CorrectiveAction(Record):
    """An action against the root cause, and whether somebody else saw that it works.

    `effect_seen` is what the verifier found: True where the cause is gone, False where it is not, None before.
    """

    nonconformity = models.ForeignKey(
        Nonconformity, verbose_name=_("nonconformity"), on_delete=models.CASCADE, related_name="corrective_actions"
    )
    action = models.OneToOneField(
        Action, verbose_name=_("action"), on_delete=models.PROTECT, related_name="corrective_action"
    )
    effect_check = models.TextField(_("how its effect is verified"))
    effect_due = models.DateField(_("effect verified by"), null=True, blank=True)
    verified_by = models.ForeignKey(
        Person, verbose_name=_("verified by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_on = models.DateField(_("verified"), null=True, blank=True)
    effect_seen = models.BooleanField(_("the effect was seen"), null=True, blank=True)
    effect_note = models.TextField(_("what was seen"), blank=True)
    evidence_said = models.TextField(_("what evidence said that day"), blank=True)

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        ordering = ("nonconformity", "pk")

    def __str__(self) -> str:
        return str(self.action)

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return seen_through(actor, "nonconformity__engagement")
