"""The signing key of the workspace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import print_json, say

app = typer.Typer(
    help="The key that signs packages: Ed25519, kept in the workspace.", no_args_is_help=True, rich_markup_mode=None
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command()
def new(as_json: AsJson = False) -> None:
    """Make the signing key. There is one in a workspace; only its owner may read the file."""
    django_setup.start()
    from earnest.foundation.actor import program
    from earnest.interfaces.packaging import make_key
    from earnest.interfaces.signing import KEY

    public = make_key(program(), _workspace())
    if as_json:
        print_json({"fingerprint": public.fingerprint, "public": public.pem.decode()})
        return
    say(
        f"The key is in {_workspace() / KEY}. Keep a copy where only you can reach it; a lost key cannot be made again."
    )
    say(f"Fingerprint: {public.fingerprint}")
    say("Give it to your readers by another way than the packages: on the phone, on paper, on your site.")


@app.command()
def show(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the public key to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the public key and its fingerprint, which readers compare."""
    from earnest.interfaces.signing import public_key

    public = public_key(_workspace())
    if output is not None:
        output.write_bytes(public.pem)
    if as_json:
        print_json({"fingerprint": public.fingerprint, "public": public.pem.decode()})
        return
    say(f"Fingerprint: {public.fingerprint}")
    if output is None:
        for line in public.pem.decode().splitlines():
            say(line)
    else:
        say(f"The public key is in {output}.")


def _workspace() -> Path:
    return Path(os.environ["EARNEST_WORKSPACE"])
