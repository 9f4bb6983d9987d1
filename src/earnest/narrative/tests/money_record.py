"""Puts a priced risk, tools, purchases and a year's budget into the record of the small company."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from earnest.core.controls.models import Control
from earnest.core.organization.models import PeopleRate
from earnest.core.risks import operations as risks
from earnest.core.risks.models import Scenario
from earnest.core.risks.rules import Multipliers, Values
from earnest.duties.budget.models import FiscalYear, InsurancePolicy, Investment, Line, Tool
from earnest.foundation import plain
from earnest.narrative.tests.conftest import TODAY, Company

LONG_AGO = TODAY - timedelta(days=300)


def price(made: Company) -> None:
    """Three priced scenarios, one that is not, an appetite that is broken, and an acceptance that has ended."""
    theft = _scenario(made, "theft", "Accounts are taken over", 0.8, 40_000, 600_000)
    ransom = _scenario(made, "ransom", "Machines are held to ransom", 0.3, 90_000, 2_000_000, provenance="starter")
    plain.create(made.actor, Scenario(key="unpriced", title="Nobody priced this", statement="It costs.", state="live"))
    _leaves(made, "mfa-privileged", theft, 0.3)
    _leaves(made, "backup-immutable", ransom, 0.4)
    _leaves(made, "soc-monitoring", ransom, 0.6)
    brought = _scenario(
        made, "lock-out", "The gate locks everybody out", 2.0, 5_000, 40_000, introduced_by=_control("acceptable-use")
    )
    _leaves(made, "acceptable-use", theft, 0.99)
    assert brought.introduced_by is not None
    risks.agree_appetite(
        made.actor,
        points=[[200_000, 0.4], [1_000_000, 0.01]],
        agreed_by="Board of Birch & Co",
        minutes="Minutes of spring, item 4",
        valid_until=TODAY + timedelta(days=100),
        on=LONG_AGO,
    )
    asked = risks.ask_treatment(
        made.actor,
        ransom,
        decision="accept",
        reason="The move is near.",
        asked_by=made.owner,
        starts_on=LONG_AGO,
        ends_on=TODAY - timedelta(days=30),
    )
    risks.approve_treatment(made.actor, asked, approver=made.boss, note="Until autumn.", on=LONG_AGO)


def budget(made: Company) -> FiscalYear:
    """A year with less offered than asked, tools of which one costs more than it gives, purchases, and a policy."""
    plain.create(made.actor, PeopleRate(day_rate=Decimal(500), valid_from=LONG_AGO, source="Salaries over days."))
    year = plain.create(
        made.actor,
        FiscalYear(
            label="FY27",
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 6, 30),
            asked=Decimal(300_000),
            offered=Decimal(220_000),
        ),
    )
    for key, name, control, cost in (
        ("gate", "Gate <b>3</b>", "acceptable-use", 60_000),
        ("vault", "Vault", "backup-immutable", 20_000),
        ("scan", "Scanner", "secure-configuration", 15_000),
    ):
        tool = plain.create(made.actor, Tool(key=key, name=name), controls=[_control(control)])
        _line(made, year, name, cost, tool=tool)
    _line(made, year, "Rent of the room", 25_000)
    for key, title, cost, rank in (("watch", "Watch service", 40_000, 2), ("map", "Map of everything", 90_000, 1)):
        brings = [_control("soc-monitoring")] if key == "watch" else []
        plain.create(
            made.actor,
            Investment(key=key, title=title, one_off=Decimal(cost), vendor_rank=rank, proposed_by=made.owner),
            controls=brings,
        )
    plain.create(
        made.actor,
        InsurancePolicy(
            insurer="Hollow Oak Mutual",
            retention=Decimal(50_000),
            limit=Decimal(1_000_000),
            premium=Decimal(30_000),
            starts_on=LONG_AGO,
            ends_on=TODAY + timedelta(days=40),
        ),
    )
    return year


def _control(key: str) -> Control:
    return Control.objects.get(key=key)


def _scenario(
    made: Company, key: str, title: str, rate: float, low: float, high: float, provenance: str = "expert", **more: Any
) -> Scenario:
    found = plain.create(
        made.actor, Scenario(key=key, title=title, statement="It costs us.", state="live", doubt=Decimal("1.5"), **more)
    )
    beliefs = {
        "frequency": Values.of("pert_rate", low=rate / 2, mode=rate, high=rate * 2),
        "primary": Values.of("lognormal_ci90", low=low, high=high),
    }
    for part, values in beliefs.items():
        risks.make_estimate(
            made.actor,
            found,
            part,
            values=values,
            provenance=provenance,
            source="A talk with 3 who know.",
            author=made.owner,
            on=LONG_AGO,
        )
    return found


def _leaves(made: Company, control: str, scenario: Scenario, share: float) -> None:
    risks.estimate_effect(
        made.actor,
        _control(control),
        scenario,
        frequency=Multipliers(mode=share),
        source="A trial.",
        author=made.boss,
        on=LONG_AGO,
    )


def _line(made: Company, year: FiscalYear, title: str, planned: int, **more: Any) -> None:
    told = {"kind": "run", "accountable": made.boss} | more
    plain.create(made.actor, Line(fiscal_year=year, title=title, planned=Decimal(planned), **told))
