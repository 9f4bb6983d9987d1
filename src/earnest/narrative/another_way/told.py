"""The claims of a paper on another way: the argument, its doubts, its solutions, and what both ways are worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from earnest.core.assurance.queries import Argued
from earnest.core.controls.models import ArgumentNode, Control, Defeater
from earnest.core.risks.queries import Worth, worths
from earnest.engines.documents.parts import Grade, GradeRef, Inline, Name, Reference, Status, StatusRef
from earnest.engines.documents.proof import DecisionStep, MethodStep, MissingStep, RequirementStep, Step
from earnest.narrative import chains
from earnest.narrative.basis import Plain
from earnest.narrative.claims import Claims
from earnest.narrative.lines import line
from earnest.narrative.money_basis import Money
from earnest.narrative.told import GRADES, ControlTold, RequirementTold, TestTold, Told
from earnest.narrative.told_money import WorthTold

EARNS: dict[str, Status] = {
    "met by another approach": "supported",
    "partly met": "partly",
    "not met": "contradicted",
    "unproven": "unproven",
}
"""How a document says what an argument earns by itself."""
_RULE = (
    "An argument holds where another person than its author reviewed it and the review is in date, every path of it "
    "ends in evidence, every doubt has its answer, and every control or test that it rests on is effective today"
)


@dataclass(frozen=True)
class ArgumentTold(Told):
    """The argument with what it earns."""

    found: Argued

    @property
    def name(self) -> Name:
        return Name(self.found.argument.title, "record")

    @property
    def earns(self) -> StatusRef:
        return self.is_(EARNS[self.found.conclusion.status.value])

    @property
    def holds(self) -> bool:
        return self.found.conclusion.status.value == "met by another approach"

    @property
    def grade(self) -> GradeRef:
        letter: Grade = GRADES[self.found.conclusion.grade.value]
        return GradeRef(letter, self.id)

    def said(self, text: str) -> Name:
        """Somebody's own words, as a quotation."""
        return Name(text.strip().rstrip("."), "quotation")

    def answer(self, field: str) -> str:
        """What the author wrote under a heading; empty where nothing."""
        return next((one.text for one in self.found.argument.answers.all() if one.field == field), "")

    @cached_property
    def doubts(self) -> tuple[Defeater, ...]:
        nodes = self.found.argument.nodes.all()
        return tuple(one for node in nodes for one in node.defeaters.all())

    @cached_property
    def solutions(self) -> tuple[ArgumentNode, ...]:
        return tuple(node for node in self.found.argument.nodes.all() if node.kind == ArgumentNode.Kind.SOLUTION)


@dataclass(frozen=True)
class SolutionTold:
    """A solution with the claim of the test or control that it names; `told` is None where it names nothing that is
    known on the day."""

    node: ArgumentNode
    told: TestTold | ControlTold | None

    @property
    def stands(self) -> Inline:
        return "names no evidence" if self.told is None else self.told.status

    @property
    def result(self) -> Inline:
        if self.told is None:
            return "no result"
        if isinstance(self.told, TestTold):
            return self.told.sentence()
        return line(self.told.name, ", evidence of grade ", self.told.grade) if self.told.grade else self.told.name


@dataclass
class Way:
    """Tells one argument; each claim is made once."""

    claims: Claims
    found: Argued

    @cached_property
    def argument(self) -> ArgumentTold:
        row = self.found.argument
        told = ArgumentTold(f"argument:{row.key}", self.found)
        states: list[Reference] = [told.grade, *(told.on(day) for day in self._days())]
        states += [told.count(len(told.doubts)), told.count(len(told.solutions))]
        states += [told.count(sum(one.state_on(self.claims.basis.day) == state for one in told.doubts))
                   for state in Defeater.State.values]  # fmt: skip
        sentence = (told.name, ": ", told.earns, ".")
        self.claims.add(told.id, sentence, self._steps(), states)
        return told

    def _days(self) -> Iterator[date]:
        row = self.found.argument
        days = [row.written_on, row.reviewed_on, row.review_due, row.approved_on]
        for node in row.nodes.all():
            for one in node.defeaters.all():
                days += [one.raised_on, one.answered_on, one.accepted_until]
        return (day for day in dict.fromkeys(days) if day is not None)

    def _steps(self) -> Iterator[Step]:
        row, basis = self.found.argument, self.claims.basis
        yield RequirementStep(row.requirement.framework.title, row.requirement.key, row.requirement.title)
        yield from chains.argument_steps(row)
        for node in row.nodes.all():
            for one in node.defeaters.all():
                answered = one.state_on(basis.day) != Defeater.State.OPEN and one.answered_by is not None
                by, at = (one.answered_by, one.answered_on) if answered else (one.raised_by, one.raised_on)
                state = Defeater.State(one.state_on(basis.day)).label
                assert by is not None  # an answer has somebody who gave it
                yield DecisionStep(one.key, f"{state} doubt about {node.key}: {one.text}", by.name, at, one.answer)
        for node in row.nodes.all():
            if node.kind == ArgumentNode.Kind.SOLUTION:
                yield from self._evidence(node)
        inputs = tuple((reason.code, reason.text) for reason in self.found.conclusion.reasons)
        yield MethodStep(_RULE, inputs)
        yield from chains.newest_entry(basis, row)

    def _evidence(self, node: ArgumentNode) -> Iterator[Step]:
        """Control and test of a solution; their rows and snapshots are in the proof of the test itself."""
        basis = self.claims.basis
        if node.control is None or node.control.key not in basis.controls:
            yield MissingStep(f"{node.key} {node.text}", "it names no evidence that is known")
            return
        concluded = _test_of(basis.controls[node.control.key].tests, node.test)
        if concluded is None:
            yield chains.control_step(basis, node.control.key)
        else:
            yield from chains.test_chain(basis, node.control.key, concluded)[:2]

    @cached_property
    def requirement(self) -> RequirementTold:
        row = self.found.argument.requirement
        entry = self.claims.basis.requirements(row.framework.key)[row.key]
        return self.claims.requirement(row.framework.key, entry)

    def solution(self, node: ArgumentNode) -> SolutionTold:
        """What stands behind a solution."""
        entry = self.claims.basis.controls.get(node.control.key) if node.control else None
        if entry is None or node.control is None:
            return SolutionTold(node, None)
        if not node.test:
            return SolutionTold(node, self.claims.control(node.control.key))
        concluded = _test_of(entry.tests, node.test)
        return SolutionTold(node, self.claims.test(node.control.key, concluded) if concluded else None)

    @cached_property
    def money(self) -> Money:
        return Money(self.claims.basis)

    @cached_property
    def _worths(self) -> dict[str, Worth]:
        return {one.control: one for one in worths(self.money.model)} if self.money.model else {}

    def worth(self, control: Control | None) -> WorthTold | None:
        """None where the control is not priced."""
        found = self._worths.get(control.key) if control is not None else None
        if found is None:
            return None
        told = WorthTold(f"money:way/{found.control}", self.money.currency, found)
        if told.id not in self.claims.made:
            inputs = [(one.title, f"{one.amount:,.2f}") for one in found.why]
            inputs.append(("cost a year", f"{found.cost.mean:,.2f}"))
            what = "Loss removed less loss brought in less cost, given all other controls in use"
            states = [told.removed, told.introduced, told.cost]
            sentence = ("Net worth of ", told.name, " a year: ", told.net, ".")
            self.claims.add(told.id, sentence, (MethodStep(what, tuple(inputs)),), states)
        return told


def _test_of(tests: tuple[Plain, ...], test: str) -> Plain | None:
    return next((one for one in tests if one["id"] == test), None) if test else None
