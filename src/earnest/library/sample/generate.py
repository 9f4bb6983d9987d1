"""The whole sample company: evidence files on disk and a typed description of everything else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from earnest.library.sample.assets import assets
from earnest.library.sample.budget import budget
from earnest.library.sample.decisions import decisions
from earnest.library.sample.evidence import drafts, world
from earnest.library.sample.model import EvidenceFile, Sample
from earnest.library.sample.organisation import organisation
from earnest.library.sample.planted import planted
from earnest.library.sample.risks import risks
from earnest.library.sample.sources import sources
from earnest.library.sample.timeline import Draft, Timeline
from earnest.library.sample.upkeep import upkeep

_COLLECTED_AFTER = timedelta(minutes=35)


def generate(into: Path, *, today: date, seed: int = 1) -> Sample:
    """Write the exports of Larkfield Pay below `into`, one folder a source, and describe the company.

    The same `today` and `seed` give the same bytes. Every export was observed before `today` began. Files of the same
    name are overwritten. OSError if `into` cannot be written.
    """
    timeline = Timeline(today, seed)
    there = world(timeline)
    files = _write(into, drafts(there, timeline))
    decided = decisions(there.accounts, there.laptops, timeline)
    return Sample(
        organisation=organisation(timeline),
        people=there.staff.people,
        leavers=there.staff.leavers,
        teams=there.staff.teams,
        assets=assets(timeline),
        sources=sources(),
        files=files,
        decisions=decided,
        risks=risks(timeline),
        budget=budget(timeline),
        upkeep=upkeep(there.laptops, timeline),
        planted=planted(there, decided, timeline),
    )


def _write(into: Path, made: Iterable[Draft]) -> tuple[EvidenceFile, ...]:
    """Oldest first, so that a reader who takes them in order lives through the year."""
    ordered = sorted(made, key=lambda draft: (draft.observed_at, draft.source))
    newest = {draft.source: draft.observed_at for draft in ordered}
    files = []
    for draft in ordered:
        path = into / draft.source / draft.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draft.content)
        files.append(
            EvidenceFile(
                path,
                draft.source,
                draft.format,
                draft.observed_at,
                draft.observed_at + _COLLECTED_AFTER,
                draft.observed_at < newest[draft.source],
            )
        )
    return tuple(files)
