"""Checking that the record is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, out, print_json, progress


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check the ledger's chain and every stored byte of evidence; name what was changed or is missing."""
    django_setup.start()
    from earnest.core.evidence import queries
    from earnest.foundation import ledger

    breaks = list(ledger.breaks())
    with progress("Checking evidence", quiet=as_json) as step:
        damage = list(queries.damage(step))
    if as_json:
        print_json(
            {
                "ledger": {"entries": ledger.head(), "breaks": [{"entry": b.number, "what": b.what} for b in breaks]},
                "evidence": [{"sha256": d.sha256, "used_by": d.used_by, "what": d.what} for d in damage],
            }
        )
    else:
        out.print(f"Ledger: {ledger.head():,} entries, " + ("the chain holds." if not breaks else f"{len(breaks)} breaks."), markup=False)
        for one in breaks:
            out.print(f"  entry {one.number}: {one.what}", markup=False, style="red")
        out.print("Evidence: " + ("every stored byte is as it came." if not damage else f"{len(damage)} faults."), markup=False)
        for fault in damage:
            out.print(f"  {fault.used_by} ({fault.sha256[:12]}…): {fault.what}", markup=False, style="red")
    if breaks or damage:
        raise typer.Exit(Exit.FOUND)
