"""What commands print, and the codes they end with."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Step = Callable[..., None]
"""Called with done, total and optionally what is being done."""


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    DONE = 0
    FOUND = 1
    """`--fail-on` matched, or `doctor` found damage, or a file could not be read."""
    FAILED = 2
    """The command could not be carried out; the reason is on standard error."""
    INTERRUPTED = 130


def fail(message: str, *, code: int = Exit.FAILED) -> NoReturn:
    """Print a message for a person on standard error and stop."""
    err.print(f"earnest: {message}", style="bold red" if err.is_terminal else None, markup=False)
    raise SystemExit(int(code))


def print_json(value: Any) -> None:
    """Print JSON, keys as they stand, one document on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Step]:
    """A bar on a terminal, plain lines at each tenth elsewhere; always on standard error."""
    if quiet:
        yield lambda done, total, doing="": None
        return
    if not err.is_terminal:
        yield _plain(title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[doing]}"))
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=None, doing="")

        def step(done: int, total: int, doing: str = "") -> None:
            bar.update(task, completed=done, total=total, doing=doing[:60])

        yield step


def _plain(title: str) -> Step:
    shown = -1

    def step(done: int, total: int, doing: str = "") -> None:
        nonlocal shown
        tenth = 10 * done // total if total else 0
        if tenth > shown:
            shown = tenth
            err.print(f"{title}: {done} of {total}", markup=False)

    return step
