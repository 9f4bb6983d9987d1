"""The Flesch–Kincaid reading grade of English prose."""

from __future__ import annotations

from dataclasses import dataclass

from earnest.engines.reading_grade.sentences import sentences, words
from earnest.engines.reading_grade.syllables import syllables

LONG_SENTENCE = 25
"""Words in a sentence beyond which GOV.UK and the Australian Style Manual call it long."""


@dataclass(frozen=True)
class Grade:
    """What was measured.

    `value` is the school grade in the United States that reads the text with ease; it can fall below 0 (at least -3.4)
    and is None where the text has no words. `long_sentences` are quoted in full, in order.
    """

    value: float | None
    sentences: int
    words: int
    syllables: int
    long_words: int
    """Words of three or more syllables."""
    longest: int
    """Words in the longest sentence."""
    long_sentences: tuple[str, ...]


def flesch_kincaid(*, sentence_count: int, word_count: int, syllable_count: int) -> float:
    """0.39 × words per sentence + 11.8 × syllables per word − 15.59; counts are positive.

    Source: Kincaid, Fishburne, Rogers and Chissom, Research Branch Report 8-75 (1975).
    """
    return 0.39 * word_count / sentence_count + 11.8 * syllable_count / word_count - 15.59


def grade(text: str, *, long_sentence: int = LONG_SENTENCE) -> Grade:
    """The reading grade of plain English prose: no markup, no tables, no code.

    `long_sentence` is the number of words up to which a sentence is not long.
    """
    found = [(sentence, words(sentence)) for sentence in sentences(text)]
    counts = [syllables(word) for _, in_it in found for word in in_it]
    word_count, syllable_count = len(counts), sum(counts)
    value = (
        flesch_kincaid(sentence_count=len(found), word_count=word_count, syllable_count=syllable_count)
        if word_count
        else None
    )
    return Grade(
        value=value,
        sentences=len(found),
        words=word_count,
        syllables=syllable_count,
        long_words=sum(1 for count in counts if count >= 3),
        longest=max((len(in_it) for _, in_it in found), default=0),
        long_sentences=tuple(sentence for sentence, in_it in found if len(in_it) > long_sentence),
    )
