"""The organisation, its scopes, people, teams and who answers for what."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.foundation.actor import Actor, May
from earnest.foundation.models import User
from earnest.foundation.record import Record


class Organization(Record):
    """Whose record this is. One row."""

    name = models.CharField(_("name"), max_length=200)
    legal_names = models.TextField(_("legal entities"), blank=True, help_text=_("One a line."))
    sector = models.CharField(_("sector"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, such as IE."))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    annual_revenue = models.DecimalField(
        _("annual revenue"), max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    personal_records = models.PositiveBigIntegerField(_("people whose data we hold"), null=True, blank=True)
    description = models.TextField(_("what it does"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Team(Record):
    """A team. Its lead is a person."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    lead = models.ForeignKey(
        "organization.Person",
        verbose_name=_("lead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Person(Record):
    """Somebody who works for the organisation, or did."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), unique=True)
    title = models.CharField(_("role"), max_length=200, blank=True)
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL)
    manager = models.ForeignKey("self", verbose_name=_("manager"), null=True, blank=True, on_delete=models.SET_NULL)
    country = models.CharField(_("country"), max_length=2, blank=True)
    left_on = models.DateField(_("last day"), null=True, blank=True)
    user = models.OneToOneField(
        User, verbose_name=_("signs in as"), null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        if actor.may(May.SEE_RECORD):
            return Q()
        return Q(pk=actor.person) if actor.person else None


class Scope(Record):
    """What part of the organisation a promise is about."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    statement = models.TextField(_("what is in it"))
    excluded = models.TextField(_("what is not in it, and why"), blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Duty(Record):
    """Something that somebody must see to, with one accountable person and a deputy."""

    name = models.CharField(_("duty"), max_length=200, unique=True)
    area = models.CharField(_("area"), max_length=100, blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="duties"
    )
    deputy = models.ForeignKey(
        Person, verbose_name=_("deputy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="deputises"
    )

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("area", "name")

    def __str__(self) -> str:
        return self.name


class PeopleRate(Record):
    """What a day of our own people costs, from a day on until a newer rate."""

    day_rate = models.DecimalField(
        _("day rate"), max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    valid_from = models.DateField(_("from"))
    source = models.CharField(
        _("source"), max_length=200, help_text=_("How it was reckoned: salary, charges and workplace over days worked.")
    )

    class Meta:
        verbose_name = _("day rate")
        verbose_name_plural = _("day rates")
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return f"{self.day_rate} a day from {self.valid_from:%Y-%m-%d}"
