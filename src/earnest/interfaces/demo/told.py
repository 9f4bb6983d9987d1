"""What the product found in the estate and told of it, in a line or two each: computed from the record, never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from earnest.core.collection import queries as collection
from earnest.core.collection.rules.health import Health
from earnest.core.frameworks.models import Framework
from earnest.core.risks.queries import Modelled
from earnest.core.things import queries as things
from earnest.core.things.models import MatchDecision
from earnest.core.things.queries import visible_to
from earnest.core.things.rules import State
from earnest.duties.hygiene import queries as hygiene
from earnest.duties.hygiene.queries import Board, Filters
from earnest.duties.hygiene.rules.survival import Curve
from earnest.duties.legacy import queries as legacy
from earnest.duties.legacy.models import LifeCycleEntry
from earnest.duties.legacy.rules.fences import Fence
from earnest.engines.documents.check import unsupported
from earnest.engines.documents.model import Document
from earnest.foundation.actor import Actor
from earnest.narrative import BY_KEY, asked
from earnest.narrative.held import open_points

ENOUGH = 30
"""Flaws that a team must have mended before its pace is told."""


def estate(actor: Actor, model: Modelled) -> Iterator[str]:
    """The lines, each without its indentation; what belongs to the line above begins with two blanks."""
    board = hygiene.board_file(model.day)
    yield from _board(board)
    yield from _packages(board, model)
    yield from _pace(board)
    yield from _benchmarks()
    yield from _things(actor)
    yield from _old(actor, model)
    yield from _collectors(actor)


def documents(actor: Actor, day: date) -> Iterator[str]:
    """How many papers there are to tell, and how many of their sentences state a fact that opens no proof."""
    made = list(every_document(actor, day))
    bare = sum(len(unsupported(one)) for one in made)
    proofs = sum(len(one.claims) for one in made)
    yield f"Documents for {len(BY_KEY)} audiences: {len(made)}, with {proofs:,} proofs; unsupported sentences: {bare}"
    held = [words for one in made for words in open_points(one)]
    if held:
        yield f"  drafts until set right or explained: {'; '.join(one.partition(':')[0] for one in held)}"


def every_document(actor: Actor, day: date) -> Iterator[Document]:
    """Every paper of every audience, of each adopted framework that it can be about."""
    adopted = visible_to(actor, Framework).order_by("key").values_list("key", flat=True)
    for audience in BY_KEY.values():
        for framework in adopted if audience.of_framework else ("",):
            for paper in audience.of(framework):
                yield asked(audience.key, day, framework=framework or None, actor=actor, document=paper.key).document()


def _board(board: Board) -> Iterator[str]:
    yield (
        f"Flaws, by “{board.policy_title}”: {board.open:,} open, {board.overdue:,} overdue, {board.paused:,} paused "
        f"by exception; {board.unlooked:,} that nobody has looked at since"
    )
    for why in board.unproven:
        yield f"  not proven: {why.text}"
    late = hygiene.findings(board, Filters(exploited="yes", clock="overdue"), "overdue")
    for line in sorted(late.lines, key=lambda one: one.not_looked_since is not None):
        seen = "" if line.not_looked_since is None else ", by a scan that stopped"
        yield (
            f"  exploited, and {line.overdue_days} days past its clock: {line.vulnerability_id} on {line.asset_name} "
            f"(tier {line.tier}, {line.exposure}){seen}"
        )
    yield (
        f"  VEX: {board.not_applicable:,} findings do not apply, with a reason; of {board.vex_unhonoured:,} somebody "
        "only says so, and their clocks run on"
    )


def _packages(board: Board, model: Modelled) -> Iterator[str]:
    work = hygiene.packages(board, model)
    most = max(work.packages, key=lambda one: one.findings, default=None)
    if most is not None:
        yield f"  one change closes {most.findings:,} findings: {most.title}, on {most.changes:,} images or machines"


def _pace(board: Board) -> Iterator[str]:
    curves = [one for one in hygiene.latency(board, "team").groups if one.group and one.fixed >= ENOUGH]
    told = [one for one in curves if one.median is not None]
    safe = {line.team for line in board.by_team if line.security_team}
    shown = [one for one in told if one.group in safe]
    shown += sorted(told, key=lambda one: (one.median or 0, one.group))[:1]
    if shown:
        yield f"  half of the flaws are mended after: {'; '.join(map(_median, shown))}"


def _median(curve: Curve) -> str:
    high = "more" if curve.median_high is None else str(curve.median_high)
    return f"{curve.group} {curve.median} days ({curve.median_low} to {high})"


def _benchmarks() -> Iterator[str]:
    every = hygiene.benchmarks()
    for one in every[:1]:
        found, rest = one.checked, len(every) - 1
        yield (
            f"Benchmark {one.name}: {found.passed:,} passed, {found.failed:,} failed, "
            f"{found.not_assessed:,} not assessed, on {one.asset_count:,} assets; {rest} more do better"
        )


def _things(actor: Actor) -> Iterator[str]:
    spots = things.blind_spots()
    counts = Counter(one.state for one in spots)
    yield (
        f"Blind spots: {counts[State.FOUND]} of {len(spots)} expectations are not met, "
        f"{counts[State.UNPROVEN]} are not proven"
    )
    for one in spots:
        if one.state is State.FOUND:
            yield f"  {one.missing_count:,} of {one.population:,}: {one.expectation.title}"
    decided = visible_to(actor, MatchDecision).filter(withdrawn_on=None).count()
    ambiguous = len(things.ambiguities())
    yield f"  ambiguous keys, which join nothing: {ambiguous:,}; matches that a person decided: {decided:,}"


def _old(actor: Actor, model: Modelled) -> Iterator[str]:
    found = legacy.register(model.day)
    groups = legacy.ended(found)
    machines = sorted(sorted({row.machine for one in groups for row in one.rows}), key=len)
    yield f"Old systems: {len(groups)} release lines have ended and still run, on {_listed(machines)}"
    for one in legacy.ringfences(model.day):
        if one.verified.state is not Fence.HOLDS:
            ports = sorted({each.answer.port for each in one.verified.breaks})
            on = f" Ports: {', '.join(map(str, ports))}." if ports else ""
            yield f"  ringfence {one.verified.state}: {one.title}. {one.verified.because}{on}"
    for entry in visible_to(actor, LifeCycleEntry).order_by("title"):
        yield f"  {entry.title}: {legacy.comparison(model, entry).sentence}"
    for step in legacy.roadmap(actor, model.day).late:
        owner = step.row.accountable
        yield f"  late since {step.row.ends_on:%d %B %Y}: {step.row.title} ({owner.name if owner else 'nobody'})"


def _collectors(actor: Actor) -> Iterator[str]:
    states = collection.states(actor)
    yield f"Collectors: {sum(one.health is Health.WORKS for one in states)} of {len(states)} work"
    for one in states:
        if one.health is Health.SILENT:
            yield f"  silent for {one.silent_for.days} days: {one.collector.title}"
        elif one.health is Health.FAILS:
            yield f"  fails: {one.collector.title}. {one.problem}"


def _listed(names: Sequence[str], most: int = 5) -> str:
    more = len(names) - most
    return (", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")) or "nothing"
