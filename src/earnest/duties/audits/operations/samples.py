"""Populations recorded, samples drawn from them, and what testing each member found."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from earnest.core.controls.models import Control
from earnest.core.evidence import queries as evidence
from earnest.duties.audits.models import AuditRequest, Engagement, Population, Sample, SampleItem
from earnest.duties.audits.operations.reach import needed, require_open, require_part
from earnest.duties.audits.queries.population import kept_members, list_population
from earnest.duties.audits.rules import testing
from earnest.duties.audits.rules.sampling import (
    ALGORITHM,
    JUDGEMENT,
    STRATIFIED,
    Draw,
    draw,
    population_lines,
    sample_digest,
)
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.record import operation


def record_population(
    actor: Actor,
    engagement: Engagement,
    *,
    test: str,
    control: Control | None = None,
    title: str = "",
    as_of: date | None = None,
    note: str = "",
) -> Population:
    """Record the population of a control test as of a day, with the evidence it was drawn from and its digest.

    With a control, the parameters are those that were chosen for it. Invalid where it cannot be listed.
    """
    actor.require(May.EDIT_RECORD)
    require_open(engagement)
    bound = control.tests.filter(test=test).first() if control else None
    if control and bound is None:
        raise Invalid(f"The control “{control}” has no test {test!r}.", field="test")
    found = list_population(test, as_of or clock.today(), parameters=dict(bound.parameters) if bound else None)
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as file:
        file.write(population_lines(found.members))
        file.flush()
        kept = evidence.store().put(Path(file.name))
    with operation(actor, "audits.record_population") as work:
        return work.create(
            Population(
                engagement=engagement,
                title=title.strip() or f"{test}, {found.as_of:%Y-%m-%d}",
                control=control,
                test=test,
                test_digest=found.test_digest,
                parameters=found.parameters,
                as_of=found.as_of,
                snapshots=[
                    {"table": one.table, "source": one.source, "sha256": one.sha256, "observed_at": one.observed_at}
                    for one in found.snapshots
                ],
                size=len(found.members),
                digest=kept.sha256,
                drawn_by=actor.name,
                note=note,
            )
        )


def draw_sample(
    actor: Actor,
    population: Population,
    *,
    method: str,
    size: int = 0,
    seed: str = "",
    stratify_by: str = "",
    chosen: Sequence[str] = (),
    reason: str = "",
    title: str = "",
    attributes: Sequence[testing.Attribute] = (),
    request: AuditRequest | None = None,
    on: date | None = None,
) -> Sample:
    """Draw a sample by the algorithm that `rules.sampling` documents; a guest may, in their own engagement.

    Without a seed one is made and recorded. A judgement names its members in `chosen` and needs a reason.
    """
    require_part(actor, population, population.engagement, "draw a sample from this population")
    if method not in Sample.Method.values:
        raise Invalid(f"There is no method {method!r}.", field="method")
    if method == JUDGEMENT:
        reason = needed(reason, "reason", "Say why these were chosen: a judgement proves nothing about the others.")
        seed, stratify_by = "", ""
    else:
        seed = seed.strip() or secrets.token_hex(8)
        stratify_by = stratify_by if method == STRATIFIED else ""
    if request is not None and request.engagement_id != population.engagement_id:
        raise Invalid("That request belongs to another engagement.", field="request")
    how = Draw(method=method, size=size, seed=seed, stratify_by=stratify_by, chosen=tuple(chosen))
    members = draw(kept_members(population), how)
    tested = testing.attributes([{"key": one.key, "title": one.title} for one in attributes])
    with operation(actor, "audits.draw_sample", reason=reason) as work:
        made = work.create(
            Sample(
                population=population,
                request=request,
                title=title.strip() or f"{len(members)} of {population.size}: {population.title}",
                method=method,
                algorithm=ALGORITHM,
                seed=seed,
                stratify_by=stratify_by,
                size=len(members),
                reason=reason.strip(),
                attributes=[{"key": one.key, "title": one.title} for one in tested],
                drawn_on=on or clock.today(),
                drawn_by=actor.name,
                digest=sample_digest(one.subject for one in members),
            )
        )
        work.create_many(
            [
                SampleItem(sample=made, position=place, subject=one.subject, label=one.label)
                for place, one in enumerate(members, start=1)
            ]
        )
    return made


def record_test(
    actor: Actor,
    item: SampleItem,
    *,
    results: Mapping[str, str],
    note: str = "",
    tested_by: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> SampleItem:
    """Record what testing one member found: for each attribute pass, exception or not applicable. An exception needs a
    note. `tested_by` names somebody outside whose result is noted."""
    require_part(actor, item, item.sample.population.engagement, "record results of this sample")
    known = testing.attributes(item.sample.attributes)
    found = testing.checked(results, known)
    if testing.EXCEPTION in found.values():
        note = needed(note, "note", "Say what the exception is.")
    name = tested_by.strip() if tested_by.strip() and actor.may(May.EDIT_RECORD) else actor.name
    with operation(actor, "audits.record_test", reason=note) as work:
        return work.change(
            item, seen=seen, results=found, note=note.strip(), tested_by=name, tested_on=on or clock.today()
        )
