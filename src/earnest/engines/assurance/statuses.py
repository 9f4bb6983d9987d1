"""The words a conclusion can be, and the truth tables that choose among them. Nothing else decides a status.

Every table answers the same question: what may be said, given only what was seen? Where a table had to choose, it
chooses the reading that claims less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction


class Severity(StrEnum):
    """Weight of a control test, as its author gave it."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def heavy(self) -> bool:
        """Critical and high: a control does not hold without them."""
        return self in (Severity.CRITICAL, Severity.HIGH)


class Grade(StrEnum):
    """Strength of evidence, strongest first (rule 3)."""

    A = "A"
    """The whole population tested by machine."""
    B = "B"
    """A sample tested by machine."""
    C = "C"
    """A document or record inspected by a person other than the owner."""
    D = "D"
    """Attested by the owner."""
    E = "E"
    """Asserted only: nothing live behind it."""


class ControlState(StrEnum):
    """Where people say a control stands in its life; a decision, never a verdict on how well it works."""

    PLANNED = "planned"
    OPERATING = "operating"
    RETIRED = "retired"


class TestStatus(StrEnum):
    """What one control test, or one question put to a person, says of its control."""

    __test__ = False  # pytest would take the name for a test class

    PASSING = "passing"
    PARTLY = "partly passing"
    FAILING = "failing"
    UNPROVEN = "unproven"


class ControlStatus(StrEnum):
    EFFECTIVE = "effective"
    PARTLY = "partly effective"
    FAILING = "failing"
    UNPROVEN = "unproven"
    PLANNED = "planned"
    RETIRED = "retired"


class RequirementStatus(StrEnum):
    MET = "met"
    MET_ANOTHER_WAY = "met by another approach"
    PARTLY = "partly met"
    NOT_MET = "not met"
    UNPROVEN = "unproven"
    NOT_APPLICABLE = "not applicable"


EXCEPTED_SHARE_LIMIT = 0.10
"""Largest share of a population that may deviate under exceptions while its test still passes outright. A judgement
of this program, not of a standard: beyond one in ten the exception has become the practice, and the status says
so."""


def status_of_test(
    *,
    population: int,
    violations: int,
    excepted: int = 0,
    unknown: int = 0,
    gaps: bool = False,
    blind: bool = False,
    tolerated: float = 0.0,
) -> TestStatus:
    """Status of a test that ran without error on all the tables it requires. The first line that fits decides.

    ============================================================================  ==============
    population is 0                                                               unproven
    blind (a table whose gaps look like violations is not whole)                  unproven
    violations / population > tolerated                                           failing
    gaps (a source is stale or absent)                                            unproven
    (violations + unknown) / population > tolerated                               unproven
    every member of the population violates, is excepted or is unknown            unproven
    excepted > 0 and (violations + excepted + unknown) / population > the limit   partly passing
    otherwise                                                                     passing
    ============================================================================  ==============

    The limit is the larger of `tolerated` and `EXCEPTED_SHARE_LIMIT`. `violations` leaves out what is excepted. A
    seen violation outweighs missing evidence: more looking cannot undo it. What the evidence cannot tell counts as a
    violation until it can. Where all is excepted nothing was seen to work, which is the empty population again.
    Deviations are counted whether excepted or not, so an exception that ends can only lower the status.
    """
    if population <= 0 or blind:
        return TestStatus.UNPROVEN
    if _exceeds(violations, tolerated, population):
        return TestStatus.FAILING
    deviating = violations + excepted + unknown
    if gaps or _exceeds(violations + unknown, tolerated, population) or deviating >= population:
        return TestStatus.UNPROVEN
    if excepted and _exceeds(deviating, max(tolerated, EXCEPTED_SHARE_LIMIT), population):
        return TestStatus.PARTLY
    return TestStatus.PASSING


def _exceeds(count: int, share: float, population: int) -> bool:
    """Exact in the decimal that the author wrote: 29 of 100 do not exceed 0.29, though 0.29 * 100 is below 29 in
    binary."""
    return count > 0 and count > Fraction(str(share)) * population


