"""The command line. Each command is a thin call of an operation or a query; this file only mounts them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from earnest import __version__
from earnest.interfaces.cli import assess, demo, doctor, ingest, serve, tell, tests, workspace
from earnest.interfaces.cli.output import Exit, fail

app = typer.Typer(
    name="earnest",
    help="The workbench of a Chief Information Security Officer: security in earnest, not theatre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(workspace.init)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("ingest")(ingest.ingest)
app.command("assess")(assess.assess)
app.command("tell")(tell.tell)
app.add_typer(tests.app, name="test")
app.command("doctor")(doctor.doctor)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"earnest {__version__}")
        raise typer.Exit


@app.callback()
def options(
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", help="Directory of the record. Default: EARNEST_WORKSPACE, else ./earnest-data.", file_okay=False
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Security in earnest, not theatre."""
    del version
    chosen = workspace or Path(os.environ.get("EARNEST_WORKSPACE", "earnest-data"))
    os.environ["EARNEST_WORKSPACE"] = str(chosen.expanduser().resolve())


def main() -> None:
    """Run the command line; errors that a person can act on are printed, not traced."""
    from earnest.engines.control_tests.gate import RefusedQuery
    from earnest.engines.control_tests.model import BadTest
    from earnest.engines.ingest import UnreadableFile
    from earnest.foundation.errors import EarnestError

    try:
        app()
    except (EarnestError, UnreadableFile, BadTest, RefusedQuery) as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(Exit.FAILED) from None
    except KeyboardInterrupt:
        fail("Stopped.", code=Exit.INTERRUPTED)


if __name__ == "__main__":
    main()
