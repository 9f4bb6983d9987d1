"""The steps of proofs on what we pay for and could buy: costs, effects, choices and decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from earnest.core.risks.queries import Range
from earnest.duties.budget.models import Investment
from earnest.duties.budget.queries import Choice, Cut, Ranked, Ranking, Return
from earnest.engines.documents.proof import DecisionStep, MethodStep, MissingStep, RowsStep, Step
from earnest.engines.quant import Verdict
from earnest.foundation.record import visible_to
from earnest.narrative import money_chains as steps
from earnest.narrative.money_basis import Money

_NET = (
    "Expected loss a year without it, less that with it and all else in force, less what it brings in and costs, for "
    "each of many draws of the uncertain estimates. It earns its place where the chance of a net worth above nothing "
    "is at least 95%, and costs more than it gives where that is at most 5%"
)
_CHOICE = (
    "The set of purchases with the least sum of expected loss and cost a year that fits the money, found by {method}; "
    "needs, exclusions and must-haves kept. The bound is what no set that fits can be below"
)
_CUT = "The set to drop that saves the money and raises expected loss least, found by {method}, in the order to drop it"


def year(money: Money) -> Iterator[Step]:
    """How the planned sum of a year comes about, and the entry that recorded what is asked and offered."""
    view = money.view
    if view is None or money.year is None:
        return
    inputs = [("planned", f"{view.planned:,.2f}"), ("lines", str(len(view.lines)))]
    yield MethodStep("Sum of the year's lines in one currency, at the rates of its first day", tuple(inputs))
    largest = sorted(view.lines, key=lambda line: (-line.fact.budgeted, line.fact.title))
    rows = tuple(
        (line.fact.title, line.fact.kind.replace("_", "-"), f"{line.fact.budgeted:,.2f}", line.fact.accountable)
        for line in largest[: steps.SHOWN]
    )
    yield RowsStep(("Line", "Kind", "Planned", "Accountable"), rows, len(largest))
    yield steps.ledger(money, money.year.reference)


def worth(money: Money, found: Ranked | Return, controls: tuple[str, ...]) -> Iterator[Step]:
    """The net worth of a tool, a control or a purchase: sums, effects, credits, what it brings, and entries."""
    inputs = [(name, _range(part)) for name, part in (
        ("takes away", found.removed), ("brings in", found.introduced), ("costs", found.cost), ("net worth", found.net),
    )]  # fmt: skip
    inputs.append(("chance that its net worth is above nothing", f"{found.probability:.1%}"))
    if isinstance(found, Ranked):
        inputs.append(("cost from", found.cost_from.value))
    yield steps.method(money, _NET, inputs)
    if found.why:
        rows = tuple((title, f"{amount:,.0f}") for title, amount in found.why)
        yield RowsStep(("Scenario", "Expected loss taken away, a year"), rows, len(rows))
    yield from steps.effects(money, controls)
    yield from steps.credits_of(money, controls)
    model = money.model
    brought = [key for key, one in model.scenarios.items() if one.introduced_by in controls] if model else []
    yield from steps.estimates(money, brought)
    for key in controls:
        fact = model.controls.get(key) if model else None
        if fact is not None and fact.brings_nothing_because:
            yield MissingStep(f"What {fact.name} brings in: nothing", fact.brings_nothing_because)
    if found.verdict is Verdict.UNSTATED:
        yield MissingStep("What it brings in", "nobody has said, nor why it brings in nothing")
    yield from steps.recorded(money, found.rests_on)


def worths(money: Money, rows: Sequence[Ranked]) -> Iterator[Step]:
    """The net worth of many things, with what they rest on."""
    yield steps.method(money, _NET, [("things", str(len(rows)))])
    shown = tuple(
        (row.name, f"{_range(row.removed)}; brings in {row.introduced.mean:,.0f}; costs {row.cost.mean:,.0f}",
         f"{_range(row.net)}; {row.probability:.1%}")
        for row in rows
    )  # fmt: skip
    yield RowsStep(
        ("Paid for", "Takes away a year, range; brings in; costs", "Net worth, range; chance"), shown, len(rows)
    )
    controls = [key for row in rows for key in row.alone]
    yield from steps.effects(money, controls)
    yield from steps.credits_of(money, controls)
    unsaid = [row.name for row in rows if row.verdict is Verdict.UNSTATED]
    if unsaid:
        yield MissingStep("What they bring in: nobody has said, nor why nothing", ", ".join(unsaid))
    yield from steps.recorded(money, [one for row in rows for one in row.rests_on])


def judged(money: Money, found: Ranking) -> Iterator[Step]:
    """What we pay for and nobody has modelled, the dearest first."""
    yield steps.method(money, "Tools and controls without a tool, with the lines of the year that pay for them")
    rows = sorted((row for row in found.rows if not row.is_modelled), key=lambda row: (-row.money, row.key))
    shown = tuple((row.name, f"{row.money:,.0f}", row.sentence) for row in rows[: steps.SHOWN])
    yield RowsStep(("Paid for", "Money this year", "Why it is not judged"), shown, len(rows))
    if found.unjoined:
        yield MissingStep(f"{len(found.unjoined)} lines", "they pay for no tool, no control and no investment")
    yield from steps.recorded(money, [f"budget.line:{number}" for number in found.unjoined])


def choice(money: Money, found: Choice) -> Iterator[Step]:
    """How the best set was found and how near the best it is, with what was decided of each purchase."""
    inputs = [
        ("budget", f"{found.budget:,.2f}"),
        ("what runs takes", f"{found.running:,.2f}"),
        ("the set costs", f"{found.spent:,.2f}"),
        ("value and bound", f"{found.value:,.2f} and {found.bound:,.2f}"),
        ("expected loss before and after", f"{found.loss_before:,.2f} and {found.loss_after:,.2f}"),
    ]
    yield steps.method(money, _CHOICE.format(method=found.method), inputs)
    rows = [(one.title, f"{one.money:,.0f}", "must be bought" if one.must else "chosen") for one in found.chosen]
    rows += [(one.title, f"{one.money:,.0f}", "left out") for one in found.passed_over]
    yield RowsStep(("Purchase", "Money this year", "In the set"), tuple(rows), len(rows))
    yield from decisions(money, {one.id for one in (*found.chosen, *found.passed_over)})
    yield from steps.recorded(money, found.rests_on)


def decisions(money: Money, ids: Collection[int]) -> Iterator[Step]:
    """What people decided of purchases, and why some must be bought."""
    rows = visible_to(money.basis.actor, Investment).filter(pk__in=ids).select_related("approver", "proposed_by")
    for row in rows.order_by("pk"):
        if row.approver is not None:
            what = f"{row.get_state_display()}: {row.title}"
            yield DecisionStep(f"investment {row.pk}", what, row.approver.name, row.decided_on, row.decision_note)
        elif row.must:
            by = row.proposed_by.name if row.proposed_by else "nobody is named"
            yield DecisionStep(
                f"investment {row.pk}", f"Must be bought: {row.title}", by, row.proposed_on, row.must_because
            )


def frontier(money: Money, found: tuple[Choice, ...]) -> Iterator[Step]:
    """The sets at each budget."""
    method = f"The best set at each budget, found by {found[0].method}"
    yield steps.method(money, method, [("purchases", str(len(found[0].chosen) + len(found[0].passed_over)))])
    rows = tuple(
        (f"{one.budget:,.0f}", f"{one.running + one.spent:,.0f}", _range(one.net), f"{one.gap:.2%}") for one in found
    )
    yield RowsStep(("Budget", "Costs", "Net worth a year", "Gap to the bound"), rows, len(rows))
    yield from steps.recorded(money, found[0].rests_on)


def cut(money: Money, found: Cut) -> Iterator[Step]:
    """What to drop, in order, and what the loss is after each."""
    inputs = [
        ("aim", f"{found.aim:,.2f}"),
        ("saved", f"{found.saved:,.2f}"),
        ("expected loss before", f"{found.loss_before:,.2f}"),
        ("gap to the bound", f"{found.gap:.2%}"),
    ]
    yield steps.method(money, _CUT.format(method=found.method), inputs)
    rows = tuple((one.name, f"{one.money:,.0f}", f"{one.loss_after:,.0f}") for one in found.dropped)
    yield RowsStep(("Drop", "Frees", "Expected loss a year after"), rows[: 2 * steps.SHOWN], len(rows))
    if found.out_of_reach:
        yield MissingStep(
            f"{found.out_of_reach:,.0f} of the year's money", "in lines that pay for no tool and no control"
        )
    yield from steps.recorded(money, found.rests_on)


def layer(money: Money) -> Iterator[Step]:
    """The terms of the policy, and how what it carries was computed."""
    policy, found = money.policy, money.insurance
    if policy is None or found is None:
        return
    effect = found.effect
    inputs = [
        ("retention, limit, premium", f"{policy.retention:,.0f}, {policy.limit:,.0f}, {policy.premium:,.0f}"),
        ("insurer's share", f"{float(policy.share):.0%}"),
        ("expected payment", f"{effect.ceded.middle:,.2f}, {effect.ceded.low:,.0f} to {effect.ceded.high:,.0f}"),
        (
            "average of the worst years in 100, before and after",
            f"{effect.before.tvar99:,.0f}, {effect.after.tvar99:,.0f}",
        ),
        ("scenarios covered", ", ".join(found.covers)),
    ]
    yield steps.method(money, f"What lies between retention and limit of a year's covered loss. {steps.EXACT}", inputs)
    yield from steps.estimates(money, found.covers)
    yield steps.ledger(money, policy.reference)


def _range(found: Range | None) -> str:
    return "none" if found is None else f"{found.mean:,.0f}, {found.low:,.0f} to {found.high:,.0f}"
