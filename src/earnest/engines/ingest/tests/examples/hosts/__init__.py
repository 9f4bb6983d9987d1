"""Examples of what scanners find on hosts and networks."""

from __future__ import annotations

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.hosts import reports, tables, xml_reports

EXAMPLES: tuple[Example, ...] = (*tables.EXAMPLES, *xml_reports.EXAMPLES, *reports.EXAMPLES)
