"""What was computed of the model of risk, kept only to be quick."""

from __future__ import annotations

from django.db import models

from earnest.core.assurance.models import Conclusion


class RiskConclusion(Conclusion):
    """Something computed, under the digest of everything that it rests on. `body` is JSON text, the same bytes each
    time."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
