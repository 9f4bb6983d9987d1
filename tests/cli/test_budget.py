"""What `earnest budget` prints, on a small record."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks import operations as risks
from earnest.core.risks.models import Scenario
from earnest.core.risks.rules import Multipliers, Values
from earnest.duties.budget.models import FiscalYear, Investment, Line, Tool
from earnest.foundation import clock, plain
from earnest.foundation.actor import program
from tests.cli.conftest import Run

ACTOR = program("tests")


@pytest.fixture
def budget(workspace: Path) -> FiscalYear:
    """A loss of 200,000 a year; a tool that removes some of it, and a purchase that would remove more."""
    today = clock.today()
    year = plain.create(
        ACTOR,
        FiscalYear(
            label="Now",
            starts_on=date(today.year, 1, 1),
            ends_on=date(today.year, 12, 31),
            asked=Decimal(90_000),
            offered=Decimal(60_000),
        ),
    )
    ann = plain.create(ACTOR, Person(name="Ann", email="ann@birch.example"))
    phish = plain.create(ACTOR, Scenario(key="phish", title="Phishing", statement="They get in.", state="live"))
    for part, values in (("frequency", Values.of("poisson", mode=4)), ("primary", Values.of("constant", mode=50_000))):
        risks.make_estimate(ACTOR, phish, part, values=values, provenance="expert", source="A talk.", author=ann)
    for key, state, left in (("filter", "operating", 0.5), ("passkeys", "planned", 0.1)):
        control = Control(key=key, name=key, statement="It helps.", domain="mail", adopted_on=today, state=state)
        plain.create(ACTOR, control)
        risks.estimate_effect(ACTOR, control, phish, frequency=Multipliers(mode=left), source="A trial.", author=ann)
    tool = plain.create(ACTOR, Tool(key="mail", name="Mail filter"), controls=Control.objects.filter(key="filter"))
    plain.create(ACTOR, Line(fiscal_year=year, title="Filter", planned=Decimal(40_000), tool=tool, accountable=ann))
    keys = Investment(key="keys", title="Passkeys for all", one_off=Decimal(15_000))
    plain.create(ACTOR, keys, controls=Control.objects.filter(key="passkeys"))
    return year


def test_show_tells_the_year_and_what_everything_is_worth(run: Run, budget: FiscalYear) -> None:
    result = run("budget", "show")
    assert result.exit_code == 0, result.output
    assert "Asked EUR 90,000, offered EUR 60,000." in result.output
    assert "Mail filter" in result.output
    told = json.loads(run("budget", "show", "--json").stdout)
    assert told["year"]["planned"] == "40000.00"
    assert [row["key"] for row in told["ranking"]["rows"]] == ["mail"]


def test_optimize_buys_what_pays(run: Run, budget: FiscalYear) -> None:
    result = run("budget", "optimize", "--budget", "60000", "--year", "Now")
    assert result.exit_code == 0, result.output
    assert "EUR 40,000 runs already; EUR 20,000 is left" in result.output
    assert "buy   Passkeys for all" in result.output
    assert "Proven" in result.output
    told = json.loads(run("budget", "optimize", "--json").stdout)
    assert [one["key"] for one in told["chosen"]] == ["keys"]
    assert told["gap"] <= 1e-6
    assert told["rests_on"]


def test_a_budget_that_is_spent_already_buys_nothing(run: Run, budget: FiscalYear) -> None:
    assert "buy nothing" in run("budget", "optimize", "--budget", "40000").output
    result = run("budget", "optimize", "--budget", "39999")
    assert result.exit_code != 0
    assert "what to drop first" in str(result.exception)


def test_the_frontier_falls_as_the_budget_rises(run: Run, budget: FiscalYear) -> None:
    assert run("budget", "frontier").exit_code == 0
    points = json.loads(run("budget", "frontier", "--json").stdout)["points"]
    values = [one["value"] for one in points]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[-1]


def test_a_cut_drops_the_tool(run: Run, budget: FiscalYear) -> None:
    result = run("budget", "cut", "--by", "20%")
    assert result.exit_code == 0, result.output
    assert "Mail filter" in result.output
    assert json.loads(run("budget", "cut", "--by", "0.2", "--json").stdout)["aim"] == 8_000


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["optimize", "--objective", "luck"], "expected, tvar99"),
        (["cut", "--by", "much"], "20% or 0.2"),
        (["cut", "--by", "120%"], "out of range"),
        (["optimize", "--budget", "-5"], "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(run: Run, words: list[str], says: str, folder: Path) -> None:
    result = run("budget", *words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_an_empty_workspace_says_what_to_add(run: Run, workspace: Path) -> None:
    result = run("budget", "show")
    assert "Add one" in str(result.exception)
