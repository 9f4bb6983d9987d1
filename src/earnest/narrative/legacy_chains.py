"""The steps of proofs on old systems: rows and snapshots, estimates of options, decisions, entries of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from earnest import __version__
from earnest.core.evidence.models import Snapshot
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.queries import Comparison, Fenced, Frozen
from earnest.duties.legacy.rules.comparing import Between
from earnest.duties.legacy.rules.register import Row
from earnest.engines.documents.proof import DecisionStep, LedgerStep, MethodStep, MissingStep, RowsStep, Step
from earnest.foundation.record import visible_to
from earnest.narrative.chains import snapshot_step
from earnest.narrative.legacy_basis import Legacy

SHOWN = 12
SNAPSHOTS = 4

_REGISTER = (
    "What inventories, scans and image reports name, matched to a product and a release line by patterns; the newest "
    "source of facts says when that line ends. Paid support counts only where it is shown to be bought"
)
_COMPARED = (
    "One-off cost spread over the work, plus running cost, plus expected loss through the system, over the horizon and "
    "worth today; 4,000 draws of what is uncertain, the same in every option. Ranges hold nine in ten"
)
_FENCE = (
    "Every service that a scan saw answer at a fenced host, held against who may reach it; it holds only where "
    "somebody looked lately from every place that matters"
)
_FROZEN = (
    "Doing nothing until the end of a year against the option decided, or else the cheapest on average; the price of "
    "waiting is the total over the horizon if work starts then, less that if it starts now"
)


def method(legacy: Legacy, what: str, *inputs: tuple[str, str]) -> Step:
    """How it was computed."""
    fixed = (("engine", f"Earnest {__version__}"), ("as of", legacy.basis.day.isoformat()))
    return MethodStep(what, (*inputs, *fixed))


def register(legacy: Legacy, rows: Sequence[Row]) -> Iterator[Step]:
    """Rows of the register, with the files that they were seen in."""
    known = legacy.register
    facts = "; ".join(f"{count} release lines from {words}" for words, count in known.told_by.items())
    yield method(legacy, _REGISTER, ("machines seen", str(known.machines)), ("facts", facts))
    shown = tuple((row.machine, row.title, f"{row.because} {_seen(row)}") for row in rows[:SHOWN])
    yield RowsStep(("Machine", "Runs", "Stands; seen in"), shown, len(rows))
    yield from snapshots(legacy, [row.proofs[0].snapshot for row in rows[:SHOWN]])


def compared(legacy: Legacy, row: LifeCycleEntry, found: Comparison) -> Iterator[Step]:
    """The options, what goes through the system, what was said of them, and the decision."""
    terms = found.terms
    growth = f"{terms.growth:.2f} ({terms.growth_low:.2f} to {terms.growth_high:.2f}), at most {terms.cap:g}"
    yield method(
        legacy, _COMPARED, ("years", str(found.years)), ("model", legacy.model.digest),
        ("support ends", f"{terms.support_ends or 'not known'}: {terms.support_because}"),
        ("growth of loss a year", f"{growth}. {terms.growth_source}"), ("discount rate", f"{terms.discount_rate:g}"),
    )  # fmt: skip
    shown = tuple((one.title, between(one.total), f"{one.cheapest:.1%}") for one in found.compared.outcomes)
    yield RowsStep(("Option", "Total, range", "Chance to be cheapest"), shown, len(shown))
    through = tuple((one.title, between(one.loss), one.stated) for one in found.through)
    if through:
        yield RowsStep(("Scenario", "Loss a year through it", "Share"), through, len(through))
    for one in found.left_out:
        yield MissingStep(one.title, one.reason)
    for gap in found.unsaid:
        yield MissingStep(f"{gap.option}: {gap.scenario}", "nobody has said what it changes")
    if row.decision is not None and row.approver is not None:
        what = f"{row.decision} for {row.title}"
        yield DecisionStep(f"old system {row.pk}", what, row.approver.name, row.decided_on, row.decision_note)
    yield from recorded(legacy, found.rests_on)


def fence(legacy: Legacy, found: Fenced) -> Iterator[Step]:
    """What was seen to answer, who looked, and what is missing."""
    told = found.verified
    yield method(legacy, _FENCE)
    answers = [*told.breaks, *told.old]
    shown = tuple(
        (
            one.answer.reachable_from,
            f"{one.answer.who} {one.answer.port}/{one.answer.protocol}",
            f"{one.why} {one.answer.source}, {one.answer.place}, {one.answer.observed_at:%Y-%m-%d}",
        )
        for one in answers[:SHOWN]
    )
    if shown:
        yield RowsStep(("From", "Reaches", "Why not; seen in"), shown, len(answers))
    for gap in told.gaps:
        yield MissingStep(gap.place or found.title, gap.why)
    seen = [one.answer.snapshot for one in answers] or [look.snapshot for look in told.looks]
    yield from snapshots(legacy, seen)
    yield from recorded(legacy, found.rests_on[:1])


def frozen(legacy: Legacy, found: Frozen) -> Iterator[Step]:
    """Year by year, and system by system."""
    yield method(legacy, _FROZEN, ("model", legacy.model.digest))
    years = tuple((str(one.years), between(one.loss), between(one.price)) for one in found.total)
    yield RowsStep(("Nothing until year", "Expected loss", "Price of waiting"), years, len(years))
    each = tuple((one.title, one.option_title, between(one.waits[-1].price)) for one in found.entries)
    yield RowsStep(("System", "Against", "Price of waiting, last year"), each[:SHOWN], len(each))
    for title in found.without:
        yield MissingStep(title, "it has no option to act on")
    for title in found.overlaps:
        yield MissingStep(title, "more than the whole of it is said to go through these systems together")
    yield from recorded(legacy, found.rests_on)


def roads(legacy: Legacy) -> Iterator[Step]:
    """The steps of the roadmap."""
    steps = legacy.roadmap.steps
    yield method(legacy, "Steps of the roadmap by their days; one is late from the day after its last until it is done")
    shown = tuple((one.row.title, one.row.entry.title, f"{one.row.ends_on}, {one.state}") for one in steps[:SHOWN])
    yield RowsStep(("Step", "System", "Until, state"), shown, len(steps))
    yield from recorded(legacy, [one.row.reference for one in steps])


def snapshots(legacy: Legacy, numbers: Iterable[int]) -> Iterator[Step]:
    """The files behind it, with their entries in the ledger."""
    wanted = list(dict.fromkeys(numbers))[:SNAPSHOTS]
    rows = visible_to(legacy.basis.actor, Snapshot).filter(pk__in=wanted).select_related("source").order_by("pk")
    for row in rows:
        yield snapshot_step(row)
    yield from recorded(legacy, [row.reference for row in rows])


def recorded(legacy: Legacy, references: Iterable[str]) -> Iterator[Step]:
    """The newest entry of the ledger among the records; a hollow link where there is none."""
    entries = legacy.ledger(references)
    if not entries:
        yield MissingStep("Ledger entry", "none up to the entry that this assessment counted")
        return
    newest = max(entries.values(), key=lambda one: one.number)
    yield LedgerStep(newest.number, newest.at.astimezone(UTC), newest.hash, newest.previous)


def between(found: Between) -> str:
    """A mean with its range, for a proof."""
    return f"{found.mean:,.0f}, {found.low:,.0f} to {found.high:,.0f}"


def _seen(row: Row) -> str:
    proof = row.proofs[0]
    return f"{proof.source}, {proof.place}"
