"""Examples of the formats of the group."""

from __future__ import annotations

from earnest.engines.ingest.tests.examples import Example

EXAMPLES: tuple[Example, ...] = ()
