"""Claims that an old system is fenced off."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.duties.legacy.rules.fences import lines_of, ports_of
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Record

_NAMES = _("Addresses, networks, host names or zones, one a line.")


class RingfenceClaim(Record):
    """Somebody says that only these may reach a system. Evidence says whether it is so."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    asset = models.ForeignKey(Asset, verbose_name=_("asset"), on_delete=models.PROTECT, related_name="ringfences")
    hosts = models.TextField(
        _("hosts inside"),
        blank=True,
        help_text=_("Names and addresses, one a line. Empty for those the asset is known as."),
    )
    allowed_from = models.TextField(_("who may reach it"), help_text=_NAMES)
    ports = models.CharField(
        _("on which ports"), max_length=300, blank=True, help_text=_("Such as 443, 8000-8100. Empty for any.")
    )
    look_from = models.TextField(
        _("from where it must be looked"),
        blank=True,
        help_text=_("Places that scans are taken from, one a line. Empty for every one that may not reach it."),
    )
    agreed_by = models.ForeignKey(Person, verbose_name=_("agreed by"), on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(_("agreed on"))
    valid_until = models.DateField(_("agreed until"))
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("ringfence")
        verbose_name_plural = _("ringfences")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("agreed_on")),
                name="legacy_ringfence_ends_after_start",
                violation_error_message=_("It ends before it is agreed."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        try:
            ports_of(self.ports)
            for name in ("hosts", "allowed_from", "look_from"):
                lines_of(getattr(self, name), field=name)
        except Invalid as error:
            raise ValidationError({error.field: str(error)}) from error
