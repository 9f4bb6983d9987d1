"""What a customer is shown of a proof: enough to follow it, and nothing of who, which machine or which file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from earnest.engines.documents.proof import ControlStep, LedgerStep, SnapshotStep, Step, TestStep
from earnest.narrative import chains
from earnest.narrative.basis import Basis
from earnest.narrative.customer.named import Named

KEPT = "Evidence that we keep"
"""In place of the name of a source. Its digest and its days stay, so that the same evidence can be asked for."""


def chain(basis: Basis, key: str, named: Named) -> Iterator[Step]:
    """The chain of a safeguard to what was seen, without whose it is, what files are called, and what is in them."""
    for step in dict.fromkeys(chains.control_chain(basis, key)):
        if isinstance(step, ControlStep):
            person = "a named person" if step.accountable else ""
            yield replace(step, title=named.safe(step.title, "a safeguard of ours"), accountable=person)
        elif isinstance(step, SnapshotStep):
            yield replace(step, source=KEPT)
        elif isinstance(step, TestStep):
            yield replace(step, title=named.safe(step.title, "a test of ours"))
        elif isinstance(step, LedgerStep):
            yield step
