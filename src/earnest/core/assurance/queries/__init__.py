"""Gathers what assurance concludes from, and reads what was concluded."""

from earnest.core.assurance.queries.arguments import Argued, argued, argued_one
from earnest.core.assurance.queries.gathering import (
    BoundRow,
    Gathered,
    dataset,
    gather,
    is_current,
    latest,
    observations,
    resting,
    said,
    seen,
    with_results,
)
from earnest.core.assurance.rules import Plain
from earnest.foundation.record import visible_to

__all__ = [
    "Argued",
    "BoundRow",
    "Gathered",
    "Plain",
    "argued",
    "argued_one",
    "dataset",
    "gather",
    "is_current",
    "latest",
    "observations",
    "resting",
    "said",
    "seen",
    "visible_to",
    "with_results",
]
