"""Management reviews: what was laid before the leaders, and what they decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.actions.models import Action
from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class ManagementReview(Record):
    """One review by top management. Its inputs are derived; what was laid before it is kept as it was."""

    title = models.CharField(_("review"), max_length=200, unique=True)
    due_on = models.DateField(_("due"))
    chair = models.ForeignKey(
        Person, verbose_name=_("chair"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attendees = models.ManyToManyField(Person, verbose_name=_("attendees"), blank=True, related_name="+")
    held_on = models.DateField(_("held"), null=True, blank=True)
    inputs = models.JSONField(_("what was laid before it"), default=dict, blank=True)
    inputs_digest = models.CharField(_("SHA-256 of it"), max_length=64, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        verbose_name = _("management review")
        verbose_name_plural = _("management reviews")
        ordering = ("-due_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(held_on=None) | ~Q(chair=None),
                name="held_review_has_a_chair",
                violation_error_message=_("Say who chaired the review."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class ReviewDecision(Record):
    """One decision of a management review; what is to be done becomes an action."""

    class Kind(models.TextChoices):
        IMPROVEMENT = "improvement", _("Opportunity for improvement")
        CHANGE = "change", _("Change to the management system")
        RESOURCES = "resources", _("Resources")
        RISK = "risk", _("Risk")
        NOTED = "noted", _("Noted")

    review = models.ForeignKey(
        ManagementReview, verbose_name=_("review"), on_delete=models.CASCADE, related_name="decisions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("decision"))
    action = models.OneToOneField(
        Action, verbose_name=_("action"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="review_decision",
    )  # fmt: skip

    class Meta:
        verbose_name = _("decision of a review")
        verbose_name_plural = _("decisions of reviews")
        ordering = ("review", "pk")

    def __str__(self) -> str:
        return self.text[:120]
