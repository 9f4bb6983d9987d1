"""Writing narratives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, progress, say

AUDIENCES = ("auditor", "insurer", "board", "budget", "legacy")


def tell(
    audience: Annotated[str, typer.Argument(help="auditor, insurer, board, budget or legacy.")],
    framework: Annotated[
        str | None, typer.Option("--framework", "-f", help="Framework, for the auditor: iso27001-2022.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to tell of. Default: today.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write to. Default: the workspace's documents.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: the files written, and their digests.")] = False,
) -> None:
    """Write the narrative for an audience in HTML and PDF; board and budget as slides too.

    Every fact in it leads to its proof.
    """
    if audience not in AUDIENCES:
        fail(f"There is no narrative for {audience!r}. Tell one of: {', '.join(AUDIENCES)}.")
    if audience == "auditor" and not framework:
        fail("Name the framework that the auditor looks at, such as: earnest tell auditor -f iso27001-2022")
    django_setup.start()
    from earnest.core.assurance import operations
    from earnest.foundation import clock
    from earnest.narrative import write

    day = as_of.date() if as_of else clock.today()
    with progress("Running control tests", quiet=as_json) as step:
        operations.assess(day, progress=step)
    with progress("Looking back over the year", quiet=as_json) as step:
        operations.look_back(day, progress=step)
    written = write(audience, day, framework=framework, into=output)
    if as_json:
        print_json({"files": [{"file": str(one.path), "sha256": one.sha256} for one in written]})
        return
    for one in written:
        say(str(one.path))