def control_from_tests(outcomes: Sequence[tuple[Severity, TestStatus]]) -> ControlStatus:
    """Status of an operating control from the tests bound to it. The first line that fits decides.

    ==========================================================  ================
    a critical or high test fails                               failing
    no test passes, even partly; some test fails                failing
    no test passes, even partly                                 unproven
    a critical or high test is unproven                         unproven
    any other test fails or is unproven, or one passes partly   partly effective
    otherwise                                                   effective
    ==========================================================  ================

    A heavy test that could not be run leaves the control unproven, not "partly effective": half a look at what
    matters most is no look (rule 1). A light one leaves a hole that the word "partly" tells.
    """
    found = [status for _, status in outcomes]
    heavy = {status for severity, status in outcomes if severity.heavy}
    passed = TestStatus.PASSING in found or TestStatus.PARTLY in found
    if TestStatus.FAILING in heavy or (not passed and TestStatus.FAILING in found):
        return ControlStatus.FAILING
    if not passed or TestStatus.UNPROVEN in heavy:
        return ControlStatus.UNPROVEN
    if all(status is TestStatus.PASSING for status in found):
        return ControlStatus.EFFECTIVE
    return ControlStatus.PARTLY


def control_from_paper(answers: Sequence[TestStatus]) -> ControlStatus:
    """Status of a control that has inspected records and no tests: one answer for each question inspected.

    ===================================  ================
    all answers support                  effective
    some support                         partly effective
    none supports; one speaks against    failing
    otherwise                            unproven
    ===================================  ================
    """
    return control_from_tests([(Severity.MEDIUM, answer) for answer in answers])


def lowered(status: ControlStatus, *, contradicted: bool) -> ControlStatus:
    """Weaker evidence that speaks against a control lowers "effective" to "partly effective"; none ever raises a
    status."""
    return ControlStatus.PARTLY if contradicted and status is ControlStatus.EFFECTIVE else status


def requirement_from_controls(supports: Iterable[ControlStatus]) -> RequirementStatus:
    """Status of a requirement from the controls that support it; all of them are needed. The first line that fits
    decides.

    ===========================================  ===========
    no control, or only retired ones             unproven
    all effective                                met
    any effective or partly effective            partly met
    any failing or planned                       not met
    otherwise                                    unproven
    ===========================================  ===========

    A crosswalk says that a control *supports* a requirement, not that it satisfies it alone, so each of them has to
    hold. Retired controls are left out: they were decided away, and the reasons name them. A planned control is
    known not to be there yet, which is more than not knowing.
    """
    found = {status for status in supports if status is not ControlStatus.RETIRED}
    if not found:
        return RequirementStatus.UNPROVEN
    if found == {ControlStatus.EFFECTIVE}:
        return RequirementStatus.MET
    if found & {ControlStatus.EFFECTIVE, ControlStatus.PARTLY}:
        return RequirementStatus.PARTLY
    if found & {ControlStatus.FAILING, ControlStatus.PLANNED}:
        return RequirementStatus.NOT_MET
    return RequirementStatus.UNPROVEN


def argument_status(*, complete: bool, open_doubts: bool, evidence: Iterable[ControlStatus]) -> RequirementStatus:
    """Status that a documented argument for another way earns by itself.

    ==========================================================================  =======================
    not complete (objective, reasoning, review by another person, in date)      unproven
    its evidence, read as `requirement_from_controls` does, is not met          not met
    its evidence is unproven (or it has none), or a doubt is open               unproven
    its evidence is partly met                                                  partly met
    otherwise                                                                   met by another approach
    ==========================================================================  =======================

    An open doubt may be the one that brings the whole argument down, so nothing is claimed until it has an answer.
    """
    if not complete:
        return RequirementStatus.UNPROVEN
    found = requirement_from_controls(evidence)
    if found is RequirementStatus.NOT_MET:
        return found
    if open_doubts:
        return RequirementStatus.UNPROVEN
    return RequirementStatus.MET_ANOTHER_WAY if found is RequirementStatus.MET else found


_REQUIREMENT_RANK = {
    RequirementStatus.MET: 3,
    RequirementStatus.MET_ANOTHER_WAY: 2,
    RequirementStatus.PARTLY: 1,
    RequirementStatus.NOT_MET: 0,
    RequirementStatus.UNPROVEN: 0,
}


def direct_speaks(direct: RequirementStatus, argued: RequirementStatus) -> bool:
    """Whether the direct way decides rather than the argued one: where it claims more. On a par the argued one speaks,
    because it is the way that was chosen."""
    return _REQUIREMENT_RANK[direct] > _REQUIREMENT_RANK[argued]


def weakest(grades: Iterable[Grade]) -> Grade:
    """The weakest of the grades: a chain is named after its weakest link. E when there is none."""
    return max(grades, default=Grade.E)
