"""Pages of the budget: the year, what everything is worth, the best investments, insurance, and their proofs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from earnest.core.organization.models import PeopleRate
from earnest.duties.budget.models import FiscalYear, Investment, Line
from earnest.foundation import clock, plain
from earnest.foundation.models import Job, User
from earnest.interfaces.web.tests.budget_world import ACTOR, Budget, build

IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PAGES = ("budget", "budget-worth", "budget-investments", "budget-insurance")
FIGURES = ("asked", "offered", "planned", "committed", "actual", "forecast", "variance")


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, workspace: Path, settings: Settings) -> None:
    assert workspace.is_dir()
    settings.TASKS = IMMEDIATE
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


@pytest.fixture
def budget(ciso: User) -> Budget:
    return build(ciso)


def page(client: Client, name: str, *args: object, asked: Mapping[str, str] | None = None, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args), asked or {})
    assert answer.status_code == status
    text: str = answer.content.decode()
    assert "<script>alert" not in text
    return text


@pytest.mark.parametrize("name", PAGES)
def test_a_budget_without_a_year_says_what_it_is_for(at_desk: Client, name: str) -> None:
    assert "could go wrong" in page(at_desk, name) or "Add the first year" in page(at_desk, name)


def test_a_year_says_what_was_asked_and_offered_and_which_line_is_overspent(at_desk: Client, budget: Budget) -> None:
    text = page(at_desk, "budget")
    assert "€90,000 was asked for and €60,000 is offered, €30,000 less." in text
    assert "The lines plan €20,000, which leaves €40,000 of the offer." in text
    assert "1 line is spent or promised beyond its plan: Mail gate, licence (€1,000)." in text
    assert "1 line has no accountable person." in text
    assert f"/budget-lines/?fiscal_year={budget.year.pk}" in text


def test_a_currency_without_a_rate_is_told_and_nothing_is_added_up(at_desk: Client, budget: Budget) -> None:
    plain.create(ACTOR, Line(fiscal_year=budget.year, title="Abroad", planned=Decimal(1), currency="USD"))
    for name in PAGES[:3]:
        assert "There is no exchange rate for USD" in page(at_desk, name)
    page(at_desk, "proof-budget", "planned", status=404)


@pytest.mark.usefixtures("budget")
def test_what_we_pay_for_is_ranked_with_its_terms_and_its_renewal(at_desk: Client) -> None:
    text = page(at_desk, "budget-worth")
    assert "Mail gate" in text
    assert "Earns its place" in text or "Cannot tell yet" in text
    assert "removes" in text
    assert "1 Jul 2026" in text
    assert "€12k in one budget line pays for no tool and no control on record" in text


def test_the_best_set_is_first_answered_with_its_gap_and_then_proven(
    at_desk: Client, budget: Budget, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    first = page(at_desk, "budget-investments")
    assert "This is a first answer, made at once." in first
    assert "Compute it exactly" in first
    asked = {"year": "FY26", "budget": "60000.00", "objective": "expected", "cut": "10", "page": "/budget/investments/"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = at_desk.post(reverse("budget-compute"), asked)
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert (job.state, job.result) == (Job.State.DONE, {"page": "/budget/investments/"})
    then = page(at_desk, "budget-investments")
    assert "Proven: no other set that fits this budget does better." in then
    assert "Compute it exactly" not in then
    assert then.index(budget.worth_it.title) < then.index("What is left out, and why") < then.index("It would cost")
    assert "From €29,000 a year on, more money buys nothing" in then


@pytest.mark.usefixtures("budget")
def test_what_must_or_must_not_be_bought_is_taken_as_asked(at_desk: Client) -> None:
    text = page(at_desk, "budget-investments", asked={"budget": "600k", "must": "gold-plate", "never": "keys"})
    assert "must be bought" in text.partition("What is left out")[0]
    assert "One more was" not in text
    both = page(at_desk, "budget-investments", asked={"must": "keys", "never": "keys"}, status=422)
    assert "cannot both be bought and left out" in both


@pytest.mark.usefixtures("budget")
@pytest.mark.parametrize(("asked", "says"), [("10k", "more than the budget of 10,000"), ("lots", "is not a number")])
def test_a_budget_that_does_not_do_says_why(at_desk: Client, asked: str, says: str) -> None:
    assert says in page(at_desk, "budget-investments", asked={"budget": asked}, status=422)


@pytest.mark.usefixtures("budget")
def test_the_same_work_is_not_started_twice_while_it_runs(at_desk: Client, settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    asked = {"year": "FY26", "budget": "60000.00", "objective": "expected", "cut": "10"}
    for _time in range(2):
        at_desk.post(reverse("budget-compute"), asked)
    assert Job.objects.count() == 1
    assert "You can leave this page and come back." in page(at_desk, "budget-investments")


@pytest.mark.usefixtures("budget")
def test_a_policy_is_tried_and_a_wrong_share_is_told_at_its_field(at_desk: Client) -> None:
    terms = {"retention": "20k", "limit": "1m", "premium": "30k", "share": "100", "covers": "all"}
    text = page(at_desk, "budget-insurance", asked=terms)
    assert "For a premium of €30k the insurer is expected to pay" in text
    assert "What stays with us" in text or "Stays with us" in text
    wrong = page(at_desk, "budget-insurance", asked=terms | {"share": "130"}, status=422)
    assert "up to 100 percent" in wrong


@pytest.mark.usefixtures("budget")
@pytest.mark.parametrize("key", [*FIGURES, "worth", "choice", "frontier", "cut", "insurance", "benchmarks"])
def test_every_number_opens_its_proof(at_desk: Client, key: str) -> None:
    text = page(at_desk, "proof-budget", key)
    assert "Proof" in text
    page(at_desk, "proof-budget", "nothing", status=404)


def test_a_proof_of_worth_leads_to_scenario_line_and_ledger(at_desk: Client, budget: Budget) -> None:
    text = page(at_desk, "proof-paid-tool", budget.tool.pk)
    for said in ("Computed by", "Scenario", "Control", "Budget line", "Mail gate, licence", "Ledger entry"):
        assert said in text


def test_an_investment_tells_its_cost_its_return_and_what_waits(at_desk: Client, budget: Budget) -> None:
    plain.create(ACTOR, PeopleRate(day_rate=Decimal(500), valid_from=budget.year.starts_on, source="Salaries."))
    text = page(at_desk, "investments-detail", budget.worth_it.pk)
    for said in (
        "Return on what it costs",
        "Each month of waiting",
        "No loss of its own, because",
        "leaves 50%",
        "Choose it",
    ):
        assert said in text
    own = page(at_desk, "investments-detail", budget.dear.pk)
    assert "You proposed this, so another person decides." in own
    assert "Choose it" not in own


def test_an_investment_is_chosen_with_a_reason_and_bought(at_desk: Client, budget: Budget) -> None:
    at = [budget.worth_it.pk]
    refused = at_desk.post(reverse("investment-choose", args=at), {"reason": ""})
    assert refused.status_code == 422
    assert at_desk.post(reverse("investment-choose", args=at), {"reason": "It pays."}).status_code == 302
    assert Investment.objects.get(pk=at[0]).approver == budget.ann
    assert at_desk.post(reverse("investment-bought", args=at)).status_code == 302
    assert Investment.objects.get(pk=at[0]).state == "done"


def test_nobody_decides_on_what_they_proposed(at_desk: Client, budget: Budget) -> None:
    answer = at_desk.post(reverse("investment-choose", args=[budget.dear.pk]), {"reason": "I like it."})
    assert answer.status_code == 422
    assert "Nobody decides on what they proposed themselves." in answer.content.decode()
    assert Investment.objects.get(pk=budget.dear.pk).state == "candidate"


def test_lines_are_looked_at_before_they_are_kept(at_desk: Client, budget: Budget) -> None:
    good = b"title,kind,planned\nKeys,run,1200\n"
    for content, button, status, kept in (
        (good, "look", 200, 2),
        (b"title,kind,planned\nKeys,sometimes,1200\n", "keep", 422, 2),
        (good, "keep", 302, 3),
    ):
        file = SimpleUploadedFile("lines.csv", content)
        answer = at_desk.post(reverse("budget-import"), {"fiscal_year": budget.year.pk, "file": file, button: "1"})
        assert answer.status_code == status
        assert Line.objects.count() == kept


@pytest.mark.usefixtures("budget")
def test_a_year_that_nobody_has_is_refused_by_name(at_desk: Client) -> None:
    assert "FY26" in page(at_desk, "budget", asked={"year": "FY99"}, status=422)
    assert FiscalYear.objects.count() == 1
