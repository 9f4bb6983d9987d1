"""Folding ahead, so that pages find states kept. No person acts here, so no ledger entry is made."""

from __future__ import annotations

from earnest.core.findings import queries


def fold_sources(progress: queries.Progress | None = None) -> tuple[queries.Stuck, ...]:
    """Fold every look that has no state yet. What damaged evidence stops is returned with its reason."""
    return queries.fold_missing(progress=progress)
