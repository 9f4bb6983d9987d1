"""The command line. Each command is a thin call of an operation or a query; this file only mounts them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from earnest import __version__
from earnest.interfaces.cli import (
    adopt,
    arguments,
    assess,
    audits,
    blind_spots,
    budget,
    check,
    collect,
    demo,
    disclose,
    doctor,
    honesty,
    hygiene,
    ingest,
    key,
    legacy,
    oscal,
    package,
    questionnaires,
    serve,
    simulate,
    sources,
    tell,
    tests,
    verify,
    workspace,
    worth,
)
from earnest.interfaces.cli.output import Exit, fail, lenient

_FOR_PEOPLE = (
    ("earnest.foundation.errors", "EarnestError"),
    ("earnest.engines.ingest", "UnreadableFile"),
    ("earnest.engines.control_tests.model", "BadTest"),
    ("earnest.engines.control_tests.model", "RefusedQuery"),
    ("earnest.engines.oscal.errors", "OscalError"),
    ("earnest.engines.package.errors", "PackageError"),
    ("earnest.engines.quant.errors", "QuantError"),
    ("earnest.engines.workbooks.errors", "WorkbookError"),
    ("earnest.library.content", "LibraryError"),
)
"""Errors whose text is for a person. Named, not imported: loading them all takes longer than most commands."""


class Commands(TyperGroup):
    """Takes `--workspace` anywhere on the line, not only before the command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, workspace_first(args))


def workspace_first(args: list[str]) -> list[str]:
    """The arguments with `--workspace DIRECTORY` moved to the front; what follows `--` stays as it is."""
    first: list[str] = []
    rest: list[str] = []
    left = list(args)
    while left:
        word = left.pop(0)
        if word == "--":
            return [*first, *rest, word, *left]
        if word in {"-w", "--workspace"} and left:
            first += [word, left.pop(0)]
        elif word.startswith("--workspace="):
            first.append(word)
        else:
            rest.append(word)
    return first + rest


app = typer.Typer(
    name="earnest",
    cls=Commands,
    help="The workbench of a Chief Information Security Officer: security in earnest, not theatre.",
    epilog="Exit codes: 0 done; 1 something was found; 2 the command could not be carried out; 130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(workspace.init)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("adopt")(adopt.adopt)
app.command("ingest")(ingest.ingest)
app.command("collect")(collect.collect)
app.command("collectors")(collect.collectors)
app.command("sources")(sources.sources)
app.command("assess")(assess.assess)
app.command("check")(check.check)
app.command("blind-spots")(blind_spots.blind_spots)
app.command("honesty")(honesty.honesty)
app.command("simulate")(simulate.simulate)
app.command("worth")(worth.worth)
app.command("tell")(tell.tell)
app.add_typer(package.app, name="package")
app.command("verify")(verify.verify)
app.command("disclose")(disclose.disclose)
app.add_typer(key.app, name="key")
app.add_typer(oscal.app, name="oscal")
app.add_typer(questionnaires.app, name="questionnaire")
app.add_typer(tests.app, name="test")
app.add_typer(budget.app, name="budget")
app.add_typer(legacy.app, name="legacy")
app.add_typer(audits.app, name="audits")
app.add_typer(hygiene.app, name="hygiene")
app.add_typer(arguments.app, name="argument")
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
            "--workspace",
            "-w",
            help="Directory of the record, anywhere on the line. Default: EARNEST_WORKSPACE, else ./earnest-data.",
            file_okay=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Security in earnest, not theatre."""
    del version
    chosen = workspace or Path(os.environ.get("EARNEST_WORKSPACE") or "earnest-data")
    os.environ["EARNEST_WORKSPACE"] = str(chosen.expanduser().resolve())


def main() -> None:
    """Run the command line; errors that a person can act on are printed, not traced."""
    lenient()
    try:
        app()
    except KeyboardInterrupt:
        fail("Stopped.", code=Exit.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(Exit.FOUND) from None
    except OSError as error:
        fail(
            f"{error.filename}: {error.strerror}"
            if error.filename
            else f"The system refused: {error.strerror or error}"
        )
    except Exception as error:  # the edge of the process: what is not for a person goes on as a traceback
        if not is_for_people(error):
            raise
        fail(str(error))


def is_for_people(error: BaseException) -> bool:
    """Whether the text of an error says what happened and what to do."""
    known = [getattr(sys.modules[module], name) for module, name in _FOR_PEOPLE if module in sys.modules]
    return isinstance(error, tuple(known))


if __name__ == "__main__":
    main()
