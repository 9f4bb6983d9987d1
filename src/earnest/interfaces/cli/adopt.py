"""Taking frameworks and controls of the library into use."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import fail, out


def adopt(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of frameworks or controls of the library.")] = None,
    all_for: Annotated[
        str | None, typer.Option("--all-for", help="Every core control that supports this framework.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="The controls are planned: they do not operate yet.")] = False,
) -> None:
    """Take frameworks and controls of the library into use; what is in use already is left as it is."""
    wanted = list(names or ())
    if not wanted and not all_for:
        fail("Name a framework or a control, or use --all-for FRAMEWORK.")
    django_setup.start()
    from earnest.core.controls import operations as controls
    from earnest.core.controls.models import Control
    from earnest.foundation.actor import program
    from earnest.interfaces.cli.workspace import adopt as adopt_framework
    from earnest.library.catalogue import catalogue
    from earnest.library.catalogue import supports
    from earnest.library.frameworks import framework, framework_ids

    if all_for:
        if all_for not in framework_ids():
            fail(f"The library has no framework {all_for!r}. It has: {', '.join(framework_ids())}.")
        wanted.append(all_for)
        wanted += sorted({key for one in framework(all_for).assessable for key in supports(all_for, one.id)})
    if unknown := [name for name in wanted if name not in catalogue() and name not in framework_ids()]:
        fail(f"The library has neither a framework nor a control named {', '.join(unknown)}.")
    state = Control.State.PLANNED if planned else Control.State.OPERATING
    there = set(Control.objects.values_list("key", flat=True))
    added = 0
    for name in dict.fromkeys(wanted):
        if name in framework_ids():
            adopt_framework(name)
        elif name not in there:
            controls.adopt(program(), name, state=state)
            added += 1
    out.print(f"{added} controls taken into use, {len(there)} were there.", markup=False)
