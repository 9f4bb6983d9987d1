"""A PostgreSQL server of our own, for as long as a test needs it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path:
    """The folder of initdb and pg_ctl; skips, or fails under CI, when there is none."""
    found = shutil.which("initdb")
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found or newest:
        return Path(found).resolve().parent if found else newest[-1].parent
    reason = "No PostgreSQL server here (initdb, pg_ctl): this was not tested on PostgreSQL."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def other_user() -> int | None:
    """The number of a user to run the server as: PostgreSQL refuses root. None where we are not root."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name: one.pw_uid for one in pwd.getpwall()}
    return names.get("postgres", names.get("nobody"))


@contextmanager
def started() -> Iterator[str]:
    """The address of an empty database on a server that only this machine reaches."""
    bin_, user = programs(), other_user()
    folder = Path(tempfile.mkdtemp(prefix="earnest-pg-"))
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if user is not None:
        os.chown(folder, user, -1)

    def call(*words: str) -> None:
        done = subprocess.run(words, cwd=folder, user=user, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

    call(str(bin_ / "initdb"), "-D", str(data), "-U", "earnest", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    control = (str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"))
    call(*control, "-o", options, "start")
    try:
        yield f"postgresql://earnest@127.0.0.1:{port}/postgres"
    finally:
        call(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
