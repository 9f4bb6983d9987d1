"""The record on PostgreSQL: a server of our own while it lasts, and the suites of foundation and core against it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.server import started

ROOT = Path(__file__).parents[2]
SUITES = ("src/earnest/foundation", "src/earnest/core")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty database."""
    if os.environ.get("EARNEST_TEST_DATABASE_URL"):
        pytest.skip("These suites are already being run on a database of your choice.")
    with started() as address:
        yield address


def test_foundation_and_core_keep_their_promises_on_postgresql(server: str) -> None:
    command = [sys.executable, "-m", "pytest", *SUITES, "-m", "database", "-p", "no:xdist", "--create-db"]
    environment = {**os.environ, "EARNEST_TEST_DATABASE_URL": server}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
