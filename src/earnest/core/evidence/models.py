"""Evidence sources, snapshots of what they saw, records a person inspected, and attestations."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.foundation.record import Record


class Source(Record):
    """Where evidence comes from, how often it should come, and how old it may be before it proves nothing."""

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("name"), max_length=200)
    format = models.CharField(_("format"), max_length=80, help_text=_("A format or adapter that Earnest reads."))
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )
    cadence_days = models.PositiveIntegerField(_("expected every, days"), null=True, blank=True)
    freshness_days = models.PositiveIntegerField(
        _("proves nothing after, days"), default=30, validators=[MinValueValidator(1)]
    )
    active = models.BooleanField(_("in use"), default=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("evidence source")
        verbose_name_plural = _("evidence sources")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Snapshot(Record):
    """One file as it came in: its bytes by hash, three times kept apart, and what was read from it."""

    class State(models.TextChoices):
        GOOD = "good", _("Read")
        BROKEN = "broken", _("Could not be read")

    class Basis(models.TextChoices):
        CONTENT = "content", _("the file says so")
        STATED = "stated", _("stated by the person who added it")
        FILE = "file", _("time of the file")
        UPLOAD = "upload", _("time of upload")

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="snapshots")
    part = models.CharField(
        _("part"), max_length=300, blank=True, help_text=_("What part of the source it shows, such as one image.")
    )
    name = models.CharField(_("file"), max_length=300)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    body = models.CharField(
        _("SHA-256 of the body"),
        max_length=64,
        blank=True,
        db_index=True,
        help_text=_("Of its bytes without when it was made, and of what reads them; empty where no format tells them."),
    )
    format = models.CharField(_("format"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.GOOD)
    observed_at = models.DateTimeField(_("observed"))
    observed_basis = models.CharField(_("how we know"), max_length=10, choices=Basis.choices)
    collected_at = models.DateTimeField(_("collected"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("added"))
    problem = models.TextField(_("what is wrong"), blank=True)
    rejected_count = models.PositiveBigIntegerField(_("rows rejected"), default=0)
    rejected = models.JSONField(default=list, blank=True)
    ignored = models.JSONField(default=dict, blank=True)
    seconds = models.FloatField(default=0)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-observed_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("source", "sha256", "observed_at"), name="snapshot_once"),)
        indexes = (models.Index(fields=("source", "state", "observed_at"), name="snapshot_newest"),)

    def __str__(self) -> str:
        return self.name


class SnapshotTable(Record):
    """A canonical table that was read from a snapshot, kept as Parquet."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="tables")
    table = models.CharField(_("table"), max_length=60)
    version = models.PositiveIntegerField(_("schema version"))
    rows = models.PositiveBigIntegerField(_("rows"))
    sha256 = models.CharField(_("SHA-256 of the table"), max_length=64)

    class Meta:
        verbose_name = _("table of a snapshot")
        verbose_name_plural = _("tables of a snapshot")
        ordering = ("table",)
        constraints = (models.UniqueConstraint(fields=("snapshot", "table"), name="snapshot_table_once"),)

    def __str__(self) -> str:
        return f"{self.table} of {self.snapshot}"


class InspectedRecord(Record):
    """A document that a person looked at and answered one question about. Grade C."""

    title = models.CharField(_("document"), max_length=300)
    control = models.ForeignKey(Control, verbose_name=_("control"), on_delete=models.PROTECT, related_name="inspected")
    question = models.TextField(_("what was asked of it"))
    supports = models.BooleanField(_("it shows what was asked"))
    note = models.TextField(_("what was found"), blank=True)
    document_date = models.DateField(_("date of the document"))
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)
    inspected_by = models.ForeignKey(Person, verbose_name=_("inspected by"), on_delete=models.PROTECT, related_name="+")
    inspected_on = models.DateField(_("inspected"))
    valid_until = models.DateField(_("good until"))

    class Meta:
        verbose_name = _("inspected record")
        verbose_name_plural = _("inspected records")
        ordering = ("valid_until",)

    def __str__(self) -> str:
        return self.title


class Attestation(Record):
    """The owner says so, in their own name. Grade D."""

    control = models.ForeignKey(
        Control, verbose_name=_("control"), on_delete=models.PROTECT, related_name="attestations"
    )
    statement = models.TextField(_("statement"))
    operates = models.BooleanField(_("it operates as described"), default=True)
    attested_by = models.ForeignKey(Person, verbose_name=_("attested by"), on_delete=models.PROTECT, related_name="+")
    attested_on = models.DateField(_("attested"))
    valid_until = models.DateField(_("good until"))

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ("valid_until",)

    def __str__(self) -> str:
        return f"{self.control}: {self.statement[:80]}"
