from __future__ import annotations

from datetime import timedelta

from earnest.core.things.concerns import HONESTY
from earnest.core.things.models import CoverageExpectation
from earnest.core.things.tests.world import TESTS, laptops, look, managed
from earnest.foundation import clock, plain
from earnest.foundation.record import operation
from earnest.foundation.tests.looking import looked, subjects


def test_what_nobody_sees_is_found_and_what_is_all_seen_is_not() -> None:
    look("equipment", "devices", laptops(1))
    look("jamf", "devices", managed(1))
    assert subjects(HONESTY, "nobody-looks", clock.today()) == []
    look("equipment", "devices", laptops(1, 2, 3))
    found, _blind = looked(HONESTY, "nobody-looks", clock.today())
    assert dict(found[0].facts) == {"expectation": "listed-devices-managed", "missing": "2", "population": "3"}
    assert found[0].detail == "2 of 3 are not seen: SER2A, SER3A."


def test_what_a_stale_looker_leaves_open_is_told_as_not_looked() -> None:
    look("equipment", "devices", laptops(1, 2))
    look("jamf", "devices", managed(1), days_ago=40)
    found, blind = looked(HONESTY, "nobody-looks", clock.today())
    assert found == []
    assert any("Jamf: last looked 40 days ago, limit 30 days." in one for one in blind)


def test_an_expectation_set_aside_for_long_is_found_and_one_in_force_is_not() -> None:
    row = plain.create(
        TESTS,
        CoverageExpectation(
            key="toys", title="Toys are seen", expected_from="table: devices", looked_by="source: jamf", because="Fun."
        ),
    )
    later = clock.today() + timedelta(days=120)
    assert subjects(HONESTY, "blind-spot-accepted", later) == []
    with operation(TESTS, "things.set_aside", reason="Noise.") as work:
        work.change(row, active=False)
    assert subjects(HONESTY, "blind-spot-accepted", clock.today()) == []
    found, _blind = looked(HONESTY, "blind-spot-accepted", later)
    assert [one.subject for one in found] == ["Toys are seen"]
    assert "120 days ago" in found[0].detail
