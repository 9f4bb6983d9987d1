"""Disclosing values that a package withholds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, say


def disclose(
    file: Annotated[Path, typer.Argument(help="The package.")],
    table: Annotated[str, typer.Option("--table", "-t", help="The table, such as accounts.")],
    column: Annotated[list[str], typer.Option("--column", "-c", help="A withheld column; may be repeated.")],
    row: Annotated[list[int], typer.Option("--row", "-r", help="Number of a row, from 0; may be repeated.", min=0)],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write the disclosure to.")],
    source: Annotated[str, typer.Option(help="The source, where several have the table.")] = "",
    key: Annotated[
        Path | None, typer.Option("--key", help="The signing key of then. Default: the workspace's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Disclose cells that a package withholds, with what proves that they are the ones.

    Whoever has the package runs: earnest verify PACKAGE --disclosed FILE
    """
    from earnest.engines.package import disclosure, keys
    from earnest.engines.package.withholding import PURPOSE

    django_setup.start()
    from earnest.core.evidence import queries as evidence
    from earnest.interfaces import signing

    found = [
        (one.source, part)
        for one, part in disclosure.withheld_tables(file)
        if part.table == table and source in {"", one.source}
    ]
    if len(found) != 1:
        there = ", ".join(sorted({one.source for one, _ in disclosure.withheld_tables(file)})) or "none"
        fail(f"{len(found)} withheld tables {table} fit. Name one with --source; there are tables of: {there}.")
    whole = evidence.store().path(found[0][1].sha256)
    secret = keys.derived(signing.signing_key(Path(os.environ["EARNEST_WORKSPACE"]), key), PURPOSE)
    content = disclosure.disclose(file, found[0][1], whole, column, row, secret)
    output.write_bytes(content)
    values = disclosure.read(content, str(output)).values
    if as_json:
        print_json({"file": str(output), "values": [[one.row, one.column, one.text] for one in values]})
        return
    for one in values:
        say(f"row {one.row}, {one.column}: {one.text}")
    say(f"They are in {output}. Whoever has the package runs: earnest verify {file.name} --disclosed {output.name}")
