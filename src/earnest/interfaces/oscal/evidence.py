"""Evidence as OSCAL tells it: observations, and the snapshots behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from earnest.core.assurance.queries import said
from earnest.core.evidence.models import Snapshot
from earnest.engines.control_tests.results import TestResult
from earnest.engines.oscal.assessment import (
    Actor,
    Observation,
    Origin,
    RelevantEvidence,
    SubjectReference,
)
from earnest.engines.oscal.elements import Hash, Property, Resource, ResourceLink, own
from earnest.engines.oscal.ids import moment, start_of, uuid_of
from earnest.engines.oscal.implementation import InventoryItem
from earnest.engines.oscal.text import line, prose, prose_line
from earnest.interfaces.oscal.record import Told, reasons
from earnest.narrative.basis import Plain

SHOWN = 25
"""Violating rows that are named for each test; the observation says how many there are."""


@dataclass
class Seen:
    """Observations by what they are of, with the things that they name."""

    observations: dict[str, Observation] = field(default_factory=dict)
    items: dict[str, InventoryItem] = field(default_factory=dict)
    of_control: dict[str, list[str]] = field(default_factory=dict)
    """UUIDs of the observations of each control, by its key."""


def tool(told: Told) -> str:
    """UUID of this program as a component that looks."""
    return told.uuid("tool")


def origin(told: Told) -> tuple[Origin, ...]:
    return (Origin(actors=(Actor(type="tool", actor_uuid=tool(told)),)),)


def snapshot_uuid(snapshot: Snapshot) -> str:
    return uuid_of("snapshot", snapshot.sha256, snapshot.source.slug)


def snapshot_resources(told: Told) -> tuple[Resource, ...]:
    """Each snapshot by the hash of its bytes; the bytes themselves stay in the evidence store."""
    return tuple(
        Resource(
            uuid=snapshot_uuid(one),
            title=prose_line(f"{one.name}, from {one.source.title}"),
            description=prose(
                f"Evidence in the format {one.format}, observed at {moment(one.observed_at)} "
                f"({one.get_observed_basis_display()}), added at {moment(one.uploaded_at)}. The bytes are in the "
                "evidence store under their SHA-256."
            ),
            props=(own("observed-at", moment(one.observed_at)), own("source", line(one.source.slug))),
            rlinks=(
                ResourceLink(href=f"evidence/{one.sha256}", hashes=(Hash(algorithm="SHA-256", value=one.sha256),)),
            ),
        )
        for one in told.snapshots.values()
    )


def seen(told: Told) -> Seen:
    """One observation for each test, inspected record and attestation, and one where there was nothing to look at."""
    found = Seen()
    for key, entry in told.controls.items():
        made = [_test(told, found, key, test) for test in entry.tests]
        made += _paper(told, key, entry.concluded)
        if not made:
            made.append(nothing(told, key, entry.control.name, entry.concluded))
        for one in made:
            found.observations[one.uuid] = one
        found.of_control[key] = [one.uuid for one in made]
    return found


def _test(told: Told, found: Seen, control: str, test: Plain) -> Observation:
    result = told.result(test)
    inputs = result.inputs if result else ()
    definition = told.basis.tests.get(str(test["id"]))
    sentence = reasons(test, "It found nothing to object to.")
    if definition is not None and result is not None and not result.error and result.population:
        parameters = told.basis.parameters.get((control, str(test["id"])), {})
        sentence = f"{said(definition, test, parameters)} {reasons(test, '')}"
    limits = [
        one.last.observed_at + timedelta(days=one.source.freshness_days)
        for slug in sorted({item.source for item in inputs})
        if (one := told.basis.sources.get(slug)) and one.last
    ]
    return Observation(
        uuid=told.uuid("observation", control, str(test["id"]), str(test["result"])),
        title=prose_line(str(test["title"])),
        description=prose(sentence),
        props=_test_props(test),
        methods=("TEST",) if inputs else ("UNKNOWN",),
        types=("control-objective",),
        origins=origin(told),
        subjects=_subjects(told, found, result),
        relevant_evidence=_evidence(told, result),
        collected=moment(min(item.observed_at for item in inputs)) if inputs else told.as_of,
        expires=moment(min(limits)) if limits else "",
        remarks="" if inputs else _NOTHING,
    )


_NOTHING = "Nothing was collected: the time is that of the assessment, which found no evidence that can be used."


def _test_props(test: Plain) -> tuple[Property, ...]:
    numbers = ("population", "violations", "excepted", "unknown")
    return (
        own("derived-status", str(test["status"])),
        own("evidence-grade", str(test["grade"])),
        own("control-test", line(str(test["id"]))),
        *(own(name, str(test[name])) for name in numbers),
        *((own("result-digest", str(test["result"])),) if test["result"] else ()),
    )


def _evidence(told: Told, result: TestResult | None) -> tuple[RelevantEvidence, ...]:
    found = []
    for item in result.inputs if result else ():
        snapshot = told.snapshots.get(f"{item.snapshot} {item.source}")
        if snapshot is not None:
            found.append(
                RelevantEvidence(
                    href=f"#{snapshot_uuid(snapshot)}",
                    description=prose(
                        f"Table {item.table} of {snapshot.name}, observed at {moment(item.observed_at)}."
                    ),
                    props=(own("sha256", item.snapshot),),
                )
            )
    return tuple(found)


def _subjects(told: Told, found: Seen, result: TestResult | None) -> tuple[SubjectReference, ...]:
    """The first of the rows that violate, as things that this document defines."""
    made: dict[str, SubjectReference] = {}
    for row in result.violations if result else ():
        subject, label = str(row["subject"]), prose_line(str(row["label"]))
        uuid = told.uuid("subject", subject)
        if uuid not in made and len(made) < SHOWN:
            found.items.setdefault(
                uuid, InventoryItem(uuid=uuid, description=label or "unnamed", props=_asset_id(subject))
            )
            reason = prose(str(row.get("reason") or ""))
            made[uuid] = SubjectReference(subject_uuid=uuid, type="inventory-item", title=label, remarks=reason)
    return tuple(made.values())


def _asset_id(subject: str) -> tuple[Property, ...]:
    return (own("subject", line(subject)),) if line(subject) else ()


def _paper(told: Told, control: str, concluded: Plain) -> list[Observation]:
    """What a person inspected, or the owner said: each with the method it is, never a test."""
    made = []
    for ref in concluded["rests_on"]:
        kind, _, number = str(ref).partition(":")
        if kind == "record" and (record := told.basis.inspected.get(number)):
            says = "It shows what was asked." if record.supports else "It does not show what was asked."
            made.append(
                Observation(
                    uuid=told.uuid("observation", control, ref),
                    title=prose_line(record.title),
                    description=prose(f"{record.question} {says} {record.note}"),
                    props=(own("evidence-grade", "C"),),
                    methods=("EXAMINE",),
                    types=("control-objective",),
                    collected=start_of(record.document_date),
                    expires=start_of(record.valid_until),
                )
            )
        elif kind == "attestation" and (said_so := told.basis.attestations.get(number)):
            made.append(
                Observation(
                    uuid=told.uuid("observation", control, ref),
                    title=prose_line(f"Statement of {said_so.attested_by.name}"),
                    description=prose(said_so.statement),
                    props=(own("evidence-grade", "D"),),
                    methods=("INTERVIEW",),
                    types=("control-objective",),
                    collected=start_of(said_so.attested_on),
                    expires=start_of(said_so.valid_until),
                )
            )
    return made


def nothing(told: Told, key: str, title: str, concluded: Plain) -> Observation:
    """That there was nothing to look at: said, so that no finding stands without an observation."""
    return Observation(
        uuid=told.uuid("observation", "nothing", key),
        title=prose_line(f"{title}: no evidence"),
        description=prose(reasons(concluded, "There is no evidence.")),
        props=(own("derived-status", str(concluded["status"])),),
        methods=("UNKNOWN",),
        types=("control-objective",),
        origins=origin(told),
        collected=told.as_of,
        remarks=_NOTHING,
    )


def of_requirement(found: Seen, told: Told, key: str) -> tuple[str, ...]:
    """UUIDs of the observations that a requirement rests on; makes one where there are none."""
    entry = told.concluded[key]
    uuids = [uuid for control in entry.controls for uuid in found.of_control.get(control, ())]
    if not uuids and entry.concluded is not None:
        one = nothing(told, f"requirement {key}", entry.requirement.title, entry.concluded)
        found.observations[one.uuid] = one
        uuids = [one.uuid]
    return tuple(dict.fromkeys(uuids))


def used(found: Seen, wanted: Mapping[str, object]) -> tuple[tuple[Observation, ...], tuple[InventoryItem, ...]]:
    """The observations whose UUIDs are in `wanted`, and the things that those name."""
    observations = tuple(one for uuid, one in found.observations.items() if uuid in wanted)
    named = {subject.subject_uuid for one in observations for subject in one.subjects}
    return observations, tuple(item for uuid, item in found.items.items() if uuid in named)
