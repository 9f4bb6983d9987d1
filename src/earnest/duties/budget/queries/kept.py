"""Conclusions on the budget, kept under the digest of what they rest on."""

from __future__ import annotations

from earnest.core.risks.queries.keeping import Conclusions, said_for_people
from earnest.duties.budget.models import BudgetConclusion

__all__ = ["concluded", "kept", "said_for_people"]

_CONCLUSIONS = Conclusions(BudgetConclusion)
concluded = _CONCLUSIONS.concluded
kept = _CONCLUSIONS.kept
