"""What was computed of old systems, kept only to be quick."""

from __future__ import annotations

from django.db import models

from earnest.core.assurance.models import Conclusion


class LegacyConclusion(Conclusion):
    """Something computed, under the digest of everything that it rests on. `body` is JSON text."""

    kind = models.CharField(max_length=30)
    digest = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
