"""Reading control test files, and what authors are told."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.engines.canonical.tables import TABLES
from earnest.engines.control_tests.model import BadParameter, BadTest, Parameter
from earnest.engines.control_tests.parsing import parse
from earnest.engines.control_tests.scaffold import explain, new_test
from earnest.engines.control_tests.tests import build

AGE = "parameters:\n  days: {kind: integer, default: 30, min: 1, max: 365, unit: days, doc: Age allowed.}\n"
OLD = build.VIOLATIONS + " and created_at < $as_of - $days * interval '1 day'"


def test_a_file_is_read_whole() -> None:
    test = build.made(violations=OLD + ";", extra=AGE + "optional_tables: []\n")
    assert (test.id, test.control, test.severity, test.tables, test.version) == ("mfa", "mfa", "high", ("accounts",), 1)
    assert test.parameters == (Parameter("days", "integer", 30, "Age allowed.", "days", 1, 365),)
    assert test.violations_sql == OLD
    assert test.unknown_sql == build.UNKNOWN


def test_tables_that_must_be_whole_are_named_among_those_that_are_read() -> None:
    assert build.made(extra="whole: [accounts]\n").whole == ("accounts",)
    assert build.made().whole == ()


def test_the_digest_ignores_line_ends_and_trailing_blanks_only() -> None:
    text = build.text()
    digest = parse(text, place="a").digest
    assert parse(text.replace("\n", "  \r\n"), place="b").digest == digest
    assert parse(text.replace("'no factor'", "'no factors'"), place="c").digest != digest


WRONG = {
    "no front matter": ("-- population\nselect 1", "mfa.sql"),
    "bad yaml": (build.text().replace("severity: high", "severity: [high"), "mfa.sql, front matter, line"),
    "alias": (build.text().replace("control: mfa", "control: &a mfa\ntitle2: *a"), "mfa.sql, front matter"),
    "unknown key": (build.text(extra="frameworks: [x]\n"), "mfa.sql, frameworks"),
    "no title": (build.text().replace("title: Accounts", "title: 1 #"), "mfa.sql, title"),
    "bad id": (build.text(test_id="Mfa_x"), "mfa.sql, id"),
    "bad version": (build.text().replace("version: 1", "version: one"), "mfa.sql, version"),
    "bad severity": (build.text().replace("severity: high", "severity: dire"), "mfa.sql, severity"),
    "unknown table": (build.text(tables="accountz"), "mfa.sql, tables"),
    "unused table": (build.text(tables="accounts, devices"), "mfa.sql, tables"),
    "table twice": (build.text(extra="optional_tables: [accounts]\n"), "mfa.sql, optional_tables"),
    "whole table not read": (build.text(extra="whole: [people]\n"), "mfa.sql, whole"),
    "unused parameter": (build.text(extra=AGE), "mfa.sql, parameters"),
    "reserved parameter": (build.text(extra=AGE.replace("days:", "as_of:", 1)), "mfa.sql, parameters.as_of"),
    "bad kind": (build.text(violations=OLD, extra=AGE.replace("integer", "number")), "mfa.sql, parameters.days"),
    "default out of range": (build.text(violations=OLD, extra=AGE.replace("30", "400")), "mfa.sql, parameters.days"),
    "undocumented": (
        build.text(violations=OLD, extra=AGE.replace("doc: Age allowed.", "doc: ''")),
        "mfa.sql, parameters.days",
    ),
    "sentence field": (build.text().replace("{excepted}", "{nonsense}"), "mfa.sql, sentence.fail"),
    "sentence attribute": (build.text().replace("{excepted}", "{unknown.real}"), "mfa.sql, sentence.fail"),
    "sentence brace": (build.text().replace("{excepted}", "{excepted"), "mfa.sql, sentence.fail"),
    "sentence layout": (build.text().replace("{excepted}", "{excepted:999999999}"), "mfa.sql, sentence.fail"),
    "missing section": (build.text().replace("-- violations", "-- others"), "mfa.sql, section violations"),
    "section twice": (build.text() + "-- unknown\nselect 1\n", "mfa.sql, section unknown"),
    "empty section": (build.text(unknown=""), "mfa.sql, section unknown"),
    "refused query": (build.text(violations="select now() as subject"), "mfa.sql, section violations"),
    "text before sections": (build.text().replace("-- population", "select 1\n-- population"), "mfa.sql"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_its_place(name: str) -> None:
    text, place = WRONG[name]
    with pytest.raises(BadTest) as error:
        parse(text, place="mfa.sql")
    assert error.value.place.startswith(place)
    assert error.value.what
    assert error.value.remedy


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(BadTest):
        parse(text, place="x")
    with pytest.raises(BadTest):
        parse(f"/*\n{text}\n*/\n-- population\nselect 1\n-- violations\nselect 2", place="x")


@pytest.mark.parametrize(
    ("kind", "given_value", "value"),
    [
        ("integer", "30", 30),
        ("integer", 7.0, 7),
        ("real", "0.5", 0.5),
        ("real", 1, 1.0),
        ("boolean", "yes", True),
        ("boolean", False, False),
        ("date", "2026-03-31", dt.date(2026, 3, 31)),
        ("date", dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
        ("text", "x", "x"),
    ],
)
def test_parameters_take_their_kind_and_text(kind: str, given_value: object, value: object) -> None:
    result = Parameter("p", kind, 0, "d").coerce(given_value)  # type: ignore[arg-type]  # kinds are listed above
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 1.5),
        ("integer", "x"),
        ("integer", 10**18),
        ("integer", None),
        ("real", "nan"),
        ("real", float("inf")),
        ("boolean", 1),
        ("boolean", "perhaps"),
        ("date", "31.3.2026"),
        ("date", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        ("text", 1),
        ("text", "a\nb"),
        ("text", "x" * 1001),
        ("integer", float("inf")),
        ("integer", []),
    ],
)
def test_parameters_refuse_everything_else(kind: str, value: object) -> None:
    with pytest.raises(BadParameter, match="Parameter p"):
        Parameter("p", kind, 0, "d").coerce(value)  # type: ignore[arg-type]  # kinds are listed above


def test_bounds_are_inclusive() -> None:
    days = Parameter("days", "integer", 5, "d", minimum=1, maximum=9)
    assert (days.coerce(1), days.coerce(9)) == (1, 9)
    for value in (0, 10):
        with pytest.raises(BadParameter, match="out of range"):
            days.coerce(value)


@pytest.mark.parametrize("table", TABLES)
def test_a_new_test_over_any_table_can_be_read_and_explained(table: str) -> None:
    test = parse(new_test("new-one", 'A "new" test', "mfa", table), place="x")
    words = explain(test)
    assert test.title in words
    assert TABLES[table].doc in words
    assert test.violations_sql.splitlines()[0] in words


def test_a_new_test_with_a_wrong_argument_is_refused() -> None:
    with pytest.raises(BadTest):
        new_test("x", "t", "mfa", "nothing")
    with pytest.raises(BadTest):
        new_test("Not An Id", "t", "mfa", "accounts")
