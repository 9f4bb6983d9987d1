from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from earnest.engines.control_tests import admission, dissection, runner, work
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.model import Bound, ControlTest
from earnest.engines.control_tests.results import TestResult
from earnest.engines.control_tests.tests import build

ACCOUNT = (
    "with account as (select system, account_id, bool_or(mfa_enrolled) as mfa, count(*) as n, max(username) as label "
    "from accounts group by system, account_id) select system || ':' || account_id as subject, label"
)


def made(where: str = "label is not null") -> ControlTest:
    return build.made(
        population=f"{ACCOUNT} from account where {where}",
        violations=f"{ACCOUNT}, 'none' as reason from account where {where} and not mfa",
        unknown=f"{ACCOUNT}, 'untold' as reason from account where {where} and (not mfa) is null",
    )


def both(test: ControlTest, data: Dataset, **limits: int) -> list[TestResult]:
    """The result with everything the text shows, and by looking at each section alone."""
    turn = work.Turn(build.DAY, data)
    task = work.admit(Bound(test, {}))
    results = []
    for prepare in (True, False):
        ledger = runner.Ledger(total=1, results=[runner.blank(task, turn)])
        runner.execute([work.Item(0, task, turn)], ledger, work.Limits(**limits), prepare=prepare)
        results.append(replace(ledger.results[0], seconds=0))
    return results


def test_sections_of_one_population_are_merged_and_their_subjects_proven_unique() -> None:
    merged = admission.admit(made()).merged
    assert merged is not None
    assert merged.proof == admission.Proof("accounts", ("system", "account_id"))
    assert merged.hits.ctes[0].flat is not None


def test_sections_that_differ_in_their_source_are_not_merged() -> None:
    test = build.made(violations="select account_id as subject from accounts, (select 1 as x) y where not mfa_enrolled")
    assert admission.admit(test).merged is None


@pytest.mark.parametrize("small", [20_000, -1])
@pytest.mark.parametrize("twice", [False, True])
def test_a_merged_test_finds_what_its_sections_find(tmp_path: Path, small: int, twice: bool) -> None:
    draw = random.Random(7)
    rows = [build.account(n, mfa_enrolled=draw.choice([True, False, None])) for n in range(300)]
    rows += rows[:40] if twice else []
    quick, slow = both(made(), build.dataset(tmp_path, accounts=rows), small=small)
    assert quick.error is None
    assert quick.violation_count > 50
    assert quick == slow


@pytest.mark.parametrize("small", [20_000, -1])
def test_a_colon_in_a_key_is_not_taken_for_a_separator(tmp_path: Path, small: int) -> None:
    rows = [build.account("c", system="a:b"), build.account("b:c", system="a")]
    quick, slow = both(made(), build.dataset(tmp_path, accounts=rows), small=small)
    assert quick == slow
    assert quick.error == "The population has the subject 'a:b:c' 2 times; it must be unique."


def test_an_index_gives_what_the_gate_found() -> None:
    test = made()
    index = admission.to_json([test])
    admission._known.clear()
    admission.remember(index)
    assert admission.is_known(test)
    assert admission.admit(test) == dissection.admission(test)


def test_a_changed_query_is_not_in_the_index() -> None:
    test = made()
    admission.admit(test)
    assert not admission.is_known(replace(test, violations_sql=test.violations_sql + " and true"))
