"""The life-cycle register: what was seen on which machine, joined to when it ends. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from earnest.duties.legacy.rules.support import Fact, Standing, Support, standing, told_of, within
from earnest.library.product_names import Named

What = Literal["system", "software"]
Naming = Callable[[str, str, str], Named | None]


@dataclass(frozen=True)
class Sighting:
    """One product on one machine as one row of evidence tells it. `told_end` is what the export itself says.
    `package` is the type of package, such as npm, where the export tells it.

    `source` is the key of the source, `snapshot` the primary key; `stale` is True where the source has stopped.
    """

    machine: str
    kind: str
    what: What
    name: str
    version: str
    source: str
    snapshot: int
    table: str
    place: str
    observed_at: datetime
    stale: bool = False
    told_end: date | None = None
    package: str = ""

    @property
    def text(self) -> str:
        return f"{self.name} {self.version}".strip()


@dataclass(frozen=True)
class Proof:
    """Where a row of the register was seen: the words of the export, the source, the snapshot and the row in it."""

    text: str
    source: str
    snapshot: int
    table: str
    place: str
    observed_at: datetime
    stale: bool


@dataclass(frozen=True)
class Row:
    """One release line on one machine. `asset` is the primary key of the registered asset, 0 where there is none.

    `line` is empty where the product is not recognised. `says` is the fact that spoke, `others` those that differ.
    `also` are other words for it from older looks, which no longer count.
    """

    machine: str
    kind: str
    what: What
    product: str
    line: str
    title: str
    support: Support
    ends_on: date | None
    months: int | None
    because: str
    says: Fact | None
    others: tuple[Fact, ...]
    proofs: tuple[Proof, ...]
    asset: int = 0
    asset_name: str = ""
    also: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        return all(proof.stale for proof in self.proofs)


@dataclass(frozen=True)
class Unnamed:
    """Software that no pattern recognises, over all machines."""

    name: str
    versions: int
    machines: int
    proof: Proof


@dataclass(frozen=True)
class Bought:
    """Paid support that somebody has shown to be bought: for one asset, or for all where `asset` is 0."""

    product: str
    line: str
    until: date
    asset: int = 0


@dataclass(frozen=True)
class Owner:
    """A registered asset that a machine belongs to."""

    id: int
    name: str


@dataclass(frozen=True)
class _Seen:
    sighting: Sighting
    named: Named


def rows_of(
    sightings: Iterable[Sighting],
    facts: Mapping[str, Sequence[Fact]],
    day: date,
    *,
    naming: Naming,
    bought: Sequence[Bought] = (),
    owners: Mapping[str, Owner] | None = None,
) -> tuple[Row, ...]:
    """The register, by what ends first; what is not known comes last. `facts` by product key, `owners` by machine.

    Of an operating system the newest look counts; of software every release line that the newest look of a source
    shows. A program with the name of a system is not that system, unless the export tells when it ends.
    What is not recognised and has an end in the export is told by the export, else it is unknown.
    """
    known: dict[tuple[str, str, str], list[_Seen]] = defaultdict(list)
    strange: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    for one in sightings:
        named = naming(one.name, one.version, one.package)
        if named is None or (named.kind == "system" and one.what == "software" and one.told_end is None):
            strange[one.machine, one.what, one.text.lower()].append(one)
            continue
        line = "" if named.kind == "system" else named.lines[0]
        known[one.machine, named.key, line].append(_Seen(one, named))
    exact = _systems(known)
    made = [_known(seen, facts, day, bought, owners or {}) for seen in known.values()]
    made += [
        _strange(seen, day, owners or {})
        for (machine, what, text), seen in strange.items()
        if what != "system" or not any(name.startswith(text) for name in exact[machine])
    ]
    return tuple(sorted(made, key=_order))


def _systems(known: Mapping[tuple[str, str, str], list[_Seen]]) -> Mapping[str, set[str]]:
    """By machine, the words of its recognised systems: "Windows" says nothing where another tool says which."""
    found: dict[str, set[str]] = defaultdict(set)
    for (machine, _key, line), seen in known.items():
        if not line:
            found[machine] |= {one.sighting.text.lower() for one in seen} | {seen[0].named.title.lower()}
    return found


def _known(
    seen: list[_Seen],
    facts: Mapping[str, Sequence[Fact]],
    day: date,
    bought: Sequence[Bought],
    owners: Mapping[str, Owner],
) -> Row:
    seen.sort(key=lambda one: (one.sighting.observed_at, not one.named.at_best, one.sighting.snapshot), reverse=True)
    newest = next((one for one in seen if not one.sighting.stale), seen[0])
    named, first = newest.named, newest.sighting
    owner = owners.get(first.machine)
    alike = [one.sighting for one in seen if one.named.lines[0] == named.lines[0]]
    listed = list(facts.get(named.key, ()))
    title = next((fact.title for fact in listed if fact.line in named.lines and fact.title), "")
    exported = [_exported(one, named.key, named.lines[0], title) for one in alike if one.told_end is not None]
    told = told_of([*listed, *exported], named.lines)
    line = told.fact.line if told else named.lines[0]
    until = _bought(bought, named.key, line, owner)
    others = {one.sighting.text for one in seen if one.named.lines[0] != named.lines[0]}
    found = standing(told.fact if told else None, day, at_best=named.at_best, bought_until=until)
    return _row(
        first,
        _proven(found, alike),
        day,
        alike,
        owner,
        product=named.key,
        line=line,
        what=named.kind,
        title=title or f"{named.title} {line}",
        told=told.fact if told else None,
        others=told.others if told else (),
        also=tuple(sorted(others)),
    )


def _strange(seen: list[Sighting], day: date, owners: Mapping[str, Owner]) -> Row:
    seen.sort(key=lambda one: (one.observed_at, one.snapshot), reverse=True)
    first = next((one for one in seen if not one.stale), seen[0])
    fact = _exported(first, "", "", first.text) if first.told_end is not None else None
    found = standing(fact, day)
    if fact is None:
        found = Standing(Support.UNKNOWN, None, "The words of the export fit no product that we know.")
    owner = owners.get(first.machine)
    return _row(first, _proven(found, seen), day, seen, owner, title=first.text, told=fact)


def _row(
    first: Sighting,
    found: Standing,
    day: date,
    seen: Sequence[Sighting],
    owner: Owner | None,
    *,
    title: str,
    told: Fact | None,
    what: What | None = None,
    product: str = "",
    line: str = "",
    others: tuple[Fact, ...] = (),
    also: tuple[str, ...] = (),
) -> Row:
    return Row(
        machine=first.machine,
        kind=first.kind,
        what=what or first.what,
        product=product,
        line=line,
        title=title,
        support=found.support,
        ends_on=found.ends_on,
        months=within(found.ends_on, day) if found.support in {Support.SUPPORTED, Support.PAID} else None,
        because=found.because,
        says=told,
        others=others,
        proofs=tuple(map(proof_of, seen)),
        asset=owner.id if owner else 0,
        asset_name=owner.name if owner else "",
        also=also,
    )


def proof_of(one: Sighting) -> Proof:
    """Where it was seen."""
    return Proof(one.text, one.source, one.snapshot, one.table, one.place, one.observed_at, one.stale)


def _proven(found: Standing, seen: Sequence[Sighting]) -> Standing:
    """What only a source that has stopped has seen is not known to be supported today; what had ended has ended."""
    if found.support in {Support.ENDED, Support.UNKNOWN} or any(not one.stale for one in seen):
        return found
    last = max(one.observed_at for one in seen).date()
    return Standing(Support.UNKNOWN, None, f"Last seen on {last}; what saw it has stopped, so nothing is proven since.")


def _exported(one: Sighting, product: str, line: str, title: str) -> Fact:
    return Fact(
        product=product,
        line=line,
        title=title,
        security_end=one.told_end,
        paid_end=None,
        teller="export",
        told_by=f"the export of {one.source}",
        as_of=one.observed_at.date(),
        snapshot=one.snapshot,
        place=one.place,
    )


def _bought(bought: Sequence[Bought], product: str, line: str, owner: Owner | None) -> date | None:
    mine = [
        one.until
        for one in bought
        if (one.product, one.line) == (product, line) and one.asset in {0, owner.id if owner else 0}
    ]
    return max(mine, default=None)


def _order(row: Row) -> tuple[bool, date, str, str, str]:
    ends = row.ends_on or (date.min if row.support is Support.ENDED else date.max)
    return (row.support is Support.UNKNOWN, ends, row.title, row.machine, row.line)
