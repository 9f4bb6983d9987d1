"""Making a workspace."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import out


def init(
    framework: Annotated[
        list[str] | None, typer.Option("--framework", "-f", help="Adopt a framework of the library; may be repeated.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the organisation.")] = "",
) -> None:
    """Make a workspace: database, evidence store and key. Safe to repeat; it also upgrades an older workspace."""
    folder = make()
    from earnest.core.organization.models import Organization
    from earnest.foundation import plain
    from earnest.foundation.actor import program

    actor = program()
    if name and not Organization.objects.exists():
        plain.create(actor, Organization(name=name))
    for key in framework or ():
        adopt(key)
    out.print(f"The workspace is ready in {folder}.", markup=False)
    out.print("Next: earnest ingest FILES…, then earnest assess; or earnest serve.", markup=False)


def adopt(key: str) -> None:
    """Adopt a framework with the catalogue's controls that support it; nothing happens twice."""
    from earnest.core.controls import operations as controls
    from earnest.core.frameworks import operations as frameworks
    from earnest.core.frameworks.models import Framework
    from earnest.foundation.actor import program

    actor = program()
    if not Framework.objects.filter(key=key).exists():
        controls.join_framework(actor, frameworks.adopt(actor, key))
        out.print(f"Adopted {key}.", markup=False)


def make() -> str:
    """Make the workspace's folder, key and tables; returns where it is."""
    folder = Path(os.environ["EARNEST_WORKSPACE"])
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    key = folder / "secret.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50), encoding="ascii")
    for name in ("adapters", "tests", "documents"):
        (folder / name).mkdir(exist_ok=True)
    django_setup.start(must_exist=False)
    django_setup.migrate()
    return str(folder)
