"""Framing: the words with which a person opens a section."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person
from earnest.core.telling.models.editions import Scope


class Framing(Scope):
    """Words before a section. They state nothing: no number, no status.

    `basis` is the digest of the conclusions that stood in the section when the words were written or last held true;
    when it no longer matches, the words are flagged. `kept_by` looked at them after that and said that they still hold.
    """

    section = models.CharField(_("section"), max_length=400)
    heading = models.CharField(_("heading of the section"), max_length=300)
    text = models.TextField(_("words"), max_length=2000)
    basis = models.CharField(_("digest of what it stands on"), max_length=64)
    edited_by = models.ForeignKey(Person, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+")
    edited_on = models.DateField(_("written"))
    kept_by = models.ForeignKey(
        Person, verbose_name=_("held true by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_on = models.DateField(_("held true"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Person, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(_("approved"), null=True, blank=True)

    class Meta:
        verbose_name = _("framing")
        verbose_name_plural = _("framings")
        ordering = ("audience", "framework", "document", "section")
        constraints = (
            models.UniqueConstraint(
                fields=("audience", "framework", "document", "section"), name="one_framing_of_a_section"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("edited_by"))
                & (models.Q(kept_by=None) | ~models.Q(approved_by=models.F("kept_by"))),
                name="framing_approved_by_another",
                violation_error_message=_("Nobody approves words that they wrote themselves."),
            ),
        )

    def __str__(self) -> str:
        return self.heading

    @property
    def looked_at_on(self) -> date:
        """The day on which somebody last said that the words hold, by writing them or after."""
        return self.kept_on or self.edited_on
