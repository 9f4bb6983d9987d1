"""What commands print, and the codes they end with."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import IO, Any, NoReturn

Step = Callable[..., None]
"""Called with done, total and optionally what is being done."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STYLES = {"bold": "1", "red": "31", "yellow": "33"}


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    DONE = 0
    FOUND = 1
    """`--fail-on` matched, a control test did not pass, `doctor` found damage, or a file could not be read."""
    FAILED = 2
    """The command could not be carried out; the reason is on standard error."""
    INTERRUPTED = 130
    """Stopped with Ctrl-C."""


def lenient() -> None:
    """Let characters that the terminal's encoding lacks be shown by their number instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str, *, style: str = "") -> None:
    """Print one line on standard output, in colour on a terminal only. What evidence says cannot steer the terminal."""
    _print(sys.stdout, text, style)


def warn(text: str, *, style: str = "") -> None:
    """The same on standard error."""
    _print(sys.stderr, text, style)


def fail(message: str, *, code: int = Exit.FAILED) -> NoReturn:
    """Print a message for a person on standard error and stop."""
    for line in f"earnest: {message}".splitlines():
        warn(line, style="red")
    raise SystemExit(int(code))


def print_json(value: Any) -> None:
    """Print JSON, keys as they stand, one document on standard output."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=not utf8) + "\n")
    sys.stdout.flush()


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Step]:
    """A bar on a terminal, plain lines at each tenth elsewhere; always on standard error."""
    if quiet:
        yield _silent
    elif not sys.stderr.isatty():
        yield _tenths(title)
    else:
        from earnest.interfaces.cli.bar import bar

        with bar(title) as step:
            yield lambda done, total, doing="": step(done, total, visible(doing)[:60])


def visible(text: str) -> str:
    """Text without characters that steer a terminal or turn the direction of writing: each shows its number instead."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def _print(stream: IO[str], text: str, style: str) -> None:
    line = visible(text)
    if style and stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        line = f"\x1b[{_STYLES[style]}m{line}\x1b[0m"
    stream.write(line + "\n")
    stream.flush()


def _silent(done: int, total: int, doing: str = "") -> None:
    del done, total, doing


def _tenths(title: str) -> Step:
    shown = -1

    def step(done: int, total: int, doing: str = "") -> None:
        nonlocal shown
        del doing
        tenth = 10 * done // total if total else 0
        if tenth > shown:
            shown = tenth
            warn(f"{title}: {done} of {total}")

    return step
