from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.duties.audits import operations, queries
from earnest.duties.audits.models import Obligation
from earnest.duties.audits.rules.standing import Truth
from earnest.duties.audits.tests.conftest import ACTOR, TEST, TODAY, Desk
from earnest.foundation.errors import Invalid
from earnest.library.catalogue import catalogue
from earnest.library.frameworks import framework
from earnest.library.obligations import obligations
from earnest.library.sample_sizes import sample_sizes
from earnest.library.shipped_tests import control_tests


def test_every_starter_obligation_leads_to_what_is_there() -> None:
    frameworks = {
        one.framework: {each.id for each in framework(one.framework).requirements} for one in obligations().values()
    }
    assert set(frameworks) == {"gdpr", "dora", "nis2", "hipaa-security-breach", "pci-dss-4.0.1"}
    for one in obligations().values():
        assert one.requirement in frameworks[one.framework], one.id
        assert one.control in catalogue(), one.id
        assert not one.test or one.test in control_tests(), one.id


def test_common_sizes_rise_with_frequency_and_name_their_sources() -> None:
    found = sample_sizes()
    sizes = [(one.least, one.most) for one in found.sizes if one.frequency != "automatic"]
    assert sizes == sorted(sizes)
    assert all(least <= most for least, most in sizes)
    assert all(one.confidence for one in found.sources)


def obligation(desk: Desk, key: str, **values: object) -> Obligation:
    told = {
        "key": key, "title": key, "basis": "contract", "source": "Contract", "clause": "1", "says": "Own accounts.",
        "must_be_true": "Nobody shares.", "adopted_on": TODAY,
    } | values  # fmt: skip
    return operations.state_obligation(ACTOR, Obligation(**told))


def test_what_must_be_true_is_concluded_from_its_measure(desk: Desk) -> None:
    obligation(desk, "by-test", control=desk.control, test=TEST)
    obligation(desk, "by-control", control=desk.control)
    obligation(desk, "by-nothing")
    wanted = {
        (): (Truth.UNPROVEN, Truth.UNPROVEN, Truth.UNPROVEN),
        ("person",): (Truth.TRUE, Truth.TRUE, Truth.UNPROVEN),
        ("person", "shared"): (Truth.NOT_TRUE, Truth.NOT_TRUE, Truth.UNPROVEN),
    }
    for place, (kinds, truths) in enumerate(wanted.items()):
        if kinds:
            desk.accounts(*kinds, seen=f"2026-06-14 1{place}:00")
        desk.assess()
        found = {one.row.key: one for one in queries.obligations(ACTOR, TODAY)}
        assert tuple(found[key].truth for key in ("by-test", "by-control", "by-nothing")) == truths
        assert all(one.because for one in found.values())


def test_starters_are_adopted_once_with_their_measures(desk: Desk) -> None:
    keys = list(obligations())[:3]
    made = operations.adopt_obligations(ACTOR, keys)
    assert [one.control for one in made] == [None] * 3, "this company has none of those controls"
    assert {one.truth for one in queries.obligations(ACTOR, TODAY)} == {Truth.UNPROVEN}
    assert len(queries.not_adopted(ACTOR)) == len(obligations()) - 3
    with pytest.raises(Invalid, match="adopted already"):
        operations.adopt_obligations(ACTOR, keys[:1])
    with pytest.raises(Invalid, match="no obligation 'none'"):
        operations.adopt_obligations(ACTOR, ["none"])


def test_a_reading_that_is_too_old_is_told(desk: Desk) -> None:
    row = obligation(desk, "old", review_on=TODAY - timedelta(days=1))
    assert queries.obligation_now(row, TODAY).review_overdue
    with pytest.raises(Invalid, match="has no test"):
        obligation(desk, "wrong", control=desk.control, test="no-such")
