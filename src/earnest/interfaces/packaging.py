"""Gathers a package from the record: what was observed and decided by the end of a day, and what follows from it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest import __version__
from earnest.core.assurance import queries as assurance
from earnest.core.assurance.models import TestRun
from earnest.core.assurance.operations import assess
from earnest.core.assurance.operations.assess import run_key
from earnest.core.assurance.queries import BoundRow, Gathered
from earnest.core.controls.models import BoundTest, Control
from earnest.core.controls.queries import tests as control_tests
from earnest.core.evidence import queries as evidence
from earnest.core.evidence.models import Snapshot
from earnest.core.frameworks.models import Applicability, Framework
from earnest.core.organization.models import Organization
from earnest.engines.assurance import facts as engine
from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.results import TestResult, from_json
from earnest.engines.control_tests.runner import run
from earnest.engines.package import concluding
from earnest.engines.package.building import Contents, Made, Story, build
from earnest.engines.package.concluding import Facts, Key
from earnest.engines.package.keys import PublicKey
from earnest.engines.package.ledger import Chosen, LedgerPart, packaged
from earnest.engines.package.parts import BoundTest as BoundPart
from earnest.engines.package.parts import Decided, LedgerContent, LeftOut, SnapshotFile, TableFile
from earnest.engines.package.withholding import rules, withhold
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May
from earnest.foundation.errors import Invalid
from earnest.foundation.models import LedgerEntry, LedgerSubject
from earnest.foundation.record import operation, visible_to
from earnest.interfaces import signing
from earnest.narrative.audiences import BY_KEY, Audience
from earnest.narrative.telling import compose, render

Step = Callable[[int, int, str], None]
_RECORDS = {
    "exceptions": "controls.controlexception",
    "inspected": "evidence.inspectedrecord",
    "attestations": "evidence.attestation",
}
"""How the ledger names what a person decided, before the colon."""


@dataclass(frozen=True)
class Wanted:
    """What a package is to hold. No `frameworks`: all that are adopted, and every control.

    `audiences` are those whose documents go in; `only_html` leaves their other formats out. `earlier` is size and root
    of the ledger in a package that the reader holds.
    """

    day: date
    frameworks: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ("auditor",)
    only_html: bool = False
    raw: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    earlier: tuple[int, str] | None = None


@dataclass(frozen=True)
class Packaged:
    """A package, and what in it still tells a value that was to be withheld."""

    made: Made
    still_told: tuple[str, ...]


def make(
    actor: Actor,
    wanted: Wanted,
    key: Ed25519PrivateKey,
    out: Path,
    *,
    made_at: datetime | None = None,
    step: Step = lambda done, of, name: None,
) -> Packaged:
    """Gather, conclude, write documents and sign. The same record, key and `made_at` give the same bytes.

    Invalid for a framework that is not adopted; PackageError, OSError.
    """
    actor.require(May.SEE_RECORD)
    adopted = _frameworks(actor, wanted.frameworks)
    step(0, 3, "control tests")
    assess(wanted.day)
    contents = gathered(actor, wanted, adopted)
    step(1, 3, "documents")
    contents = replace(contents, stories=_stories(actor, wanted, adopted))
    step(2, 3, "signing")
    with tempfile.TemporaryDirectory(prefix="earnest-package-") as folder:
        contents, told = withhold(contents, rules(wanted.columns, wanted.rows), key, Path(folder))
        return Packaged(build(contents, key, out, made_at or clock.now()), told)


def make_key(actor: Actor, workspace: Path) -> PublicKey:
    """Make the signing key, and write its fingerprint into the ledger. PackageError where there is one."""
    actor.require(May.MANAGE_USERS)
    with operation(actor, "packages.make_key") as work:
        public = signing.make_key(workspace)
        work.facts["fingerprint"] = public.fingerprint
    return public


def _frameworks(actor: Actor, named: Sequence[str]) -> tuple[str, ...]:
    keys = tuple(visible_to(actor, Framework).order_by("key").values_list("key", flat=True))
    if unknown := sorted(set(named) - set(keys)):
        there = ", ".join(keys) or "none yet"
        raise Invalid(f"The framework {unknown[0]!r} is not adopted. Adopted: {there}.", field="framework")
    return tuple(sorted(set(named))) or keys


def gathered(actor: Actor, wanted: Wanted, frameworks: Sequence[str]) -> Contents:
    """Everything but the documents."""
    known = assurance.gather(wanted.day)
    facts = _facts(known, frameworks if wanted.frameworks else None)
    tests = {name: test for name, test in control_tests().items() if name in {one.test for one in facts.parameters}}
    tables = {table for test in tests.values() for table in (*test.tables, *test.optional_tables)}
    snapshots = _snapshots(known.snapshots, tables, raw=wanted.raw)
    facts = replace(facts, sources=_feeding(facts.sources, tables))
    store = evidence.store()
    organisation = visible_to(actor, Organization).first()
    return Contents(
        organisation=organisation.name if organisation else "",
        program=f"earnest {__version__}",
        as_of=known.as_of,
        frameworks=tuple(frameworks),
        whole=not wanted.frameworks,
        facts=facts,
        tests=tests,
        results=_results(facts, tests, snapshots, known.as_of),
        snapshots=snapshots,
        tables={one.sha256: store.path(one.sha256) for snapshot in snapshots for one in snapshot.tables},
        raw={one.sha256: store.path(one.sha256) for one in snapshots if one.raw},
        ledger=_ledger(facts, snapshots, wanted.earlier),
        left_out=() if wanted.raw or not snapshots else (_NO_RAW,),
    )


_NO_RAW = LeftOut(
    "evidence", "raw files", "the files as they came in are left out: that the tables were read from them is not shown"
)


def _facts(known: Gathered, frameworks: Sequence[str] | None) -> Facts:
    """The facts of the record, or those that some frameworks rest on."""
    record = known.record
    requirements = tuple(one for one in record.requirements if frameworks is None or one.framework in frameworks)
    chosen = {one.id for one in record.controls}
    if frameworks is not None:
        chosen &= {key for one in requirements for key in concluding.resting_on(one)}
    rows = {
        (row.control.key, row.test): row
        for row in BoundTest.objects.filter(control__key__in=chosen).select_related("control")
    }
    bound = [rows[one.control, one.bound.test.id] for one in known.bound if one.control in chosen]
    decided = (
        *(Decided("control", row.key, row.reference) for row in Control.objects.filter(key__in=chosen).order_by("key")),
        *_exclusions(requirements),
    )
    return Facts(
        sources=record.sources,
        controls=tuple(one for one in record.controls if one.id in chosen),
        parameters=tuple(
            BoundPart(row.control.key, row.test, row.reference, dict(row.parameters), sampled=False) for row in bound
        ),
        exceptions=tuple(one for one in record.exceptions if one.control_id in chosen),
        inspected=tuple(one for one in record.inspected if one.control_id in chosen),
        attestations=tuple(one for one in record.attestations if one.control_id in chosen),
        requirements=requirements,
        decided=decided,
    )


def _exclusions(requirements: Iterable[engine.RequirementFact]) -> Iterator[Decided]:
    """How the ledger names the decisions that a requirement does not apply."""
    rows = Applicability.objects.select_related("requirement__framework")
    named = {f"{row.requirement.framework.key}/{row.requirement.key}": row.reference for row in rows}
    for one in requirements:
        if one.not_applicable is not None:
            id_ = f"{one.framework}/{one.id}"
            yield Decided("exclusion", id_, named[id_])


def _feeding(sources: Iterable[engine.SourceFact], tables: Collection[str]) -> tuple[engine.SourceFact, ...]:
    """The sources that give a table that a test reads."""
    return tuple(one for one in sources if set(one.tables) & set(tables))


def _snapshots(rows: Iterable[Snapshot], tables: Collection[str], *, raw: bool) -> tuple[SnapshotFile, ...]:
    found = []
    for row in rows:
        kept = sorted((one for one in row.tables.all() if one.table in tables), key=lambda one: one.table)
        if not kept:
            continue
        found.append(
            SnapshotFile(
                record=row.reference,
                source=row.source.slug,
                part=row.part,
                name=row.name,
                sha256=row.sha256,
                size=row.size,
                format=row.format,
                observed_at=row.observed_at,
                observed_basis=row.observed_basis,
                collected_at=row.collected_at,
                uploaded_at=row.uploaded_at,
                rejected=row.rejected_count,
                tables=tuple(TableFile(one.table, one.version, one.rows, one.sha256, None) for one in kept),
                raw=raw,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.source, one.part, one.sha256)))


def _results(
    facts: Facts, tests: Mapping[str, ControlTest], snapshots: Iterable[SnapshotFile], as_of: datetime
) -> dict[Key, TestResult | None]:
    """What each bound test found, from what is kept; tests that did not finish run once more."""
    store = evidence.store()
    data = concluding.dataset(snapshots, facts.sources, as_of, lambda table: store.path(table.sha256))
    bound = {
        (one.control, one.test): concluding.bind(one, tests[one.test], facts.exceptions) for one in facts.parameters
    }
    keys = {key: run_key(BoundRow(key[0], one, ""), data, as_of) for key, one in bound.items()}
    kept = dict(TestRun.objects.filter(key__in=set(keys.values())).values_list("key", "result"))
    found = {key: from_json(kept[one]) for key, one in keys.items() if one in kept}
    todo = [key for key in keys if key not in found]
    found |= dict(zip(todo, run([bound[key] for key in todo], data, as_of=as_of), strict=True))
    return {key: replace(found[key], seconds=0.0) for key in keys}


def _ledger(facts: Facts, snapshots: Iterable[SnapshotFile], earlier: tuple[int, str] | None) -> LedgerPart:
    """The entries that speak of what is in the package, in the tree over all entries."""
    records = [one.record for one in snapshots] + [one.record for one in facts.parameters if one.record]
    records += [one.record for one in facts.decided]
    for name, kind in _RECORDS.items():
        records += [f"{kind}:{one.id}" for one in facts.member(name)]  # type: ignore[attr-defined]  # these have ids
    numbers: set[int] = set()
    for start in range(0, len(records), 500):
        subjects = LedgerSubject.objects.filter(record__in=records[start : start + 500])
        numbers.update(subjects.values_list("entry_id", flat=True))
    hashes = list(LedgerEntry.objects.order_by("number").values_list("hash", flat=True))
    chosen = (Chosen(entry.number, content(entry)) for entry in LedgerEntry.objects.filter(number__in=numbers))
    return packaged(hashes, chosen, earlier)


def content(entry: LedgerEntry) -> LedgerContent:
    """What an entry says, as it was hashed."""
    return LedgerContent(
        number=entry.number,
        at=entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor=entry.actor,
        role=entry.role,
        user=entry.user,
        operation=entry.operation,
        reason=entry.reason,
        changes=entry.changes,
        facts=entry.facts,
        previous=entry.previous,
    )


def _stories(actor: Actor, wanted: Wanted, frameworks: Sequence[str]) -> tuple[Story, ...]:
    """The papers of the chosen audiences: those about a framework for each of them."""
    found = []
    for audience in wanted.audiences:
        told = _audience(audience)
        for framework in frameworks if told.of_framework else ("",):
            for number, paper in enumerate(told.of(framework)):
                document = compose(audience, wanted.day, framework=framework or None, actor=actor, document=paper.key)
                formats = () if wanted.only_html else paper.formats
                written: dict[str, bytes] = {kind: render(document, kind) for kind in formats if kind != "html"}
                named = paper.key if number else ""
                found.append(Story("-".join(one for one in (audience, named, framework) if one), document, written))
    return tuple(found)


def _audience(key: str) -> Audience:
    if key not in BY_KEY:
        raise Invalid(f"There is no narrative for {key!r}. Tell one of: {', '.join(BY_KEY)}.", field="audience")
    return BY_KEY[key]
