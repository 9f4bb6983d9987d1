"""Conclusions on old systems, kept under the digest of what they rest on."""

from __future__ import annotations

from earnest.core.risks.queries.keeping import Conclusions, said_for_people
from earnest.duties.legacy.models import LegacyConclusion

__all__ = ["concluded", "kept", "said_for_people"]

_CONCLUSIONS = Conclusions(LegacyConclusion)
concluded = _CONCLUSIONS.concluded
kept = _CONCLUSIONS.kept
