"""Paid support that is shown to be bought, and what is believed of loss without updates."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.evidence.models import InspectedRecord
from earnest.core.organization.models import Person
from earnest.duties.legacy.models.entries import AmountsRecord
from earnest.duties.legacy.models.fields import NOT_BELOW_ZERO
from earnest.foundation.record import Record

_SHA256 = re.compile(r"[0-9a-f]{64}")


class PaidSupport(Record):
    """Somebody states, with the document, that paid updates of a release line are bought until a day."""

    product = models.SlugField(_("product"), max_length=80, help_text=_("Key of the product, such as windows-server."))
    line = models.CharField(_("release line"), max_length=40, help_text=_("Such as 2012-r2."))
    asset = models.ForeignKey(
        Asset,
        verbose_name=_("for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty if it was bought for every machine that runs it."),
    )
    until = models.DateField(_("bought until"))
    document = models.CharField(
        _("document"), max_length=300, help_text=_("Contract, order or invoice, with its number.")
    )
    inspected = models.ForeignKey(
        InspectedRecord,
        verbose_name=_("inspected record"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)
    stated_by = models.ForeignKey(Person, verbose_name=_("stated by"), on_delete=models.PROTECT, related_name="+")
    stated_on = models.DateField(_("stated on"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("paid support")
        verbose_name_plural = _("paid support")
        ordering = ("until", "product", "line")
        constraints = (
            models.CheckConstraint(
                condition=Q(inspected__isnull=False) | ~Q(sha256=""),
                name="legacy_paid_support_has_evidence",
                violation_error_message=_("Show that it is bought: an inspected record, or the hash of the document."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} {self.line} until {self.until:%Y-%m-%d}"

    def clean(self) -> None:
        self.sha256 = self.sha256.strip().lower()
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise ValidationError({"sha256": _("A SHA-256 is 64 digits and letters from a to f.")})
        if self.inspected is not None and not self.inspected.supports:
            raise ValidationError({"inspected": _("That record was inspected and does not show what was asked.")})


class AgeingBelief(AmountsRecord):
    """By how much loss through a system grows with each year without security updates. The newest one governs."""

    AMOUNTS = ("growth",)

    growth_low = models.DecimalField(
        _("growth a year, low"), max_digits=6, decimal_places=4, validators=[MinValueValidator(Decimal(1))]
    )
    growth_mode = models.DecimalField(
        _("growth a year, most likely"), max_digits=6, decimal_places=4, validators=[MinValueValidator(Decimal(1))]
    )
    growth_high = models.DecimalField(
        _("growth a year, high"), max_digits=6, decimal_places=4, validators=[MinValueValidator(Decimal(1))]
    )
    cap = models.DecimalField(
        _("most it grows in all"), max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal(1))]
    )
    discount_rate = models.DecimalField(
        _("discount rate"),
        max_digits=5,
        decimal_places=4,
        validators=[NOT_BELOW_ZERO, MaxValueValidator(Decimal(1))],
        help_text=_("A share a year, such as 0.06: what finance asks money to earn."),
    )
    source = models.TextField(_("where that comes from"))
    agreed_by = models.CharField(_("agreed by"), max_length=200)
    agreed_on = models.DateField(_("agreed on"))

    class Meta:
        verbose_name = _("belief about ageing")
        verbose_name_plural = _("beliefs about ageing")
        ordering = ("-agreed_on", "-pk")

    def __str__(self) -> str:
        return f"{self.agreed_by}, {self.agreed_on:%Y-%m-%d}"
