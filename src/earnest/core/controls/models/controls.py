"""Controls, the tests bound to them, the requirements they support, and exceptions."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class Control(Record):
    """A control that the organisation says it operates, plans, or has given up. Its status is never stored here."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPERATING = "operating", _("Operating")
        RETIRED = "retired", _("Retired")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    statement = models.TextField(_("statement"))
    domain = models.CharField(_("domain"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPERATING)
    adopted_on = models.DateField(_("adopted"))
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )
    annual_cost = models.DecimalField(
        _("cost a year"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    people_days = models.DecimalField(
        _("people days a year"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    introduced_risk = models.TextField(
        _("risk it brings"), blank=True, help_text=_("What can go wrong because of it. If none, say why none.")
    )
    supports = models.ManyToManyField(Requirement, through="Support", related_name="controls")

    class Meta:
        verbose_name = _("control")
        verbose_name_plural = _("controls")
        ordering = ("domain", "name")

    def __str__(self) -> str:
        return self.name


class Support(Record):
    """A control supports a requirement: expert judgement, not proof that it satisfies the whole of it."""

    control = models.ForeignKey(Control, on_delete=models.CASCADE, related_name="support")
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="support")

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = (models.UniqueConstraint(fields=("control", "requirement"), name="support_once"),)

    def __str__(self) -> str:
        return f"{self.control} supports {self.requirement}"


class BoundTest(Record):
    """A control test that shows whether a control operates, with the parameters chosen for it."""

    control = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.CASCADE, related_name="tests")
    test = models.CharField(_("control test"), max_length=100)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    bound_on = models.DateField(_("bound"))

    class Meta:
        verbose_name = _("bound test")
        verbose_name_plural = _("bound tests")
        ordering = ("control", "test")
        constraints = (models.UniqueConstraint(fields=("control", "test"), name="test_bound_once"),)

    def __str__(self) -> str:
        return f"{self.test} for {self.control}"


class ControlException(Record):
    """A deviation that a named person accepts until a day, with a compensating measure."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        REVOKED = "revoked", _("Revoked")

    control = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.PROTECT, related_name="exceptions")
    test = models.CharField(_("control test"), max_length=100)
    subject = models.CharField(_("subject"), max_length=500, help_text=_("The row that is excepted."))
    label = models.CharField(_("what"), max_length=300)
    reason = models.TextField(_("reason"))
    compensating_measure = models.TextField(_("compensating measure"))
    asked_by = models.ForeignKey(Person, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        Person, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ("ends_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("asked_by")),
                name="exception_decided_by_another",
                violation_error_message=_("Nobody approves an exception that they asked for themselves."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="exception_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} ({self.control})"
