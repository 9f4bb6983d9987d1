"""What to buy and what to drop, on a small record whose answers can be done by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations, pairwise

import pytest

from earnest.duties.budget import queries
from earnest.duties.budget.models import BudgetConclusion, Investment
from earnest.duties.budget.tests.conftest import Desk
from earnest.foundation.errors import Invalid

State = Investment.State


def chosen(choice: queries.Choice) -> set[str]:
    return {one.key for one in choice.chosen}


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Three losses, and a purchase against each; 60,000 of the budget runs already."""
    desk.scenario("phish", 4, 50_000)
    desk.scenario("ransom", 0.5, 400_000)
    desk.scenario("leak", 1, 60_000)
    desk.investment("keys", desk.planned("passkeys", phish=0.1), cost=30_000, vendor_rank=3)
    desk.investment("copies", desk.planned("offline-backup", ransom=0.4), cost=25_000, vendor_rank=2)
    desk.investment("dlp", desk.planned("dlp", leak=0.8), cost=40_000, vendor_rank=1)
    desk.line("Staff", 60_000, kind="people", category="staff")
    return desk


def test_the_best_set_is_the_one_that_trying_all_of_them_finds(shop: Desk) -> None:
    model = shop.model()
    found = queries.best(model, shop.year, 120_000)
    items = queries.items(model, shop.year)
    sets = chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))
    values = {
        frozenset(one.key for one in bought): model.portfolio.moments(
            model.in_force | {key for one in bought for key in one.controls}
        ).mean
        + sum(one.yearly for one in bought)
        for bought in sets
        if sum(one.money for one in bought) <= 60_000
    }
    assert chosen(found) == min(values, key=lambda key: values[key]) == {"keys", "copies"}
    assert found.value == pytest.approx(min(values.values()))
    assert found.proven
    assert found.gap <= 1e-6
    assert (found.running, found.left, found.spent) == (60_000, 60_000, 55_000)
    assert found.loss_before == pytest.approx(4 * 50_000 + 0.5 * 400_000 + 60_000)


def test_the_vendors_list_is_not_the_order_of_worth(shop: Desk) -> None:
    rows = queries.returns(shop.model(), shop.year).rows
    assert [row.key for row in rows][-1] == "dlp"
    assert next(row for row in rows if row.vendor_rank == 1).rank == 3


def test_without_a_budget_the_offered_one_counts(shop: Desk) -> None:
    assert queries.best(shop.model(), shop.year).budget == 100_000
    shop.year.offered = None
    with pytest.raises(Invalid, match="Nothing is offered") as caught:
        queries.best(shop.model(), shop.year)
    assert caught.value.field == "budget"


def test_a_budget_below_what_runs_points_to_the_cut(shop: Desk) -> None:
    with pytest.raises(Invalid, match="drop first") as caught:
        queries.best(shop.model(), shop.year, 50_000)
    assert caught.value.field == "budget"


def test_what_must_be_bought_is_and_what_was_refused_is_not(shop: Desk) -> None:
    Investment.objects.filter(key="dlp").update(must=True, must_because="The contract.")
    Investment.objects.filter(key="keys").update(state=State.REFUSED)
    found = queries.best(shop.model(), shop.year, 125_000)
    assert chosen(found) == {"dlp", "copies"}
    assert "keys" not in {one.key for one in found.passed_over}
    with pytest.raises(Invalid, match="must-haves"):
        queries.best(shop.model(), shop.year, 99_000)


def test_what_is_needed_first_and_what_is_ruled_out_are_heeded(shop: Desk) -> None:
    keys, copies, dlp = (Investment.objects.get(key=key) for key in ("keys", "copies", "dlp"))
    keys.requires.set([dlp])
    assert chosen(queries.best(shop.model(), shop.year, 130_000)) == {"keys", "dlp"}
    keys.requires.set([])
    keys.excludes.set([copies])
    assert chosen(queries.best(shop.model(), shop.year, 200_000)) in ({"keys"}, {"keys", "dlp"})


def test_what_is_bought_already_is_there_and_costs_no_more(shop: Desk) -> None:
    Investment.objects.get(key="keys").requires.set([Investment.objects.get(key="dlp")])
    Investment.objects.filter(key="dlp").update(state=State.DONE)
    found = queries.best(shop.model(), shop.year, 120_000)
    assert chosen(found) == {"keys", "copies"}


def test_a_line_of_an_investment_is_not_counted_with_its_cost_again(shop: Desk) -> None:
    shop.line("Passkeys", 30_000, kind="one_off", investment=Investment.objects.get(key="keys"))
    found = queries.best(shop.model(), shop.year, 120_000)
    assert found.running == 60_000
    assert chosen(found) == {"keys", "copies"}


