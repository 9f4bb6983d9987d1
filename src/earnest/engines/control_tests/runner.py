"""Running control tests over snapshots, in a sandboxed child process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from earnest.engines.control_tests import process, work
from earnest.engines.control_tests.admission import Admission
from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.model import BadParameter, Bound, RefusedQuery
from earnest.engines.control_tests.process import Cancelled, Child, ChildFailed
from earnest.engines.control_tests.results import TestResult, result_digest, scalars
from earnest.engines.control_tests.work import Item, Limits, Task, Turn

Progress = Callable[[int, int], None]
"""Called with the number of results so far and in all."""

__all__ = ["Cancelled", "Limits", "Progress", "run", "run_history"]


def run(
    tests: Sequence[Bound],
    dataset: Dataset,
    *,
    as_of: dt.datetime,
    limits: Limits = Limits(),  # noqa: B008  frozen
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[TestResult, ...]:
    """One result for each test, in order. A test that is refused, wrong, late or killed has an error and is unproven.

    `as_of` is aware; the queries see it in UTC. Raises Cancelled once `cancelled()` is true.
    """
    history = run_history(tests, [(as_of, dataset)], limits=limits, progress=progress, cancelled=cancelled)
    return history[0]


def run_history(
    tests: Sequence[Bound],
    moments: Sequence[tuple[dt.datetime, Dataset]],
    *,
    limits: Limits = Limits(),  # noqa: B008  frozen
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[tuple[TestResult, ...], ...]:
    """Results of all tests at each instant, in the order of `moments`; one child does many. See run."""
    turns = [Turn(as_of, dataset) for as_of, dataset in moments]
    admitted = [_admitted(bound) for bound in tests]
    ledger = Ledger(total=len(tests) * len(turns), progress=progress)
    items: list[Item] = []
    for turn in turns:
        for task in admitted:
            number = len(ledger.results)
            result, ready = _begin(task, turn)
            ledger.results.append(result)
            if ready is not None:
                items.append(Item(number, ready, turn))
    execute(items, ledger, limits, cancelled)
    width = len(tests)
    return tuple(tuple(ledger.results[row * width : (row + 1) * width]) for row in range(len(turns)))


@dataclass
class Ledger:
    """Results as they come."""

    total: int
    progress: Progress | None = None
    results: list[TestResult] = field(default_factory=list)
    done: int = 0
    load_seconds: float = 0.0
    peak_kib: int = 0
    """Largest resident memory that a child reported."""

    def tell(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress(self.done, self.total)


def _admitted(bound: Bound) -> Task | TestRefusal:
    try:
        return work.admit(bound)
    except RefusedQuery as refused:
        return TestRefusal(bound, f"The query was refused: {refused.reason} {refused.remedy}")
    except BadParameter as bad:
        return TestRefusal(bound, str(bad))


_NOTHING = Admission(columns={}, used={}, chains={}, merged=None)


@dataclass(frozen=True)
class TestRefusal:
    """A test that may not run, and why."""

    __test__ = False

    bound: Bound
    why: str


def _begin(task: Task | TestRefusal, turn: Turn) -> tuple[TestResult, Task | None]:
    """The result before anything ran, and the task if it is to run."""
    if isinstance(task, TestRefusal):
        plain = Task(task.bound.test, task.bound.parameters, frozenset(), _NOTHING)
        return replace(blank(plain, turn), error=task.why), None
    result = blank(task, turn)
    return result, None if result.missing else task


def blank(task: Task, turn: Turn) -> TestResult:
    """A result without findings."""
    return TestResult(
        test_id=task.test.id,
        version=task.test.version,
        test_digest=task.test.digest,
        as_of=turn.as_of,
        parameters=scalars(task.parameters),
        population=0,
        violations=(),
        violation_count=0,
        unknown=(),
        unknown_count=0,
        excepted=(),
        missing=work.missing(task, turn.dataset),
        digest="",
        inputs=work.inputs(task, turn.dataset),
        seconds=0.0,
    )


def execute(
    items: Sequence[Item],
    ledger: Ledger,
    limits: Limits,
    cancelled: Callable[[], bool] | None = None,
    program: Path = process.PROGRAM,
    *,
    prepare: bool = True,
) -> None:
    """Run what was admitted and write results into the ledger. Equal work is done once.

    `prepare` shares equal CTEs between queries, which only queries that passed the gate can.
    """
    twins: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        twins.setdefault(work.same(item), []).append(item)
    ledger.tell(ledger.total - len(items))
    groups = {group[0].number: group for group in twins.values()}
    for batch in work.batches([group[0] for group in twins.values()], limits.loaded_rows):
        left = batch
        while left:
            settled = _Conversation(left, groups, ledger, limits, prepare=prepare).hold(cancelled, program)
            left = [item for item in left if item.number not in settled]


class _Conversation:
    """One child's life: from its job to its last answer."""

    def __init__(
        self, items: Sequence[Item], groups: Mapping[int, list[Item]], ledger: Ledger, limits: Limits, *, prepare: bool
    ) -> None:
        self.items = {item.number: item for item in items}
        self.groups = groups
        self.ledger = ledger
        self.limits = limits
        self.settled: set[int] = set()
        self.current: int | None = None
        self.ready = False
        self.longest = max(limits.allowed(item.rows) for item in items)
        self.job, self.pieces = work.job(items, limits, prepare=prepare)

    def hold(self, cancelled: Callable[[], bool] | None, program: Path) -> set[int]:
        """Numbers of the items that have a result now; never empty."""
        try:
            with Child(self.job, program=program, cancelled=cancelled) as child:
                for message in child.messages(self._allowed):
                    self._hear(message)
            why = "The sandbox ended without an answer."
        except ChildFailed as failed:
            why = str(failed)
        if self.current is not None:
            self._fail([self.current], why)
        elif not self.settled:
            self._fail(list(self.items), why if self.ready else f"The data could not be loaded. {why}")
        return self.settled

    def _allowed(self) -> float:
        if not self.ready:
            return self.limits.load_seconds
        return self.longest if self.current is None else self.limits.allowed(self.items[self.current].rows)

    def _hear(self, message: Mapping[str, Any]) -> None:
        try:
            if "failed" in message:
                self._not_loaded(message)
            elif "ready" in message:
                self.ready = True
                self.ledger.load_seconds += float(message["ready"])
            elif "start" in message:
                self.current = self.items[message["start"]].number
            elif "end" in message:
                self.ledger.peak_kib = max(self.ledger.peak_kib, int(message["peak_kib"]))
            else:
                self._answer(message)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise ChildFailed("The sandbox wrote something that is not an answer.") from None

    def _not_loaded(self, message: Mapping[str, Any]) -> None:
        """One file cannot be read: the tests that need it fail, the others go on in another child."""
        table, piece = self.pieces[int(message["piece"])]
        why = (
            f"The {table} of source {piece.source} (snapshot {piece.snapshot[:12]}) cannot be read: {message['failed']}"
        )
        self._fail(
            [
                number
                for number, item in self.items.items()
                if table in item.task.tables and piece in item.turn.dataset.pieces(table)
            ],
            why,
        )

    def _answer(self, message: Mapping[str, Any]) -> None:
        number = message["number"]
        if number != self.current:
            raise ChildFailed("The sandbox answered a question that was not asked.")
        if "error" in message:
            self._fail([number], str(message["error"]), float(message["seconds"]))
        else:
            found = _Found.read(message)
            for item in self.groups[number]:
                self.ledger.results[item.number] = found.result(self.ledger.results[item.number], item)
            self._settle(number)
        self.current = None

    def _fail(self, numbers: Sequence[int], why: str, seconds: float = 0.0) -> None:
        for number in numbers:
            for item in self.groups[number]:
                before = self.ledger.results[item.number]
                self.ledger.results[item.number] = replace(before, error=why, seconds=seconds)
            self._settle(number)

    def _settle(self, number: int) -> None:
        self.settled.add(number)
        self.ledger.tell(len(self.groups[number]))


@dataclass(frozen=True)
class _Found:
    """What the child found, its shape checked."""

    population: int
    violations: Mapping[str, Any]
    unknown: Mapping[str, Any]
    excepted: tuple[str, ...]
    seconds: float

    @classmethod
    def read(cls, message: Mapping[str, Any]) -> _Found:
        for part in (message["violations"], message["unknown"]):
            if not (isinstance(part["count"], int) and len(part["digest"]) == 64 and all(map(dict, part["rows"]))):
                raise ValueError(part)
        excepted = tuple(str(subject) for subject in message["excepted"])
        return cls(
            int(message["population"]), message["violations"], message["unknown"], excepted, float(message["seconds"])
        )

    def result(self, before: TestResult, item: Item) -> TestResult:
        task, as_of = item.task, item.turn.as_of
        digests = str(self.violations["digest"]), str(self.unknown["digest"])
        return replace(
            before,
            population=self.population,
            violations=tuple(self.violations["rows"]),
            violation_count=self.violations["count"],
            unknown=tuple(self.unknown["rows"]),
            unknown_count=self.unknown["count"],
            excepted=self.excepted,
            digest=result_digest(task.test, task.parameters, as_of, self.population, *digests),
            seconds=self.seconds,
        )
