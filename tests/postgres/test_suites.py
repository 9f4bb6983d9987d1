"""The record on PostgreSQL: a server of our own while it lasts, and the suites of foundation and core against it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITES = ("src/earnest/foundation", "src/earnest/core")


def programs() -> Path:
    """The folder of initdb and pg_ctl; skips, or fails under CI, when there is none."""
    found = shutil.which("initdb")
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found or newest:
        return Path(found).resolve().parent if found else newest[-1].parent
    reason = "No PostgreSQL server here (initdb, pg_ctl): foundation and core were tested on SQLite alone."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def other_user() -> int | None:
    """The number of a user to run the server as: PostgreSQL refuses root. None where we are not root."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name: one.pw_uid for one in pwd.getpwall()}
    return names.get("postgres", names.get("nobody"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty database on a server that only this machine reaches."""
    if os.environ.get("EARNEST_TEST_DATABASE_URL"):
        pytest.skip("These suites are already being run on a database of your choice.")
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


def test_foundation_and_core_keep_their_promises_on_postgresql(server: str) -> None:
    command = [sys.executable, "-m", "pytest", *SUITES, "-p", "no:xdist", "--create-db"]
    environment = {**os.environ, "EARNEST_TEST_DATABASE_URL": server}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
