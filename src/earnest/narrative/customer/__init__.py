"""Answers to the questionnaires of customers, in their own workbook: derived from evidence, or left empty."""

from earnest.narrative.customer.answering import Answers, Plan, Proposal
from earnest.narrative.customer.filling import CANNOT, Filled
from earnest.narrative.customer.paper import compose
from earnest.narrative.customer.trust import compose as compose_trust
from earnest.narrative.customer.workbook import Answered, answer_all, asked_in, counts, filled_in, told

__all__ = [
    "CANNOT",
    "Answered",
    "Answers",
    "Filled",
    "Plan",
    "Proposal",
    "answer_all",
    "asked_in",
    "compose",
    "compose_trust",
    "counts",
    "filled_in",
    "told",
]
