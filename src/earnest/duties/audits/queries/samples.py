"""Samples as they were recorded, drawn again and compared, with what testing found."""

from __future__ import annotations

from dataclasses import dataclass

from earnest.duties.audits.models import Sample, SampleItem
from earnest.duties.audits.queries.population import kept_members
from earnest.duties.audits.rules import testing
from earnest.duties.audits.rules.sampling import ALGORITHM, JUDGEMENT, RANDOM, SYSTEMATIC, Draw, draw, sample_digest
from earnest.foundation.errors import Broken, Invalid


@dataclass(frozen=True)
class Redrawn:
    """A sample drawn again. `differs` names members that only one of the two has; empty where they are the same."""

    holds: bool
    what: str
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleNow:
    """A sample with its members, the comparison, and what each attribute's tests found."""

    row: Sample
    items: tuple[SampleItem, ...]
    redrawn: Redrawn
    attributes: tuple[testing.Attribute, ...]
    tallies: tuple[testing.Tally, ...]

    @property
    def exceptions(self) -> tuple[SampleItem, ...]:
        """Members with an exception in any attribute."""
        return tuple(one for one in self.items if testing.EXCEPTION in one.results.values())

    @property
    def tested(self) -> int:
        """Members with every attribute answered."""
        return sum(len(one.results) == len(self.attributes) for one in self.items) if self.attributes else 0


def sample(row: Sample) -> SampleNow:
    """A sample, recomputed from its population, method, seed and size, and compared with what was recorded."""
    items = tuple(row.items.order_by("position"))
    known = testing.attributes(row.attributes)
    return SampleNow(
        row=row,
        items=items,
        redrawn=redraw(row, [one.subject for one in items]),
        attributes=known,
        tallies=testing.tally(
            known,
            [one.results for one in items],
            population=row.population.size,
            random=row.method in {RANDOM, SYSTEMATIC},
        ),
    )


def redraw(row: Sample, recorded: list[str]) -> Redrawn:
    """Draw the sample again and compare it with the subjects that were recorded."""
    if row.algorithm != ALGORITHM:
        return Redrawn(False, f"It was drawn by {row.algorithm}, which this version does not know.")
    chosen = tuple(recorded) if row.method == JUDGEMENT else ()
    how = Draw(row.method, row.size, row.seed, row.stratify_by, chosen)
    try:
        again = [one.subject for one in draw(kept_members(row.population), how)]
    except (Invalid, Broken) as error:
        return Redrawn(False, f"It cannot be drawn again: {error}")
    if sample_digest(recorded) != row.digest:
        missing = tuple(sorted(set(again) ^ set(recorded)))
        return Redrawn(False, "Its members are not those that were recorded when it was drawn.", missing)
    if again != recorded:
        return Redrawn(False, "Drawn again, it has other members.", tuple(sorted(set(again) ^ set(recorded))))
    if row.method == JUDGEMENT:
        return Redrawn(True, "Chosen by judgement; all its members are in the population.")
    return Redrawn(True, "Drawn again from the same population and seed, it has the same members.")
