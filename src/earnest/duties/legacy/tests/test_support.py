from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from earnest.duties.legacy.rules.distributions import facts_of, signed_on
from earnest.duties.legacy.rules.support import Fact, Support, months_after, standing, told_of, within

DAY = date(2026, 11, 22)
FACT = Fact(
    product="windows-server",
    line="2012-r2",
    title="Windows Server 2012 R2",
    security_end=date(2023, 10, 10),
    paid_end=date(2027, 10, 13),
    teller="library",
    told_by="the library",
    as_of=date(2026, 8, 22),
)
DEBIAN = """version,codename,series,created,release,eol,eol-lts,eol-elts
11,Bullseye,bullseye,2019-07-06,2021-08-14,2024-08-14,2026-08-31,2031-06-30
12,Bookworm,bookworm,2021-08-14,2023-06-10,2026-07-11,2028-06-30,2033-06-30
13,Trixie,trixie,2023-06-10,2025-08-09
,Sid,sid,1993-08-16
"""
UBUNTU = """version,codename,series,created,release,eol,eol-server,eol-esm,eol-legacy
18.04 LTS,Bionic Beaver,bionic,2017-10-19,2018-04-26,2023-05-31,2023-05-31,2028-04-26,2030-04-30
"""


def test_what_ended_has_ended_and_paid_support_that_nobody_showed_does_not_count() -> None:
    found = standing(FACT, DAY)
    assert (found.support, found.ends_on) == (Support.ENDED, date(2023, 10, 10))
    assert "nobody has shown it is bought" in found.because


def test_paid_support_counts_until_it_is_bought_and_never_beyond_what_is_sold() -> None:
    assert standing(FACT, DAY, bought_until=date(2027, 1, 1)).support is Support.PAID
    assert standing(FACT, DAY, bought_until=date(2040, 1, 1)).ends_on == date(2027, 10, 13)
    assert standing(FACT, DAY, bought_until=date(2026, 11, 21)).support is Support.ENDED
    assert standing(replace(FACT, paid_end=None), DAY, bought_until=date(2040, 1, 1)).support is Support.ENDED


def test_the_last_day_of_support_still_counts() -> None:
    assert standing(FACT, date(2023, 10, 10)).support is Support.SUPPORTED
    assert standing(FACT, date(2023, 10, 11)).support is Support.ENDED


def test_no_fact_and_no_day_are_unknown_and_not_fine() -> None:
    assert standing(None, DAY).support is Support.UNKNOWN
    assert standing(replace(FACT, security_end=None), DAY).support is Support.UNKNOWN
    assert standing(replace(FACT, security_end=None, ended=True), DAY).support is Support.ENDED
    assert standing(replace(FACT, security_end=None, ended=False), DAY).support is Support.SUPPORTED


def test_a_line_whose_end_nobody_announced_is_not_known_and_says_when_it_was_last_mended() -> None:
    found = standing(replace(FACT, security_end=None, paid_end=None, updated_on=date(2026, 2, 11)), DAY)
    assert found.support is Support.UNKNOWN
    assert "no last day" in found.because
    assert "2026-02-11" in found.because


def test_the_best_of_several_editions_proves_an_end_and_nothing_else() -> None:
    assert standing(FACT, DAY, at_best=True).support is Support.ENDED
    assert standing(FACT, date(2020, 1, 1), at_best=True).support is Support.UNKNOWN


def test_the_newest_source_speaks_and_those_that_differ_are_shown() -> None:
    newer = replace(FACT, as_of=date(2026, 9, 1), told_by="an export", teller="evidence")
    other = replace(FACT, as_of=date(2026, 1, 1), security_end=date(2023, 1, 1), told_by="an old list")
    told = told_of([FACT, other, newer], ("2012-r2",))
    assert told is not None
    assert told.fact is newer
    assert told.others == (other,)
    assert told_of([FACT], ("2012",)) is None


def test_a_distribution_list_tells_free_long_term_support_from_what_is_sold() -> None:
    facts = {one.line: one for one in facts_of("debian", DEBIAN, as_of=DAY, told_by="distro-info-data")}
    assert set(facts) == {"11", "12"}
    assert facts["12"].last_free == date(2028, 6, 30)
    assert facts["12"].paid_end == date(2033, 6, 30)
    assert standing(facts["11"], DAY).support is Support.ENDED
    (bionic,) = facts_of("ubuntu", UBUNTU, as_of=DAY, told_by="distro-info-data")
    assert (bionic.line, bionic.last_free, bionic.paid_end) == ("18.04", date(2023, 5, 31), date(2030, 4, 30))


def test_a_changelog_tells_its_day() -> None:
    text = "x (1) stable; urgency=low\n\n  * Data.\n\n -- A B <a@b.example>  Sat, 18 Oct 2025 16:50:26 +0200\n"
    assert signed_on(text) == date(2025, 10, 18)
    assert signed_on("nothing") is None


@pytest.mark.parametrize(
    ("ends", "months"),
    [
        ("2026-11-22", 6),
        ("2027-05-22", 6),
        ("2027-05-23", 12),
        ("2028-11-22", 24),
        ("2028-11-23", None),
        ("2026-11-21", None),
    ],
)
def test_ends_are_grouped_by_whole_months(ends: str, months: int | None) -> None:
    assert within(date.fromisoformat(ends), DAY) == months


def test_months_keep_to_the_calendar() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
