"""Which controls and requirements a question is about. Pure: the same words give the same matches.

The score of a question and a candidate, 0 to 1, is two thirds the overlap of their words, each weighted by how rare it
is among all candidates, and one third the token set ratio of rapidfuzz over what counts of both.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from earnest.narrative.customer.wording import as_written, tokens

THRESHOLD = 0.55
"""Below this nothing is matched."""

COVERED = 0.5
"""What share of the weight of a question its matches must speak of together; else only a part of it is understood."""

CLOSE = 0.93
"""Matches this close to the best one count as well, so that yes needs all of them."""


@dataclass(frozen=True)
class Candidate:
    """Something a question may be about: a control (`control:KEY`) or a requirement (`FRAMEWORK:KEY`)."""

    id: str
    title: str
    text: str
    controls: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A candidate with its score and the words that both share, the rarest first."""

    candidate: Candidate
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """What a question is about: matches, the best first, and the share of the question that they speak of (0 to 1)."""

    matches: tuple[Match, ...] = ()
    covered: float = 0.0
    missing: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return self.matches[0].score if self.matches else 0.0

    @property
    def controls(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for one in self.matches for key in one.candidate.controls))

    @property
    def whole(self) -> bool:
        """Whether the matches speak of enough of the question to answer it."""
        return bool(self.matches) and self.covered >= COVERED


@dataclass(frozen=True)
class Index:
    """The candidates, ready to be matched."""

    candidates: Sequence[Candidate]

    def match(self, question: str) -> Matched:
        asked = tokens(question)
        if len(asked) < 2:
            return Matched()
        found = [match for candidate, words in self._words if (match := self._one(asked, candidate, words))]
        found.sort(key=lambda one: (-one.score, one.candidate.id))
        if not found:
            return Matched()
        kept = tuple(one for one in found if one.score >= found[0].score * CLOSE)[:4]
        known = frozenset(word for one in kept for word in one.shared)
        total = sum(self.weight(word) for word in asked)
        covered = sum(self.weight(word) for word in asked if word in known) / total
        missing = sorted((word for word in asked if word not in known), key=lambda word: -self.weight(word))
        return Matched(kept, round(covered, 4), tuple(as_written(question, word) for word in missing))

    def weight(self, word: str) -> float:
        """How much a word counts: more the fewer candidates have it. A word that none has counts little less."""
        return math.log((len(self.candidates) + 1) / (self._having.get(word, 1) + 0.5))

    def _one(self, asked: tuple[str, ...], candidate: Candidate, words: tuple[str, ...]) -> Match | None:
        shared = [word for word in asked if word in words]
        if not shared:
            return None
        both = sum(self.weight(word) for word in shared)
        of_question = both / sum(self.weight(word) for word in asked)
        of_candidate = both / sum(self.weight(word) for word in words)
        overlap = 0.7 * of_question + 0.3 * of_candidate
        alike = fuzz.token_set_ratio(" ".join(asked), " ".join(words)) / 100
        score = round((2 * overlap + alike) / 3, 4)
        if score < THRESHOLD:
            return None
        return Match(candidate, score, tuple(sorted(shared, key=lambda word: -self.weight(word))))

    @cached_property
    def _words(self) -> tuple[tuple[Candidate, tuple[str, ...]], ...]:
        found = ((candidate, tokens(f"{candidate.title} {candidate.text}")) for candidate in self.candidates)
        return tuple((candidate, words) for candidate, words in found if len(words) >= 2)

    @cached_property
    def _having(self) -> Mapping[str, int]:
        return Counter(word for _candidate, words in self._words for word in words)
