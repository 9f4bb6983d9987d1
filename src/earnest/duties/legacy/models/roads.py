"""The roadmap: who does what by when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person
from earnest.duties.legacy.models.entries import LifeCycleEntry, Option
from earnest.foundation.record import Record


class RoadmapStep(Record):
    """One step of what was decided on an old system. What it depends on is said through operations: no circles."""

    entry = models.ForeignKey(
        LifeCycleEntry, verbose_name=_("old system"), on_delete=models.CASCADE, related_name="steps"
    )
    option = models.ForeignKey(
        Option, verbose_name=_("option"), null=True, blank=True, on_delete=models.SET_NULL, related_name="steps"
    )
    title = models.CharField(_("step"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # not symmetrical: the ledger tells of a row what was written to it, and the other side would change untold
    depends_on = models.ManyToManyField(
        "self", verbose_name=_("needs first"), blank=True, symmetrical=False, related_name="needed_by"
    )
    done_on = models.DateField(_("done"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("step of the roadmap")
        verbose_name_plural = _("steps of the roadmap")
        ordering = ("starts_on", "ends_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="legacy_step_ends_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.option is not None and self.option.entry_id != self.entry_id:
            raise ValidationError({"option": _("That is an option of another system.")})
