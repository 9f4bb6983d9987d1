"""What a control did over a period: days proven, gaps, deviations, and how often it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from earnest.engines.assurance.period import Coverage, DayStatus, Span, cover
from earnest.engines.assurance.reliability import Reliability, reliability
from earnest.engines.documents.model import Sentence
from earnest.engines.documents.parts import Figure, Inline, Part, Reference, StatusRef
from earnest.engines.documents.proof import MethodStep, RowsStep, Step
from earnest.narrative import chains
from earnest.narrative.claims import Claims
from earnest.narrative.lines import line
from earnest.narrative.told import WORDS, Told

_METHOD = (
    "Each day has the worst status observed on it; a status holds until the first of its evidence lapses; nothing is "
    "filled in between. How often it works is the posterior of the looks of the period"
)
PERIOD_DAYS = 365
SHOWN_SPANS = 6
"""Deviations that are given with their dates; the latest come first."""


@dataclass(frozen=True)
class PeriodTold(Told):
    """A period of one control; the last twelve months where nobody names another."""

    coverage: Coverage
    works: Reliability

    @property
    def gap_days(self) -> int:
        return sum(span.days for span in self.coverage.gaps)

    @property
    def deviating_days(self) -> int:
        return sum(span.days for span in self.coverage.deviations)

    @property
    def reliability(self) -> Figure:
        """The chance that a look finds the control working, with its interval."""
        works = self.works
        return Figure(
            round(works.mean, 3), "share", self.id, round(works.low, 3), round(works.high, 3), works.level, decimals=0
        )


def of_control(claims: Claims, key: str, *, start: date | None = None, end: date | None = None) -> PeriodTold | None:
    """The days from `start` to `end`, by default the twelve months up to the day of the document. No day after that
    of the document is told; None where nothing was observed of the control until the end. ValueError as `cover`."""
    basis = claims.basis
    last = min(end or basis.day, basis.day)
    looks = [one for one in basis.looks.get(basis.controls[key].control.pk, ()) if one.day <= last]
    if not looks:
        return None
    first = start or basis.day - timedelta(days=PERIOD_DAYS - 1)
    covered = cover(looks, first, last)
    works = reliability(one for one in looks if one.day >= first)
    named = f"/{first}..{last}" if start or end else ""
    told = PeriodTold(f"period:{key}{named}", covered, works)
    if told.id not in claims.made:
        claims.add(told.id, told_days(told), _chain(claims, key, told), _states(told))
    return told


def sentences(told: PeriodTold) -> tuple[Sentence, ...]:
    """Days by what they proved, deviations with their dates, and reliability with its interval."""
    made = [Sentence(told_days(told))]
    spans = sorted(told.coverage.deviations, key=lambda span: span.start, reverse=True)[:SHOWN_SPANS]
    if spans:
        parts: list[Inline] = ["It was seen to deviate "]
        for number, span in enumerate(reversed(spans)):
            parts.append("; " if number else "")
            parts.extend(_span(told, span))
        made.append(Sentence(line(*parts, ".")))
    if told.works.looks:
        looks = told.count(told.works.looks, "look", "looks")
        made.append(Sentence(("A look finds it working with a chance of ", told.reliability, ", from ", looks, ".")))
    return tuple(made)


def told_days(told: PeriodTold) -> tuple[str | Part, ...]:
    covered = told.coverage
    effective = covered.counts[DayStatus.EFFECTIVE]
    return (
        *("From ", told.on(covered.start), " to ", told.on(covered.end), ": shown to work on "),
        *(told.days(effective), " of ", told.days(covered.days), " (", told.share(round(covered.share_effective, 4))),
        *(
            "); deviating on ",
            told.days(told.deviating_days),
            "; without proof either way on ",
            told.days(told.gap_days),
            ".",
        ),
    )


def _span(told: PeriodTold, span: Span) -> tuple[Inline, ...]:
    if span.days == 1:
        return ("on ", told.on(span.start))
    return ("from ", told.on(span.start), " to ", told.on(span.end))


def _states(told: PeriodTold) -> list[Reference]:
    covered = told.coverage
    spans = (*covered.deviations, *covered.gaps)
    dates = [told.on(day) for span in spans for day in (span.start, span.end)]
    lengths = [told.days(span.days) for span in spans]
    states = [StatusRef(WORDS[span.status.value], told.id) for span in spans if span.status.value in WORDS]
    seen: list[Reference] = [*dates, *lengths, *states]
    return [told.count(told.works.looks), told.reliability, *dict.fromkeys(seen)]


def _chain(claims: Claims, key: str, told: PeriodTold) -> tuple[Step, ...]:
    """How the days were counted, and the looks that they were counted from, the latest first."""
    entry = claims.basis.controls[key]
    until = told.coverage.end
    seen = (one for one in claims.basis.looks[entry.control.pk] if one.day <= until)
    looks = sorted(seen, key=lambda one: one.day, reverse=True)
    shown = tuple((one.day.isoformat(), one.status.value, one.evidence) for one in looks[: chains.SHOWN_ROWS])
    inputs = (
        ("period", f"{told.coverage.start} to {told.coverage.end}"),
        ("prior", "Jeffreys, Beta(0.5, 0.5)"),
        ("posterior", f"Beta({told.works.alpha:g}, {told.works.beta:g}), equal-tailed {told.works.level:.0%} interval"),
    )
    return (
        chains.control_step(claims.basis, key),
        MethodStep(_METHOD, inputs),
        RowsStep(("Observed", "Status", "Digest of its evidence"), shown, len(looks)),
        *chains.ledger(claims.basis, entry.control),
    )
