"""Conclusions, kept only to be quick: each can be thrown away and computed again to the same value."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.foundation.actor import Actor, May


class Conclusion(models.Model):
    """Something computed. Nobody types it and no ledger entry is made for it."""

    class Meta:
        abstract = True

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return Q() if actor.may(May.SEE_RECORD) else None


class TestRun(Conclusion):
    """The result of a control test, under the digest of everything that it rests on."""

    __test__ = False  # pytest would take the name for a test class

    key = models.CharField(max_length=64, unique=True)
    test = models.CharField(max_length=100, db_index=True)
    as_of = models.DateTimeField()
    result = models.TextField()

    def __str__(self) -> str:
        return f"{self.test} as of {self.as_of:%Y-%m-%d}"


class Assessment(Conclusion):
    """All statuses as of one day, with the ledger entry up to which decisions were counted.

    It is not `complete` while a test did not finish: then it is computed again the next time somebody asks.
    """

    as_of = models.DateField(unique=True)
    ledger_number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    complete = models.BooleanField(default=True)

    class Meta:
        ordering = ("-as_of",)

    def __str__(self) -> str:
        return f"Assessment as of {self.as_of}"


class ControlStatus(Conclusion):
    """The status of a control as of a day."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="controls")
    control = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(_("status"), max_length=20)
    grade = models.CharField(_("grade"), max_length=1)
    population = models.PositiveBigIntegerField(_("population"), null=True)
    violations = models.PositiveBigIntegerField(_("violations"), default=0)
    excepted = models.PositiveBigIntegerField(_("excepted"), default=0)
    conclusion = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("assessment", "control"), name="control_status_once"),)

    def __str__(self) -> str:
        return f"{self.control}: {self.status}"


class RequirementStatus(Conclusion):
    """The status of a requirement as of a day."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="requirements")
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("requirement"), on_delete=models.CASCADE, related_name="statuses"
    )
    status = models.CharField(_("status"), max_length=30)
    grade = models.CharField(_("grade"), max_length=1)
    conclusion = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("assessment", "requirement"), name="requirement_status_once"),)

    def __str__(self) -> str:
        return f"{self.requirement}: {self.status}"


class ControlLook(Conclusion):
    """What evidence observed on a day said of a control then: the history behind coverage of a period and
    reliability."""

    control = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.CASCADE, related_name="looks")
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=20)
    holds_days = models.PositiveIntegerField(_("holds for, days"))
    violations = models.PositiveBigIntegerField(_("violations"), default=0)
    complying = models.FloatField(_("share that complies"), null=True)
    evidence = models.CharField(max_length=64)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("control", "day"), name="control_look_once"),)

    def __str__(self) -> str:
        return f"{self.control} on {self.day}: {self.status}"


class HistoryDay(Conclusion):
    """A day whose looks were computed, under the digest of what they rest on."""

    day = models.DateField(unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day}"
