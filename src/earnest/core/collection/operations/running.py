"""Running a declared command: no shell, a bare environment, and an end to its time and output."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from earnest.core.collection.rules.declared import Command

_PLAIN = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_LOOK_EVERY = 0.1
_TAIL = 1_000
_MEGABYTE = 1 << 20


class CommandFailed(Exception):
    """The command gave no export. The text says why, with the end of what it wrote to standard error."""


def output_of(command: Command, path: Path, *, workspace: Path) -> None:
    """Write the standard output of the command to `path`. Raises CommandFailed if it cannot be run, fails, takes too
    long, or writes too much or nothing. It and all that it started are ended then.
    """
    names = [*_PLAIN, *command.environment]
    environment = {name: os.environ[name] for name in names if name in os.environ}
    with path.open("wb") as out, tempfile.TemporaryFile() as errors:
        try:
            child = subprocess.Popen(  # noqa: S603 - words that only who holds the server's files can write
                command.run,
                cwd=workspace,
                env=environment | {"HOME": str(workspace)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            raise CommandFailed(f"{command.run[0]} cannot be run: {error.strerror}.") from None
        try:
            status = _watched(child, command, path)
        finally:
            _end(child)
        if status:
            raise CommandFailed(f"{command.run[0]} ended with status {status}. {_tail(errors)}".strip())
    if not path.stat().st_size:
        raise CommandFailed(f"{command.run[0]} wrote nothing to its standard output.")


def _watched(child: subprocess.Popen[bytes], command: Command, path: Path) -> int:
    until = time.monotonic() + command.seconds
    while True:
        try:
            status = child.wait(_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            status = None
        if path.stat().st_size > command.megabytes * _MEGABYTE:
            raise CommandFailed(f"{command.run[0]} wrote more than {command.megabytes:,} MB.")
        if status is not None:
            return status
        if time.monotonic() > until:
            raise CommandFailed(f"{command.run[0]} did not end within {command.seconds:,} seconds.")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the command and what it left running in its group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tail(errors: IO[bytes]) -> str:
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - _TAIL))
    told = errors.read().decode("utf-8", errors="replace").strip().replace("\x00", "")
    return f"It said: {told}" if told else ""
