"""How tests are shared between two processors: what takes long first, what shares a company together."""

from __future__ import annotations

from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
LONG = ("access", "browser", "elsewhere", "journeys", "postgres")
"""Folders of tests that are neither a unit nor a page: walks over everything, browsers, other servers."""
_FIRST = ("tests/journeys", "tests/postgres", "tests/access")
_TOGETHER, _APART = "tests/journeys", "tests/access"


def place(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""


def mark(items: list[pytest.Item]) -> None:
    """So that `-m "not long"` leaves the unit and page tests, and `-m database` what another server can change."""
    for item in items:
        if place(item).startswith(tuple(f"tests/{name}/" for name in LONG)):
            item.add_marker(pytest.mark.long)
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


def longest_first(items: list[pytest.Item]) -> None:
    """At the end there shall be small things to share, not one that everybody waits for."""
    items.sort(key=lambda item: not place(item).startswith(_FIRST))


class Sharing(LoadScopeScheduling):
    """A file goes to one worker; the journeys share a company; each walk of all addresses goes where there is room."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_TOGETHER):
            return _TOGETHER
        return nodeid if nodeid.startswith(_APART) else nodeid.split("::", 1)[0]
