"""What people say of things that tools saw, where they expect to see them, and the map that is concluded from it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assurance.models import Conclusion
from earnest.core.organization.models import Person
from earnest.core.things.rules import BadFilterError, filter_from
from earnest.foundation.record import Record


class MatchDecision(Record):
    """Two sightings are the same thing, or are not, whatever their keys say. Withdrawn, never deleted."""

    class Kind(models.TextChoices):
        SAME = "same", _("Same thing")
        DIFFERENT = "different", _("Different things")

    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    left = models.CharField(_("one sighting"), max_length=32)
    right = models.CharField(_("the other sighting"), max_length=32)
    left_label = models.CharField(_("one is"), max_length=300)
    right_label = models.CharField(_("the other is"), max_length=300)
    reason = models.TextField(_("why"))
    decided_by = models.ForeignKey(
        Person, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("decided"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.TextField(_("why withdrawn"), blank=True)

    class Meta:
        verbose_name = _("match decision")
        verbose_name_plural = _("match decisions")
        ordering = ("-decided_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="match_in_order"),
            models.UniqueConstraint(
                fields=("kind", "left", "right"), condition=Q(withdrawn_on=None), name="match_decided_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left_label} and {self.right_label}: {self.get_kind_display()}"


class CoverageExpectation(Record):
    """Things that one source knows and another should know too."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("what we expect"), max_length=200, unique=True)
    expected_from = models.TextField(
        _("things"), help_text=_("Which things: one condition a line, such as “table: devices” or “mark: listed”.")
    )
    looked_by = models.TextField(
        _("must be seen by"), help_text=_("What must have seen each of them: table, source, system or mark.")
    )
    because = models.TextField(_("why"))
    way_out = models.CharField(_("what to do"), max_length=300, blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )
    active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("coverage expectation")
        verbose_name_plural = _("coverage expectations")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        for name in ("expected_from", "looked_by"):
            try:
                filter_from(getattr(self, name))
            except BadFilterError as error:
                raise ValidationError({name: str(error)}) from error


class ThingMap(Conclusion):
    """The map of things under the digest of all that it rests on; its files are in the workspace."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    sightings = models.PositiveBigIntegerField()
    count = models.PositiveBigIntegerField()
    ambiguous_keys = models.PositiveBigIntegerField()
    contradictory = models.JSONField(default=list)
    junk = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"Things {self.digest[:12]}"
