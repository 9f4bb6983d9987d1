"""Duties of law and contract, said as what must be true here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class Obligation(Record):
    """What a law or a contract asks, and the measure that answers it. Whether it is true here is concluded."""

    class Basis(models.TextChoices):
        LAW = "law", _("Law")
        CONTRACT = "contract", _("Contract")
        STANDARD = "standard", _("Standard that we promised")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    title = models.CharField(_("obligation"), max_length=200)
    basis = models.CharField(_("basis"), max_length=8, choices=Basis.choices)
    source = models.CharField(_("law or contract"), max_length=300)
    clause = models.CharField(_("article or clause"), max_length=100)
    says = models.TextField(_("what it says"), help_text=_("In own words, or a short quotation."))
    must_be_true = models.TextField(_("what must be true here"))
    requirement = models.ForeignKey(
        Requirement, verbose_name=_("requirement"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    control = models.ForeignKey(
        Control, verbose_name=_("measure"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    test = models.CharField(_("control test that shows it"), max_length=100, blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confidence = models.CharField(_("how sure we are of the reading"), max_length=300, blank=True)
    review_on = models.DateField(_("read again on"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted"))

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("source", "clause", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(test="") | ~Q(control=None),
                name="obligation_test_of_a_control",
                violation_error_message=_("Name the measure whose control test it is."),
            ),
        )

    def __str__(self) -> str:
        return self.title
