"""Clocks of our own are in force from a day: a change does not rewrite what was promised before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from earnest.duties.hygiene.models import SlaClock
from earnest.duties.hygiene.queries import board_file, findings
from earnest.duties.hygiene.tests.conftest import ACTOR, LOCAL, TODAY, Estate, flaw
from earnest.foundation import plain
from earnest.foundation.errors import Invalid


def promised(days: int, starts_on: date, ends_on: date | None = None) -> SlaClock:
    row = SlaClock(policy="cisa-bod-26-04", priority="days-14", days=days, starts_on=starts_on, ends_on=ends_on)
    row.because = "Our contract says so."
    return plain.create(ACTOR, row)


def test_a_new_clock_counts_from_its_day_and_the_past_stays(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, cvss_vector=LOCAL)], days_ago=5)
    listed = {"vulnerability_id": "CVE-2026-1", "catalogue": "cisa-kev", "added_on": "2026-05-01"}
    estate.look("known_exploited", [listed], days_ago=5)
    promised(30, date(2026, 1, 1))
    promised(7, TODAY)
    known = date(2026, 6, 10)
    for day, days in ((TODAY - timedelta(days=1), 30), (TODAY, 7)):
        (line,) = findings(board_file(day)).lines
        assert line.due_on == known + timedelta(days=days)


def test_a_clock_that_ended_leaves_the_policy_to_decide(estate: Estate) -> None:
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1, cvss_vector=LOCAL)], days_ago=5)
    estate.lists(1, added="2026-05-01")
    promised(30, date(2026, 1, 1), TODAY - timedelta(days=1))
    (line,) = findings(board_file(TODAY)).lines
    assert line.due_on == date(2026, 6, 24)


def test_what_was_in_force_is_neither_changed_nor_deleted(estate: Estate) -> None:
    row = promised(30, date(2026, 1, 1))
    with pytest.raises(Invalid, match="has run since 2026-01-01"):
        plain.change(ACTOR, row, {"days": 60})
    with pytest.raises(Invalid, match="end it today or later"):
        plain.change(ACTOR, row, {"ends_on": date(2026, 3, 1)})
    with pytest.raises(Invalid, match="Give it a last day"):
        plain.delete(ACTOR, row)
    assert plain.change(ACTOR, row, {"ends_on": TODAY, "because": "Replaced."}).ends_on == TODAY
    young = promised(10, TODAY)
    assert plain.change(ACTOR, young, {"days": 12}).days == 12
    plain.delete(ACTOR, young)
