"""The population of a control test as of a day, listed from the evidence that the test reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from earnest.core.assurance import queries as assurance
from earnest.core.controls.queries import tests
from earnest.core.evidence import queries as evidence
from earnest.duties.audits.models import Population
from earnest.duties.audits.rules import listing
from earnest.duties.audits.rules.sampling import Member, population_lines, read_population
from earnest.engines.control_tests.model import BadParameter, Bound
from earnest.engines.control_tests.results import TestResult, instant
from earnest.engines.control_tests.runner import run
from earnest.foundation.errors import Broken, Invalid


@dataclass(frozen=True)
class SnapshotUsed:
    """A piece of evidence that a population was drawn from."""

    table: str
    source: str
    sha256: str
    observed_at: str


@dataclass(frozen=True)
class Listed:
    """A population as it is today: its members by subject, and what they were read from."""

    test: str
    test_digest: str
    parameters: dict[str, object]
    as_of: date
    members: tuple[Member, ...]
    snapshots: tuple[SnapshotUsed, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(population_lines(self.members)).hexdigest()


def list_population(test: str, day: date, *, parameters: dict[str, object] | None = None) -> Listed:
    """Every member of the population of a control test, as of the end of a day, from sources that are fresh then.

    Invalid where the test is not there, where it cannot run, or where the population is empty or too large.
    """
    known = tests().get(test)
    if known is None:
        raise Invalid(f"The control test {test} is nowhere to be found.", field="test")
    try:
        bound = known.bind(parameters or {})
    except BadParameter as error:
        raise Invalid(str(error), field="parameters") from error
    gathered = assurance.gather(day)
    data = assurance.dataset(gathered.snapshots, gathered.sources, gathered.as_of)
    first = _ran(run([listing.listing(bound, 0)], data, as_of=gathered.as_of)[0], bound)
    pages = range(1, -(-first.population // listing.PAGE))
    more = run([listing.listing(bound, page) for page in pages], data, as_of=gathered.as_of) if pages else ()
    results = [first, *(_ran(one, bound) for one in more)]
    found = listing.members(row for one in results for row in one.violations)
    if len({member.subject for member in found}) != first.population:
        raise Invalid(f"The population of {test} cannot be listed: subjects are not unique.", field="test")
    return Listed(
        test=test,
        test_digest=known.digest,
        parameters=dict(parameters or {}),
        as_of=day,
        members=found,
        snapshots=tuple(
            SnapshotUsed(one.table, one.source, one.snapshot, instant(one.observed_at)) for one in first.inputs
        ),
    )


def _ran(result: TestResult, bound: Bound) -> TestResult:
    name = bound.test.id
    if result.error:
        raise Invalid(f"The population of {name} cannot be read: {result.error}", field="test")
    if result.missing:
        told = ", ".join(result.missing)
        raise Invalid(f"No fresh evidence gives {told}, so {name} has no population on that day.", field="as_of")
    if result.population == 0:
        raise Invalid(f"The population of {name} is empty on that day: there is nothing to sample.", field="test")
    if result.population > listing.MOST:
        raise Invalid(f"The population of {name} has more than {listing.MOST:,} members.", field="test")
    return result


def kept_members(population: Population) -> tuple[Member, ...]:
    """The members as they were recorded. Broken where what is kept is not what was recorded."""
    store = evidence.store()
    if fault := store.fault(population.digest):
        raise Broken(f"The members of “{population}” cannot be used: {fault}.")
    return read_population(store.path(population.digest).read_bytes())


@dataclass(frozen=True)
class PopulationCheck:
    """Whether evidence of that day still gives the recorded population. `again` is None where it cannot be listed."""

    holds: bool
    recorded: str
    again: str | None
    what: str


def check_population(population: Population) -> PopulationCheck:
    """Lists the population anew and compares it with what was recorded."""
    try:
        found = list_population(population.test, population.as_of, parameters=dict(population.parameters))
    except Invalid as error:
        return PopulationCheck(False, population.digest, None, str(error))
    if found.digest == population.digest:
        return PopulationCheck(True, population.digest, found.digest, "The same evidence gives the same members.")
    what = "Evidence gives other members today than were recorded."
    if found.test_digest != population.test_digest:
        what = "The control test has changed since, so its population has too."
    elif [one.sha256 for one in found.snapshots] != [one["sha256"] for one in population.snapshots]:
        what = "Evidence for that day came in after the population was recorded, so it has changed."
    return PopulationCheck(False, population.digest, found.digest, what)
