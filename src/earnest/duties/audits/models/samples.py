"""Populations, samples drawn from them by a recorded method and seed, and what testing found."""

from __future__ import annotations

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.duties.audits.models.engagements import Engagement, seen_through
from earnest.foundation.actor import Actor
from earnest.foundation.record import Record

_SHA256 = RegexValidator(r"^[0-9a-f]{64}$")


class Population(Record):
    """Everything that a sample could have been drawn from: the population of a control test as of a day.

    Its members are kept in the evidence store under `digest`, one JSON object a line, by the bytes of their subjects.
    """

    engagement = models.ForeignKey(
        Engagement, verbose_name=_("engagement"), on_delete=models.CASCADE, related_name="populations"
    )
    title = models.CharField(_("population"), max_length=200)
    control = models.ForeignKey(
        Control, verbose_name=_("control"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    test = models.CharField(_("control test"), max_length=100)
    test_digest = models.CharField(_("SHA-256 of the control test"), max_length=64, validators=[_SHA256])
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    as_of = models.DateField(_("as of"))
    snapshots = models.JSONField(
        _("drawn from"), default=list, blank=True, help_text=_("Table, source, SHA-256 and time of each evidence file.")
    )
    size = models.PositiveIntegerField(_("members"), validators=[MinValueValidator(1)])
    digest = models.CharField(_("SHA-256 of the members"), max_length=64, validators=[_SHA256])
    drawn_by = models.CharField(_("recorded by"), max_length=200)
    note = models.TextField(_("how we know that it is complete"), blank=True)

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        ordering = ("engagement", "title")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return seen_through(actor, "engagement")


class Sample(Record):
    """Members chosen from a population. The same population, method, seed and size give the same members."""

    class Method(models.TextChoices):
        RANDOM = "random", _("Random")
        SYSTEMATIC = "systematic", _("Systematic, from a random start")
        STRATIFIED = "stratified", _("Stratified")
        JUDGEMENT = "judgement", _("Judgement")

    population = models.ForeignKey(
        Population, verbose_name=_("population"), on_delete=models.PROTECT, related_name="samples"
    )
    request = models.ForeignKey(
        "audits.AuditRequest", verbose_name=_("for the request"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="samples",
    )  # fmt: skip
    title = models.CharField(_("sample"), max_length=200)
    method = models.CharField(_("method"), max_length=10, choices=Method.choices)
    algorithm = models.CharField(_("algorithm"), max_length=40)
    seed = models.CharField(_("seed"), max_length=100, blank=True)
    stratify_by = models.CharField(_("strata by"), max_length=60, blank=True)
    size = models.PositiveIntegerField(_("size"), validators=[MinValueValidator(1)])
    reason = models.TextField(_("why these"), blank=True)
    attributes = models.JSONField(_("attributes tested"), default=list, blank=True)
    drawn_on = models.DateField(_("drawn"))
    drawn_by = models.CharField(_("drawn by"), max_length=200)
    digest = models.CharField(_("SHA-256 of the members"), max_length=64, validators=[_SHA256])

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ("population", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(method="judgement") | ~Q(reason=""),
                name="judgement_needs_a_reason",
                violation_error_message=_("A sample by judgement needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(method="judgement") | ~Q(seed=""),
                name="drawing_needs_a_seed",
                violation_error_message=_("A sample that is drawn needs a seed."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return seen_through(actor, "population__engagement")


class SampleItem(Record):
    """One member of a sample. `results` leads from an attribute to pass, exception or not applicable."""

    sample = models.ForeignKey(Sample, verbose_name=_("sample"), on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(_("number"))
    subject = models.CharField(_("subject"), max_length=500)
    label = models.CharField(_("what"), max_length=500)
    results = models.JSONField(_("results"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    tested_by = models.CharField(_("tested by"), max_length=200, blank=True)
    tested_on = models.DateField(_("tested"), null=True, blank=True)
    answers_for = models.ForeignKey(
        Person, verbose_name=_("who explains it"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("member of a sample")
        verbose_name_plural = _("members of samples")
        ordering = ("sample", "position")
        constraints = (models.UniqueConstraint(fields=("sample", "subject"), name="sampled_once"),)

    def __str__(self) -> str:
        return self.label

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return seen_through(actor, "sample__population__engagement")