def test_a_larger_budget_is_never_worse(shop: Desk) -> None:
    points = queries.frontier(shop.model(), shop.year)
    assert [one.budget for one in points] == sorted(one.budget for one in points)
    assert all(later.value <= sooner.value + 1e-6 for sooner, later in pairwise(points))
    assert points[0].budget == 60_000
    assert not points[0].chosen
    assert 100_000 in {one.budget for one in points}
    assert all(one.proven for one in points)


def test_the_frontier_changes_when_a_control_fails(shop: Desk) -> None:
    """Mail filtering already stops nearly all of the phishing, so that passkeys add little; until it fails."""
    mail = shop.control("filter")
    shop.leaves(mail, "phish", 0.02)
    shop.found(filter="effective")
    before = queries.frontier(shop.model(), shop.year)
    shop.found(filter="failing")
    after = queries.frontier(shop.model(), shop.year)
    assert after[0].loss_before > before[0].loss_before
    worth = [next(one for one in points if one.budget >= 90_000) for points in (before, after)]
    assert chosen(worth[0]) != chosen(worth[1])
    assert "keys" in chosen(worth[1])


def test_the_worst_year_can_be_made_small_instead(shop: Desk) -> None:
    found = queries.best(shop.model(), shop.year, 90_000, "tvar99")
    assert found.objective == "tvar99"
    assert found.bound <= found.value
    with pytest.raises(Invalid, match="no objective"):
        queries.best(shop.model(), shop.year, 90_000, "luck")  # type: ignore[arg-type]


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf"), 1e30])
def test_an_absurd_budget_is_refused_at_its_field(shop: Desk, budget: float) -> None:
    with pytest.raises(Invalid) as caught:
        queries.best(shop.model(), shop.year, budget)
    assert caught.value.field == "budget"


def test_what_was_concluded_is_kept_until_what_it_rests_on_changes(shop: Desk) -> None:
    first = queries.best(shop.model(), shop.year, 120_000)
    kept = BudgetConclusion.objects.filter(kind="best").count()
    assert queries.best(shop.model(), shop.year, Decimal(120_000)) == first
    assert BudgetConclusion.objects.filter(kind="best").count() == kept == 1
    Investment.objects.filter(key="keys").update(one_off=31_000)
    assert queries.best(shop.model(), shop.year, 120_000).spent == 56_000
    assert BudgetConclusion.objects.filter(kind="best").count() == 2


@pytest.fixture
def owned(desk: Desk) -> Desk:
    """A tool that is worth much, one that is worth nothing, and a control that costs days."""
    desk.scenario("phish", 4, 50_000)
    desk.scenario("ransom", 0.5, 400_000)
    mail, gate, copies = desk.control("filter"), desk.control("gate"), desk.control("copies", people_days=Decimal(20))
    desk.leaves(mail, "phish", 0.1)
    desk.leaves(copies, "ransom", 0.3)
    desk.leaves(gate, "phish", 0.99)
    desk.line("Filter", 20_000, tool=desk.tool("mail", mail))
    desk.line("Gate", 30_000, tool=desk.tool("vpn", gate))
    desk.line("Tapes", 10_000, control=copies)
    desk.line("Rent", 40_000)
    desk.found(filter="effective", gate="effective", copies="effective")
    return desk


def test_what_gives_least_for_its_money_is_dropped_first(owned: Desk) -> None:
    found = queries.drop_first(owned.model(), owned.year, 0.2)
    assert [one.key for one in found.dropped] == ["vpn"]
    assert (found.aim, found.saved, found.out_of_reach) == (20_000, 30_000, 40_000)
    assert found.loss_after > found.loss_before
    assert found.proven
    assert set(found.kept) == {"tool:mail", "control:copies"}


def test_a_deeper_cut_goes_on_in_the_same_order(owned: Desk) -> None:
    found = queries.drop_first(owned.model(), owned.year, 0.35)
    assert [one.key for one in found.dropped] == ["vpn", "copies"]
    assert found.dropped[0].loss_after < found.dropped[1].loss_after


def test_a_cut_that_no_tool_can_carry_says_so(owned: Desk) -> None:
    with pytest.raises(Invalid, match="take 60,000") as caught:
        queries.drop_first(owned.model(), owned.year, 0.9)
    assert caught.value.field == "cut"


def test_where_nothing_is_paid_for_there_is_nothing_to_drop(desk: Desk) -> None:
    with pytest.raises(Invalid, match="No tool and no control") as caught:
        queries.drop_first(desk.model(), desk.year, 0.2)
    assert caught.value.field == "cut"


@pytest.mark.parametrize("cut", [0, 1, -0.1, float("nan")])
def test_a_cut_is_a_share(owned: Desk, cut: float) -> None:
    with pytest.raises(Invalid, match="no share"):
        queries.drop_first(owned.model(), owned.year, cut)
