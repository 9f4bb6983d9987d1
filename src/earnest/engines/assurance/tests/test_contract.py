"""The result of the control-test engine is what assurance reads."""

from __future__ import annotations

from dataclasses import replace

from earnest.engines.assurance import ControlStatus, Record, assess
from earnest.engines.assurance.facts import Result
from earnest.engines.assurance.tests.build import NOW, ago, case, control, excepted, requirement, source
from earnest.engines.control_tests.results import Input, TestResult


def test_a_result_of_the_control_test_engine_is_concluded_from() -> None:
    found = TestResult(
        test_id="privileged-mfa",
        version=1,
        test_digest="aa" * 32,
        as_of=NOW,
        parameters={"max_share": 0.05},
        population=40,
        violations=({"subject": "okta:1", "label": "ann", "reason": "no factor"},),
        violation_count=3,
        unknown=(),
        unknown_count=0,
        excepted=("okta:7",),
        missing=(),
        digest="bb" * 32,
        inputs=(Input("accounts", "okta", "cc" * 32, ago(1)),),
        seconds=0.1,
    )
    fits: Result = found
    facts = Record(
        sources=(source(),),
        controls=(control(),),
        tests=(replace(case("privileged-mfa"), result=fits),),
        exceptions=(excepted("okta:7"),),
        requirements=(requirement(),),
    )
    concluded = assess(facts, NOW).control("c")
    assert (concluded.status, concluded.violations, concluded.excepted) == (ControlStatus.EFFECTIVE, 2, 1)
    assert "Privileged-mfa: 2 of 40 violate; the test tolerates 5%." in [one.text for one in concluded.reasons]
    stricter = replace(facts, tests=(replace(facts.tests[0], result=replace(found, parameters={})),))
    assert assess(stricter, NOW).control("c").status is ControlStatus.FAILING
