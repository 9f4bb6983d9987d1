from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from earnest.duties.audits.rules.testing import Attribute, attributes, checked, tally, upper_bound
from earnest.foundation.errors import Invalid

A, B = Attribute("A", "Approved"), Attribute("B", "In time")


@settings(max_examples=15, deadline=None)
@given(population=st.integers(1, 120), data=st.data())
def test_the_upper_bound_is_the_hypergeometric_one(population: int, data: st.DataObject) -> None:
    tested = data.draw(st.integers(1, population))
    exceptions = data.draw(st.integers(0, tested))
    possible = [
        most
        for most in range(exceptions, population - (tested - exceptions) + 1)
        if hypergeom.cdf(exceptions, population, most, tested) >= 0.1 - 1e-9
    ]
    assert upper_bound(population, tested, exceptions) == pytest.approx(max(possible, default=exceptions) / population)


def test_a_population_that_was_tested_whole_has_no_doubt() -> None:
    assert upper_bound(40, 40, 3) == 3 / 40


def test_a_tally_counts_what_was_not_looked_at_as_open() -> None:
    found = tally([A, B], [{"A": "pass", "B": "exception"}, {"A": "not applicable"}, {}], population=9, random=True)
    assert [(one.tested, one.exceptions, one.not_applicable, one.open) for one in found] == [(1, 0, 1, 1), (1, 1, 0, 2)]


def test_a_judgement_says_nothing_of_the_others() -> None:
    (found,) = tally([A], [{"A": "pass"}], population=9, random=False)
    assert found.most is None


def test_results_name_known_attributes_and_answers() -> None:
    with pytest.raises(Invalid, match="no attribute 'C'"):
        checked({"C": "pass"}, [A, B])
    with pytest.raises(Invalid, match="no result"):
        checked({"A": "fine"}, [A, B])
    with pytest.raises(Invalid, match="letter of its own"):
        attributes([{"key": "A", "title": "one"}, {"key": "A", "title": "two"}])
