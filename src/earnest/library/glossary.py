"""Terms explained for readers who are not technical, and the rules of plain writing with measurable limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from earnest.library.content import read

Audience = Literal["auditor", "regulator", "insurer", "board", "customer", "affected_people", "staff", "crisis_team"]


@dataclass(frozen=True, kw_only=True)
class Term:
    """`plain_name` is printed beside or in place of the term; `explanation` is one sentence, shown at first use."""

    term: str
    plain_name: str
    explanation: str


@dataclass(frozen=True, kw_only=True)
class WritingRule:
    """One rule of plain writing.

    `check` says what is measured, `limit_kind` how the measure is held against the limit of the audience. A rule that
    has no limit for an audience does not bind there. `block` stops approval until fixed or waived by a named person
    with a reason; `warn` is shown to the author.
    """

    id: str
    rule: str
    check: str
    limit_kind: str
    severity: Literal["block", "warn"]
    basis: str
    limits: Mapping[Audience, float]


@dataclass(frozen=True, kw_only=True)
class AudienceEntry:
    """An audience, and the acronyms that it knows without explanation."""

    audience: Audience
    allowed_acronyms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlainConfidence:
    terms: str
    limits: str


@dataclass(frozen=True, kw_only=True)
class Measuring:
    """How the rules measure, in words. The limits hold for English only."""

    sentence: str
    flesch_kincaid: str
    passive: str
    acronym: str
    languages: str


@dataclass(frozen=True, kw_only=True)
class PlainLanguage:
    """The file of terms and rules. Explanations keep within reading grade `explanation_grade_limit`."""

    as_of: date
    source: str
    disclaimer: str
    confidence: PlainConfidence
    explanation_grade_limit: float
    exempt: str
    measuring: Measuring
    audiences: tuple[AudienceEntry, ...]
    terms: tuple[Term, ...]
    rules: tuple[WritingRule, ...]


@cache
def plain_language() -> PlainLanguage:
    """The whole file."""
    return read("plain_language.yaml", PlainLanguage)


@cache
def terms() -> Mapping[str, Term]:
    """Terms by their name, in the order of the file."""
    return MappingProxyType({term.term: term for term in plain_language().terms})


@cache
def rules_for(audience: Audience) -> tuple[WritingRule, ...]:
    """The rules that bind for that audience, common ones first."""
    return tuple(rule for rule in plain_language().rules if audience in rule.limits)


@cache
def allowed_acronyms(audience: Audience) -> frozenset[str]:
    """Acronyms that this audience knows without explanation."""
    return frozenset(
        acronym
        for entry in plain_language().audiences
        if entry.audience == audience
        for acronym in entry.allowed_acronyms
    )
