"""Vectors, versions, shares, clocks and policies, against what others published and against laws."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.duties.hygiene.rules.clocks import Clock, SlaRow, days_for, due_on, standing
from earnest.duties.hygiene.rules.packages import Heap, in_order
from earnest.duties.hygiene.rules.priorities import NOT_LOOKED_UP, BadOverride, Facts, decide, rules_of
from earnest.duties.hygiene.rules.shares import wilson
from earnest.duties.hygiene.rules.vectors import contradiction, read_vector
from earnest.duties.hygiene.rules.versions import compare, lowest_mending
from earnest.library.priority_policies import POINTS, priority_policies

LIBRARY = priority_policies()
DAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("vector", "version", "score", "automatable", "impact"),
    [
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "2", 10.0, "yes", "total"),
        ("CVSS2#AV:N/AC:M/Au:N/C:P/I:P/A:P", "2", 6.8, "no", "partial"),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "3.0", 7.5, "yes", "partial"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "3.1", 10.0, "yes", "total"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "3.1", 6.1, "no", "total"),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", "3.1", 7.8, "no", "total"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "4.0", 9.3, "yes", "total"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", "4.0", 9.3, "yes", "total"),
        ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N", "4.0", 2.0, "no", "partial"),
    ],
)
def test_vectors_of_every_version_are_read(
    vector: str, version: str, score: float, automatable: str, impact: str
) -> None:
    """Scores of v2 and v3 are examples of the specifications; those of v4 come from the calculator of FIRST."""
    found = read_vector(vector)
    assert (found.version, found.score, found.automatable, found.technical_impact) == (
        version,
        score,
        automatable,
        impact,
    )
    assert contradiction(found, score) == ""


def test_a_vector_that_cannot_be_read_says_so_and_nothing_else() -> None:
    found = read_vector("CVSS:3.1/AV:Z")
    assert (found.version, found.score, found.automatable) == ("", None, "")
    assert "cannot be read" in found.note
    assert read_vector(None) == read_vector("")


def test_versions_are_told_apart_as_package_managers_do() -> None:
    rising = ["0.9", "1.0~rc1", "1.0-alpha", "1.0-beta2", "1.0rc1", "1.0", "1.0.1", "1.2", "1.10", "2.0-1",
              "2.0-1ubuntu1",
              "2.0-2", "1:0.1"]  # fmt: skip
    for left, right in itertools.pairwise(rising):
        assert compare(left, right) < 0, (left, right)
        assert compare(right, left) > 0
    assert compare("1.0", "1.0.0") == 0
    assert compare("v2.1", "2.1") == 0


def test_the_lowest_version_that_mends_everything_is_the_highest_of_the_lowest() -> None:
    assert lowest_mending([("1.4.0", "1.4.2, 2.0.1"), ("1.4.0", "1.4.9"), ("1.4.0", ">= 1.4.5")]) == "1.4.9"
    assert lowest_mending([("1.9", "1.4.2, 2.0.1")]) == "2.0.1"
    assert lowest_mending([]) == ""


def test_wilson_is_honest_about_few_and_about_all() -> None:
    """The values are those of Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (part, whole), (low, high) in published.items():
        found = wilson(part, whole)
        assert found is not None
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert wilson(0, 0) is None


def facts(**told: str) -> Facts:
    known = {"exploited": "no", "exposure": "internal", "severity": "low", "epss": "below"}
    return replace(Facts(tier=3), **{**known, "automatable": "no", "technical_impact": "partial", **told})  # type: ignore[arg-type]  # only texts are told


def test_the_sixteen_rows_of_the_directive_follow_its_logic() -> None:
    """An independent statement of the table: how being exposed, automatable and total presses, in words."""
    rules = rules_of(LIBRARY, LIBRARY.policy("cisa-bod-26-04"), {})
    for kev, exposed, auto, total in itertools.product((True, False), repeat=4):
        found = decide(
            rules,
            facts(
                exploited="yes" if kev else "no",
                exposure="internet" if exposed else "internal",
                automatable="yes" if auto else "no",
                technical_impact="total" if total else "partial",
            ),
        ).priority
        pressing = exposed + auto
        days: int | None
        if kev:
            days = 3 if pressing == 2 or (total and pressing) else 14
            assert found.forensics == (total and pressing > 0)
        else:
            days = {0: None, 1: 60, 2: 3 if total else 14}[pressing]
            if exposed and not auto and total:
                days = 14
            assert not found.forensics
        assert found.days == days, (kev, exposed, auto, total)


def test_the_deployer_table_never_falls_when_a_point_gets_worse() -> None:
    policy = LIBRARY.policy("ssvc-deployer")
    ranks = {}
    for values in itertools.product(*(POINTS[point] for point in policy.points)):
        taken = dict(zip(policy.points, values, strict=True))
        row = next(one for one in policy.rows if all(taken[p] in allowed for p, allowed in one.when.items()))
        ranks[values] = [one.id for one in policy.priorities].index(row.then)
    assert len(ranks) == 72
    for values, rank in ranks.items():
        for place, point in enumerate(policy.points):
            worse = POINTS[point].index(values[place]) - 1
            if worse >= 0:
                assert ranks[(*values[:place], POINTS[point][worse], *values[place + 1 :])] <= rank
    counts = [list(ranks.values()).count(rank) for rank in range(4)]
    assert counts == [3, 20, 42, 7]


