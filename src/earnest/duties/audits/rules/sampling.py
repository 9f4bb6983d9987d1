"""Drawing samples so that anybody can draw them again. Pure.

The algorithm `earnest-sample-1`:

1. Members are sorted by the bytes of their subjects in UTF-8 and numbered from 0.
2. The stream of numbers: block i is SHA-256 over the UTF-8 text `earnest-sample-1\\n<seed>\\n<name>\\n<i>`, i from 0 in
   decimals, `<name>` empty except in strata. Each block gives four numbers of 64 bits, big-endian, in order.
3. A whole number below n: take the next number x of the stream; if x >= n * floor(2^64 / n), take the next one instead
   (so that no remainder is more likely than another); the answer is x mod n.
4. Random: a shuffle from the front (Fisher and Yates), stopped after as many places as the sample has members.
5. Systematic: r below N is drawn once; members are those numbered floor((r + iN) / k), i from 0 to k - 1.
6. Stratified: places are shared out by the size of the strata (largest remainder, ties by name; each stratum gets one
   where there are enough places); within a stratum as in 4, with the name of the stratum as `<name>`.

Random and systematic samples give every member the same chance, k / N. Stratified ones nearly do: shares are rounded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from earnest.foundation.errors import Invalid

ALGORITHM = "earnest-sample-1"
RANDOM, SYSTEMATIC, STRATIFIED, JUDGEMENT = "random", "systematic", "stratified", "judgement"
_WORD = 1 << 64


@dataclass(frozen=True)
class Member:
    """One member of a population. `subject` is unique in it; `values` are what strata can be made by."""

    subject: str
    label: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draw:
    """How a sample is drawn. `chosen` are the subjects of a judgement; `stratify_by` names a value of the members."""

    method: str
    size: int
    seed: str = ""
    stratify_by: str = ""
    chosen: tuple[str, ...] = ()


def in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    """By the bytes of their subjects. Invalid where a subject is there twice."""
    ordered = tuple(sorted(members, key=lambda one: one.subject.encode()))
    for one, other in pairwise(ordered):
        if one.subject == other.subject:
            raise Invalid(f"{one.subject} is in the population more than once, so no fair sample can be drawn from it.")
    return ordered


def draw(members: Sequence[Member], how: Draw) -> tuple[Member, ...]:
    """The members of the sample, in the order in which they were drawn (of a judgement: in the order they were named).

    Invalid where it cannot be drawn: it names the field.
    """
    ordered = in_order(members)
    if how.method == JUDGEMENT:
        return _named(ordered, how.chosen)
    if not 1 <= how.size <= len(ordered):
        raise Invalid(f"The sample must have 1 to {len(ordered)} members, as many as the population has.", field="size")
    if not how.seed:
        raise Invalid("A sample that is drawn needs a seed.", field="seed")
    if how.method == RANDOM:
        return _random(ordered, how.size, Stream(how.seed))
    if how.method == SYSTEMATIC:
        start = Stream(how.seed).below(len(ordered))
        return tuple(ordered[(start + i * len(ordered)) // how.size] for i in range(how.size))
    if how.method == STRATIFIED:
        return _stratified(ordered, how)
    raise Invalid(f"There is no method {how.method!r}.", field="method")


class Stream:
    """Numbers that follow from a seed and a name, as step 2 and 3 of the algorithm say."""

    def __init__(self, seed: str, name: str = "") -> None:
        self._start = f"{ALGORITHM}\n{seed}\n{name}\n"
        self._words = self._all()

    def _all(self) -> Iterator[int]:
        block = 0
        while True:
            digest = hashlib.sha256(f"{self._start}{block}".encode()).digest()
            yield from (int.from_bytes(digest[at : at + 8], "big") for at in range(0, 32, 8))
            block += 1

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1, each as likely as the others. 1 <= n <= 2^64."""
        limit = n * (_WORD // n)
        return next(word for word in self._words if word < limit) % n


def _random(ordered: Sequence[Member], size: int, stream: Stream) -> tuple[Member, ...]:
    moved: dict[int, int] = {}
    found = []
    for place in range(size):
        other = place + stream.below(len(ordered) - place)
        found.append(ordered[moved.get(other, other)])
        moved[other] = moved.get(place, place)
    return tuple(found)


def _stratified(ordered: Sequence[Member], how: Draw) -> tuple[Member, ...]:
    strata: dict[str, list[Member]] = {}
    for member in ordered:
        if how.stratify_by not in member.values:
            raise Invalid(f"{member.label} has no value {how.stratify_by!r} to make strata by.", field="stratify_by")
        strata.setdefault(member.values[how.stratify_by], []).append(member)
    places = shares({name: len(found) for name, found in strata.items()}, how.size)
    return tuple(
        member
        for name in sorted(strata, key=str.encode)
        for member in _random(strata[name], places[name], Stream(how.seed, name))
    )


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Places of each stratum: by largest remainder, at least one each where there are enough places; `size` in all."""
    names = sorted(sizes, key=str.encode)
    least = 1 if size >= len(names) else 0
    left, whole = size - least * len(names), sum(sizes.values()) - least * len(names)
    room = {name: sizes[name] - least for name in names}
    found = {name: least + (left * room[name] // whole if whole else 0) for name in names}
    by_remainder = sorted(names, key=lambda name: -(left * room[name] % whole) if whole else 0)
    for name in by_remainder[: size - sum(found.values())]:
        found[name] += 1
    return found


def _named(ordered: Sequence[Member], chosen: Sequence[str]) -> tuple[Member, ...]:
    known = {member.subject: member for member in ordered}
    if not chosen or len(set(chosen)) < len(chosen):
        raise Invalid("Name each member of the sample once, at least one.", field="chosen")
    if missing := [subject for subject in chosen if subject not in known]:
        raise Invalid(f"{missing[0]} is not in the population.", field="chosen")
    return tuple(known[subject] for subject in chosen)


def population_lines(members: Sequence[Member]) -> bytes:
    """The members as they are kept: one JSON object a line, sorted keys, no blanks, UTF-8, in order of subjects."""
    return b"".join(
        _json({"subject": one.subject, "label": one.label, "values": dict(one.values)}) + b"\n"
        for one in in_order(members)
    )


def read_population(data: bytes) -> tuple[Member, ...]:
    """What `population_lines` wrote."""
    rows = [json.loads(line) for line in data.splitlines()]
    return tuple(Member(row["subject"], row["label"], row["values"]) for row in rows)


def sample_digest(subjects: Iterable[str]) -> str:
    """SHA-256 over the JSON list of subjects, in the order drawn."""
    return hashlib.sha256(_json(list(subjects))).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
