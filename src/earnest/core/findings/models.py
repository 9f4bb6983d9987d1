"""States of findings, one for each look, kept only to be quick."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.core.assurance.models import Conclusion
from earnest.core.evidence.models import Snapshot, Source


class FindingState(Conclusion):
    """The state of the findings of one table, of one part of a source, after one look.

    `digest` chains: it stands for this look and for all before it. The rows of a chain rise in number in the order of
    their looks. Files of older states are dropped; their counts stay.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="finding_states")
    part = models.CharField(max_length=300, blank=True)
    table = models.CharField(_("table"), max_length=60)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="finding_states")
    observed_at = models.DateTimeField(_("observed"))
    version = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    rows = models.PositiveBigIntegerField(_("spells"))
    open = models.PositiveBigIntegerField(_("open"))
    opened = models.PositiveBigIntegerField(_("opened"))
    closed = models.PositiveBigIntegerField(_("closed"))
    reappeared = models.PositiveBigIntegerField(_("came back"))
    unlooked = models.PositiveBigIntegerField(_("not looked at"))

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("snapshot", "table"), name="finding_state_once"),)
        indexes = (models.Index(fields=("source", "part", "table", "observed_at"), name="finding_state_chain"),)

    def __str__(self) -> str:
        return f"{self.table} of {self.snapshot}"
