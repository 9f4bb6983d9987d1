"""What control tests find, held against plain Python and against laws."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earnest.engines.control_tests import results, runner
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.model import Bound
from earnest.engines.control_tests.runner import Limits
from earnest.engines.control_tests.tests import build

SLOW = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
flags = st.lists(st.sampled_from([True, False, None]), max_size=40)
names = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8), unique=True, max_size=30
)


def accounts(values: Sequence[bool | None]) -> list[dict[str, object]]:
    return [build.account(number, mfa_enrolled=value) for number, value in enumerate(values)]


@SLOW
@given(flags, st.booleans())
def test_counts_equal_a_plain_count_and_null_is_unknown(values: list[bool | None], small: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = build.dataset(Path(folder), accounts=accounts(values))
        result = build.one(build.made(), data, limits=Limits(small=1000 if small else -1))
    assert result.error is None
    assert (result.population, result.violation_count, result.unknown_count) == (
        len(values),
        values.count(False),
        values.count(None),
    )
    assert sorted(str(row["subject"]) for row in result.violations) == sorted(
        str(number) for number, value in enumerate(values) if value is False
    )
    expected = "unproven" if not values else "fail" if False in values else "unproven" if None in values else "pass"
    assert result.outcome == expected


@SLOW
@given(names, st.randoms(use_true_random=False), st.integers(1, 7), st.booleans())
def test_the_digest_depends_on_rows_alone(ids: list[str], random: object, groups: int, small: bool) -> None:
    rows = [build.account(name, mfa_enrolled=number % 3 == 0) for number, name in enumerate(ids)]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    with tempfile.TemporaryDirectory() as folder:
        first = Dataset({"accounts": (build.piece(Path(folder), "accounts", rows, name="a"),)})
        second = Dataset({"accounts": (build.piece(Path(folder), "accounts", shuffled, name="b", groups=groups),)})
        one = build.one(build.made(), first)
        other = build.one(build.made(), second, limits=Limits(small=1000 if small else -1))
    assert one.error is None
    assert replace(one, seconds=0) == replace(other, seconds=0)
    wrong = [(str(row["account_id"]), "no factor") for row in rows if not row["mfa_enrolled"]]
    assert one.digest == results.result_digest(
        build.made(), {}, build.DAY, len(rows), results.rows_digest(wrong), hashlib.sha256().hexdigest()
    )


def test_both_ways_of_working_agree_on_rows_of_every_type(tmp_path: Path) -> None:
    rows = [
        build.account(
            n,
            mfa_enrolled=None if n % 7 == 0 else n % 2 == 0,
            created_at=build.DAY - dt.timedelta(days=n, microseconds=n),
        )
        for n in range(3000)
    ]
    violations = (
        "select account_id as subject, username as label, case when account_id like '%1' then null "
        "else 'no factor' end as reason, "
        "created_at, cast(created_at as date) as d, 1.5 as x, cast(2.25 as decimal(5, 2)) as y, "
        "mfa_enrolled as z, 7 as n, "
        "source, snapshot, observed_at from accounts where not mfa_enrolled"
    )
    data = build.dataset(tmp_path, accounts=rows)
    test = build.made(violations=violations)
    small, big = (build.one(test, data, limits=Limits(small=size)) for size in (10_000, 10))
    assert small.error is None
    assert replace(small, seconds=0) == replace(big, seconds=0)
    assert len(small.violations) == 1000
    assert small.violation_count == sum(row["mfa_enrolled"] is False for row in rows)
    first = small.violations[0]
    assert first["created_at"] == "2026-03-31T11:59:59.999999Z".replace("31T11", "30T11")
    assert (first["d"], first["x"], first["y"], first["z"], first["n"]) == ("2026-03-30", 1.5, 2.25, False, 7)
    assert (first["source"], first["observed_at"]) == ("okta", "2026-03-31T11:00:00Z")


def test_equal_preparation_is_shared_and_changes_nothing(tmp_path: Path) -> None:
    head = (
        "with a as (select account_id, mfa_enrolled, username from accounts where created_at < "
        "$as_of - $days * interval '1 day' or "
        "created_at is null), b as (select account_id, mfa_enrolled, username from a) "
    )
    extra = "parameters:\n  days: {kind: integer, default: 3, doc: Age.}\n"
    test = build.made(
        *(
            head + part.replace("from accounts", "from b")
            for part in (build.POPULATION, build.VIOLATIONS, build.UNKNOWN)
        ),
        extra=extra,
    )
    rows = [build.account(n, mfa_enrolled=n % 2 == 0, created_at=build.DAY - dt.timedelta(days=n)) for n in range(9)]
    data = build.dataset(tmp_path, accounts=rows)
    bound = [Bound(test, {}), Bound(test, {"days": 6}), Bound(build.made(), {})]
    later = build.DAY + dt.timedelta(days=2)
    history = runner.run_history(bound, [(build.DAY, data), (later, data), (build.DAY, data)])
    counts = [[(r.error, r.population, r.violation_count) for r in row] for row in history]
    assert counts[0] == [(None, 5, 2), (None, 2, 1), (None, 9, 4)]
    assert counts[1] == [(None, 7, 3), (None, 4, 2), (None, 9, 4)]
    assert counts[2] == counts[0]


def test_a_history_gives_one_result_for_each_test_and_instant(tmp_path: Path) -> None:
    moments = []
    for day in range(6):
        rows = accounts([True] * day + [False] * 2)
        data = Dataset({"accounts": (build.piece(tmp_path, "accounts", rows, name=f"d{day}"),)})
        moments.append((build.DAY + dt.timedelta(days=day), data))
    tests = [
        Bound(build.made(), {}),
        Bound(
            build.made(
                test_id="other",
                tables="accounts, devices",
                unknown=None,
                violations="select serial as subject from devices where serial in (select account_id from accounts)",
            ),
            {},
        ),
    ]
    history = runner.run_history(tests, moments, limits=Limits(loaded_rows=5))
    assert [[(r.population, r.violation_count, r.missing) for r in row] for row in history] == [
        [(day + 2, 2, ()), (0, 0, ("devices",))] for day in range(6)
    ]
    assert [row[0].as_of for row in history] == [moment for moment, _ in moments]


def test_several_sources_are_one_table_and_are_named_as_inputs(tmp_path: Path) -> None:
    pieces = tuple(build.piece(tmp_path, "accounts", [build.account(s)], source=s) for s in ("okta", "entra's"))
    sql = "select account_id as subject, source as reason from accounts where observed_at < $as_of"
    result = build.one(build.made(violations=sql, unknown=None), Dataset({"accounts": pieces}))
    assert [(row["subject"], row["reason"]) for row in result.violations] == [("entra's", "entra's"), ("okta", "okta")]
    assert [(item.table, item.source) for item in result.inputs] == [("accounts", "entra's"), ("accounts", "okta")]


def test_an_empty_population_is_unproven(tmp_path: Path) -> None:
    result = build.one(build.made(), build.dataset(tmp_path, accounts=[]))
    assert (result.error, result.population, result.outcome) == (None, 0, "unproven")


def test_a_required_table_without_a_snapshot_is_missing_and_unproven() -> None:
    result = build.one(build.made(), Dataset({}))
    assert (result.missing, result.outcome, result.digest) == (("accounts",), "unproven", "")


def test_an_optional_table_without_a_snapshot_is_empty(tmp_path: Path) -> None:
    sql = "select account_id as subject from accounts where account_id not in (select account_id from credentials)"
    test = build.made(violations=sql, unknown=None, extra="optional_tables: [credentials]\n")
    result = build.one(test, build.dataset(tmp_path, accounts=accounts([True, True])))
    assert (result.error, result.violation_count) == (None, 2)


@pytest.mark.parametrize("small", [1000, -1])
@pytest.mark.parametrize(
    ("sections", "error"),
    [
        (
            {"population": "select system as subject from accounts"},
            "The population has the subject 'okta' 3 times; it must be unique.",
        ),
        (
            {"population": "select nullif(account_id, '1') as subject from accounts"},
            "The population query gave 1 rows without a subject.",
        ),
        (
            {"violations": "select nullif(account_id, '1') as subject from accounts"},
            "The violations query gave 1 rows without a subject.",
        ),
        (
            {"violations": "select 'stranger' as subject from accounts"},
            "The violation 'stranger' is not in the population.",
        ),
        (
            {"unknown": "select 'stranger' as subject from accounts"},
            "The unknown subject 'stranger' is not in the population.",
        ),
        ({"violations": build.UNKNOWN}, "'2' is both a violation and unknown."),
        (
            {"violations": "select account_id as who from accounts"},
            "The violations query has no column called subject.",
        ),
        (
            {"population": "select account_id as who from accounts"},
            "The population query has no column called subject.",
        ),
    ],
)
def test_a_test_that_breaks_a_rule_has_an_error(
    tmp_path: Path, sections: Mapping[str, str], error: str, small: int
) -> None:
    data = build.dataset(tmp_path, accounts=accounts([True, False, None]))
    result = build.one(build.made(**sections), data, limits=Limits(small=small))
    assert (result.error, result.outcome, result.digest) == (error, "unproven", "")


@pytest.mark.parametrize("small", [1000, -1])
def test_a_subject_with_two_reasons_counts_once(tmp_path: Path, small: int) -> None:
    sql = f"{build.VIOLATIONS} union all select account_id, username, 'another' from accounts where not mfa_enrolled"
    result = build.one(
        build.made(violations=sql),
        build.dataset(tmp_path, accounts=accounts([True, False])),
        limits=Limits(small=small),
    )
    assert (result.violation_count, len(result.violations)) == (1, 2)


@pytest.mark.parametrize("small", [1000, -1])
def test_excepted_subjects_are_counted_and_do_not_fail(tmp_path: Path, small: int) -> None:
    data = build.dataset(tmp_path, accounts=accounts([True, False, False]))
    some, most = (
        build.one(build.made(), data, excepted=names, limits=Limits(small=small)) for names in (["1", "9"], ["1", "2"])
    )
    assert (some.outcome, some.excepted, some.violation_count) == ("fail", ("1",), 2)
    assert (most.outcome, most.excepted) == ("pass", ("1", "2"))
    assert some.digest == most.digest
    assert results.sentence(build.made(), some) == "2 of 3 accounts have no second factor, 1 excepted."


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.floats(0, 1))
def test_one_more_violation_never_helps(population: int, violations: int, unknown: int, share: float) -> None:
    better = results.TestResult(
        "t", 1, "", build.DAY, {"max_share": share}, population, (), violations, (), unknown, (), (), "", (), 0.0
    )
    order = ["fail", "unproven", "pass"]
    worse = replace(better, violation_count=violations + 1)
    assert order.index(worse.outcome) <= order.index(better.outcome)
    assert order.index(replace(better, unknown_count=unknown + 1).outcome) <= max(order.index(better.outcome), 0)
    assert replace(better, population=0).outcome == "unproven"
    assert replace(better, error="x").outcome == "unproven"


def test_a_tolerated_share_passes_and_more_fails(tmp_path: Path) -> None:
    extra = "parameters:\n  max_share: {kind: real, default: 0.5, doc: Tolerated.}\n"
    data = build.dataset(tmp_path, accounts=accounts([True, False]))
    assert build.one(build.made(extra=extra), data).outcome == "pass"
    assert build.one(build.made(extra=extra), data, parameters={"max_share": "0.4"}).outcome == "fail"


def test_a_result_survives_json(tmp_path: Path) -> None:
    extra = "parameters:\n  since: {kind: date, default: 2026-01-01, doc: Day.}\n"
    sql = build.VIOLATIONS + " and cast($as_of as date) > $since"
    result = build.one(
        build.made(violations=sql, extra=extra), build.dataset(tmp_path, accounts=accounts([False, None]))
    )
    assert result.error is None
    assert result.violation_count == 1
    assert results.from_json(results.to_json(result)) == result
    with pytest.raises(ValueError, match="not the JSON"):
        results.from_json("{}")


def test_a_file_that_cannot_be_read_fails_only_the_tests_that_need_it(tmp_path: Path) -> None:
    data = build.dataset(tmp_path, accounts=accounts([False]), devices=[{"device_id": "d", "system": "jamf"}])
    data.tables["devices"][0].path.write_bytes(b"not parquet")
    sql = "select account_id as subject from accounts where account_id in (select device_id from devices)"
    needs = build.made(violations=sql, unknown=None, tables="accounts, devices", test_id="needs")
    seen: list[tuple[int, int]] = []
    first, second = runner.run(
        [Bound(needs, {}), Bound(build.made(), {})],
        data,
        as_of=build.DAY,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert str(first.error).startswith("The devices of source okta (snapshot aaaaaaaaaaaa) cannot be read")
    assert (second.error, second.violation_count) == (None, 1)
    assert seen[-1] == (2, 2)


def test_a_refused_query_and_a_wrong_parameter_are_errors_of_their_test(tmp_path: Path) -> None:
    data = build.dataset(tmp_path, accounts=accounts([False]))
    refused = replace(build.made(), violations_sql="select now() as subject")
    first, second, third = runner.run(
        [Bound(refused, {}), Bound(build.made(), {"days": 3}), Bound(build.made(), {})], data, as_of=build.DAY
    )
    assert "was refused" in str(first.error)
    assert "no such parameter" in str(second.error)
    assert third.violation_count == 1
