"""How well somebody's ranges hold: their own business."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor
from earnest.foundation.record import Record


class CalibrationAnswer(Record):
    """A 90 % interval that somebody gave for a question whose answer is known. Nobody but they see it."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    question = models.CharField(_("question"), max_length=100)
    low = models.FloatField(_("low"))
    high = models.FloatField(_("high"))
    answered_at = models.DateTimeField(_("answered"))
    unrecorded = frozenset({"person", "question", "low", "high"})

    class Meta:
        verbose_name = _("calibration answer")
        verbose_name_plural = _("calibration answers")
        ordering = ("answered_at", "pk")
        constraints = (models.UniqueConstraint(fields=("person", "question"), name="calibration_answered_once"),)

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return Q(person=actor.person) if actor.person else None
