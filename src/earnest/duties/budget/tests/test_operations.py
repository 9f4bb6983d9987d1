"""An investment from idea to bought, lines from a file, and what is offered: who may, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from earnest.duties.budget import operations
from earnest.duties.budget.models import ExchangeRate, Investment, Line
from earnest.duties.budget.tests.conftest import ACTOR, TODAY, Desk
from earnest.foundation import ledger, plain
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Invalid, NotAllowed

State = Investment.State
CSV = b"title,kind,planned,tool\nMail filter,run,1200,mail\nSalaries,people,60000,\n"


@pytest.fixture
def proposed(desk: Desk) -> Investment:
    return operations.propose_investment(ACTOR, desk.investment("keys"), proposed_by=desk.ann, reason="It pays.")


def test_an_investment_is_proposed_chosen_and_bought(desk: Desk, proposed: Investment) -> None:
    assert (proposed.state, proposed.proposed_by, proposed.proposed_on) == (State.CANDIDATE, desk.ann, TODAY)
    found = operations.choose_investment(ACTOR, proposed, approver=desk.bob, reason="The best for the money.")
    assert (found.state, found.approver, found.decision_note) == (State.CHOSEN, desk.bob, "The best for the money.")
    found = operations.mark_bought(ACTOR, found)
    assert (found.state, found.bought_on) == (State.DONE, TODAY)
    names = [entry.operation for entry in ledger.history(found.reference)]
    assert names[:3] == ["budget.mark_bought", "budget.choose_investment", "budget.propose_investment"]


def test_nobody_decides_on_what_they_proposed(desk: Desk, proposed: Investment) -> None:
    for decide in (operations.choose_investment, operations.refuse_investment):
        with pytest.raises(Invalid, match="proposed themselves") as caught:
            decide(ACTOR, proposed, approver=desk.ann, reason="Mine.")
        assert caught.value.field == "approver"


def test_what_nobody_proposed_is_not_decided(desk: Desk) -> None:
    with pytest.raises(Invalid, match="Nobody has proposed") as caught:
        operations.choose_investment(ACTOR, desk.investment("idea"), approver=desk.bob, reason="Good.")
    assert caught.value.field == "proposed_by"


def test_a_decision_has_a_reason(desk: Desk, proposed: Investment) -> None:
    with pytest.raises(Invalid, match="Say why") as caught:
        operations.refuse_investment(ACTOR, proposed, approver=desk.bob, reason=" ")
    assert caught.value.field == "reason"


def test_what_was_refused_may_be_proposed_again(desk: Desk, proposed: Investment) -> None:
    refused = operations.refuse_investment(ACTOR, proposed, approver=desk.bob, reason="Too dear.")
    again = operations.propose_investment(ACTOR, refused, proposed_by=desk.bob)
    assert (again.state, again.approver, again.decision_note) == (State.CANDIDATE, None, "")


def test_a_decided_investment_is_not_decided_or_proposed_again(desk: Desk, proposed: Investment) -> None:
    chosen = operations.choose_investment(ACTOR, proposed, approver=desk.bob, reason="Yes.")
    with pytest.raises(Invalid, match="chosen already"):
        operations.refuse_investment(ACTOR, chosen, approver=desk.bob, reason="No.")
    with pytest.raises(Invalid, match="chosen already"):
        operations.propose_investment(ACTOR, chosen, proposed_by=desk.ann)
    with pytest.raises(Invalid, match="only what was chosen"):
        operations.mark_bought(ACTOR, desk.investment("other"))


def test_what_was_decided_keeps_its_cost(desk: Desk, proposed: Investment) -> None:
    chosen = operations.choose_investment(ACTOR, proposed, approver=desk.bob, reason="Yes.")
    with pytest.raises(Invalid, match="decided at this cost") as caught:
        plain.change(ACTOR, chosen, {"one_off": Decimal(9)})
    assert caught.value.field == "one_off"
    assert plain.change(ACTOR, chosen, {"title": "Better keys"}).title == "Better keys"


def test_what_must_be_bought_says_why(desk: Desk) -> None:
    with pytest.raises(Invalid, match="Say why it must"):
        desk.investment("law", must=True)


def test_only_some_may_propose_and_fewer_decide(desk: Desk, proposed: Investment) -> None:
    reader = Actor(name="Ria", role=Role.READER, user=5, person=desk.bob.pk)
    analyst = replace(reader, role=Role.ANALYST)
    with pytest.raises(NotAllowed):
        operations.propose_investment(reader, desk.investment("x"), proposed_by=desk.bob)
    with pytest.raises(NotAllowed):
        operations.choose_investment(analyst, proposed, approver=desk.bob, reason="Yes.")
    with pytest.raises(NotAllowed):
        operations.import_lines(reader, desk.year, CSV, name="b.csv")
    with pytest.raises(NotAllowed):
        operations.set_offer(reader, desk.year, offered=Decimal(1))
    with pytest.raises(Invalid, match="own name"):
        operations.propose_investment(analyst, desk.investment("y"), proposed_by=desk.ann)
    with pytest.raises(Invalid, match="own name"):
        operations.choose_investment(replace(analyst, role=Role.CISO), proposed, approver=desk.ann, reason="Yes.")


def test_a_circle_of_prerequisites_is_refused_at_the_field(desk: Desk) -> None:
    one, two, three = desk.investment("one"), desk.investment("two"), desk.investment("three")
    operations.set_prerequisites(ACTOR, one, requires=[two])
    operations.set_prerequisites(ACTOR, two, requires=[three])
    before = ledger.head()
    with pytest.raises(Invalid, match="“One” needs “Two” needs “Three” needs “One”") as caught:
        operations.set_prerequisites(ACTOR, three, requires=[one])
    assert caught.value.field == "requires"
    with pytest.raises(Invalid, match="itself") as caught:
        operations.set_prerequisites(ACTOR, three, requires=[three])
    assert caught.value.field == "requires"
    assert ledger.head() == before


def test_what_is_needed_cannot_be_ruled_out(desk: Desk) -> None:
    one, two, three = desk.investment("one"), desk.investment("two"), desk.investment("three")
    operations.set_prerequisites(ACTOR, two, requires=[three])
    with pytest.raises(Invalid, match="rule it out") as caught:
        operations.set_prerequisites(ACTOR, one, requires=[two], excludes=[three])
    assert caught.value.field == "excludes"
    new = Investment(key="new", title="New", one_off=Decimal(1))
    with pytest.raises(Invalid, match="rule it out"):
        operations.propose_investment(ACTOR, new, proposed_by=desk.ann, requires=[two], excludes=[two])
    assert not Investment.objects.filter(key="new").exists()


def test_what_is_needed_first_is_chosen_first(desk: Desk) -> None:
    one, two = desk.investment("one"), desk.investment("two")
    new = operations.propose_investment(
        ACTOR,
        Investment(key="new", title="New", one_off=Decimal(1)),
        proposed_by=desk.ann,
        requires=[one],
        excludes=[two],
    )
    with pytest.raises(Invalid, match="Decide on that first") as caught:
        operations.choose_investment(ACTOR, new, approver=desk.bob, reason="Yes.")
    assert caught.value.field == "requires"
    Investment.objects.filter(key__in=["one", "two"]).update(state=State.CHOSEN)
    with pytest.raises(Invalid, match="rules the other out") as caught:
        operations.choose_investment(ACTOR, Investment.objects.get(pk=new.pk), approver=desk.bob, reason="Yes.")
    assert caught.value.field == "excludes"


def test_ruling_out_holds_both_ways_and_changes_one_record(desk: Desk, proposed: Investment) -> None:
    other = desk.investment("other")
    operations.set_prerequisites(ACTOR, other, requires=[], excludes=[proposed])
    assert [entry.operation for entry in ledger.history(proposed.reference)] == [
        "budget.propose_investment",
        "budget.investment.create",
    ]
    Investment.objects.filter(pk=other.pk).update(state=State.CHOSEN)
    with pytest.raises(Invalid, match="rules the other out"):
        operations.choose_investment(ACTOR, proposed, approver=desk.bob, reason="Yes.")


def test_a_dry_run_tells_and_writes_nothing(desk: Desk) -> None:
    before = ledger.head()
    desk.tool("mail")
    before = ledger.head()
    found = operations.import_lines(ACTOR, desk.year, CSV, name="b.csv")
    assert (len(found.lines), found.problem_count, int(found.planned)) == (2, 0, 61_200)
    assert (found.currency, found.kept) == ("EUR", False)
    assert not Line.objects.exists()
    assert ledger.head() == before


def test_lines_are_kept_in_one_entry(desk: Desk) -> None:
    tool = desk.tool("mail")
    found = operations.import_lines(ACTOR, desk.year, CSV, name="b.csv", dry_run=False)
    assert found.kept
    line = Line.objects.get(title="Mail filter")
    assert (line.tool, int(line.planned), line.category, line.fiscal_year) == (tool, 1200, "other", desk.year)
    assert ledger.history(line.reference)[0].operation == "budget.import_lines"
    with pytest.raises(Invalid, match=r"the year has a line “Mail filter” already; .*and 1 more"):
        operations.import_lines(ACTOR, desk.year, CSV, name="b.csv", dry_run=False)
    assert Line.objects.count() == 2


def test_one_bad_cell_keeps_every_line_out(desk: Desk) -> None:
    found = operations.import_lines(ACTOR, desk.year, CSV, name="b.csv")
    assert [str(one).split(":")[0] for one in found.problems] == ["row 2, tool"]
    with pytest.raises(Invalid, match="row 2, tool: there is no tool 'mail'") as caught:
        operations.import_lines(ACTOR, desk.year, CSV, name="b.csv", dry_run=False)
    assert caught.value.field == "file"
    assert not Line.objects.exists()


def test_a_currency_needs_a_rate_by_the_first_day_of_the_year(desk: Desk) -> None:
    text = b"title,kind,planned,currency\nA,run,100,USD\n"
    late = ExchangeRate(currency="USD", rate=Decimal("0.5"), as_of=date(2026, 2, 1), source="ECB")
    plain.create(ACTOR, late)
    assert operations.import_lines(ACTOR, desk.year, text, name="b.csv").problems[0].field == "currency"
    plain.create(ACTOR, ExchangeRate(currency="USD", rate=Decimal("0.9"), as_of=date(2025, 2, 1), source="ECB"))
    assert operations.import_lines(ACTOR, desk.year, text, name="b.csv").planned == 90


def test_what_is_offered_is_kept_to_the_cent(desk: Desk) -> None:
    found = operations.set_offer(
        ACTOR, desk.year, offered=Decimal("1100000.129"), asked=Decimal(1_460_000), reason="Board."
    )
    assert (found.offered, found.asked) == (Decimal("1100000.13"), Decimal(1_460_000))
    for bad in (Decimal(-1), Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(Invalid) as caught:
            operations.set_offer(ACTOR, desk.year, offered=bad)
        assert caught.value.field == "offered"
