"""A policy is read or refused with its line; a verdict is written so that nothing unproven looks green."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.pipeline import badge, sarif
from earnest.engines.pipeline.policy import PolicyError, parse
from earnest.engines.pipeline.verdict import CheckedTest, Deviation, Outcome, Place, Promise, Read, Verdict

GOOD = """\
earnest-check: 1
title: Access
evidence:
  - exports/okta.json
  - {path: scans, as: trivy, source: trivy, observed: file-time}
  - {path: people.csv, observed: 2026-11-21T06:00Z}
max_evidence_age: 7 days
must_hold:
  tests:
    - privileged-mfa
    - {id: patch-clock, parameters: {max_days: 30}}
  controls: [mfa-privileged]
  frameworks: [{id: iso27001-2022, requirements: [A.8.5]}]
fail_on: [critical, high]
exceptions:
  - {test: privileged-mfa, subject: "okta:1", reason: r, measure: m, asked_by: a@x.example, approver: b@x.example,
     from: 2026-11-01, until: 2026-12-01}
"""


def test_a_policy_is_read_with_the_lines_of_its_demands() -> None:
    policy = parse(GOOD, place="p.yaml")
    assert [(one.path, one.by_file_time) for one in policy.evidence] == [
        ("exports/okta.json", False),
        ("scans", True),
        ("people.csv", False),
    ]
    assert policy.evidence[2].observed == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert [(one.id, one.line) for one in policy.tests] == [("privileged-mfa", 10), ("patch-clock", 11)]
    assert policy.tests[1].parameters == {"max_days": "30"}
    assert policy.frameworks[0].requirements == ("A.8.5",)
    assert (policy.max_evidence_age, policy.unproven) == (7, "fail")
    assert policy.fail_on == frozenset({"critical", "high"})
    assert policy.exceptions[0].ends_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("earnest-check: 1", "earnest-check: 2", "line 1, earnest-check: it is '2'"),
        ("title: Access", "tittle: Access", "line 2, tittle: there is no such field"),
        ("title: Access", "earnest-check: 1", "line 2, earnest-check: it is there twice"),
        ("exports/okta.json", "../okta.json", "line 4, evidence[0]: '../okta.json' leads out"),
        ("exports/okta.json", "/etc/passwd", "line 4, evidence[0]: '/etc/passwd' leads out"),
        ("2026-11-21T06:00Z", "yesterday", "line 6, evidence[2].observed: 'yesterday' is no time"),
        ("7 days", "0", "line 7, max_evidence_age"),
        ("- privileged-mfa\n", "- patch-clock\n", "line 11, must_hold.tests[1]: patch-clock is there twice"),
        ("[critical, high]", "[bad]", "line 14, fail_on[0]: 'bad' is none of them"),
        ("b@x.example", "A@X.example", "line 16, exceptions[0].approver: it is who asked for it"),
        ("until: 2026-12-01", "until: 2026-10-01", "exceptions[0].until: it is before the first day"),
        ("until: 2026-12-01", "until: always", "exceptions[0].until: 'always' is no day"),
        (", measure: m", "", "line 16, exceptions[0].measure: it is missing"),
        ("[mfa-privileged]", "{a: b}", "line 12, must_hold.controls: it is no list"),
        ("[mfa-privileged]", "['x\" onload=1']", "is no id"),
        ("title: Access", "title: &a Access\nx: *a", "line 3: it holds a YAML alias"),
        ("title: Access", "title: [", "it is not YAML"),
    ],
)
def test_a_policy_that_cannot_be_used_says_where_and_why(was: str, now: str, says: str) -> None:
    assert was in GOOD
    with pytest.raises(PolicyError) as caught:
        parse(GOOD.replace(was, now, 1), place="p.yaml")
    assert says in str(caught.value)


HOSTILE = ("", "- a", "earnest-check: 1\nmust_hold: {}", "[" * 3000, "x: " + "y" * 300_000, "\x00")


@pytest.mark.parametrize("text", HOSTILE, ids=("empty", "list", "nothing asked", "deep", "long", "NUL"))
def test_a_hostile_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        parse(text, place="p.yaml")


def a_test(outcome: Outcome = Outcome.FAILING, **more: object) -> CheckedTest:
    deviations = (
        Deviation("okta:1", "Ada", "No second factor.", Place("exports/people list.csv", "row 12", 12)),
        Deviation("okta:2", "Rita", "No second factor.", Place("okta.json", "/47"), exception="Until May, by Bo."),
    )
    test = CheckedTest(
        id="privileged-mfa",
        title="Second factor",
        control="mfa",
        severity="high",
        rationale="Why.",
        status=outcome.value,
        outcome=outcome,
        why="1 of 5 violates.",
        population=5,
        count=1,
        excepted=1,
        unknown=0,
        deviations=deviations,
        place=Place("p.yaml", "must_hold", 10),
    )
    return replace(test, **more)  # type: ignore[arg-type]  # the fields of the test above


def a_verdict(*tests: CheckedTest, promises: tuple[Promise, ...] = ()) -> Verdict:
    moment = datetime(2026, 11, 22, 6, tzinfo=UTC)
    read = Read("okta.json", "0" * 64, "okta-users", "okta", moment, 5, 0)
    return Verdict(moment, "Access", "p.yaml", "0.1.0", tests, promises, (read,), ())


def promised(outcome: Outcome) -> Promise:
    return Promise("control", "mfa", "MFA", "unproven", outcome, "No evidence.", Place("p.yaml", "", 12))


def test_a_verdict_is_passing_only_if_every_demand_is() -> None:
    passing = a_test(Outcome.PASSING, deviations=())
    assert a_verdict().outcome is Outcome.UNPROVEN
    assert a_verdict(passing).outcome is Outcome.PASSING
    assert a_verdict(passing, a_test(Outcome.UNPROVEN)).outcome is Outcome.UNPROVEN
    assert a_verdict(a_test(Outcome.UNPROVEN), a_test()).outcome is Outcome.FAILING
    assert a_verdict(passing, promises=(promised(Outcome.UNPROVEN),)).outcome is Outcome.UNPROVEN
    assert a_verdict(a_test(Outcome.WARNING)).outcome is Outcome.PASSING


def test_sarif_names_the_file_and_row_and_suppresses_what_is_excepted() -> None:
    run = sarif.log(a_verdict(a_test()))["runs"][0]
    first, second = run["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "exports/people%20list.csv"}, "region": {"startLine": 12}}
    assert (first["level"], "suppressions" in first) == ("error", False)
    assert second["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "Until May, by Bo."}]
    assert second["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "/47"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_a_fingerprint_stays_when_the_row_moves_and_differs_by_subject() -> None:
    def prints(line: int) -> list[str]:
        test = a_test()
        moved = replace(test.deviations[0], place=Place("other.csv", f"row {line}", line))
        results = sarif.log(a_verdict(replace(test, deviations=(moved, test.deviations[1]))))["runs"][0]["results"]
        return [one["partialFingerprints"][sarif.FINGERPRINT] for one in results]

    assert prints(3) == prints(900)
    assert len(set(prints(3))) == 2


@pytest.mark.parametrize("outcome", [Outcome.UNPROVEN, Outcome.FAILING])
def test_a_demand_without_rows_that_does_not_hold_is_a_result_at_the_policy(outcome: Outcome) -> None:
    results = sarif.log(a_verdict(a_test(outcome, deviations=()), promises=(promised(outcome),)))["runs"][0]["results"]
    assert [one["level"] for one in results] == ["error", "error"]
    assert [one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in results] == [10, 12]


def test_what_holds_is_no_result_and_the_text_is_the_same_each_time() -> None:
    verdict = a_verdict(a_test(Outcome.PASSING, deviations=()))
    assert sarif.log(verdict)["runs"][0]["results"] == []
    assert sarif.to_json(verdict) == sarif.to_json(verdict)
    assert json.loads(json.dumps(verdict.plain()))["outcome"] == "passing"


def test_a_badge_is_green_only_when_passing() -> None:
    green = "#1a7f37"
    passing = badge.svg(a_verdict(a_test(Outcome.PASSING, deviations=())))
    assert green in passing
    assert "earnest: passing" in passing
    for verdict in (a_verdict(), a_verdict(a_test()), a_verdict(a_test(Outcome.UNPROVEN))):
        assert green not in badge.svg(verdict)
    assert "1 unproven" in badge.svg(a_verdict(a_test(Outcome.UNPROVEN)))
    assert "passing, 1 tolerated" in badge.svg(a_verdict(a_test(Outcome.WARNING)))


@given(st.text(max_size=60))
@settings(max_examples=15)
def test_a_badge_is_well_formed_whatever_it_says(text: str) -> None:
    root = ET.fromstring(badge.draw(text, text, Outcome.UNPROVEN))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "<script" not in badge.draw("<script>", '"><script>', Outcome.FAILING)
