"""Who may say what of risk, what is refused, and that nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from earnest.core.organization.models import Person
from earnest.core.risks import operations, queries
from earnest.core.risks.models import (
    Appetite,
    CalibrationAnswer,
    ControlEffect,
    Estimate,
    Experience,
    NoIntroducedLoss,
    Scenario,
    Treatment,
)
from earnest.core.risks.rules import Multipliers, Values, Verdict
from earnest.core.risks.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation import ledger, plain
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Conflict, Invalid, NotAllowed
from earnest.foundation.record import visible_to


def person(role: Role, who: Person) -> Actor:
    return Actor(name=who.name, role=role, user=7, person=who.pk)


class TestEstimating:
    def test_a_newer_estimate_supersedes_and_the_older_stays(self, desk: Desk) -> None:
        scenario = desk.scenario()
        old = desk.believe(scenario, "frequency", "poisson", mode=1, on=date(2026, 1, 1))
        new = desk.believe(scenario, "frequency", "pert_rate", low=1, mode=2, high=4, on=date(2026, 3, 1))
        old.refresh_from_db()
        assert (old.superseded_on, new.superseded_on) == (date(2026, 3, 1), None)
        believed = Estimate.objects.filter(Estimate.in_force(date(2026, 2, 1)), scenario=scenario)
        assert list(believed) == [old]
        assert list(Estimate.objects.filter(Estimate.in_force(TODAY), scenario=scenario)) == [new]
        assert {one.operation for one in ledger.history(old.reference)} == {"risks.make_estimate"}

    def test_a_loss_split_by_form_takes_the_place_of_the_whole(self, desk: Desk) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "primary", "constant", mode=10)
        desk.believe(scenario, "primary", "constant", mode=3, form="response")
        desk.believe(scenario, "primary", "constant", mode=4, form="productivity")
        now = scenario.estimates.filter(superseded_on=None)
        assert {one.form for one in now} == {"response", "productivity"}
        desk.believe(scenario, "primary", "constant", mode=9)
        assert [one.form for one in scenario.estimates.filter(superseded_on=None)] == [""]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"values": Values("poisson")}, "mode"),
            ({"values": Values("poisson", mode=1e-12)}, "mode"),
            ({"source": "  "}, "source"),
            ({"provenance": "hearsay"}, "provenance"),
            ({"form": "response"}, "form"),
            ({"part": "weather"}, "part"),
            ({"on": TODAY + timedelta(days=1)}, "made_on"),
            ({"equal_bet": "coin"}, "equal_bet"),
        ],
    )
    def test_what_cannot_be_used_is_refused_by_field_and_leaves_no_trace(
        self, desk: Desk, changed: dict[str, Any], field: str
    ) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "frequency", "poisson", mode=1)
        before = ledger.head()
        told: dict[str, Any] = {"values": Values("poisson", mode=2.0), "source": "A talk.", "provenance": "expert"}
        told |= {"author": desk.ann} | changed
        with pytest.raises(Invalid) as refused:
            operations.make_estimate(ACTOR, scenario, told.pop("part", "frequency"), **told)
        assert refused.value.field == field
        assert ledger.head() == before
        assert scenario.estimates.filter(superseded_on=None).count() == 1

    def test_one_from_before_cannot_take_the_place_of_one_that_is_newer(self, desk: Desk) -> None:
        scenario = desk.scenario()
        desk.believe(scenario, "frequency", "poisson", mode=1)
        with pytest.raises(Invalid, match="in force"):
            desk.believe(scenario, "frequency", "poisson", mode=2, on=date(2026, 1, 1))

    def test_an_estimate_of_what_somebody_else_estimated_meanwhile_is_refused(self, desk: Desk) -> None:
        scenario = desk.scenario()
        first = desk.believe(scenario, "frequency", "poisson", mode=1)
        desk.believe(scenario, "frequency", "poisson", mode=2, seen=first.pk)
        with pytest.raises(Conflict):
            desk.believe(scenario, "frequency", "poisson", mode=3, seen=first.pk)

    def test_who_answers_for_it_may_estimate_and_others_may_not(self, desk: Desk) -> None:
        scenario = desk.scenario(accountable=desk.ann)
        told: dict[str, Any] = {"values": Values("poisson", mode=1.0), "provenance": "expert", "source": "Mine."}
        owner = person(Role.OWNER, desk.ann)
        assert operations.make_estimate(owner, scenario, "frequency", author=desk.ann, **told).pk
        with pytest.raises(NotAllowed):
            operations.make_estimate(person(Role.OWNER, desk.bob), scenario, "frequency", author=desk.bob, **told)
        with pytest.raises(Invalid, match="own name"):
            operations.make_estimate(owner, scenario, "frequency", author=desk.bob, **told)

    def test_a_starter_is_marked_as_a_prior(self, desk: Desk) -> None:
        found = desk.believe(desk.scenario(), "frequency", "poisson", mode=1, provenance="starter")
        assert found.is_prior


class TestEffects:
    def test_an_effect_is_superseded_too(self, desk: Desk) -> None:
        scenario, control = desk.scenario(), desk.control()
        desk.halves(control, scenario)
        desk.halves(control, scenario, by=0.2)
        assert ControlEffect.objects.count() == 2
        now = ControlEffect.objects.get(superseded_on=None)
        assert float(now.frequency_mode or 0) == 0.2

    def test_a_multiplier_below_nothing_is_refused_by_field(self, desk: Desk) -> None:
        with pytest.raises(Invalid) as refused:
            desk.halves(desk.control(), desk.scenario(), by=-1)
        assert refused.value.field == "frequency_mode"

    def test_what_a_control_brings_it_cannot_cure(self, desk: Desk) -> None:
        control = desk.control()
        brought = operations.introduce_scenario(ACTOR, control, key="outage", title="Outage", statement="It stops us.")
        with pytest.raises(Invalid, match="brought by the same"):
            desk.halves(control, brought)

    def test_a_reader_estimates_nothing(self, desk: Desk) -> None:
        with pytest.raises(NotAllowed):
            operations.estimate_effect(
                person(Role.READER, desk.ann),
                desk.control(),
                desk.scenario(),
                severity=Multipliers(mode=0.5),
                source="x",
                author=desk.ann,
            )


class TestIntroducing:
    def test_to_say_none_needs_a_reason_and_a_scenario_ends_it(self, desk: Desk) -> None:
        control = desk.control()
        with pytest.raises(Invalid) as refused:
            operations.state_no_introduced_loss(ACTOR, control, because=" ", said_by=desk.ann)
        assert refused.value.field == "because"
        said = operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
        operations.introduce_scenario(ACTOR, control, key="outage", title="Outage", statement="It stops us.")
        said.refresh_from_db()
        assert said.withdrawn_on == TODAY
        with pytest.raises(Invalid, match="Outage"):
            operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)

    def test_it_can_be_said_again_once_the_scenario_is_retired(self, desk: Desk) -> None:
        control = desk.control()
        operations.state_no_introduced_loss(ACTOR, control, because="It only reads.", said_by=desk.ann)
        brought = operations.introduce_scenario(ACTOR, control, key="outage", title="Outage", statement="It stops us.")
        plain.change(ACTOR, brought, {"state": "retired"})
        operations.state_no_introduced_loss(ACTOR, control, because="It was removed.", said_by=desk.bob)
        assert NoIntroducedLoss.objects.get().withdrawn_on is None


class TestExperience:
    def record(self, scenario: Scenario, **changed: Any) -> Experience:
        told: dict[str, Any] = {"since": date(2024, 1, 1), "until": date(2025, 12, 31), "events": 2, "source": "Log."}
        return operations.record_experience(ACTOR, scenario, **(told | changed))

    def test_years_count_once_unless_a_row_is_replaced(self, desk: Desk) -> None:
        scenario = desk.scenario()
        first = self.record(scenario)
        with pytest.raises(Invalid) as refused:
            self.record(scenario, since=date(2025, 12, 31), until=date(2026, 2, 1))
        assert refused.value.field == "since"
        again = self.record(scenario, events=3, replaces=first)
        first.refresh_from_db()
        assert (first.superseded_on, again.events) == (TODAY, 3)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"until": TODAY + timedelta(days=1)}, "until"),
            ({"until": date(2023, 1, 1)}, "until"),
            ({"events": -1}, "events"),
            ({"losses": [1.0, 2.0, 3.0]}, "losses"),
            ({"losses": [-1.0]}, "losses"),
            ({"source": ""}, "source"),
        ],
    )
    def test_what_cannot_be_is_refused_by_field(self, desk: Desk, changed: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            self.record(desk.scenario(), **changed)
        assert refused.value.field == field


class TestAppetite:
    told: dict[str, Any] = {  # noqa: RUF012  # read only
        "points": [[100_000, 0.1], [1_000_000, 0.01]],
        "agreed_by": "The board",
        "minutes": "Minutes 7",
        "valid_until": date(2027, 6, 15),
    }

    def test_the_ciso_writes_it_down_and_an_analyst_may_not(self, desk: Desk) -> None:
        assert operations.agree_appetite(person(Role.CISO, desk.ann), **self.told).pk
        with pytest.raises(NotAllowed):
            operations.agree_appetite(person(Role.ANALYST, desk.ann), **self.told)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"minutes": ""}, "minutes"),
            ({"agreed_by": " "}, "agreed_by"),
            ({"points": [[10, 0.1], [5, 0.01]]}, "points"),
            ({"valid_until": date(2026, 1, 1)}, "valid_until"),
        ],
    )
    @pytest.mark.usefixtures("desk")
    def test_it_is_refused_by_field(self, changed: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            operations.agree_appetite(ACTOR, **(self.told | changed))
        assert refused.value.field == field

    @pytest.mark.usefixtures("desk")
    def test_the_newest_governs(self) -> None:
        operations.agree_appetite(ACTOR, **self.told, on=date(2026, 1, 1))
        new = operations.agree_appetite(ACTOR, **(self.told | {"points": [[50_000, 0.1]]}), on=date(2026, 5, 1))
        found = queries.appetite_on(TODAY)
        assert found == new
        assert queries.appetite_on(date(2025, 12, 31)) is None
        assert Appetite.objects.count() == 2
        with pytest.raises(Invalid, match="newer"):
            operations.agree_appetite(ACTOR, **self.told, on=date(2026, 2, 1))


class TestTreatments:
    def ask(self, desk: Desk, **changed: Any) -> Treatment:
        told: dict[str, Any] = {"decision": "accept", "reason": "It is small.", "asked_by": desk.ann}
        told |= {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=90)} | changed
        scenario = told.pop("scenario", None) or desk.scenario()
        return operations.ask_treatment(told.pop("actor", ACTOR), scenario, **told)

    def test_nobody_approves_their_own(self, desk: Desk) -> None:
        asked = self.ask(desk)
        with pytest.raises(Invalid) as refused:
            operations.approve_treatment(ACTOR, asked, approver=desk.ann)
        assert refused.value.field == "approver"
        done = operations.approve_treatment(ACTOR, asked, approver=desk.bob, note="Agreed.")
        assert (done.state, done.approver, done.decided_on) == ("approved", desk.bob, TODAY)

    def test_acceptance_has_an_end_and_comes_back_by_itself(self, desk: Desk) -> None:
        with pytest.raises(Invalid) as refused:
            self.ask(desk, ends_on=None)
        assert refused.value.field == "ends_on"
        scenario = desk.scenario("fraud")
        asked = self.ask(desk, scenario=scenario)
        assert queries.treatments_on(TODAY) == {}
        operations.approve_treatment(ACTOR, asked, approver=desk.bob)
        assert queries.treatments_on(TODAY)[scenario.pk] == asked
        assert queries.treatments_on(TODAY + timedelta(days=91)) == {}

    def test_an_owner_may_ask_in_their_own_name_but_not_decide(self, desk: Desk) -> None:
        owner = person(Role.OWNER, desk.ann)
        asked = self.ask(desk, actor=owner)
        with pytest.raises(NotAllowed):
            operations.approve_treatment(owner, asked, approver=desk.ann)
        with pytest.raises(Invalid, match="own name"):
            self.ask(desk, actor=owner, asked_by=desk.bob, scenario=desk.scenario("other"))

    def test_it_is_decided_once_and_can_be_revoked(self, desk: Desk) -> None:
        asked = self.ask(desk)
        with pytest.raises(Invalid) as refused:
            operations.refuse_treatment(ACTOR, asked, approver=desk.bob, note="")
        assert refused.value.field == "note"
        with pytest.raises(Invalid, match="Only an approved"):
            operations.revoke_treatment(ACTOR, asked, reason="No.")
        approved = operations.approve_treatment(ACTOR, asked, approver=desk.bob)
        with pytest.raises(Invalid, match="already approved"):
            operations.approve_treatment(ACTOR, approved, approver=desk.bob)
        operations.revoke_treatment(ACTOR, approved, reason="Things changed.")
        assert queries.treatments_on(TODAY) == {}

    def test_one_whose_last_day_went_by_cannot_be_approved(self, desk: Desk) -> None:
        asked = self.ask(desk, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
        with pytest.raises(Invalid, match="went by"):
            operations.approve_treatment(ACTOR, asked, approver=desk.bob)

    def test_it_cannot_end_before_it_starts(self, desk: Desk) -> None:
        with pytest.raises(Invalid, match="before the first"):
            self.ask(desk, ends_on=TODAY - timedelta(days=1))


class TestCalibrating:
    def test_answers_are_seen_by_nobody_else(self, desk: Desk) -> None:
        ann, ciso = person(Role.EMPLOYEE, desk.ann), person(Role.CISO, desk.bob)
        operations.answer_calibration(ann, "height-of-a-tower", low=100, high=400)
        truths = {"height-of-a-tower": 330.0}
        assert queries.calibration_of(ann, truths).inside == 1
        assert queries.calibration_of(ciso, truths).answered == 0
        assert not visible_to(ciso, CalibrationAnswer).exists()
        entry = ledger.history(CalibrationAnswer.objects.get().reference)[0]
        assert "400" not in str(entry.changes)
        assert "height" not in str(entry.changes)

    def test_the_first_answer_counts(self, desk: Desk) -> None:
        ann = person(Role.EMPLOYEE, desk.ann)
        operations.answer_calibration(ann, "one", low=1, high=2)
        with pytest.raises(Invalid, match="already"):
            operations.answer_calibration(ann, "one", low=0, high=9)
        with pytest.raises(Invalid) as refused:
            operations.answer_calibration(ann, "two", low=3, high=2)
        assert refused.value.field == "low"
        with pytest.raises(NotAllowed):
            operations.answer_calibration(ACTOR, "two", low=1, high=2)
        assert queries.calibration_of(ann, {"one": 5.0}).verdict is Verdict.UNKNOWN


class TestMatrix:
    @pytest.mark.usefixtures("desk")
    def test_a_scale_needs_a_reason_and_the_newest_is_used(self) -> None:
        with pytest.raises(Invalid) as refused:
            operations.set_matrix_scale(ACTOR, likelihood=[0.1], impact=[10], reason="")
        assert refused.value.field == "reason"
        operations.set_matrix_scale(ACTOR, likelihood=[0.1], impact=[10], reason="The auditor asks.")
        new = operations.set_matrix_scale(ACTOR, likelihood=[0.1, 1], impact=[10], reason="Finer.")
        assert queries.matrix_scale_on(TODAY) == new
