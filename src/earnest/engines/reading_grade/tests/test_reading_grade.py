from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.reading_grade import flesch_kincaid, grade, sentences, syllables, words

PUBLISHED_COUNTS = {
    1: """arch backed badge bind blocks comes comp costs could dead deemed dumps edge firm good guard hand health help
       helps hosts keeps kept leap length link locks loop loops marked moved moves passed plain quote risks scheme ships
       should signs slow some space spots their things thread three time true turned turns voice were when""",
    2: """access admin after agent allow approach approves budgets building button callback caller changes closure
       coding comment complex compound consumed contacts dated defaults defines degrees derived describe eclipse exclude
       factors feature figure finite fixes follows frameworks freshness getter granted handle happens having higher
       holding impose infringed invoked keyboard language linking locale major many markdown misses outcome pages
       parent planning practice problems proper published reader really rebuild reject release render resolve return
       reverse rotate screenshots seconds secured signer somehow sometimes sponsor standard startup super tenant
       testing tokens unknown vendor visit""",
    3: """adjusted affecting audience collection compliant controller controlling created critical customer defining
       destruction division extortion extracted filtering finally gallery incidents incoming insecure inspected intended
       limited objection obtaining ordering overhead positive precision prevention procedure protocol qualify recognized
       recovered reminders replacement sentinel submission variance whereabouts""",
    4: """addressable categories certificate certificates compatible correlation decorator definitions development
       deviation effectiveness electronic equivalent essentially identified identity indemnity independent indicators
       iteration operator parenthesis regulations restoration severity successfully""",
    5: """approximation communication communications documentation individual individuals manufacturer representations
       verification""",
    6: "applicability simultaneously vulnerability",
}
"""A random draw of common words with their number of syllables in the CMU Pronouncing Dictionary, release 0.7b."""


def test_syllables_agree_with_a_pronouncing_dictionary() -> None:
    wrong = {
        word: syllables(word)
        for count, listed in PUBLISHED_COUNTS.items()
        for word in listed.split()
        if syllables(word) != count
    }
    total = sum(len(listed.split()) for listed in PUBLISHED_COUNTS.values())
    assert len(wrong) / total < 0.02, wrong


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("table", 2),
        ("make", 1),
        ("makes", 1),
        ("used", 1),
        ("needed", 2),
        ("business", 2),
        ("statement", 2),
        ("safely", 2),
        ("employee", 3),
        ("deployed", 2),
        ("scenario", 4),
        ("ambiguous", 4),
        ("reliable", 4),
        ("appropriate", 4),
        ("naïve", 2),
        ("don't", 1),
        ("didn't", 2),
        ("company's", 3),
        ("the", 1),
        ("I", 1),
        ("mechanism", 4),
        ("queue", 1),
        ("breaches", 2),
        ("controlled", 2),
        ("authentication", 5),
        ("encryption", 3),
        ("organisation", 5),
        ("risk-based", 2),
        ("and/or", 2),
    ],
)
def test_a_word_has_the_syllables_that_one_hears(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"), [("MFA", 3), ("GDPR", 4), ("WWW", 9), ("NIST", 1), ("DORA", 2), ("72", 1), ("11.8", 1), ("—", 0)]
)
def test_capitals_without_a_sound_of_their_own_are_spelled_out(word: str, count: int) -> None:
    assert syllables(word) == count


PLATYPUS = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
PASSAGE = "This sentence, taken as a reading passage unto itself, is being used to prove a point."


def test_the_platypus_sentence_reads_at_grade_13() -> None:
    """A published example: 1 sentence, 13 words, 26 syllables, grade 13.08."""
    measured = grade(PLATYPUS)
    assert (measured.sentences, measured.words, measured.syllables) == (1, 13, 26)
    assert measured.value == pytest.approx(13.08, abs=0.005)


@pytest.mark.parametrize(("text", "ease"), [("The cat sat on the mat.", 116), (PASSAGE, 69), (PLATYPUS, 24.4)])
def test_reading_ease_from_our_counts_is_the_published_one(text: str, ease: float) -> None:
    """Examples with their Flesch reading ease, which rests on the same counts: 206.835 - 1.015 w/s - 84.6 y/w."""
    measured = grade(text)
    ours = 206.835 - 1.015 * measured.words / measured.sentences - 84.6 * measured.syllables / measured.words
    assert ours == pytest.approx(ease, abs=0.5)


def test_one_word_of_one_syllable_has_the_lowest_grade_there_is() -> None:
    """-3.40, the published lower bound."""
    assert grade("Go. Run. Sit.").value == pytest.approx(-3.40)


def test_the_formula_gives_the_published_figure_for_green_eggs_and_ham() -> None:
    """5.7 words in a sentence and 1.02 syllables in a word: grade -1.3."""
    assert flesch_kincaid(sentence_count=100, word_count=570, syllable_count=581) == pytest.approx(-1.3, abs=0.06)


@pytest.mark.parametrize("text", ["", "   \n", "... — !", "***"])
def test_a_text_without_words_has_no_grade(text: str) -> None:
    measured = grade(text)
    assert measured.value is None
    assert (measured.sentences, measured.words, measured.longest) == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", 3),
        ("See Art. 33 of the act. Then tell the authority.", 2),
        ("Dr. Smith of Acme Inc. Dublin said so.", 1),
        ("It costs 3.5 million, e.g. Five boats.", 1),
        ("J. R. Hartley called. I did. Nobody heard.", 3),
        ('He said "Stop." Then he left.', 2),
        ("We do this:\n- patch hosts\n- test backups\n\nDone", 4),
        ("1. Patch hosts\n2. Test backups", 2),
        ("a line that\nis wrapped", 1),
        ("no capital follows. so it is one", 1),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


def test_a_compound_a_number_and_an_address_are_one_word_each() -> None:
    assert words("A risk-based view, 11.8 points, a@b.example (so-called).") == (
        "A",
        "risk-based",
        "view",
        "11.8",
        "points",
        "a@b.example",
        "so-called",
    )


def test_long_sentences_are_quoted() -> None:
    long = "We " + "really " * 24 + "care."
    measured = grade(f"Short one. {long} Another.")
    assert measured.longest == 26
    assert measured.long_sentences == (long,)
    assert grade(long, long_sentence=26).long_sentences == ()


def test_long_words_are_those_of_three_syllables_and_more() -> None:
    assert grade("The vulnerability of a company is a risk.").long_words == 2


plain_words = st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=1, max_size=30)


@settings(deadline=None)
@given(plain_words)
def test_a_text_said_twice_has_the_same_grade(listed: list[str]) -> None:
    sentence = f"Z{' '.join(listed)} well."  # a chance word at the end may be an abbreviation, which ends no sentence
    once, twice = grade(sentence), grade(f"{sentence} {sentence}")
    assert once.value is not None
    assert once.value == pytest.approx(twice.value)
    assert twice.sentences == 2 * once.sentences


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_measured_without_harm(text: str) -> None:
    measured = grade(text)
    assert (measured.value is None) == (measured.words == 0)
    assert measured.value is None or measured.value >= -15.59
    assert sum(len(words(sentence)) for sentence in sentences(text)) == measured.words


@settings(deadline=None)
@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_a_word_of_letters_has_a_syllable_and_no_more_than_letters(word: str) -> None:
    assert 1 <= syllables(word) <= len(word)
