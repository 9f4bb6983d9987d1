"""What a year may cost and what controls are worth, on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks import operations
from earnest.core.risks.models import Scenario
from earnest.core.risks.rules import Multipliers, Values
from earnest.foundation import plain
from earnest.foundation.actor import program
from tests.cli.conftest import Run
from tests.cli.test_commands import held

ACTOR = program("tests")
SINCE = date(2026, 1, 5)


@pytest.fixture
def record(workspace: Path) -> Path:
    """Two scenarios, one control that halves the first, another that does nothing known."""
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    for key, rate, loss in (("phish", 2.0, 1_000.0), ("flood", 0.1, 40_000.0)):
        row = Scenario(key=key, title=key.capitalize(), statement="It costs us.", state="live")
        scenario = plain.create(ACTOR, row)
        for part, shape, mode in (("frequency", "poisson", rate), ("primary", "constant", loss)):
            operations.make_estimate(
                ACTOR,
                scenario,
                part,
                values=Values.of(shape, mode=mode),
                provenance="expert",
                source="A talk with those who know.",
                author=ann,
                on=SINCE,
            )
    for key in ("filter", "poster"):
        row = Control(key=key, name=key.capitalize(), statement="It helps.", domain="mail", adopted_on=SINCE)
        plain.create(ACTOR, row)
    operations.estimate_effect(
        ACTOR,
        Control.objects.get(key="filter"),
        Scenario.objects.get(key="phish"),
        frequency=Multipliers(mode=0.5),
        source="A trial of a month.",
        author=ann,
        on=SINCE,
    )
    return workspace


def test_an_empty_record_says_that_nothing_is_modelled(run: Run, workspace: Path) -> None:
    result = run("simulate")
    assert result.exit_code == 0, result.output
    assert "No loss scenario is in the model yet" in result.stdout
    assert "No appetite" in result.stdout
    assert "Nobody has said yet" in run("worth").stdout


def test_the_exposure_is_told_with_what_unproven_controls_cost(run: Run, record: Path) -> None:
    result = run("simulate")
    assert result.exit_code == 0, result.output
    assert "With no control at all    EUR 6,000 expected" in result.stdout
    assert "Failing and unproven controls cost" in result.stdout
    assert "Filter" in result.stdout
    assert result.stdout.index("Flood") < result.stdout.index("Phish")
    assert "earnest assess" in result.stdout


def test_simulated_years_agree_with_the_computed_ones(run: Run, record: Path) -> None:
    result = run("simulate", "--years", "20000", "--seed", "3", "--json")
    assert result.exit_code == 0, result.output
    found = held("simulate", result.stdout)
    assert found["mean_without"] == pytest.approx(2_000 + 4_000)
    assert [one["key"] for one in found["by_scenario"]] == ["flood", "phish"]
    assert found["simulated"]["years"] == 20_000
    assert abs(found["simulated"]["apart"]) < 4
    again = held("simulate", run("simulate", "--years", "20000", "--seed", "3", "--json").stdout)
    assert again == found
    told = run("simulate", "--years", "500")
    assert "Simulated 500 years, seed 0" in told.stdout
    assert "Simulating years" in told.stderr


def test_a_day_before_the_estimates_leaves_the_scenarios_out_with_the_reason(run: Run, record: Path) -> None:
    found = held("simulate", run("simulate", "--as-of", "2026-01-01", "--json").stdout)
    assert found["as_of"] == "2026-01-01"
    assert found["by_scenario"] == []
    assert {one["scenario"] for one in found["left_out"]} == {"flood", "phish"}
    assert "Left out: Flood" in run("simulate", "--as-of", "2026-01-01").stdout


def test_a_control_is_told_with_its_verdict_and_ranges(run: Run, record: Path) -> None:
    result = run("worth", "filter")
    assert result.exit_code == 0, result.output
    for words in ("Filter, as of", "removes", "brings in", "costs", "net", "Chance that it is worth more", "Phish"):
        assert words in result.stdout
    assert "counts as nothing" in result.stdout
    found = held("worth", run("worth", "filter", "--json").stdout)
    (one,) = found["controls"]
    assert one["removed"]["low"] <= one["removed"]["mean"] <= one["removed"]["high"]
    assert one["verdict"] == "unstated"


def test_without_a_name_controls_are_ranked_with_the_verdict_in_words(run: Run, record: Path) -> None:
    result = run("worth")
    assert result.exit_code == 0, result.output
    assert "filter" in result.stdout
    assert "nobody has said what it brings in" in result.stdout
    assert [one["control"] for one in held("worth", run("worth", "--json").stdout)["controls"]] == ["filter"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["worth", "filtr"], "Did you mean filter?"),
        (["worth", "zzz"], "earnest worth"),
        (["worth", "poster"], "Nobody has said what poster changes"),
        (["simulate", "--years", "-1"], "--years"),
        (["simulate", "--as-of", "2026-13-01"], "2026-13-01"),
    ],
)
def test_a_line_about_risk_that_cannot_be_used_is_explained(
    run: Run, record: Path, words: list[str], says: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
