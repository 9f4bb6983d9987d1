"""Reads of controls: the control tests that can be bound, and arguments as the engines take them."""

from earnest.core.controls.queries.arguments import case_of, evidence_of, fact_of, facts_on, loaded, open_on
from earnest.core.controls.queries.asked import SAID, Asked, asked
from earnest.core.controls.queries.bindable import own_tests, tests
from earnest.foundation.record import visible_to

__all__ = [
    "SAID",
    "Asked",
    "asked",
    "case_of",
    "evidence_of",
    "fact_of",
    "facts_on",
    "loaded",
    "open_on",
    "own_tests",
    "tests",
    "visible_to",
]
