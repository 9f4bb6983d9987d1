"""Examples of clouds, of what watches them, and of benchmarks."""

from __future__ import annotations

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.posture import benchmarks, clouds, microsoft

EXAMPLES: tuple[Example, ...] = (*clouds.EXAMPLES, *microsoft.EXAMPLES, *benchmarks.EXAMPLES)
