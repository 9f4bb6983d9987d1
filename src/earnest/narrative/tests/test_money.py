"""Money in the narratives: what is said of losses, with its chain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.core.risks.queries import exposure, modelled
from earnest.engines.documents import pdf
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.parts import Figure
from earnest.engines.documents.proof import DecisionStep, LedgerStep, MethodStep, MissingStep, RowsStep
from earnest.engines.reading_grade import grade
from earnest.foundation.errors import Invalid
from earnest.narrative import board, compose, insurer, money_basis
from earnest.narrative.basis import load
from earnest.narrative.claims import Claims
from earnest.narrative.money import Losses
from earnest.narrative.money_basis import Money
from earnest.narrative.spending import Spending
from earnest.narrative.tests.conftest import TODAY, Company
from earnest.narrative.tests.money_record import budget, price
from earnest.narrative.tests.paper import pages, shown, squeezed
from earnest.narrative.tests.test_board import prose
from earnest.narrative.told_money import rounded


def told(company: Company) -> tuple[Claims, Losses, Spending]:
    claims = Claims(load(company.actor, company.assess()))
    money = Money(claims.basis)
    return claims, Losses(claims, money), Spending(claims, money)


def test_without_scenarios_the_board_page_says_that_losses_are_not_known(company: Company) -> None:
    made = board.compose(company.actor, company.assess())
    assert "nobody has put a price on them yet" in prose(made)
    assert "In money" not in prose(made)
    assert unsupported(made) == []


def test_the_board_page_tells_money_on_its_one_page(company: Company) -> None:
    price(company)
    budget(company)
    company.assess(company.today - timedelta(days=31))
    made = board.compose(company.actor, company.assess())
    assert unsupported(made) == []
    found = pages(pdf.render(made))
    assert "What we do not know" in found[0]
    assert "What we could lose" in found[1]
    assert any("Proofs" in page for page in found[1:])
    read = prose(made).replace("\N{NO-BREAK SPACE}", " ")
    assert "In money, we expect to lose €" in read
    assert "The worst year in 20 costs €" in read
    assert "of 2 limits that the board set, we break 2." in read
    assert "Decide again on a loss that we chose to live with until 21 October 2026" in read
    assert "1 thing that could happen has no price" in read
    measured = grade(read)
    assert measured.value is not None
    assert measured.value <= 9
    assert not measured.long_sentences


def test_the_expected_loss_is_that_of_the_conclusion_and_leads_to_estimates_and_credits(company: Company) -> None:
    price(company)
    claims, losses, _ = told(company)
    found = exposure(modelled(TODAY))
    shown_mean = losses.exposure()
    assert shown_mean is not None
    assert shown_mean.mean.value == rounded(found.mean)
    steps = claims.made["money:exposure"].proof.steps
    assert [type(step) for step in steps] == [MethodStep, RowsStep, LedgerStep, RowsStep, MissingStep]
    method, estimates, entry, credits_, missing = steps
    assert isinstance(method, MethodStep)
    assert ("expected loss a year", f"{found.mean:,.2f}") in method.inputs
    assert ("model", modelled(TODAY).digest) in method.inputs
    assert isinstance(estimates, RowsStep)
    assert estimates.total == 6
    assert any(
        "A talk with 3 who know." in cell and str(entry.entry)
        for cell in estimates.rows[0]
        if isinstance(entry, LedgerStep)
    )
    assert isinstance(credits_, RowsStep)
    assert any("failing" in row[1] for row in credits_.rows)
    assert isinstance(missing, MissingStep)
    assert missing.what == "Nobody priced this"


def test_the_appetite_leads_to_its_minutes_and_the_entry_that_recorded_them(company: Company) -> None:
    price(company)
    claims, losses, _ = told(company)
    assert losses.appetite() is not None
    decided, entry = claims.made["money:appetite"].proof.steps[:2]
    assert isinstance(decided, DecisionStep)
    assert decided.reason == "Minutes: Minutes of spring, item 4"
    assert isinstance(entry, LedgerStep)


def test_what_controls_that_do_not_work_cost_is_the_difference_to_full_credit(company: Company) -> None:
    price(company)
    _, losses, _ = told(company)
    raised, found = losses.raised(), exposure(modelled(TODAY))
    assert raised is not None
    assert raised.total.value == rounded(found.mean - found.mean_if_all_worked)
    assert raised.keys[0] == "mfa-privileged"


def test_ranges_hold_their_middle_after_rounding(company: Company) -> None:
    price(company)
    budget(company)
    _, losses, spending = told(company)
    exposed = losses.exposure()
    rows = spending.money.ranking.rows if spending.money.ranking else ()
    figures: list[Figure] = [spending.paid(row).net for row in rows] + ([exposed.mean] if exposed else [])
    for one in figures:
        if one.low is not None and one.high is not None and one.value is not None:
            assert one.low <= one.value <= one.high


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(0.4, 0), (7.6, 8), (94.2, 94), (1_234_567, 1_200_000), (-48_500, -48_000), (999_999, 1_000_000)],
)
def test_an_estimate_is_told_with_two_digits(amount: float, expected: int) -> None:
    assert rounded(amount) == expected


def test_what_is_credited_with_little_is_to_be_mended_before_it_is_stopped(company: Company) -> None:
    price(company)
    budget(company)
    _, _, spending = told(company)
    dear = spending.dear()
    assert [row.key for row in dear] == ["gate"]
    assert spending.is_shown_to_work(dear[0])
    rows = {row.key: row for row in spending.money.ranking.rows} if spending.money.ranking else {}
    assert not spending.is_shown_to_work(rows["scan"])


def test_the_insurer_is_told_limit_and_losses_and_not_what_the_premium_buys(company: Company) -> None:
    price(company)
    budget(company)
    made = insurer.compose(company.actor, company.assess())
    assert unsupported(made) == []
    paper = shown(made)
    assert squeezed("with a retention of €50,000 and a limit of €1,000,000") in paper
    assert squeezed("These are estimates, not evidence") in paper
    assert "30,000" not in paper
    assert squeezed("expected to pay") not in paper
    assert squeezed("what the board accepts") not in paper


def test_a_model_that_cannot_be_made_is_told_as_not_known(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_day: object) -> None:
        raise Invalid("The model cannot be made. Control 3 brings scenario 4 twice.")

    price(company)
    monkeypatch.setattr(money_basis, "modelled", broken)
    company.assess()
    made = compose("board", TODAY)
    assert "What losses may cost cannot be worked out: The model cannot be made." in prose(made)
    assert unsupported(made) == []
