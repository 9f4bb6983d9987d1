"""Counts of the samples of the group."""

from __future__ import annotations

from earnest.engines.ingest.tests.truths import Truth

TRUTHS: tuple[Truth, ...] = ()
