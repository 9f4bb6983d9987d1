"""What could go wrong: threats, and the loss scenarios that they lead to."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class Threat(Record):
    """Who or what brings a loss about."""

    class Kind(models.TextChoices):
        CRIMINAL = "criminal", _("Criminals")
        STATE = "state", _("A state")
        INSIDER = "insider", _("Somebody inside")
        ERROR = "error", _("A mistake")
        FAILURE = "failure", _("Something fails")
        SUPPLIER = "supplier", _("A supplier")
        NATURE = "nature", _("Nature")
        OTHER = "other", _("Other")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CRIMINAL)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("threat")
        verbose_name_plural = _("threats")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Scenario(Record):
    """A loss scenario: a threat acts on something of value and costs us money. Only a live one is in the model.

    One that a control brings exists while that control is in force. `doubt`, 1 or more, is the factor within which,
    nine times in ten, the typical loss is right.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    class LossOf(models.TextChoices):
        CONFIDENTIALITY = "confidentiality", _("Confidentiality")
        INTEGRITY = "integrity", _("Integrity")
        AVAILABILITY = "availability", _("Availability")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    statement = models.TextField(_("what happens"), help_text=_("Who does what to which asset, and what it costs us."))
    threat = models.ForeignKey(
        Threat, verbose_name=_("threat"), null=True, blank=True, on_delete=models.PROTECT, related_name="scenarios"
    )
    assets = models.ManyToManyField(Asset, verbose_name=_("assets"), blank=True, related_name="scenarios")
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    effect = models.CharField(_("loss of"), max_length=20, choices=LossOf.choices, default=LossOf.CONFIDENTIALITY)
    introduced_by = models.ForeignKey(
        Control,
        verbose_name=_("brought by the control"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="introduced_scenarios",
    )
    doubt = models.DecimalField(
        _("doubt about the typical loss"),
        max_digits=6,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("A factor: 2 means the typical loss may well be half or twice as much. 1 means no doubt."),
    )

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title
