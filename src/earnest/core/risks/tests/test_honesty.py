from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from earnest.core.controls.models import Control, ControlException, Support
from earnest.core.frameworks.models import Applicability, Framework, Requirement
from earnest.core.organization.models import Person
from earnest.core.risks.concerns import HONESTY
from earnest.core.risks.concerns import honesty as rules
from earnest.core.risks.models import Estimate, NoIntroducedLoss, Scenario, Treatment
from earnest.core.risks.queries import modelled, worths
from earnest.core.risks.rules.pairs import Decided, Pair, pairs
from earnest.core.risks.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation import plain
from earnest.foundation.errors import Invalid
from earnest.foundation.tests.looking import looked, subjects


def _treated(desk: Desk, scenario: Scenario, decision: str, start: date, end: date | None = None) -> Treatment:
    row = Treatment(
        scenario=scenario, decision=decision, reason="We say so.", asked_by=desk.ann, approver=desk.bob,
        state="approved", starts_on=start, ends_on=end, decided_on=start,
    )  # fmt: skip
    return plain.create(ACTOR, row)


def test_risk_reduced_on_paper_is_found_and_risk_that_a_proven_control_reduces_is_not(desk: Desk) -> None:
    for key, status in (("phish", "effective"), ("fraud", "unproven"), ("flood", "")):
        scenario = desk.priced(key)
        _treated(desk, scenario, "reduce", date(2026, 1, 1))
        if status:
            desk.halves(desk.control(f"{key}-filter"), scenario)
    desk.found(**{"phish-filter": "effective", "fraud-filter": "unproven"})
    found, blind = looked(HONESTY, "treated-on-paper", TODAY)
    assert ({one.subject for one in found}, blind) == ({"Fraud", "Flood"}, [])
    told = {one.subject: one.detail for one in found}
    assert told["Flood"] == "To be reduced since 1 Jan 2026. No control has an effect on it."
    assert "None of its controls is in force and proven: Fraud-filter." in told["Fraud"]


def test_an_acceptance_past_its_date_is_found_until_something_is_decided(desk: Desk) -> None:
    late, again = desk.priced("late"), desk.priced("again")
    for scenario in (late, again):
        _treated(desk, scenario, "accept", date(2026, 1, 1), date(2026, 6, 5))
    _treated(desk, again, "accept", date(2026, 6, 6), date(2026, 12, 1))
    found, _blind = looked(HONESTY, "acceptance-past-its-date", TODAY)
    assert [one.subject for one in found] == ["Late"]
    assert found[0].detail == "Accepted until 5 Jun 2026, 10 days ago. Nothing is decided since."


def test_a_risk_accepted_three_times_is_found_and_one_that_was_treated_between_is_not(desk: Desk) -> None:
    for key, between in (("always", "accept"), ("once", "reduce")):
        scenario = desk.priced(key)
        for number, decision in enumerate(("accept", between, "accept")):
            start = date(2026, 1, 1) + timedelta(days=60 * number)
            _treated(desk, scenario, decision, start, start + timedelta(days=59))
    assert subjects(HONESTY, "accepted-again-and-again", TODAY) == ["Always"]


def test_a_paid_control_that_says_nothing_of_what_it_brings_is_found(desk: Desk) -> None:
    scenario = desk.priced()
    silent, open_ = desk.control("silent", annual_cost=100), desk.control("open", annual_cost=100)
    for control in (silent, open_):
        desk.halves(control, scenario)
    _brings_nothing(desk, open_, "It only reads copies of logs.")
    assert subjects(HONESTY, "introduced-risk-unsaid", TODAY) == ["Silent"]


def _brings_nothing(desk: Desk, control: Control, because: str) -> None:
    plain.create(ACTOR, NoIntroducedLoss(control=control, because=because, said_by=desk.ann, said_on=TODAY))


def test_a_reason_of_one_word_is_found_and_a_sentence_is_not(desk: Desk) -> None:
    _brings_nothing(desk, desk.control("good"), "It only reads copies of logs.")
    assert subjects(HONESTY, "no-introduced-risk-without-reason", TODAY) == []
    _brings_nothing(desk, desk.control("bad"), "None.")
    assert subjects(HONESTY, "no-introduced-risk-without-reason", TODAY) == ["Bad"]


