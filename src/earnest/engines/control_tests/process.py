"""A child process and its talk: one job in, lines of JSON out, killed when it is late."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = Path(__file__).with_name("child.py")
MAX_LINE = 32 << 20
"""Longest answer that is read, in bytes."""
_TICK = 0.1
_GRACE = 5.0


class ChildFailed(Exception):
    """The child is gone: killed for being late, crashed, or answering nonsense. Says why, for the reader."""


class Cancelled(Exception):
    """The caller asked to stop; nothing was kept."""


class Child:
    """`python -I child.py` with an empty environment, as a context manager that leaves no process behind."""

    def __init__(
        self, job: Mapping[str, object], *, program: Path = PROGRAM, cancelled: Callable[[], bool] | None = None
    ) -> None:
        self._cancelled = cancelled or (lambda: False)
        self._errors = b""
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        with tempfile.TemporaryFile() as told:
            told.write(json.dumps(job).encode())
            told.seek(0)
            self._process = subprocess.Popen(  # noqa: S603  a fixed program of this package
                [sys.executable, "-I", str(program)],
                stdin=told,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={},
                cwd="/",
                start_new_session=True,
            )
        self._selector = selectors.DefaultSelector()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self._selector.register(stream, selectors.EVENT_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._selector.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def kill(self) -> None:
        """End the child and whatever it may have started, and collect it."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            self._process.kill()
        self._process.wait()

    def messages(self, allowed: Callable[[], float]) -> Iterator[Mapping[str, object]]:
        """Each message as it comes, until the child ends well or with its own code for a harmed database.

        `allowed` gives the seconds the next message may take; it is asked anew for each. Raises ChildFailed, Cancelled.
        """
        while True:
            line = self._line(time.monotonic() + allowed(), allowed())
            if line is None:
                break
            try:
                message = json.loads(line)
            except ValueError:
                raise ChildFailed("The sandbox wrote something that is not an answer.") from None
            if not isinstance(message, dict):
                raise ChildFailed("The sandbox wrote something that is not an answer.")
            yield message

    def _line(self, deadline: float, seconds: float) -> bytes | None:
        while not self._lines:
            if self._cancelled():
                raise Cancelled("The run was cancelled.")
            if time.monotonic() > deadline:
                raise ChildFailed(f"It was stopped after {seconds:g} seconds.")
            if not self._read():
                self._check_end()
                return None
        return self._lines.pop(0)

    def _read(self) -> bool:
        """Take what is there, waiting a little; false once both streams have ended."""
        for key, _ in self._selector.select(_TICK):
            chunk = os.read(key.fd, 1 << 20)
            if not chunk:
                self._selector.unregister(key.fileobj)
            elif key.fileobj is self._process.stderr:
                self._errors = (self._errors + chunk)[-2000:]
            else:
                self._take(chunk)
        return bool(self._selector.get_map())

    def _take(self, chunk: bytes) -> None:
        self._buffer += chunk
        if b"\n" in chunk:
            *lines, rest = bytes(self._buffer).split(b"\n")
            self._lines.extend(lines)
            self._buffer = bytearray(rest)
        if len(self._buffer) > MAX_LINE:
            raise ChildFailed(f"Its answer is longer than {MAX_LINE >> 20} MiB.")

    def _check_end(self) -> None:
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            raise ChildFailed("The sandbox closed its output and went on.") from None
        if code in {0, 3, 4}:
            return
        if code < 0:
            raise ChildFailed(
                f"The sandbox was ended by {signal.Signals(-code).name}; {_HINT.get(-code, 'it crashed.')}"
            )
        tail = self._errors.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise ChildFailed(f"The sandbox ended with code {code}: {tail[0][:300]}")


_HINT = {
    int(signal.SIGXCPU): "it used all its processor time.",
    int(signal.SIGKILL): "it used more than it may.",
    int(signal.SIGABRT): "it asked for more memory than it may have.",
}