@pytest.mark.parametrize("policy", LIBRARY.policies, ids=lambda one: one.id)
def test_every_combination_has_a_row_and_every_row_is_needed(policy: object) -> None:
    assert policy in LIBRARY.policies
    chosen = next(one for one in LIBRARY.policies if one is policy)
    used = set()
    for values in itertools.product(*(POINTS[point] for point in chosen.points)):
        taken = dict(zip(chosen.points, values, strict=True))
        fits = [n for n, one in enumerate(chosen.rows) if all(taken[p] in allowed for p, allowed in one.when.items())]
        used.add(fits[0])
    assert used == set(range(len(chosen.rows)))
    for row in chosen.rows:
        chosen.priority(row.then)
        assert all(set(allowed) <= set(POINTS[point]) for point, allowed in row.when.items())


_facts = st.builds(
    Facts,
    exploited=st.sampled_from(["yes", "no", "", NOT_LOOKED_UP]),
    exposure=st.sampled_from(["internet", "partner", "internal", ""]),
    tier=st.sampled_from([1, 2, 3, 4, None]),
    severity=st.sampled_from([*POINTS["severity"], "unknown"]),
    epss=st.sampled_from(["above", "below", "", NOT_LOOKED_UP]),
    automatable=st.sampled_from(["yes", "no", ""]),
    technical_impact=st.sampled_from(["total", "partial", ""]),
)


@given(_facts, st.sampled_from(LIBRARY.policies))
@settings(max_examples=15)
def test_not_knowing_a_point_is_never_better_than_knowing_it(told: Facts, policy: object) -> None:
    rules = rules_of(LIBRARY, next(one for one in LIBRARY.policies if one is policy), {})
    found = decide(rules, told)
    for name in ("automatable", "technical_impact", "epss", "exploited", "exposure"):
        unknown = Facts(**{**{f: getattr(told, f) for f in Facts.__dataclass_fields__}, name: ""})
        if getattr(told, name) != NOT_LOOKED_UP:
            assert rules.rank(decide(rules, unknown).priority.id) <= rules.rank(found.priority.id)
    assert found.why.startswith(rules.policy.title)
    assert all("not known, so the worse case" in found.why for _ in found.guessed)


@pytest.mark.parametrize(
    ("overrides", "what"),
    [
        ({"colour": 1}, "nothing called"),
        ({"days": {"days-15": 3}}, "has no priority"),
        ({"days": {"days-14": -1}}, "not a number of days"),
        ({"days": {"days-14": True}}, "not a number of days"),
        ({"days": 3}, "give days"),
        ({"epss_threshold": 1.5}, "no probability"),
        ({"human_impacts": {"5": "low"}}, "tier '5'"),
        ({"human_impacts": []}, "give an impact"),
    ],
)
def test_what_cannot_be_decided_otherwise_is_refused(overrides: dict[str, object], what: str) -> None:
    with pytest.raises(BadOverride, match=what):
        rules_of(LIBRARY, LIBRARY.policy("cisa-bod-26-04"), overrides)


def test_the_closest_clock_counts_and_of_two_as_close_the_shorter() -> None:
    rows = [
        SlaRow("p", None, "", 30),
        SlaRow("p", None, "internet", 9),
        SlaRow("p", 1, "", 10),
        SlaRow("p", 1, "internet", 2),
    ]
    assert days_for("p", 60, 1, "internet", rows) == (2, "our own clock for tier 1 and internet")
    assert days_for("p", 60, 1, "internal", rows)[0] == 10
    assert days_for("p", 60, 2, "internet", rows)[0] == 9
    assert days_for("p", 60, 3, "internal", rows) == (30, "our own clock for all assets")
    assert days_for("q", None, 3, "internal", rows) == (None, "the policy sets no day")


@given(st.integers(-50, 50), st.one_of(st.none(), st.integers(0, 90)), st.one_of(st.none(), st.integers(0, 90)))
@settings(max_examples=15)
def test_a_listing_never_gives_more_time(listed: int, days: int | None, unlisted: int | None) -> None:
    start, end = due_on(DAY, days, listed_on=DAY + timedelta(days=listed), days_if_unlisted=unlisted)
    assert start in {DAY, DAY + timedelta(days=listed)}
    if listed > 0 and unlisted is not None:
        assert end is not None
        assert end <= DAY + timedelta(days=unlisted)


def test_the_last_day_is_not_overdue() -> None:
    stands = {n: standing(DAY + timedelta(days=n), DAY, excepted=False, not_applicable=False) for n in (-1, 0, 7, 8)}
    assert list(stands.values()) == [Clock.OVERDUE, Clock.DUE, Clock.DUE, Clock.RUNNING]
    assert standing(DAY, DAY, excepted=True, not_applicable=True) is Clock.NOT_APPLICABLE
    assert standing(None, DAY, excepted=True, not_applicable=False) is Clock.PAUSED


def test_what_removes_the_most_for_each_change_comes_first() -> None:
    heaps = [Heap("many", 9.0, 50, 9, 0, 10), Heap("one", 2.0, 3, 1, 0, 1), Heap("cheap", 0.0, 90, 5, 2, 1)]
    assert [one.key for one in in_order(heaps)] == ["one", "many", "cheap"]
