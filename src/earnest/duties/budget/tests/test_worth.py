"""What everything we pay for is worth, what purchases give back, and what an insurance carries."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from earnest.core.risks.operations import introduce_scenario, state_no_introduced_loss
from earnest.duties.budget import queries
from earnest.duties.budget.models import ExchangeRate, InsurancePolicy, Investment
from earnest.duties.budget.tests.conftest import ACTOR, LONG_AGO, TODAY, Desk
from earnest.engines.quant import Verdict
from earnest.foundation import plain
from earnest.foundation.errors import Invalid


def row(ranking: queries.Ranking, key: str) -> queries.Ranked:
    return next(one for one in ranking.rows if one.key == key)


def test_one_list_ranks_tools_and_controls_by_net_worth(desk: Desk) -> None:
    desk.scenario("phish", 4, 50_000)
    mail = desk.control("filter")
    desk.control("gate", annual_cost=Decimal(100), people_days=Decimal(2))
    desk.leaves(mail, "phish", 0.1)
    state_no_introduced_loss(ACTOR, mail, because="It only reads.", said_by=desk.ann)
    line = desk.line("Filter", 20_000, tool=desk.tool("mail", mail), people_days=Decimal(4))
    desk.tool("idle")
    desk.found(filter="effective", gate="effective")
    found = queries.ranking(desk.model(), desk.year)
    assert [(one.kind, one.key) for one in found.rows] == [("tool", "mail"), ("tool", "idle"), ("control", "gate")]
    best = row(found, "mail")
    assert best.money == 20_000
    assert best.cost.mean == 20_000 + 4 * 500
    assert best.net.mean == pytest.approx(best.removed.mean - best.introduced.mean - best.cost.mean)
    assert best.net.low < best.net.mean < best.net.high
    assert best.verdict is Verdict.EARNS
    assert best.why[0][0] == "Phish"
    assert f"budget.line:{line.pk}" in best.rests_on
    assert row(found, "gate").cost.mean == 100 + 2 * 500
    assert not row(found, "gate").is_modelled
    assert "no control rests" in row(found, "idle").sentence
    assert [one.is_modelled for one in found.rows] == [True, False, False]


def test_a_tool_that_brings_more_loss_than_it_takes_costs_more_than_it_gives(desk: Desk) -> None:
    desk.scenario("phish", 1, 10_000)
    gate = desk.control("gate")
    desk.leaves(gate, "phish", 0.9)
    desk.line("Gate", 5_000, tool=desk.tool("vpn", gate))
    desk.found(gate="effective")
    assert row(queries.ranking(desk.model(), desk.year), "vpn").introduced.mean == 0
    title = "The gate is the way in"
    introduce_scenario(ACTOR, gate, key="way-in", title=title, statement="A flaw lets them in.", on=LONG_AGO)
    desk.believe("way-in", rate=0.2, loss=300_000)
    found = row(queries.ranking(desk.model(), desk.year), "vpn")
    assert found.introduced.mean == pytest.approx(60_000, rel=0.01)
    assert found.verdict is Verdict.COSTS_MORE
    assert "costs more than it gives" in found.sentence.lower()


def test_what_two_tools_carry_goes_on_without_one_of_them(desk: Desk) -> None:
    desk.scenario("phish", 4, 50_000)
    mail = desk.control("filter")
    desk.leaves(mail, "phish", 0.1)
    desk.line("One", 1_000, tool=desk.tool("one", mail))
    desk.line("Two", 1_000, tool=desk.tool("two", mail))
    desk.found(filter="effective")
    for found in queries.ranking(desk.model(), desk.year).rows:
        assert found.removed.mean == 0
        assert "Other tools carry" in found.sentence
        assert found.shared


def test_money_that_is_joined_to_nothing_is_told(desk: Desk) -> None:
    loose, once = desk.line("Rent", 700), desk.line("Move", 900, kind="one_off")
    desk.line("Later", 10, investment=desk.investment("later"))
    found = queries.ranking(desk.model(), desk.year)
    assert (found.unjoined, found.unjoined_money, found.one_off) == ((loose.pk,), 700, (once.pk,))


def test_the_return_of_an_investment_is_that_of_its_amounts(desk: Desk) -> None:
    desk.scenario("phish", 4, 50_000)
    buy = desk.investment("keys", desk.planned("passkeys", phish=0.1), cost=30_000, run=5_000, people_days=Decimal(6))
    model = desk.model()
    (found,) = queries.returns(model, desk.year).rows
    assert found.cost.mean == 30_000 / 3 + 5_000 + 6 * 500
    rosi, delay = queries.rosi(model, desk.year, buy), queries.cost_of_delay(model, desk.year, buy)
    assert rosi is not None
    assert delay is not None
    assert rosi.share.middle == pytest.approx(found.net.mean / found.cost.mean)
    assert rosi.share.low < rosi.share.middle < rosi.share.high
    assert delay.month.middle == pytest.approx(found.net.mean / 12)
    assert delay.month.low == pytest.approx(found.net.low / 12)


def test_a_discount_rate_makes_a_purchase_dearer(desk: Desk) -> None:
    desk.investment("keys", cost=1_000)
    before = queries.items(desk.model(), desk.year)[0].yearly
    desk.year.discount_rate = Decimal("0.10")
    assert queries.items(desk.model(), desk.year)[0].yearly == pytest.approx(402.114804)
    assert before == pytest.approx(1000 / 3)


def test_what_no_scenario_speaks_of_has_no_return(desk: Desk) -> None:
    desk.scenario("phish", 4, 50_000)
    buy = desk.investment("box", desk.control("box", state="planned"))
    model = desk.model()
    assert queries.rosi(model, desk.year, buy) is None
    assert "no scenario says" in queries.returns(model, desk.year).rows[0].sentence
    Investment.objects.filter(pk=buy.pk).update(state=Investment.State.DONE)
    with pytest.raises(Invalid, match="still be bought"):
        queries.rosi(desk.model(), desk.year, Investment.objects.get(pk=buy.pk))


def test_a_layer_over_one_rare_loss_pays_what_can_be_done_by_hand(desk: Desk) -> None:
    """A loss of 400,000 a tenth of a time a year: any of it in 1 − e^−0.1 of years, each of which uses up the layer."""
    desk.scenario("ransom", 0.1, 400_000)
    found = queries.insurance_what_if(desk.model(), retention=100_000, limit=200_000, premium=15_000)
    once = 1 - math.exp(-0.1)
    effect = found.effect
    assert effect.ceded.middle == pytest.approx(200_000 * once, rel=1e-3)
    assert effect.ceded.low <= effect.ceded.middle <= effect.ceded.high
    assert effect.attached == pytest.approx(once, rel=1e-6)
    assert effect.exhausted == pytest.approx(once, rel=1e-6)
    assert effect.before.mean == pytest.approx(40_000)
    assert effect.before.var95 == pytest.approx(400_000, rel=1e-3)
    assert effect.after.var95 == pytest.approx(200_000, rel=2e-3)
    assert effect.price is not None
    assert effect.price.middle == pytest.approx(15_000 / (200_000 * once), rel=1e-3)
    assert found.rests_on


def test_an_insurance_pays_only_for_what_it_covers(desk: Desk) -> None:
    desk.scenario("ransom", 0.5, 400_000)
    desk.scenario("flood", 0.5, 300_000)
    model = desk.model()
    terms: dict[str, Any] = {"retention": 0.0, "limit": 1e7, "premium": 0.0}
    part = queries.insurance_what_if(model, covers=["ransom"], **terms).effect
    whole = queries.insurance_what_if(model, **terms).effect
    assert part.ceded.middle == pytest.approx(200_000, rel=1e-3)
    assert whole.ceded.middle == pytest.approx(350_000, rel=1e-3)
    assert part.before == whole.before
    assert part.after.mean == pytest.approx(150_000, rel=1e-3)
    assert whole.after.tvar99 == pytest.approx(0, abs=1)
    simulated = model.portfolio.simulate([model.in_force], 200_000).loss[0]
    assert whole.before.tvar99 == pytest.approx(np.sort(simulated)[-2_000:].mean(), rel=0.02)
    assert part.after.var99 == pytest.approx(900_000, rel=1e-2)  # floods alone: P(3 or more) = 1.4 %
    with pytest.raises(Invalid, match="no scenario 'quake'") as caught:
        queries.insurance_what_if(model, covers=["quake"], **terms)
    assert caught.value.field == "covers"


def test_a_layer_beyond_every_loss_is_never_reached(desk: Desk) -> None:
    desk.scenario("ransom", 0.5, 400_000)
    effect = queries.insurance_what_if(desk.model(), retention=1e14, limit=1e14, premium=1.0).effect
    assert (effect.ceded.high, effect.attached, effect.price) == (0, 0, None)


def test_a_policy_on_record_pays_at_most_the_limit_of_its_year(desk: Desk) -> None:
    desk.scenario("ransom", 0.1, 400_000)
    policy = plain.create(
        ACTOR,
        InsurancePolicy(
            insurer="Mutual",
            retention=Decimal(100_000),
            limit=Decimal(500_000),
            aggregate_limit=Decimal(200_000),
            premium=Decimal(9_000),
            starts_on=LONG_AGO,
            ends_on=date(2027, 1, 1),
        ),
    )
    assert queries.policy_terms(policy, desk.model()).effect.layer.limit == 200_000


def test_an_empty_model_insures_nothing(desk: Desk) -> None:
    with pytest.raises(Invalid, match="no scenario in the model"):
        queries.insurance_what_if(desk.model(), retention=0, limit=1, premium=0)


def test_a_year_is_told_in_one_currency_at_the_rate_of_its_first_day(desk: Desk) -> None:
    desk.line("Licences", 1_000, currency="USD")
    with pytest.raises(Invalid, match="USD by 01 January 2026"):
        queries.year_view(desk.year, TODAY)
    for rate, day in (("0.90", date(2025, 12, 1)), ("0.50", date(2026, 3, 1))):
        plain.create(ACTOR, ExchangeRate(currency="USD", rate=Decimal(rate), as_of=day, source="ECB"))
    view = queries.year_view(desk.year, TODAY)
    assert view.planned == 900
    assert view.gap == -99_100
    assert any(one.startswith("budget.exchangerate:") for one in view.rests_on)
    assert queries.variance(desk.year, TODAY).total.planned == 900


def test_the_year_of_a_day_is_found(desk: Desk) -> None:
    assert queries.fiscal_year(day=TODAY) == desk.year
    assert queries.fiscal_year(day=date(2031, 1, 1)) == desk.year
    assert queries.fiscal_year("2026") == desk.year
    with pytest.raises(Invalid, match="There are: 2026"):
        queries.fiscal_year("1999")


def test_our_spending_stands_beside_published_figures(desk: Desk) -> None:
    desk.line("All", 100_000)
    found = {one.id: one for one in queries.benchmarks(desk.year)}
    assert found["revenue-share-deloitte-2019"].ours == pytest.approx(0.01)
    assert found["head-deloitte-2019"].ours is None
