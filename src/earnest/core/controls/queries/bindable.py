"""The control tests that can be bound: the library's and the workspace's own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.parsing import parse
from earnest.library.shipped_tests import control_tests


def own_tests() -> dict[str, ControlTest]:
    """The control tests in the workspace's folder `tests`, by id. BadTest names the file and place that cannot be
    read."""
    found = {}
    for path in sorted((Path(settings.WORKSPACE) / "tests").glob("*.sql")):
        test = parse(path.read_text(encoding="utf-8"), place=path.name)
        found[test.id] = test
    return found


def tests() -> dict[str, ControlTest]:
    """Every control test there is: the library's, then the workspace's own, which may replace one of the library."""
    return {**control_tests(), **own_tests()}
