"""Findings over time: what each look at the estate opened, saw again, closed, or could not tell."""

from earnest.engines.findings.folding import fold
from earnest.engines.findings.keys import finding_id
from earnest.engines.findings.model import Folded, Look, OutOfOrder, StateTable, UnusableState
from earnest.engines.findings.schema import LIFE, VERSION, state_schema

__all__ = [
    "LIFE",
    "VERSION",
    "Folded",
    "Look",
    "OutOfOrder",
    "StateTable",
    "UnusableState",
    "finding_id",
    "fold",
    "state_schema",
]
