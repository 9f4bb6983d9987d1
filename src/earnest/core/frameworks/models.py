"""Frameworks the organisation answers to, their requirements, and which of those apply."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Person, Scope
from earnest.foundation.record import Record


class Framework(Record):
    """A framework that was adopted, with where its text comes from and how far to trust it."""

    key = models.CharField(_("key"), max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9.-]*$")])
    title = models.CharField(_("title"), max_length=200)
    version = models.CharField(_("version"), max_length=100, blank=True)
    source = models.TextField(_("source"))
    confidence = models.TextField(_("confidence"))
    licence_caution = models.TextField(_("licence"), blank=True)
    text_as_of = models.DateField(_("text as of"))
    adopted_on = models.DateField(_("adopted"))
    scope = models.ForeignKey(Scope, verbose_name=_("scope"), null=True, blank=True, on_delete=models.SET_NULL)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Requirement(Record):
    """One requirement of a framework: its number, a short name and own words; never the licensed text."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="requirements")
    key = models.CharField(_("reference"), max_length=60)
    title = models.CharField(_("requirement"), max_length=300)
    parent = models.CharField(_("part of"), max_length=60, blank=True)
    position = models.PositiveIntegerField()
    assessable = models.BooleanField(_("assessed"), default=True)
    show = models.TextField(_("what shows it"), blank=True)
    question = models.TextField(_("question"), blank=True)
    answer_type = models.CharField(max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ("framework", "position")
        constraints = (models.UniqueConstraint(fields=("framework", "key"), name="requirement_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Applicability(Record):
    """A decision that a requirement does not apply: asked for by one person, approved by another."""

    requirement = models.OneToOneField(Requirement, verbose_name=_("requirement"), on_delete=models.CASCADE)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(Person, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        Person, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ("requirement",)
        constraints = (
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("asked_by")),
                name="exclusion_approved_by_another",
                violation_error_message=_("Nobody approves what they asked for themselves."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.requirement.key} does not apply"


class StatedAnswer(Record):
    """What the organisation told an outsider about a requirement: kept to be held against evidence."""

    requirement = models.ForeignKey(
        Requirement, verbose_name=_("requirement"), on_delete=models.CASCADE, related_name="stated"
    )
    answer = models.JSONField(_("answer"), help_text=_("Yes or no, a share in percent, a number or text."))
    text = models.TextField(_("in words"), blank=True)
    told_to = models.CharField(_("told to"), max_length=200)
    signed_by = models.ForeignKey(Person, verbose_name=_("signed by"), on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(_("signed"))

    class Meta:
        verbose_name = _("stated answer")
        verbose_name_plural = _("stated answers")
        ordering = ("-signed_on", "requirement")
        constraints = (
            models.UniqueConstraint(fields=("requirement", "told_to", "signed_on"), name="stated_answer_once"),
        )

    def __str__(self) -> str:
        return f"{self.requirement.key} as told to {self.told_to}"
