"""What the record says of old systems, loaded part by part for one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from earnest.core.risks.queries import Modelled, modelled
from earnest.duties.legacy import queries
from earnest.duties.legacy.models import LifeCycleEntry, RingfenceClaim
from earnest.duties.legacy.queries import Comparison, Fenced, Frozen, Register, Roadmap
from earnest.foundation.record import visible_to
from earnest.narrative.basis import Basis, Entry, newest_entries

FROZEN_YEARS = 3
"""For how many years a frozen budget is told of."""


@dataclass(frozen=True)
class Legacy:
    """The legacy side of one basis. Each part is read or concluded once, when it is first asked for."""

    basis: Basis

    @cached_property
    def model(self) -> Modelled:
        return modelled(self.basis.day)

    @property
    def currency(self) -> str:
        return self.model.currency

    @cached_property
    def register(self) -> Register:
        return queries.register(self.basis.day)

    @cached_property
    def entries(self) -> tuple[LifeCycleEntry, ...]:
        rows = visible_to(self.basis.actor, LifeCycleEntry)
        return tuple(rows.select_related("asset", "decision", "accountable", "approver").order_by("title"))

    @cached_property
    def comparisons(self) -> dict[int, Comparison]:
        return {row.pk: queries.comparison(self.model, row, found=self.register) for row in self.entries}

    @cached_property
    def fences(self) -> tuple[Fenced, ...]:
        claims = visible_to(self.basis.actor, RingfenceClaim).select_related("asset").order_by("title")
        return tuple(queries.ringfence(claim, self.basis.day) for claim in claims)

    @cached_property
    def frozen(self) -> Frozen:
        return queries.frozen(self.model, FROZEN_YEARS)

    @cached_property
    def roadmap(self) -> Roadmap:
        return queries.roadmap(self.basis.actor, self.basis.day)

    @cached_property
    def undecided(self) -> tuple[str, ...]:
        """Machines that run something that ended, of which nobody has decided."""
        found = set()
        for group in queries.ended(self.register):
            for row in group.rows:
                entry = queries.entry_of(row, self.entries)
                if entry is None or entry.decision_id is None:
                    found.add(row.machine)
        return tuple(sorted(found))

    def ledger(self, references: Iterable[str]) -> Mapping[str, Entry]:
        """The newest entry on each record, up to the one that the assessment counted."""
        return newest_entries(references, self.basis.assessment.ledger_number)
