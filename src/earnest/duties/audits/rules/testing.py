"""What testing a sample found, and what that says of the population it was drawn from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from earnest.foundation.errors import Invalid

PASS, EXCEPTION, NOT_APPLICABLE = "pass", "exception", "not applicable"
ANSWERS = (PASS, EXCEPTION, NOT_APPLICABLE)
CONFIDENCE = Fraction(9, 10)
"""How sure the upper bound of deviations is."""


@dataclass(frozen=True)
class Attribute:
    """What is tested of each member: A, B, … with its words."""

    key: str
    title: str


@dataclass(frozen=True)
class Tally:
    """One attribute over a sample. `most` is the share of the population that may deviate at most, with a confidence
    of 90%, None where nothing was tested or the sample was not drawn at random."""

    attribute: Attribute
    tested: int
    exceptions: int
    not_applicable: int
    open: int
    most: float | None


def attributes(raw: Sequence[Mapping[str, str]]) -> tuple[Attribute, ...]:
    """As a sample keeps them. Invalid for two of one key or for one without words."""
    found = tuple(Attribute(str(one["key"]).strip(), str(one["title"]).strip()) for one in raw)
    keys = [one.key for one in found]
    if len(set(keys)) < len(keys) or not all(one.key and one.title for one in found):
        raise Invalid("Each attribute needs a letter of its own and words.", field="attributes")
    return found


def checked(results: Mapping[str, str], known: Sequence[Attribute]) -> dict[str, str]:
    """Results of one member, by attribute. Invalid for an attribute or an answer that is not known."""
    keys = {one.key for one in known}
    for key, answer in results.items():
        if key not in keys:
            raise Invalid(f"The sample has no attribute {key!r}; it has: {', '.join(sorted(keys))}.", field="results")
        if answer not in ANSWERS:
            raise Invalid(f"{answer!r} is no result; use one of: {', '.join(ANSWERS)}.", field="results")
    return dict(sorted(results.items()))


def tally(
    known: Sequence[Attribute], items: Sequence[Mapping[str, str]], *, population: int, random: bool
) -> tuple[Tally, ...]:
    """Each attribute over the members; `population` is how many the sample was drawn from."""
    found = []
    for one in known:
        answers = [results.get(one.key) for results in items]
        tested = sum(answer in {PASS, EXCEPTION} for answer in answers)
        exceptions = answers.count(EXCEPTION)
        found.append(
            Tally(
                attribute=one,
                tested=tested,
                exceptions=exceptions,
                not_applicable=answers.count(NOT_APPLICABLE),
                open=answers.count(None),
                most=upper_bound(population, tested, exceptions) if random and tested else None,
            )
        )
    return tuple(found)


def upper_bound(population: int, tested: int, exceptions: int, confidence: Fraction = CONFIDENCE) -> float:
    """The largest share of the population that may deviate, so that seeing at most that many exceptions is not rarer
    than 1 - confidence: the exact bound of the hypergeometric distribution (sampling without replacement).

    0 < tested <= population, 0 <= exceptions <= tested, 0 < confidence < 1. The answer is exceptions / population
    where everything was tested.
    """
    low, high = exceptions, population - (tested - exceptions)
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(population, middle, tested, exceptions) >= 1 - confidence:
            low = middle
        else:
            high = middle - 1
    return low / population


def _at_most(population: int, deviating: int, tested: int, exceptions: int) -> Fraction:
    """Probability of at most that many exceptions among `tested` where `deviating` of the population deviate."""
    ways = sum(comb(deviating, k) * comb(population - deviating, tested - k) for k in range(exceptions + 1))
    return Fraction(ways, comb(population, tested))
