"""When a collector works, and when it has stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from earnest.core.collection.rules.health import Health, Told, health, is_due

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOLD = Told(active=True, pushed=False, every=HOUR, made_at=NOW - 9 * HOUR, tried_at=NOW, worked_at=NOW, failing=False)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, Health.WORKS),
        ({"active": False, "failing": True}, Health.OFF),
        ({"failing": True}, Health.FAILS),
        ({"tried_at": NOW - 2 * HOUR}, Health.WORKS),
        ({"tried_at": NOW - 2 * HOUR - timedelta(seconds=1)}, Health.SILENT),
        ({"tried_at": None, "worked_at": None}, Health.SILENT),
        ({"tried_at": None, "worked_at": None, "made_at": NOW - HOUR}, Health.NEW),
        ({"pushed": True, "worked_at": NOW - 3 * HOUR}, Health.SILENT),
        ({"pushed": True, "worked_at": NOW - HOUR, "tried_at": None}, Health.WORKS),
        ({"every": timedelta(minutes=1), "tried_at": NOW - timedelta(minutes=10)}, Health.WORKS),
    ],
)
def test_health(change: dict[str, object], found: Health) -> None:
    assert health(replace(TOLD, **change), NOW) is found  # type: ignore[arg-type]  # each case names fields of Told


def test_its_turn_comes_after_its_time_and_never_for_a_push() -> None:
    assert is_due(replace(TOLD, tried_at=None), NOW)
    assert is_due(replace(TOLD, tried_at=NOW - HOUR), NOW)
    assert not is_due(replace(TOLD, tried_at=NOW - HOUR + timedelta(seconds=1)), NOW)
    assert not is_due(replace(TOLD, tried_at=None, pushed=True), NOW)
    assert not is_due(replace(TOLD, tried_at=None, active=False), NOW)
