"""Systems and other things of value, the data they handle, and what rests on what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person, Team
from earnest.foundation.record import Record


class DataKind(Record):
    """A kind of data, as people speak of it: cardholder data, health-spending records."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    personal = models.BooleanField(_("about people"), default=False)
    special = models.BooleanField(_("special category, health or card data"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("kind of data")
        verbose_name_plural = _("kinds of data")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Asset(Record):
    """A system, service, place or tool. Exactly one person answers for it, or it is listed as nobody's."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application")
        DATABASE = "database", _("Database")
        PLATFORM = "platform", _("Platform")
        CLOUD = "cloud", _("Cloud account")
        DEVICES = "devices", _("Group of devices")
        NETWORK = "network", _("Network")
        TOOL = "tool", _("Security tool")
        SERVER = "server", _("Server")
        SERVICE = "service", _("Service bought")
        OTHER = "other", _("Other")

    class Tier(models.IntegerChoices):
        ONE = 1, _("1: the business stops without it")
        TWO = 2, _("2: hurts within a day")
        THREE = 3, _("3: hurts within a week")
        FOUR = 4, _("4: can wait")

    class Exposure(models.TextChoices):
        INTERNET = "internet", _("Internet")
        PARTNER = "partner", _("Partners")
        INTERNAL = "internal", _("Inside only")

    class LifeCycle(models.TextChoices):
        PLANNED = "planned", _("Planned")
        LIVE = "live", _("In use")
        LEAVING = "leaving", _("Being replaced")
        RETIRED = "retired", _("Retired")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.APPLICATION)
    description = models.TextField(_("what it is for"), blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier.choices, default=Tier.THREE)
    exposure = models.CharField(_("reached from"), max_length=10, choices=Exposure.choices, default=Exposure.INTERNAL)
    life_cycle = models.CharField(_("life cycle"), max_length=10, choices=LifeCycle.choices, default=LifeCycle.LIVE)
    data_handled = models.ManyToManyField(DataKind, verbose_name=_("data it handles"), blank=True)
    known_as = models.TextField(
        _("known to tools as"), blank=True, help_text=_("Host names, cloud identifiers, serial numbers. One a line.")
    )

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ("tier", "name")

    def __str__(self) -> str:
        return self.name


class Dependence(Record):
    """One asset does not work without another."""

    asset = models.ForeignKey(Asset, verbose_name=_("asset"), on_delete=models.CASCADE, related_name="needs")
    needs = models.ForeignKey(Asset, verbose_name=_("needs"), on_delete=models.PROTECT, related_name="needed_by")
    note = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("dependence")
        verbose_name_plural = _("dependences")
        ordering = ("asset__name", "needs__name")
        constraints = (
            models.UniqueConstraint(fields=("asset", "needs"), name="dependence_once"),
            models.CheckConstraint(condition=~Q(asset=F("needs")), name="dependence_not_on_itself"),
        )

    def __str__(self) -> str:
        return f"{self.asset} needs {self.needs}"
