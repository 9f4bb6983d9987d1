"""Taking frameworks and controls of the library into use."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, say


def adopt(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of frameworks or controls of the library.")] = None,
    all_for: Annotated[
        str | None, typer.Option("--all-for", help="A framework, and every core control that supports it.")
    ] = None,
    planned: Annotated[
        bool, typer.Option("--planned", help="The controls are planned: they do not operate yet.")
    ] = False,
) -> None:
    """Take frameworks and controls of the library into use; what is in use already is left as it is."""
    frameworks, controls = _chosen(names or [], all_for)
    django_setup.start()
    from django.db import transaction

    from earnest.core.controls import operations
    from earnest.core.controls.models import Control
    from earnest.foundation.actor import program
    from earnest.interfaces.cli import workspace

    state = Control.State.PLANNED if planned else Control.State.OPERATING
    there = set(Control.objects.values_list("key", flat=True))
    new = [key for key in controls if key not in there]
    with transaction.atomic():
        for key in frameworks:
            workspace.adopt(key)
        for key in new:
            operations.adopt(program(), key, state=state)
    if controls:
        say(f"{len(new)} controls taken into use, {len(controls) - len(new)} were there.")


def _chosen(names: list[str], all_for: str | None) -> tuple[list[str], list[str]]:
    """The frameworks and the controls that are meant, each once; stops at a name that the library does not have."""
    from earnest.library.catalogue import catalogue, supports
    from earnest.library.frameworks import framework, framework_ids

    if not names and not all_for:
        fail("Name a framework or a control, or use --all-for FRAMEWORK.")
    if all_for and all_for not in framework_ids():
        fail(f"The library has no framework {all_for!r}. It has: {', '.join(framework_ids())}.")
    if unknown := [name for name in names if name not in catalogue() and name not in framework_ids()]:
        fail(f"The library has neither a framework nor a control named {', '.join(unknown)}.")
    frameworks = [name for name in names if name in framework_ids()]
    controls = [name for name in names if name in catalogue()]
    if all_for:
        frameworks.append(all_for)
        controls += sorted({key for one in framework(all_for).assessable for key in supports(all_for, one.id)})
    return list(dict.fromkeys(frameworks)), list(dict.fromkeys(controls))
