"""What we believe of scenarios and controls, who said so and on what grounds. Never edited: a newer one supersedes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks.models.scenarios import Scenario
from earnest.foundation.record import Record


class Provenance(models.TextChoices):
    """On what grounds something is believed."""

    CALIBRATED = "calibrated_expert", _("Calibrated expert")
    EXPERT = "expert", _("Expert")
    OWN = "own_incidents", _("Own incidents")
    PUBLISHED = "published", _("Published data")
    STARTER = "starter", _("Starter, to be replaced")


class Superseded(Record):
    """A belief with an author and grounds, in force from the day it was made until another takes its place."""

    provenance = models.CharField(_("grounds"), max_length=20, choices=Provenance.choices, default=Provenance.EXPERT)
    source = models.TextField(_("source"), help_text=_("Where the numbers come from, so that another can check."))
    author = models.ForeignKey(Person, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField(_("made"))
    superseded_on = models.DateField(_("superseded"), null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def in_force(cls, day: date) -> Q:
        """Rows that were believed at the end of a day."""
        return Q(made_on__lte=day) & (Q(superseded_on=None) | Q(superseded_on__gt=day))

    @property
    def is_prior(self) -> bool:
        """Whether it only fills the place until somebody here has thought about it."""
        return self.provenance == Provenance.STARTER


def _amount(name: Any) -> Any:
    return models.DecimalField(
        name, max_digits=24, decimal_places=8, null=True, blank=True, validators=[MinValueValidator(0)]
    )


def _multiplier(name: Any) -> Any:
    return models.DecimalField(
        name, max_digits=12, decimal_places=8, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class Estimate(Superseded):
    """One part of a scenario, as a range: events a year, currency an event, or a share between 0 and 1.

    `form` is one of FAIR's six forms of loss, empty where the part is not split; frequency and probability have none.
    """

    class Part(models.TextChoices):
        FREQUENCY = "frequency", _("How often")
        PRIMARY = "primary", _("Loss an event")
        SECONDARY_PROBABILITY = "secondary_probability", _("Chance that others react")
        SECONDARY = "secondary", _("Loss if others react")

    class Form(models.TextChoices):
        PRODUCTIVITY = "productivity", _("Productivity")
        RESPONSE = "response", _("Response")
        REPLACEMENT = "replacement", _("Replacement")
        FINES = "fines_and_judgements", _("Fines and judgements")
        ADVANTAGE = "competitive_advantage", _("Competitive advantage")
        REPUTATION = "reputation", _("Reputation")

    class Shape(models.TextChoices):
        POISSON = "poisson", _("A rate that is known")
        PERT_RATE = "pert_rate", _("A rate between three values")
        LOGNORMAL = "lognormal_ci90", _("90 % between two values")
        PERT = "pert", _("Least, most likely, most")
        CONSTANT = "constant", _("Always the same")
        EMPIRICAL = "empirical", _("As seen")
        PROBABILITY = "probability", _("A share")

    class EqualBet(models.TextChoices):
        RANGE = "range", _("Rather the range")
        WHEEL = "wheel", _("Rather the wheel")
        SAME = "same", _("Either")

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    scenario = models.ForeignKey(
        Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="estimates"
    )
    part = models.CharField(_("part"), max_length=30, choices=Part.choices, default=Part.FREQUENCY)
    form = models.CharField(_("form of loss"), max_length=30, choices=Form.choices, blank=True)
    shape = models.CharField(_("shape"), max_length=20, choices=Shape.choices, default=Shape.POISSON)
    low = _amount(_("low"))
    mode = _amount(_("most likely"))
    high = _amount(_("high"))
    values = models.JSONField(_("values seen"), default=list, blank=True)
    cap = _amount(_("at most"))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices, default=Confidence.MEDIUM)
    equal_bet = models.CharField(_("equal bet"), max_length=10, choices=EqualBet.choices, blank=True)

    class Meta:
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ("scenario", "part", "form", "-made_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("scenario", "part", "form"), condition=Q(superseded_on=None), name="estimate_one_in_force"
            ),
        )

    def __str__(self) -> str:
        form = f", {self.get_form_display()}" if self.form else ""
        return f"{self.get_part_display()}{form}: {self.scenario}"


class ControlEffect(Superseded):
    """What a control does to a scenario while it works: multipliers of how often and of how much, 1 for nothing.

    Below 1 it helps, above 1 it worsens. Only the middle value is an exact multiplier; all three are a range.
    """

    control = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.PROTECT, related_name="effects")
    scenario = models.ForeignKey(
        Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="control_effects"
    )
    frequency_low = _multiplier(_("how often, low"))
    frequency_mode = _multiplier(_("how often, most likely"))
    frequency_high = _multiplier(_("how often, high"))
    severity_low = _multiplier(_("how much, low"))
    severity_mode = _multiplier(_("how much, most likely"))
    severity_high = _multiplier(_("how much, high"))

    class Meta:
        verbose_name = _("effect of a control")
        verbose_name_plural = _("effects of controls")
        ordering = ("control", "scenario", "-made_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("control", "scenario"), condition=Q(superseded_on=None), name="effect_one_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.control}: {self.scenario}"


class NoIntroducedLoss(Record):
    """Somebody says that a control brings no loss of its own, and why. Silence is not an answer."""

    control = models.OneToOneField(
        Control, verbose_name=_("control"), on_delete=models.PROTECT, related_name="no_introduced_loss"
    )
    because = models.TextField(_("because"))
    said_by = models.ForeignKey(Person, verbose_name=_("said by"), on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField(_("said"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("control that brings no loss")
        verbose_name_plural = _("controls that bring no loss")
        ordering = ("control",)

    def __str__(self) -> str:
        return str(self.control)


class Experience(Record):
    """What really happened to us: how many events of a scenario in a span of time, first and last day counted."""

    scenario = models.ForeignKey(
        Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="experience"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    events = models.PositiveIntegerField(_("events"), default=0)
    losses = models.JSONField(_("losses"), default=list, blank=True)
    source = models.TextField(_("source"))
    superseded_on = models.DateField(_("superseded"), null=True, blank=True)

    class Meta:
        verbose_name = _("own experience")
        verbose_name_plural = _("own experience")
        ordering = ("scenario", "since")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")),
                name="experience_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.scenario}: {self.events} from {self.since} to {self.until}"
