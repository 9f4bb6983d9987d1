"""OSCAL out of the record and into it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, print_json, progress, say

app = typer.Typer(help="Write and read OSCAL, version 1.1.3.", no_args_is_help=True, rich_markup_mode=None)
KINDS = ("catalog", "profile", "component-definition", "ssp", "assessment-plan", "assessment-results", "poam")


@app.command("export")
def export(
    kind: Annotated[str, typer.Argument(help=f"What to write: {', '.join(KINDS)}, or all.")],
    framework: Annotated[str, typer.Option("--framework", "-f", help="Adopted framework, such as iso27001-2022.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write; for all, a folder.")],
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day to tell of. Default: today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: the files written, and their digests.")] = False,
) -> None:
    """Write a framework, its controls and what evidence says of them as OSCAL JSON.

    Every status is derived. What is unproven is never written as satisfied or implemented.
    """
    if kind not in (*KINDS, "all"):
        fail(f"There is no OSCAL document {kind!r}. Kinds: {', '.join(KINDS)}, all.")
    django_setup.start()
    from earnest.core.assurance import operations
    from earnest.foundation import clock
    from earnest.foundation.actor import program
    from earnest.interfaces.oscal import export as writing
    from earnest.interfaces.oscal.record import tell

    with progress("Running control tests", quiet=as_json) as step:
        assessment = operations.assess(as_of.date() if as_of else clock.today(), progress=step)
    told = tell(program(), assessment, framework)
    if kind == "all":
        written, left = writing.write_all(told, output)
    else:
        path = output / f"{framework}-{kind}.json" if output.is_dir() else output
        written, left = (writing.write_one(told, kind, path),), ""
    if as_json:
        print_json(
            {
                "files": [{"file": str(one.path), "kind": one.kind, "sha256": one.sha256} for one in written],
                "note": left,
            }
        )
        return
    for one in written:
        say(str(one.path))
    if left:
        say(left)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A catalog, as OSCAL JSON.")],
    key: Annotated[str, typer.Option("--key", help="Key that the framework gets here, such as nist-800-53.")],
    profile: Annotated[
        Path | None, typer.Option("--profile", help="A profile that says which controls of the catalog are meant.")
    ] = None,
    title: Annotated[str, typer.Option(help="Name of the framework. Default: the title in the file.")] = "",
    licence: Annotated[str, typer.Option(help="What its licence allows, in your words, kept with it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take a catalog into use as a framework: its controls become requirements that are assessed at once.

    Nothing is fetched: a profile may import only files in its own folder.
    """
    from earnest.interfaces.oscal import importing

    content = importing.read(file, profile, key=key, title=title, licence=licence)
    django_setup.start()
    from earnest.foundation.actor import program
    from earnest.interfaces.oscal.taking import take_in

    taken = take_in(program(), content)
    if as_json:
        print_json({"framework": taken.key, "requirements": taken.requirements, "assessed": taken.assessable})
        return
    say(f"{taken.title} is in use as {taken.key}: {taken.requirements:,} requirements, {taken.assessable:,} assessed.")
    say(
        "No control supports them yet, so they are unproven. Link controls with: earnest oscal link CONTROL -f "
        f"{taken.key} REQUIREMENTS…"
    )


@app.command("link")
def link(
    control: Annotated[str, typer.Argument(help="Key of a control in use, such as mfa-privileged.")],
    requirements: Annotated[list[str], typer.Argument(help="References of requirements, such as ac-2 ac-2.1.")],
    framework: Annotated[str, typer.Option("--framework", "-f", help="The framework that they belong to.")],
    reason: Annotated[str, typer.Option(help="Why the control helps to meet them.")],
    remove: Annotated[bool, typer.Option("--remove", help="The control supports them no longer.")] = False,
) -> None:
    """Say that a control supports requirements, or does no longer. It is judgement, kept with its reason."""
    django_setup.start()
    from earnest.core.controls import operations
    from earnest.foundation.actor import program

    act = operations.unlink_requirements if remove else operations.link_requirements
    done = act(program(), control, framework, requirements, reason=reason)
    say(f"{control} {'no longer supports' if remove else 'now supports'} {done} requirements of {framework}.")
