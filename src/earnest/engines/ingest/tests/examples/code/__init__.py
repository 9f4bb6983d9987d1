"""Examples of the formats of the group."""

from __future__ import annotations

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.code import analysers, bills, forges, packages, statements

EXAMPLES: tuple[Example, ...] = (
    *packages.EXAMPLES,
    *analysers.EXAMPLES,
    *bills.EXAMPLES,
    *statements.EXAMPLES,
    *forges.EXAMPLES,
)
