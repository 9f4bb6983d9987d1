from __future__ import annotations

import hashlib
from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.duties.audits.rules import sampling
from earnest.duties.audits.rules.sampling import Draw, Member, Stream, draw, in_order, shares
from earnest.foundation.errors import Invalid

subjects = st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=60)
seeds = st.text(min_size=1, max_size=12)
quick = settings(max_examples=15, deadline=None)


def people(names: set[str] | list[str]) -> list[Member]:
    return [Member(name, name.upper(), {"team": name[:1] or "none"}) for name in names]


def numbered(size: int) -> list[Member]:
    return people([f"m{place:04}" for place in range(size)])


@pytest.mark.parametrize("method", ["random", "systematic", "stratified"])
@quick
@given(names=subjects, seed=seeds, data=st.data())
def test_the_same_seed_gives_the_same_members_once_each(
    method: str, names: set[str], seed: str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(names)))
    how = Draw(method, size, seed, stratify_by="team")
    found = draw(people(names), how)
    assert draw(people(sorted(names, reverse=True)), how) == found, "the order in which they come does not matter"
    assert len(found) == len({one.subject for one in found}) == size
    assert {one.subject for one in found} <= names


@quick
@given(names=subjects)
def test_a_sample_of_everything_is_everything(names: set[str]) -> None:
    for method in ("random", "systematic", "stratified"):
        found = draw(people(names), Draw(method, len(names), "s", stratify_by="team"))
        assert {one.subject for one in found} == names


def test_the_stream_is_what_its_description_says() -> None:
    digest = hashlib.sha256(b"earnest-sample-1\nseven\n\n0").digest()
    first = int.from_bytes(digest[:8], "big")
    assert Stream("seven").below(2**64) == first
    assert Stream("seven").below(10) == first % 10, "the first word is below the limit, as nearly all are"


def test_words_that_would_favour_small_numbers_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """With words of three bits and n = 3, words 6 and 7 are passed over: oracle by listing all words."""
    monkeypatch.setattr(sampling, "_WORD", 8)
    given_words = [7, 6, 5, 0, 4]
    stream = Stream("any")
    stream._words = iter(given_words)
    assert [stream.below(3) for _ in range(3)] == [5 % 3, 0, 4 % 3]
    counts = Counter(word % 3 for word in range(8) if word < 6)
    assert set(counts.values()) == {2}, "each answer has as many words"


@pytest.mark.parametrize(("population", "size"), [(4, 2), (5, 3), (6, 1)])
def test_every_set_of_a_shuffle_is_as_likely(population: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Independent oracle: every sequence of answers of `below` once; each set of members must come equally often."""
    ranges = [range(population - place) for place in range(size)]
    counts: Counter[frozenset[str]] = Counter()
    for answers in product(*ranges):
        left = iter(answers)
        monkeypatch.setattr(Stream, "below", lambda self, n, left=left: next(left))
        counts[frozenset(one.subject for one in draw(numbered(population), Draw("random", size, "s")))] += 1
    assert len(set(counts.values())) == 1
    assert sum(counts.values()) == len(list(product(*ranges)))


@pytest.mark.parametrize(("population", "size"), [(10, 3), (7, 7), (16, 5)])
def test_every_member_of_a_systematic_sample_is_as_likely(
    population: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[str] = Counter()
    for start in range(population):
        monkeypatch.setattr(Stream, "below", lambda self, n, start=start: start)
        counts.update(one.subject for one in draw(numbered(population), Draw("systematic", size, "s")))
    assert len(counts) == population
    assert set(counts.values()) == {size}


def test_inclusion_over_seeds_is_uniform() -> None:
    """A goodness-of-fit test of real draws; chi-square with 19 degrees of freedom stays below its 99.9% point."""
    counts = Counter(
        one.subject for seed in range(600) for one in draw(numbered(20), Draw("random", 5, f"seed-{seed}"))
    )
    expected = 600 * 5 / 20
    assert sum((counts[f"m{place:04}"] - expected) ** 2 / expected for place in range(20)) < 43.8


@quick
@given(
    sizes=st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 30), min_size=1, max_size=6), data=st.data()
)
def test_strata_get_their_share_to_within_one(sizes: dict[str, int], data: st.DataObject) -> None:
    whole = sum(sizes.values())
    size = data.draw(st.integers(1, whole))
    found = shares(sizes, size)
    assert sum(found.values()) == size
    assert all(0 <= found[name] <= sizes[name] for name in sizes)
    if size >= len(sizes):
        assert min(found.values()) >= 1
    else:
        assert all(abs(found[name] - size * sizes[name] / whole) <= 1 for name in sizes)


def test_what_cannot_be_drawn_is_refused_by_its_field() -> None:
    for how, field in (
        (Draw("random", 0, "s"), "size"),
        (Draw("random", 6, "s"), "size"),
        (Draw("random", 2, ""), "seed"),
        (Draw("stratified", 2, "s", stratify_by="colour"), "stratify_by"),
        (Draw("judgement", 2, chosen=("m0000", "m0000")), "chosen"),
        (Draw("judgement", 1, chosen=("stranger",)), "chosen"),
        (Draw("by feeling", 1, "s"), "method"),
    ):
        with pytest.raises(Invalid) as refused:
            draw(numbered(5), how)
        assert refused.value.field == field


def test_a_subject_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="more than once"):
        in_order([Member("a", "a"), Member("a", "b")])


@quick
@given(names=subjects)
def test_a_population_reads_back_as_it_was_kept(names: set[str]) -> None:
    kept = sampling.population_lines(people(names))
    assert sampling.read_population(kept) == in_order(people(names))