def test_a_control_that_costs_more_than_it_gives_is_found_once_worths_are_computed(desk: Desk) -> None:
    scenario = desk.priced(rate=1, loss=100)
    dear, cheap = desk.control("dear", annual_cost=5000), desk.control("cheap", annual_cost=1)
    for control in (dear, cheap):
        desk.halves(control, scenario)
        _brings_nothing(desk, control, "It only reads copies of logs.")
    desk.found(dear="effective", cheap="effective")
    assert looked(HONESTY, "does-not-earn-its-place", TODAY)[1] != []
    worths(modelled(TODAY))
    found, blind = looked(HONESTY, "does-not-earn-its-place", TODAY)
    assert ([one.subject for one in found], blind) == (["Dear"], [])


def test_numbers_that_nobody_calibrated_stands_behind_are_found(desk: Desk) -> None:
    sound, weak = desk.priced("sound"), desk.priced("weak")
    Estimate.objects.filter(scenario=sound).update(provenance="calibrated_expert")
    found, _blind = looked(HONESTY, "numbers-without-provenance", TODAY)
    assert [one.subject for one in found] == [weak.title]
    assert found[0].detail == "2 numbers. Grounds: Expert. By Ann."


def test_an_old_estimate_is_found_and_a_new_one_is_not(desk: Desk) -> None:
    old, _new = desk.priced("old"), desk.priced("new")
    Estimate.objects.filter(scenario=old).update(made_on=date(2024, 3, 1))
    assert subjects(HONESTY, "old-estimate", TODAY) == ["Old"]


def _exceptions(control: Control, asked: Person, approver: Person, count: int) -> None:
    for number in range(count):
        plain.create(
            ACTOR,
            ControlException(
                control=control, test="privileged-mfa", subject=f"{asked}{number}", label="x", reason="r",
                compensating_measure="m", asked_by=asked, approver=approver, state="approved",
                starts_on=TODAY, ends_on=TODAY, decided_on=TODAY,
            ),
        )  # fmt: skip


def test_two_who_approve_one_another_are_found_and_one_who_also_asks_others_is_not(desk: Desk) -> None:
    control = desk.control()
    cid = plain.create(ACTOR, Person(name="Cid", email="cid@birch.example"))
    _exceptions(control, desk.ann, desk.bob, 2)
    _exceptions(control, desk.bob, cid, 3)
    assert subjects(HONESTY, "approve-in-pairs", TODAY) == []
    ControlException.objects.filter(approver=cid).update(approver=desk.ann)
    found, _blind = looked(HONESTY, "approve-in-pairs", TODAY)
    assert found[0].detail == ("Bob decided 2 of the 2 requests of Ann, and Ann 3 of the 3 of Bob.")


@pytest.mark.parametrize(
    ("decided", "found"),
    [
        ([(1, 2), (1, 2), (2, 1), (2, 1)], (Pair(1, 2, 2, 2, 2, 2),)),
        ([(1, 2), (1, 2), (2, 1)], ()),
        ([(1, 2), (1, 2), (1, 3), (2, 1), (2, 1)], ()),
        ([(1, 2)] * 4 + [(1, 3)] + [(2, 1)] * 2, (Pair(1, 2, 5, 4, 2, 2),)),
    ],
)
def test_a_pair_decides_four_fifths_for_one_another(decided: list[tuple[int, int]], found: Any) -> None:
    assert pairs(Decided(*one) for one in decided) == found


def test_an_exclusion_that_a_risk_may_need_is_found_and_one_that_nothing_needs_is_not(desk: Desk) -> None:
    framework = plain.create(
        ACTOR, Framework(key="iso", title="ISO", source="s", confidence="c", text_as_of=TODAY, adopted_on=TODAY)
    )
    control, idle = desk.control("filter"), desk.control("idle")
    desk.halves(control, desk.priced())
    for number, one in (("A.1", control), ("A.2", idle)):
        requirement = plain.create(ACTOR, Requirement(framework=framework, key=number, title="Mail", position=1))
        plain.create(ACTOR, Support(control=one, requirement=requirement))
        plain.create(
            ACTOR,
            Applicability(
                requirement=requirement, reason="No mail.", asked_by=desk.ann, approver=desk.bob, decided_on=TODAY
            ),
        )
    found, _blind = looked(HONESTY, "excluded-yet-needed", TODAY)
    assert [one.subject for one in found] == ["ISO, A.1 Mail"]
    assert "Filter: Phish" in found[0].detail


def test_a_model_that_cannot_be_computed_is_told_as_not_looked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(day: date) -> None:
        raise Invalid(f"Nothing fits on {day}.")

    desk.priced()
    monkeypatch.setattr(rules, "modelled", broken)
    for rule in ("treated-on-paper", "introduced-risk-unsaid", "does-not-earn-its-place"):
        assert looked(HONESTY, rule, TODAY) == ([], ["Nothing fits on 2026-06-15."])
