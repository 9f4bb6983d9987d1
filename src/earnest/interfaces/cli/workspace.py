"""Making a workspace."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, say

KEY = "secret.key"
"""The file that makes a folder a workspace."""


def init(
    framework: Annotated[
        list[str] | None, typer.Option("--framework", "-f", help="Adopt a framework of the library; may be repeated.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the organisation.")] = "",
) -> None:
    """Make a workspace: database, evidence store and key. Safe to repeat; it also upgrades an older workspace."""
    _known(framework or [])
    folder = make()
    from earnest.core.organization.models import Organization
    from earnest.foundation import plain
    from earnest.foundation.actor import program

    if name.strip() and not Organization.objects.exists():
        plain.create(program(), Organization(name=name.strip()))
    for key in framework or ():
        adopt(key)
    say(f"The workspace is ready in {folder}.")
    if framework:
        say(f"Next: earnest adopt --all-for {framework[0]}, then earnest ingest FILES… and earnest assess.")
    else:
        say("Next: earnest adopt --all-for FRAMEWORK, then earnest ingest FILES… and earnest assess; or earnest serve.")


def _known(keys: list[str]) -> None:
    if keys:
        from earnest.library.frameworks import framework_ids

        if wrong := [key for key in keys if key not in framework_ids()]:
            fail(f"The library has no framework {', '.join(wrong)}. It has: {', '.join(framework_ids())}.")


def adopt(key: str) -> None:
    """Adopt a framework, and join it to the controls that are in use; nothing happens twice."""
    from django.db import transaction

    from earnest.core.controls import operations as controls
    from earnest.core.frameworks import operations as frameworks
    from earnest.core.frameworks.models import Framework
    from earnest.foundation.actor import program

    if not Framework.objects.filter(key=key).exists():
        with transaction.atomic():
            controls.join_framework(program(), frameworks.adopt(program(), key))
        say(f"Adopted {key}.")


def make() -> str:
    """Make the workspace's folder, key and tables; returns where it is. A folder that holds other things is refused."""
    folder = Path(os.environ["EARNEST_WORKSPACE"])
    if not (folder / KEY).exists():
        _refuse_others(folder)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        handle = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
    for name in ("adapters", "tests", "documents"):
        (folder / name).mkdir(exist_ok=True)
    django_setup.start(must_exist=False)
    django_setup.migrate()
    return str(folder)


def _refuse_others(folder: Path) -> None:
    if not folder.is_dir():
        return
    ours = {"adapters", "tests", "documents", "evidence", "lost+found"}
    others = [
        one.name
        for one in folder.iterdir()
        if one.name not in ours and not one.name.startswith(("earnest.sqlite3", "."))
    ]
    if others or folder == Path.home():
        fail(f"{folder} holds other things and is no workspace. Name an empty or a new folder with --workspace.")
