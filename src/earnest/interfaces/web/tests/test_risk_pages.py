"""Risk in money on pages: what is shown has a range and a proof, and what is tried writes nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from earnest.core.assurance.operations import assess
from earnest.core.risks import operations, queries
from earnest.core.risks.models import Appetite, CalibrationAnswer, ControlEffect, Estimate, Scenario, Treatment
from earnest.foundation import clock, ledger
from earnest.foundation.actor import Role, program
from earnest.foundation.models import User
from earnest.foundation.record import operation
from earnest.interfaces.web.tests.risk_world import RiskWorld, build_risk
from earnest.interfaces.web.tests.world import ACTOR, HOSTILE, NOW, TODAY, build
from earnest.library.calibration_questions import calibration_questions

pytestmark = pytest.mark.django_db
KEYS = ("expected", "median", "worst", "average", "appetite", "raised")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def world(workspace: Path, ciso: User) -> RiskWorld:
    made = build_risk(build(workspace / "exports", user=ciso))
    assess(TODAY)
    return made


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def numbers(world: RiskWorld, **changed: str) -> dict[str, str]:
    """The form of the workshop of the stolen records, as a browser sends it."""
    estimates = {(one.part, one.form): one for one in world.stolen.estimates.filter(superseded_on=None)}
    effect = ControlEffect.objects.get(scenario=world.stolen)
    prefix = f"effect-{effect.control_id}"
    return {
        "frequency-shape": "lognormal_ci90",
        "frequency-low": "0.05",
        "frequency-high": "0.5",
        "frequency-seen": str(estimates["frequency", ""].pk),
        "primary-shape": "lognormal_ci90",
        "primary-low": "50k",
        "primary-high": "900,000",
        "primary-cap": "5m",
        "primary-seen": str(estimates["primary", ""].pk),
        "secondary_probability-shape": "probability",
        "secondary-shape": "lognormal_ci90",
        f"{prefix}-frequency_low": "0.2",
        f"{prefix}-frequency_mode": "0.4",
        f"{prefix}-frequency_high": "0.7",
        f"{prefix}-seen": str(effect.pk),
        "provenance": "expert",
        "confidence": "medium",
        "source": "Asked the finance team",
        "reason": "The new contract",
    } | changed


def test_every_amount_of_the_page_opens_its_own_proof(at_desk: Client, world: RiskWorld) -> None:
    text = page(at_desk, "risk")
    for key in KEYS:
        assert reverse("proof-risk", args=[key]) in text
        proof = page(at_desk, "proof-risk", key)
        assert queries.modelled(TODAY).digest in proof
    assert reverse("proof-worth", args=[world.control.pk]) in text
    assert HOSTILE not in text


def test_the_page_shows_what_the_model_concludes(at_desk: Client, world: RiskWorld) -> None:
    found = queries.exposure(queries.modelled(TODAY))
    text = page(at_desk, "risk")
    assert f"€{found.mean / 1000:.0f}k" in text or f"€{found.mean / 1000:.1f}k" in text
    assert found.raised_by > 0
    assert world.control.name in text


def test_an_empty_record_says_what_the_page_is_for(at_desk: Client) -> None:
    text = page(at_desk, "risk")
    assert reverse("scenarios-new") in text
    assert at_desk.get(reverse("proof-risk", args=["expected"])).status_code == 404
    assert at_desk.get(reverse("scenarios")).status_code == 200


def test_the_register_sorts_filters_and_can_be_taken_away(at_desk: Client, world: RiskWorld) -> None:
    text = page(at_desk, "scenarios")
    assert "Nobody has estimated how often it happens or what it costs." in text
    only = page(at_desk, "scenarios", q="machine")
    assert "The tool stops every machine" not in page(at_desk, "scenarios", q="records")
    assert "The tool stops every machine" in only or "control that brings it" in only
    rows = json.loads(at_desk.get(reverse("scenarios"), {"export": "json", "sort": "-mean"}).content)
    means = [row["mean"] for row in rows if row["mean"] is not None]
    assert means == sorted(means, reverse=True)
    assert at_desk.get(reverse("scenarios"), {"export": "csv"})["Content-Type"].startswith("text/csv")


def test_the_matrix_follows_from_money_and_each_cell_leads_to_its_scenarios(at_desk: Client, world: RiskWorld) -> None:
    cell = queries.exposure(queries.modelled(TODAY)).by_scenario["stolen"].cell
    assert cell is not None
    text = page(at_desk, "scenarios", view="matrix")
    key = f"{cell.likelihood}-{cell.impact}"
    assert f"cell={key}" in text
    assert "Records are stolen" in page(at_desk, "scenarios", cell=key)


def test_a_scenario_tells_estimates_experience_and_effects(at_desk: Client, world: RiskWorld) -> None:
    operations.record_experience(
        ACTOR, world.stolen, since=TODAY - timedelta(days=730), until=TODAY, events=2, source="Tickets"
    )
    text = page(at_desk, "scenarios-detail", world.stolen.pk)
    for said in ("Workshop of the year", "Ann Archer", "Equal bet", "2 events", "Believed now", world.control.name):
        assert said in text
    assert HOSTILE not in text
    assert queries.modelled(TODAY).digest in page(at_desk, "proof-scenario", world.stolen.pk)


def test_trying_numbers_moves_the_curve_and_writes_nothing(at_desk: Client, world: RiskWorld) -> None:
    before, rows = ledger.head(), Estimate.objects.count()
    url = reverse("scenario-try", args=[world.stolen.pk])
    same = at_desk.post(url, numbers(world), headers=HTMX).content.decode()
    more = at_desk.post(url, numbers(world, **{"frequency-high": "2"}), headers=HTMX).content.decode()
    assert same.count("no change") >= 2
    assert " more<" in more
    assert "polyline" in more
    assert same != more
    assert (ledger.head(), Estimate.objects.count()) == (before, rows)


def test_a_number_that_cannot_be_is_told_at_its_field(at_desk: Client, world: RiskWorld) -> None:
    url = reverse("scenario-try", args=[world.stolen.pk])
    for name, value, says in (
        ("frequency-low", "7", "above the high one"),
        ("frequency-high", "often", "is not a number"),
        ("primary-high", "1e30", "Give a number from 0"),
        ("primary-low", "-4", "number"),
        ("primary-low", "nan", "is not a number"),
    ):
        text = at_desk.post(url, numbers(world, **{name: value}), headers=HTMX).content.decode()
        found = re.search(rf'id="id_{name}_error"[^>]*>([^<]*)<', text)
        assert found is not None, name
        assert says in found[1], (name, value, found[1])
        assert "polyline" not in text


def test_keeping_needs_the_bet_a_source_and_a_reason_and_supersedes(at_desk: Client, world: RiskWorld) -> None:
    url = reverse("scenario-workshop", args=[world.stolen.pk])
    old = world.stolen.estimates.get(part="frequency")
    wider = {"frequency-high": "0.9"}
    assert at_desk.post(url, numbers(world)).status_code == 422
    assert "Answer the bet" in at_desk.post(url, numbers(world, **wider)).content.decode()
    answered = wider | {"frequency-bet": "same"}
    assert at_desk.post(url, numbers(world, **answered, source="")).status_code == 422
    assert world.stolen.estimates.filter(superseded_on=None).count() == 2
    assert at_desk.post(url, numbers(world, **answered)).status_code == 302
    old.refresh_from_db()
    new = world.stolen.estimates.get(part="frequency", superseded_on=None)
    assert (old.superseded_on, float(new.high or 0), new.equal_bet) == (TODAY, 0.9, "same")
    assert "The new contract" in new.source
    assert world.stolen.estimates.filter(part="primary").count() == 1


def test_who_looked_at_older_numbers_cannot_keep_theirs(at_desk: Client, world: RiskWorld) -> None:
    url = reverse("scenario-workshop", args=[world.stolen.pk])
    stale = numbers(world, **{"frequency-high": "0.9", "frequency-bet": "same"})
    assert at_desk.post(url, stale).status_code == 302
    late = stale | {"frequency-high": "0.7"}
    assert "Somebody else has estimated this" in at_desk.post(url, late).content.decode()


def test_a_reader_may_try_but_not_keep(client: Client, reader: User, world: RiskWorld) -> None:
    client.force_login(reader)
    assert client.post(reverse("scenario-try", args=[world.stolen.pk]), numbers(world), headers=HTMX).status_code == 200
    assert client.post(reverse("scenario-workshop", args=[world.stolen.pk]), numbers(world)).status_code == 403
    assert "Before you keep it" not in page(client, "scenario-workshop", world.stolen.pk)


def test_a_starter_fills_the_form_and_says_that_it_is_one(at_desk: Client, world: RiskWorld) -> None:
    text = page(at_desk, "scenario-workshop", world.bare.pk)
    found = re.search(r'href="\?starter=([a-z0-9-]+)"', text)
    assert found is not None
    filled = page(at_desk, "scenario-workshop", world.bare.pk, starter=found[1])
    assert '<option value="starter" selected>' in filled


def test_the_worth_of_a_control_tells_its_terms_and_what_nobody_has_said(at_desk: Client, world: RiskWorld) -> None:
    text = page(at_desk, "control-worth", world.control.pk)
    for said in ("Loss removed", "Loss it brings", "What it costs", "Net worth a year", "Nobody has said what"):
        assert said in text
    answer = at_desk.post(reverse("control-worth-nothing", args=[world.control.pk]), {"because": "It only asks twice."})
    assert answer.status_code == 302
    assert "It only asks twice." in page(at_desk, "control-worth", world.control.pk)
    assert "It only asks twice." in page(at_desk, "controls-detail", world.control.pk)
    assert page(at_desk, "proof-worth", world.control.pk)


def test_an_effect_that_cannot_be_is_told_at_its_field(at_desk: Client, world: RiskWorld) -> None:
    url = reverse("control-worth-effect", args=[world.control.pk])
    given = {"scenario": world.stolen.pk, "provenance": "expert", "source": "a test", "reason": "better known"}
    wrong = at_desk.post(url, given | {"frequency_low": "0.9", "frequency_mode": "0.4", "frequency_high": "0.5"})
    assert wrong.status_code == 422
    assert at_desk.post(url, given | {"frequency_mode": "0.5"}).status_code == 302
    now = ControlEffect.objects.get(control=world.control, scenario=world.stolen, superseded_on=None)
    assert (now.frequency_low, float(now.frequency_mode or 0)) == (None, 0.5)


def test_a_control_can_be_said_to_bring_a_new_scenario(at_desk: Client, world: RiskWorld) -> None:
    url = reverse("control-worth-introduce", args=[world.control.pk])
    assert at_desk.post(url, {"effect": "availability"}).status_code == 422
    answer = at_desk.post(url, {"effect": "availability", "title": "Locked out", "statement": "Keys are lost."})
    made = Scenario.objects.get(key="locked-out")
    assert answer["Location"] == reverse("scenario-workshop", args=[made.pk])
    assert made.introduced_by == world.control


def test_nobody_approves_the_treatment_that_they_asked_for(at_desk: Client, world: RiskWorld) -> None:
    given = {
        "decision": "accept",
        "treat_reason": "Too dear to mend.",
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + timedelta(days=90)).isoformat(),
    }
    url = reverse("scenario-treat", args=[world.stolen.pk])
    assert at_desk.post(url, given | {"ends_on": ""}).status_code == 422
    assert at_desk.post(url, given).status_code == 302
    asked = Treatment.objects.get()
    refused = at_desk.post(reverse("treatment-approve", args=[asked.pk]), {"note": ""})
    assert refused.status_code == 422
    assert Treatment.objects.get().state == Treatment.State.ASKED
    assert "another person decides" in page(at_desk, "scenarios-detail", world.stolen.pk)


def test_an_appetite_that_cannot_be_is_told_at_its_line(at_desk: Client, world: RiskWorld) -> None:
    given = {
        "loss_1": "500k",
        "chance_1": "20",
        "loss_2": "400k",
        "chance_2": "5",
        "agreed_by": "The board",
        "agreed_on": TODAY.isoformat(),
        "minutes": "Minutes of June",
        "valid_until": (TODAY + timedelta(days=365)).isoformat(),
    }
    url = reverse("risk-appetite")
    for wrong, field, says in (
        ({}, "loss_2", "greater than the one above"),
        ({"loss_2": "1m", "chance_2": "30"}, "chance_2", "smaller chance"),
        ({"loss_2": "1m", "chance_2": ""}, "chance_2", "needs both"),
        ({"loss_2": "1m", "chance_2": "100"}, "chance_2", "between 0 and 100"),
    ):
        text = at_desk.post(url, given | wrong).content.decode()
        found = re.search(rf'id="id_{field}_error">([^<]*)<', text)
        assert found is not None, field
        assert says in found[1]
    assert Appetite.objects.count() == 1
    assert at_desk.post(url, given | {"loss_2": "2m"}).status_code == 302
    assert Appetite.objects.first().points == [[500_000, 0.2], [2_000_000, 0.05]]  # type: ignore[union-attr]  # it is there


def test_only_the_one_who_answered_sees_how_their_ranges_hold(
    at_desk: Client, client: Client, world: RiskWorld, reader: User
) -> None:
    text = page(at_desk, "risk-calibration")
    asked = re.findall(r'name="([a-z0-9-]+)-low"', text)
    assert len(asked) == 10
    truths = {one.id: one.answer for one in calibration_questions().questions}
    first, second = asked[:2]
    wide = {f"{first}-low": str(truths[first] - 1), f"{first}-high": str(truths[first] + 1)}
    half = at_desk.post(reverse("risk-calibration"), wide | {f"{second}-low": "3", f"{second}-high": ""})
    assert half.status_code == 422
    assert CalibrationAnswer.objects.count() == 0
    blank = {f"{second}-low": "", f"{second}-high": ""}
    assert at_desk.post(reverse("risk-calibration"), wide | blank).status_code == 302
    assert "1 of 1 ranges held" in page(at_desk, "risk-calibration-result")
    other = Client()
    other.force_login(reader)
    assert "You have not answered a question yet." in page(other, "risk-calibration-result")


def test_what_happened_corrects_the_rate(at_desk: Client, world: RiskWorld) -> None:
    url = reverse("scenario-experience", args=[world.stolen.pk])
    given = {"since": "2024-06-15", "until": "2026-06-14", "events": "3", "losses": "12k 1,500", "source": "Tickets"}
    assert at_desk.post(url, given | {"losses": "much"}).status_code == 422
    assert at_desk.post(url, given | {"events": "1"}).status_code == 422
    before = queries.modelled(TODAY).learned
    assert at_desk.post(url, given).status_code == 302
    assert "stolen" not in before
    assert queries.modelled(TODAY).learned["stolen"].events == 3


def test_the_first_page_says_what_a_year_may_cost(at_desk: Client, world: RiskWorld) -> None:
    text = page(at_desk, "home")
    assert "Expected loss a year" in text
    assert reverse("proof-risk", args=["expected"]) in text


def test_guests_and_employees_see_nothing_of_it(client: Client, world: RiskWorld) -> None:
    from earnest.foundation import users

    with operation(program("tests"), "tests.nothing"):
        pass
    user = users.create_user(program("tests"), email="emp@birch.example", name="Emp", role=Role.EMPLOYEE)
    client.force_login(user)
    for name, args in (("risk", []), ("scenarios", []), ("scenarios-detail", [world.stolen.pk]), ("risk-appetite", [])):
        assert client.get(reverse(name, args=args)).status_code == 404, name
