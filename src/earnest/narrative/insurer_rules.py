"""How an answer of the insurance application follows from the controls that support it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

INVERSE = frozenset({"INS-14", "INS-28"})
"""Questions whose good answer is no: a working control means that the thing asked about is not there."""

FACTS = frozenset({"INS-47", "INS-49"})
"""Questions for a fact that no control shows, however well it works: only a person can answer them."""


class Answer(StrEnum):
    YES = "yes"
    YES_WITH_EXCEPTIONS = "yes, with exceptions"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"


def answer(requirement: str, statuses: Iterable[str], *, excepted: int) -> Answer:
    """What may be answered, from the status of the requirement and those of the controls that support it.

    The first line that fits decides:

    =====================================================  ======================
    the requirement does not apply                         not applicable
    any control is failing                                 no
    any control is unproven, or none supports it           unknown
    any control is only planned                            no
    any control is partly effective                        partly
    all are effective, some deviations are excepted        yes, with exceptions
    all are effective                                      yes
    =====================================================  ======================

    A retired control does not count. A requirement met by another approach is "partly": what was asked for is not what
    is there, and the underwriter has to be told so. `excepted` counts deviations under exceptions.
    """
    if requirement == "not applicable":
        return Answer.NOT_APPLICABLE
    found = {status for status in statuses if status != "retired"}
    if "failing" in found:
        return Answer.NO
    if not found or "unproven" in found:
        return Answer.UNKNOWN
    if "planned" in found:
        return Answer.NO
    if found != {"effective"} or requirement == "met by another approach":
        return Answer.PARTLY
    return Answer.YES_WITH_EXCEPTIONS if excepted else Answer.YES


def turned(found: Answer) -> Answer:
    """The answer to a question that asks for the opposite of what its controls promise."""
    if found is Answer.NO:
        return Answer.YES
    return Answer.NO if found in (Answer.YES, Answer.YES_WITH_EXCEPTIONS) else found


def contradicts(told: object, found: Answer, *, kind: str, measured: float | None) -> bool:
    """Whether evidence speaks against what was told to a question of that kind (`answer_type` of the requirement).

    Told yes or no: evidence says the opposite; or it was told without limits, evidence says partly or with exceptions,
    and a test saw less than the whole. Told a share in percent: less was measured (0 to 1). Weak evidence alone, and
    what cannot be answered, contradict nothing.
    """
    if isinstance(told, bool):
        if not kind.startswith("yes-no") or found in (Answer.UNKNOWN, Answer.NOT_APPLICABLE):
            return False
        if found in (Answer.PARTLY, Answer.YES_WITH_EXCEPTIONS):
            return told and measured is not None and measured < 1
        return told is not (found is Answer.YES)
    if isinstance(told, int | float) and kind == "percent" and measured is not None:
        return told > round(100 * measured, 1)
    return False
