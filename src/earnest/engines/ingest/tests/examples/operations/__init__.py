"""Examples of accounts, devices, daily work, and what the world publishes."""

from __future__ import annotations

from earnest.engines.ingest.tests.examples import Example
from earnest.engines.ingest.tests.examples.operations import accounts, daily, devices, world

EXAMPLES: tuple[Example, ...] = (*accounts.EXAMPLES, *devices.EXAMPLES, *daily.EXAMPLES, *world.EXAMPLES)
