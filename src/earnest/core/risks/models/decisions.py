"""What people decided about risk: how much is too much, what is done about a scenario, and how a matrix is cut."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person
from earnest.core.risks.models.scenarios import Scenario
from earnest.foundation.record import Record


class Appetite(Record):
    """A curve that the board agreed: the chance of losing more than so much in a year stays below so much.

    `points` is a list of [loss, probability]; losses rise, probabilities fall. The newest one governs.
    """

    points = models.JSONField(_("points"), default=list, blank=True)
    agreed_on = models.DateField(_("agreed"))
    agreed_by = models.CharField(_("agreed by"), max_length=200)
    minutes = models.CharField(_("minutes"), max_length=300, help_text=_("Where the decision is written down."))
    valid_until = models.DateField(_("valid until"))

    class Meta:
        verbose_name = _("risk appetite")
        verbose_name_plural = _("risk appetites")
        ordering = ("-agreed_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("agreed_on")),
                name="appetite_ends_after_start",
                violation_error_message=_("It ends before it is agreed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreed_by}, {self.agreed_on}"


class Treatment(Record):
    """What is done about a scenario. Another person decides than the one who asks; it ends by itself on its day."""

    class Decision(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        REDUCE = "reduce", _("Reduce")
        TRANSFER = "transfer", _("Transfer")
        AVOID = "avoid", _("Avoid")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        REVOKED = "revoked", _("Revoked")

    scenario = models.ForeignKey(
        Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="treatments"
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.REDUCE)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(Person, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        Person, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True)

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ("ends_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("asked_by")),
                name="treatment_decided_by_another",
                violation_error_message=_("Nobody approves a treatment that they asked for themselves."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="treatment_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(decision="accept") | Q(ends_on__isnull=False),
                name="treatment_acceptance_ends",
                violation_error_message=_("Risk is accepted until a day: say which."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.scenario}"


class MatrixScale(Record):
    """Where the rows and columns of a matrix are cut. The matrix follows from money, never money from the matrix.

    `likelihood` are bounds in events a year, `impact` in currency an event; each rises. n bounds make n + 1 classes.
    """

    likelihood = models.JSONField(_("likelihood, events a year"), default=list, blank=True)
    impact = models.JSONField(_("impact, an event"), default=list, blank=True)
    set_on = models.DateField(_("set"))

    class Meta:
        verbose_name = _("scale of the matrix")
        verbose_name_plural = _("scales of the matrix")
        ordering = ("-set_on", "-pk")

    def __str__(self) -> str:
        return f"{self.set_on}"
