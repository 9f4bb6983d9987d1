"""Loads the budget of the sample company: years, tools, what could be bought, and lines."""

from __future__ import annotations

from decimal import Decimal

from earnest.core.assets.models import Asset
from earnest.core.controls.models import Control
from earnest.core.organization.models import PeopleRate, Person
from earnest.core.risks.models import Scenario
from earnest.duties.budget import operations as budget
from earnest.duties.budget.models import ExchangeRate, FiscalYear, InsurancePolicy, Investment, Line, Tool
from earnest.foundation import plain
from earnest.foundation.actor import Actor
from earnest.foundation.record import operation
from earnest.library.sample.budget_model import Budget

People = dict[str, Person]
PROPOSED_BY = "ines.okafor@larkfieldpay.com"
DEPUTY = "tomasz.brandt@larkfieldpay.com"


def load_budget(actor: Actor, told: Budget, people: People) -> None:
    """Put the budget into the record. Controls, assets and scenarios are there already."""
    for rate in told.rates:
        plain.create(
            actor,
            ExchangeRate(currency=rate.currency, rate=Decimal(rate.rate), as_of=rate.as_of, source=rate.source),
        )
    for day in told.day_rates:
        plain.create(actor, PeopleRate(day_rate=Decimal(day.euros), valid_from=day.valid_from, source=day.source))
    controls = {one.key: one for one in Control.objects.all()}
    tools = _tools(actor, told, people, controls)
    investments = _investments(actor, told, people, controls)
    _lines(actor, told, people, controls, tools, investments)
    policy = told.policy
    plain.create(
        actor,
        InsurancePolicy(
            insurer=policy.insurer,
            retention=Decimal(policy.retention),
            limit=Decimal(policy.limit),
            premium=Decimal(policy.premium),
            share=Decimal(policy.share),
            starts_on=policy.starts_on,
            ends_on=policy.ends_on,
            accountable=people.get(policy.owner),
        ),
        covers=list(Scenario.objects.filter(key__in=policy.covers)),
    )


def _tools(actor: Actor, told: Budget, people: People, controls: dict[str, Control]) -> dict[str, Tool]:
    assets = {one.key: one for one in Asset.objects.all()}
    return {
        one.key: plain.create(
            actor,
            Tool(
                key=one.key,
                name=one.name,
                vendor=one.vendor,
                asset=assets.get(one.asset or ""),
                accountable=people.get(one.owner),
                renews_on=one.renews_on,
                note=one.note,
            ),
            controls=[controls[key] for key in one.controls],
        )
        for one in told.tools
    }


def _investments(actor: Actor, told: Budget, people: People, controls: dict[str, Control]) -> dict[str, Investment]:
    made: dict[str, Investment] = {}
    for one in sorted(told.investments, key=lambda each: len(each.requires)):
        made[one.key] = budget.propose_investment(
            actor,
            Investment(
                key=one.key,
                title=one.title,
                description=one.description,
                one_off=Decimal(one.one_off),
                run_per_year=Decimal(one.run_per_year),
                people_days=Decimal(one.people_days),
                life_years=Decimal(one.life_years),
                must=bool(one.must_because),
                must_because=one.must_because,
                vendor_rank=one.vendor_rank,
                accountable=people.get(one.owner),
            ),
            proposed_by=people[PROPOSED_BY if one.owner != PROPOSED_BY else DEPUTY],
            controls=[controls[key] for key in one.controls],
            requires=[made[key] for key in one.requires],
        )
    _rule_out(actor, told, made)
    return made


def _rule_out(actor: Actor, told: Budget, made: dict[str, Investment]) -> None:
    for one in told.investments:
        if one.excludes:
            needed, out = [made[key] for key in one.requires], [made[key] for key in one.excludes]
            budget.set_prerequisites(actor, made[one.key], requires=needed, excludes=out)


def _lines(
    actor: Actor,
    told: Budget,
    people: People,
    controls: dict[str, Control],
    tools: dict[str, Tool],
    investments: dict[str, Investment],
) -> None:
    years = {
        one.label: plain.create(
            actor,
            FiscalYear(
                label=one.label,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                asked=Decimal(one.asked),
                offered=Decimal(one.offered),
                discount_rate=Decimal(str(one.discount_rate)),
            ),
        )
        for one in told.years
    }
    rows = [
        Line(
            fiscal_year=years[one.year],
            title=one.title,
            kind=one.kind,
            category=one.category,
            tool=tools.get(one.tool or ""),
            control=controls.get(one.control or ""),
            investment=investments.get(one.investment or ""),
            currency=one.currency,
            planned=Decimal(one.planned),
            committed=Decimal(one.committed),
            actual=Decimal(one.actual),
            people_days=Decimal(one.people_days),
            accountable=people.get(one.owner or ""),
        )
        for one in told.lines
    ]
    with operation(actor, "budget.take_on") as work:
        work.create_many(rows)
