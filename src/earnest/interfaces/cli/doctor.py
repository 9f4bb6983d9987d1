"""Checking that the record is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, print_json, progress, say


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check the ledger's chain, each record against it, and every stored byte; name what changed or is missing."""
    django_setup.start()
    from earnest.core.evidence import queries
    from earnest.foundation import ledger

    breaks, drift = list(ledger.breaks()), list(ledger.drift())
    with progress("Checking evidence", quiet=as_json) as step:
        damage = list(queries.damage(step))
    if as_json:
        print_json(
            {
                "ledger": {"entries": ledger.head(), "breaks": [{"entry": b.number, "what": b.what} for b in breaks]},
                "records": [{"record": d.record, "what": d.what} for d in drift],
                "evidence": [{"sha256": d.sha256, "used_by": d.used_by, "what": d.what} for d in damage],
            }
        )
    else:
        chain = "the chain holds" if not breaks else f"breaks found: {len(breaks)}"
        _part(f"Ledger: {ledger.head():,} entries, {chain}.", [f"entry {b.number}: {b.what}" for b in breaks])
        records = "each is what the ledger says" if not drift else f"differing from the ledger: {len(drift)}"
        _part(f"Records: {records}.", [f"{d.record}: {d.what}" for d in drift])
        stored = "every stored byte is as it came" if not damage else f"faults found: {len(damage)}"
        _part(f"Evidence: {stored}.", [f"{d.used_by} ({d.sha256[:12]}…): {d.what}" for d in damage])
    if breaks or drift or damage:
        raise typer.Exit(Exit.FOUND)


def _part(title: str, faults: list[str]) -> None:
    say(title)
    for fault in faults:
        say(f"  {fault}", style="red")
