"""The steps of proofs on money: how a number was computed, from which estimates, credits and decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC

from earnest import __version__
from earnest.core.risks.models import ControlEffect, Estimate, Treatment
from earnest.core.risks.queries import Modelled
from earnest.engines.documents.proof import DecisionStep, LedgerStep, MethodStep, MissingStep, RowsStep, Step
from earnest.foundation.record import Record
from earnest.narrative.basis import Entry
from earnest.narrative.money_basis import Money

SHOWN = 10
"""Rows of one kind that a proof shows; it says how many there are besides."""

EXACT = (
    "The exact distribution of a year's loss on a grid, by fast Fourier transform; nothing is simulated. Ranges come "
    "from draws of what is uncertain in the estimates, always the same ones"
)


def method(money: Money, what: str, inputs: Iterable[tuple[str, str]] = ()) -> Step:
    """How it was computed, with the engine and the digest of all that it rests on."""
    model = money.model
    fixed = [("engine", f"Earnest {__version__}"), ("as of", money.day.isoformat())]
    if model is not None:
        fixed.append(("model", model.digest))
        fixed.append(("scenarios and controls", f"{len(model.scenarios)} and {len(model.in_force)} in force"))
    return MethodStep(what, (*inputs, *fixed))


def ledger(money: Money, reference: str) -> Step:
    """The newest entry that recorded it; a hollow link where there is none."""
    entry = _entry(money, reference)
    if entry is None:
        return MissingStep("Ledger entry", "none up to the entry that this assessment counted")
    return LedgerStep(entry.number, entry.at.astimezone(UTC), entry.hash, entry.previous)


def _entry(money: Money, reference: str) -> Entry | None:
    return money.ledger.get(reference) or money.basis.ledger.get(reference)


def newest(money: Money, records: Iterable[Record]) -> Iterator[Step]:
    """The ledger entry of the record that was recorded last."""
    yield from recorded(money, (one.reference for one in records))


def recorded(money: Money, references: Iterable[str]) -> Iterator[Step]:
    """The newest ledger entry among records named by reference; a hollow link where there is none."""
    found = [(entry.number, one) for one in references if (entry := _entry(money, one)) is not None]
    yield ledger(money, max(found)[1] if found else "")


def estimates(money: Money, keys: Collection[str], most: int = SHOWN) -> Iterator[Step]:
    """The estimates of scenarios: values, grounds, author, date, source and ledger entry; those of `keys` in order."""
    yield from listed(money, [one for key in keys for one in money.estimates.get(key, ())], most)


def listed(money: Money, rows: Sequence[Estimate], most: int = SHOWN) -> Iterator[Step]:
    """Estimates in the order given, and the ledger entry of the one that was recorded last."""
    if rows:
        columns = ("Estimate", "Values and grounds", "By, on, from what, ledger entry")
        yield RowsStep(columns, tuple(_estimate(money, one) for one in rows[:most]), len(rows))
        yield from newest(money, rows)


def _estimate(money: Money, row: Estimate) -> tuple[str, ...]:
    return (str(row), f"{values(row)}. {row.get_provenance_display()}", _said(money, row))


def effects(money: Money, controls: Collection[str], most: int = SHOWN) -> Iterator[Step]:
    """What people believe that controls do to scenarios, as multipliers."""
    yield from _effects(money, [one for one in money.effects if one.control.key in controls], most)


def _effects(money: Money, rows: Sequence[ControlEffect], most: int) -> Iterator[Step]:
    if rows:
        columns = ("Control: scenario", "How often; how much; grounds", "By, on, from what, ledger entry")
        yield RowsStep(columns, tuple(_effect(money, one) for one in rows[:most]), len(rows))


def effects_on(money: Money, scenario: str, most: int = SHOWN) -> Iterator[Step]:
    """What people believe that the controls in force do to one scenario."""
    model = money.model
    force = model.in_force if model else frozenset()
    rows = [one for one in money.effects if one.scenario.key == scenario and one.control.key in force]
    yield from _effects(money, rows, most)


def _effect(money: Money, row: ControlEffect) -> tuple[str, ...]:
    often = _three(row.frequency_low, row.frequency_mode, row.frequency_high)
    much = _three(row.severity_low, row.severity_mode, row.severity_high)
    said = f"{often or '1'}; {much or '1'}; {row.get_provenance_display()}"
    return (str(row), said, _said(money, row))


def values(row: Estimate) -> str:
    """An estimate as it was made: its shape and its numbers."""
    numbers = _three(row.low, row.mode, row.high) or ", ".join(f"{one:g}" for one in row.values)
    cap = f", at most {_number(row.cap)}" if row.cap is not None else ""
    return f"{row.get_shape_display()}: {numbers}{cap}"


def credits_of(money: Money, controls: Collection[str], most: int = SHOWN) -> Iterator[Step]:
    """How much controls are trusted and why, with the digest of the conclusion on each."""
    model = money.model
    found = [key for key in controls if model and key in model.credits]
    if model is None or not found:
        return
    columns = ("Control", "Status and credit", "Why, and the digest of the conclusion")
    yield RowsStep(columns, tuple(_credit(money, model, key) for key in found[:most]), len(found))


def _credit(money: Money, model: Modelled, key: str) -> tuple[str, ...]:
    one, entry = model.credits[key], money.basis.controls.get(key)
    digest = str(entry.concluded["digest"])[:16] if entry else ""
    name = model.controls[key].name if key in model.controls else key
    return (name, f"{one.status}: {one.mean:.0%} ({one.low:.0%} to {one.high:.0%})", f"{one.why} {digest}".strip())


def acting(money: Money, scenarios: Collection[str]) -> tuple[str, ...]:
    """Keys of the controls in force that do something to one of the scenarios."""
    model = money.model
    if model is None:
        return ()
    found = [one.id for one in model.portfolio.controls if one.id in model.in_force and set(one.effects) & {*scenarios}]
    return tuple(sorted(found))


def appetite(money: Money) -> Iterator[Step]:
    """What was agreed, by whom, and where the minutes are."""
    found = money.appetite
    if found is None:
        yield MissingStep("Appetite", "nobody has agreed how much risk is too much")
        return
    limits = "; ".join(f"more than {loss:,.0f} in at most {chance:.1%} of years" for loss, chance in found.points)
    what = f"{limits}. Valid until {found.valid_until}"
    yield DecisionStep(f"appetite {found.pk}", what, found.agreed_by, found.agreed_on, f"Minutes: {found.minutes}")
    yield ledger(money, found.reference)


def treatment(money: Money, one: Treatment) -> Iterator[Step]:
    """What is done about a scenario, asked by whom and decided by whom."""
    until = f" until {one.ends_on}" if one.ends_on else ""
    what = f"{one.get_decision_display()}{until}, {one.scenario}; asked for by {one.asked_by.name}"
    by = one.approver.name if one.approver else "nobody yet"
    reason = "; ".join(text for text in (one.reason, one.decision_note) if text)
    yield DecisionStep(f"treatment {one.pk}", what, by, one.decided_on, reason)
    yield ledger(money, one.reference)


def left_out(money: Money) -> Iterator[Step]:
    """What the model leaves out, and why."""
    for one in money.model.left_out if money.model else ():
        yield MissingStep(f"{one.title}{f', {one.part}' if one.part else ''}", one.reason)
    if money.model is not None and not money.model.assessed:
        yield MissingStep("Statuses of controls", "nothing was assessed for the day: every control counts as unproven")


def _said(money: Money, row: Estimate | ControlEffect) -> str:
    """Who said so, when and from what, with the entry that recorded it."""
    entry = _entry(money, row.reference)
    return f"{row.author.name}, {row.made_on}. {row.source} (entry {entry.number if entry else 'none'})"


def _three(*numbers: object) -> str:
    return ", ".join(_number(one) for one in numbers if one is not None)


def _number(value: object) -> str:
    return f"{float(str(value)):,.6g}" if abs(float(str(value))) < 1e6 else f"{float(str(value)):,.0f}"
