"""Concluding from files alone, with no workspace: everything is read, judged and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from earnest.core.evidence.rules import Seen, current
from earnest.engines.assurance import ControlState, Severity, assess, facts
from earnest.engines.assurance.conclusions import plain_control, plain_requirement, plain_test
from earnest.engines.assurance.sources import staleness
from earnest.engines.control_tests.dataset import Dataset, Piece
from earnest.engines.control_tests.model import BadParameter, BadTest, Bound, ControlTest
from earnest.engines.control_tests.parsing import parse
from earnest.engines.control_tests.results import TestResult
from earnest.engines.control_tests.runner import run
from earnest.engines.control_tests.whole import whole_tables
from earnest.engines.ingest import Adapter, AdapterError, UnreadableFile, load_adapter, read_file
from earnest.engines.ingest.reading import Reading
from earnest.engines.pipeline.fields import PolicyError
from earnest.engines.pipeline.policy import Evidence, Policy
from earnest.engines.pipeline.verdict import Read
from earnest.interfaces.checking.concluded import Concluded
from earnest.library.catalogue import catalogue, parts, supports
from earnest.library.frameworks import framework, framework_ids
from earnest.library.shipped_tests import control_tests

Step = Callable[[int, int], None]
_LIBRARY = Path(__file__).parents[2] / "library" / "adapters"


@dataclass(frozen=True)
class _File:
    """A file that was read, as a check knows it."""

    number: int
    shown: str
    source: str
    reading: Reading
    observed: datetime


def conclude(policy: Policy, folder: Path, as_of: datetime, scratch: Path, step: Step | None = None) -> Concluded:
    """Read the policy's evidence below `folder` and conclude what it demands. `scratch` takes what is read meanwhile.

    PolicyError where the policy names what is not there.
    """
    definitions = _definitions(policy, folder)
    wanted = _wanted(policy, definitions)
    bound = _bound(policy, wanted, definitions)
    files, told, notes = _read(policy, folder, as_of, scratch)
    sources = _sources(policy, files)
    dataset = _dataset(files, sources, as_of)
    results = run([one for _, one in bound], dataset, as_of=as_of, progress=step)
    record = _record(policy, wanted, bound, results, sources, definitions)
    found = assess(record, as_of)
    concluded = {(c.id, t.test_id): plain_test(t) for c in found.controls for t in c.tests}
    asked = {one.id for one in policy.tests}
    return Concluded(
        as_of=as_of,
        tests={test: (control, plain) for (control, test), plain in concluded.items() if test in asked},
        controls={one.id: plain_control(one) for one in found.controls},
        requirements={(one.framework, one.id): plain_requirement(one) for one in found.requirements},
        titles=_titles(wanted),
        definitions=definitions,
        results={one.digest: one for one in results if one.digest},
        dataset=dataset,
        names={one.reading.sha256: one.shown for one in files},
        exceptions={
            (one.test, one.subject): f"{one.reason} Until {one.ends_on}, approved by {one.approver}."
            for one in policy.exceptions
            if one.starts_on <= as_of.date() <= one.ends_on
        },
        evidence=told,
        notes=notes,
    )


def _definitions(policy: Policy, folder: Path) -> dict[str, ControlTest]:
    found = dict(control_tests())
    if policy.tests_folder:
        paths = sorted((folder / policy.tests_folder).glob("*.sql"))
        _inside(policy, folder, paths, "tests", 0)
        if not paths:
            raise PolicyError(
                policy.place, 0, "tests", "the folder holds no .sql file", "Name the folder of your tests."
            )
        for path in paths:
            try:
                test = parse(path.read_text(encoding="utf-8"), place=path.name)
            except (BadTest, UnicodeDecodeError, OSError) as error:
                raise PolicyError(policy.place, 0, "tests", str(error), "Correct the test.") from error
            found[test.id] = test
    return found


@dataclass(frozen=True)
class _Wanted:
    """The controls that are concluded, and the requirements with the controls that support them."""

    controls: tuple[str, ...]
    requirements: Mapping[tuple[str, str], tuple[str, ...]]


def _wanted(policy: Policy, definitions: Mapping[str, ControlTest]) -> _Wanted:
    controls: dict[str, None] = {}
    for one in policy.controls:
        if one.id not in catalogue():
            raise PolicyError(
                policy.place, one.line, "must_hold.controls", f"there is no control {one.id!r}", "See the catalogue."
            )
        controls[one.id] = None
    for one in policy.tests:
        if one.id not in definitions:
            raise PolicyError(
                policy.place,
                one.line,
                "must_hold.tests",
                f"there is no control test {one.id!r}",
                "List them with: earnest test list",
            )
        controls[_home(definitions[one.id])] = None
    requirements: dict[tuple[str, str], tuple[str, ...]] = {}
    for asked in policy.frameworks:
        if asked.id not in framework_ids():
            known = ", ".join(framework_ids())
            raise PolicyError(
                policy.place,
                asked.line,
                "must_hold.frameworks",
                f"there is no framework {asked.id!r}",
                f"Known: {known}.",
            )
        there = [one.id for one in framework(asked.id).assessable]
        if lost := next((one for one in asked.requirements if one not in there), None):
            raise PolicyError(
                policy.place, asked.line, "must_hold.frameworks", f"{asked.id} has no requirement {lost!r}", "Check it."
            )
        for key in asked.requirements or there:
            requirements[asked.id, key] = supports(asked.id, key)
            controls.update(dict.fromkeys(requirements[asked.id, key]))
    return _Wanted(tuple(controls), requirements)


def _home(test: ControlTest) -> str:
    """The control that a test speaks for here: the core control of the one it names."""
    known = catalogue().get(test.control)
    return (known.part_of or known.id) if known else test.control


def _bound(policy: Policy, wanted: _Wanted, definitions: Mapping[str, ControlTest]) -> list[tuple[str, Bound]]:
    asked = {one.id: one for one in policy.tests}
    whole = {one.id for one in policy.controls} | {c for ids in wanted.requirements.values() for c in ids}
    subjects: dict[str, set[str]] = {}
    for one in policy.exceptions:
        if one.test not in definitions:
            raise PolicyError(
                policy.place, one.line, "exceptions", f"there is no control test {one.test!r}", "Check its id."
            )
        subjects.setdefault(one.test, set()).add(one.subject)
    found = []
    for control in wanted.controls:
        speaking = {control, *(parts(control) if control in catalogue() else ())}
        for test in definitions.values():
            mine = test.id in asked and _home(test) == control
            if not mine and not (control in whole and test.control in speaking):
                continue
            chosen = asked.get(test.id)
            try:
                bound = test.bind(chosen.parameters if chosen else {})
            except BadParameter as error:
                line = chosen.line if chosen else 0
                raise PolicyError(policy.place, line, "must_hold.tests", str(error), "Correct it.") from error
            found.append((control, replace(bound, excepted=frozenset(subjects.get(test.id, ())))))
    return found


def _read(
    policy: Policy, folder: Path, as_of: datetime, scratch: Path
) -> tuple[list[_File], tuple[Read, ...], tuple[str, ...]]:
    adapters = _adapters(policy, folder)
    files: list[_File] = []
    told: list[Read] = []
    notes: list[str] = []
    for entry in policy.evidence:
        for path in _paths(policy, entry, folder):
            shown = path.relative_to(folder.resolve()).as_posix()
            into = scratch / str(len(told))
            try:
                reading = read_file(path, as_format=entry.as_format or None, adapters=adapters, into=into)
            except UnreadableFile as error:
                told.append(Read(shown, "", "", entry.source, None, 0, 0, str(error)))
                notes.append(f"{shown} could not be read, so it proves nothing: {error}")
                continue
            observed = _observed(entry, reading, path)
            source = entry.source or reading.format
            rows = sum(one.rows for one in reading.tables.values())
            told.append(Read(shown, reading.sha256, reading.format, source, observed, rows, reading.rejected_count))
            if observed is None:
                notes.append(
                    f"{shown} does not say when it was observed, so it proves nothing: state it in the policy."
                )
            elif observed > as_of:
                notes.append(f"{shown} was observed later than the day of the check, so it proves nothing.")
            else:
                files.append(_File(len(files), shown, source, reading, observed))
    return files, tuple(told), tuple(notes)


def _observed(entry: Evidence, reading: Reading, path: Path) -> datetime | None:
    if entry.observed is not None:
        return entry.observed
    if reading.observed_at is not None:
        return reading.observed_at
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if entry.by_file_time else None


def _adapters(policy: Policy, folder: Path) -> tuple[Adapter, ...]:
    found = {one.id: one for one in (load_adapter(p.read_text("utf-8")) for p in sorted(_LIBRARY.glob("*.yaml")))}
    for name in policy.adapters:
        paths = _files(folder / name, (".yaml", ".yml"))
        _inside(policy, folder, paths, "adapters", 0)
        for path in paths:
            try:
                adapter = load_adapter(path.read_text(encoding="utf-8"))
            except (AdapterError, UnicodeDecodeError) as error:
                raise PolicyError(policy.place, 0, "adapters", f"{name}: {error}", "Correct the adapter.") from error
            found[adapter.id] = adapter
    return tuple(found.values())


def _paths(policy: Policy, entry: Evidence, folder: Path) -> list[Path]:
    """Files of an entry, in order. A link that leads out of the folder is not followed."""
    found = _files(folder / entry.path)
    _inside(policy, folder, found, "evidence", entry.line)
    if not found:
        what = f"{entry.path} is not there, or an empty folder"
        raise PolicyError(policy.place, entry.line, "evidence", what, "Name a file or folder below it.")
    return [one.resolve() for one in found]


def _inside(policy: Policy, folder: Path, paths: Iterable[Path], field: str, line: int) -> None:
    """PolicyError for a link that leads out of the policy's folder: what stands there is nobody's evidence."""
    for one in paths:
        if not one.resolve().is_relative_to(folder.resolve()):
            what = f"{one.name} leads out of the policy's folder"
            raise PolicyError(policy.place, line, field, what, "Name a file or folder below it.")


def _files(path: Path, endings: tuple[str, ...] = ()) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        return []
    every = (one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
    return sorted(one for one in every if not endings or one.suffix in endings)


def _sources(policy: Policy, files: Iterable[_File]) -> tuple[facts.SourceFact, ...]:
    newest = _newest(files)
    return tuple(
        facts.SourceFact(
            slug=slug,
            title=slug,
            tables=tuple(sorted({table for one in mine for table in one.reading.tables})),
            freshness_days=policy.max_evidence_age,
            last_observed_at=max(one.observed for one in mine),
            rejected=sum(one.reading.rejected_count for one in mine),
        )
        for slug in sorted({one.source for one in newest})
        for mine in [[one for one in newest if one.source == slug]]
    )


def _newest(files: Iterable[_File]) -> list[_File]:
    """The newest file of each part of each source."""
    by_number = {one.number: one for one in files}
    slugs = {slug: number for number, slug in enumerate(sorted({one.source for one in by_number.values()}))}
    seen = (Seen(one.number, slugs[one.source], one.reading.part, one.observed) for one in by_number.values())
    return [by_number[one.snapshot] for one in current(seen, datetime.max.replace(tzinfo=UTC))]


def _dataset(files: Iterable[_File], sources: Iterable[facts.SourceFact], as_of: datetime) -> Dataset:
    fresh = {one.slug for one in sources if staleness(one, as_of) is None}
    pieces: dict[str, list[Piece]] = {}
    for one in _newest(files):
        if one.source in fresh:
            for table, file in one.reading.tables.items():
                piece = Piece(file.path, one.source, one.reading.sha256, one.observed, file.rows)
                pieces.setdefault(table, []).append(piece)
    return Dataset({name: tuple(found) for name, found in pieces.items()})


def _record(
    policy: Policy,
    wanted: _Wanted,
    bound: list[tuple[str, Bound]],
    results: Iterable[TestResult],
    sources: tuple[facts.SourceFact, ...],
    definitions: Mapping[str, ControlTest],
) -> facts.Record:
    titles = _titles(wanted)
    return facts.Record(
        sources=sources,
        controls=tuple(
            facts.ControlFact(one, titles.get(one, one), ControlState.OPERATING, policy.place)
            for one in wanted.controls
        ),
        tests=tuple(
            facts.TestFact(
                test_id=one.test.id,
                control_id=control,
                title=one.test.title,
                severity=Severity(one.test.severity),
                tables=(*one.test.tables, *one.test.optional_tables),
                required=one.test.tables,
                whole=whole_tables(one.test),
                result=result,
            )
            for (control, one), result in zip(bound, results, strict=True)
        ),
        exceptions=_exceptions(policy, wanted, definitions),
        requirements=tuple(facts.RequirementFact(name, key, ids) for (name, key), ids in wanted.requirements.items()),
    )


def _exceptions(
    policy: Policy, wanted: _Wanted, definitions: Mapping[str, ControlTest]
) -> tuple[facts.ExceptionFact, ...]:
    return tuple(
        facts.ExceptionFact(
            id=f"line-{one.line}",
            control_id=_home(definitions[one.test]),
            test_id=one.test,
            subject=one.subject,
            reason=one.reason,
            compensating_measure=one.measure,
            requested_by=one.asked_by,
            approver=one.approver,
            approved_at=datetime.combine(one.starts_on, datetime.min.time(), UTC),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in policy.exceptions
        if _home(definitions[one.test]) in wanted.controls
    )


def _titles(wanted: _Wanted) -> dict[str, str]:
    return {one: catalogue()[one].name for one in wanted.controls if one in catalogue()}
