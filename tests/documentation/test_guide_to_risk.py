"""The worked examples of the guide to risk are what the rules and the engine give."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from earnest.core.risks.rules import Values, credit, gamma_by_moments, learned, looked, rate_moments
from earnest.engines.assurance.period import Observation
from earnest.engines.assurance.reliability import posterior
from earnest.engines.assurance.statuses import ControlStatus
from earnest.engines.quant import Control, Effect, LognormalCI90, Poisson, Portfolio, Scenario
from tests.documentation.conftest import DOCS

PAGE = (DOCS / "guide/risk.md").read_text(encoding="utf-8")
TWELVE = posterior(11, 1, looks=12)
NEVER = posterior(0, 0, looks=0)


def row(begins: str) -> list[str]:
    """The cells of the one row of a table that begins so."""
    found = [line for line in PAGE.splitlines() if line.startswith(f"| {begins}")]
    assert len(found) == 1, begins
    return [cell.strip() for cell in found[0].strip("|").split("|")]


def failing() -> dict[str, Any]:
    counted = {"population": 100, "violations": 40, "excepted": 0, "unknown": 0}
    return {"tests": [{"id": "mfa", "title": "", "status": "failing", "severity": "high", **counted}]}


@pytest.mark.parametrize(
    ("begins", "status", "found"),
    [
        ("effective, 11 of 12", ControlStatus.EFFECTIVE, TWELVE),
        ("failing, 60 of 100", ControlStatus.FAILING, TWELVE),
        ("unproven, with those", ControlStatus.UNPROVEN, TWELVE),
        ("unproven, never", ControlStatus.UNPROVEN, NEVER),
    ],
)
def test_the_credit_and_the_loss_of_a_row(begins: str, status: ControlStatus, found: Any) -> None:
    given = credit(status, found, failing())
    _, says, left, loss = row(begins)
    assert f"mean {given.mean:.0%}".replace("%", " %") in says
    assert 1 - given.mean * 0.8 == pytest.approx(float(left), abs=0.005)
    assert expected(given.reliability) == pytest.approx(float(loss.replace(",", "")), abs=500)


def expected(reliability: Any) -> float:
    phishing = Scenario("phishing", Poisson(2.0), LognormalCI90(20_000, 400_000))
    control = Control("mfa", {"phishing": Effect(frequency=0.2)}, reliability=reliability)
    return Portfolio((phishing,), (control,)).moments().mean


def test_the_ends_of_the_example() -> None:
    assert expected(0.0) == pytest.approx(271_000, abs=500)
    assert expected(1.0) == pytest.approx(54_000, abs=500)
    assert expected(credit(ControlStatus.FAILING, TWELVE, failing()).reliability) - expected(1.0) == pytest.approx(
        152_000, abs=500
    )


@pytest.mark.parametrize(
    ("begins", "events", "years", "share"),
    [
        ("nothing yet", 0, 0, 1.0),
        ("none in 5 years", 0, 5, 1.0),
        ("1 in 5 years |", 1, 5, 1.0),
        ("3 in 5 years", 3, 5, 1.0),
        ("1 in 5 years, behind", 1, 5, 0.4),
    ],
)
def test_what_happened_moves_the_rate_as_the_guide_says(begins: str, events: int, years: float, share: float) -> None:
    prior = gamma_by_moments(*rate_moments(Values("pert_rate", 0.1, 0.5, 2.0)))
    after = learned(prior, events, years, share).posterior
    _, belief, rate, span = row(begins)
    assert belief.replace(" events", "").replace(" years", "") == f"{after.shape:.2f} in {after.years:.2f}"
    assert (rate, span) == (f"{after.mean:.2f}", f"{after.low:.2f} to {after.high:.2f}")


def test_looks_without_a_count_count_by_their_status() -> None:
    day = date(2026, 11, 21)
    looks = [
        Observation(day - timedelta(days=n), ControlStatus.FAILING if n == 0 else ControlStatus.EFFECTIVE, 1, str(n))
        for n in range(12)
    ]
    assert looked(looks, day) == TWELVE
