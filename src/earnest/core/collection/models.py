"""Ways by which evidence comes by itself, and how each of them fares."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.evidence.models import Source
from earnest.core.organization.models import Person
from earnest.foundation.actor import Actor, May
from earnest.foundation.record import Record


class Collector(Record):
    """One way by which one source delivers without a person: a folder, a push, a command."""

    class Kind(models.TextChoices):
        FOLDER = "folder", _("Watched folder")
        PUSH = "push", _("Pushed over HTTP")
        COMMAND = "command", _("Command on a schedule")

    key = models.SlugField(
        _("key"),
        max_length=60,
        unique=True,
        help_text=_("For a folder or a command: its key in the workspace's file collectors.yaml."),
    )
    title = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="collectors")
    every_minutes = models.PositiveIntegerField(
        _("every, minutes"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 366)],
        help_text=_("How often it looks or runs; for a push, how often something should come."),
    )
    megabytes = models.PositiveIntegerField(
        _("largest file, MB"), default=1_000, validators=[MinValueValidator(1), MaxValueValidator(8_192)]
    )
    active = models.BooleanField(_("in use"), default=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL
    )
    secret_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    secret_ends_on = models.DateField(_("secret ends on"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)
    unrecorded = frozenset({"secret_digest"})

    class Meta:
        verbose_name = _("collector")
        verbose_name_plural = _("collectors")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Tally(models.Model):
    """How a collector fares. The program notes it at every turn; it is no decision, and the ledger does not hold it."""

    collector = models.OneToOneField(Collector, on_delete=models.CASCADE, related_name="tally")
    tried_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    seen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Tally of {self.collector}"

    @classmethod
    def visible_where(cls, actor: Actor) -> Q | None:
        return Q() if actor.may(May.SEE_RECORD) else None
