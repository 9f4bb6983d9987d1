"""Whether a ringfence holds, by what was seen to answer and from where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from ipaddress import ip_address, ip_network

from earnest.foundation.errors import Invalid

LAST_PORT = 65_535


class Fence(StrEnum):
    """What evidence says of a ringfence."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNPROVEN = "unproven"

    @property
    def words(self) -> str:
        return {Fence.HOLDS: "holds", Fence.BROKEN: "broken", Fence.UNPROVEN: "not proven"}[self]


@dataclass(frozen=True)
class Ports:
    """Ports from `first` to `last`, both in."""

    first: int
    last: int

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last


@dataclass(frozen=True)
class Claimed:
    """What a ringfence promises: only `allowed` reaches `hosts`, and only on `ports` (none named: on any).

    `allowed` are addresses, networks, host names or zones. `look_from` are the places from where it must be looked;
    none named means every place that somebody looks from and that is not allowed. `machines` are the hosts one by one,
    each by all its names: each must have been looked at; none told means that all hosts are one. Names are `plain`.
    """

    hosts: frozenset[str]
    allowed: tuple[str, ...]
    ports: tuple[Ports, ...]
    look_from: tuple[str, ...]
    agreed_until: date
    machines: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """One service that was seen to answer, from one place. `inside` is True where the same look says that this address
    is a fenced host."""

    address: str
    hostname: str
    port: int
    protocol: str
    service: str
    reachable_from: str
    source: str
    snapshot: int
    place: str
    observed_at: datetime
    stale: bool
    inside: bool = False

    @property
    def who(self) -> str:
        return self.hostname or self.address


@dataclass(frozen=True)
class Look:
    """A snapshot that looked from a place. `covered` is True where it says that it looked at a fenced host; `saw` are
    the names of those that it says it looked at."""

    place: str
    source: str
    snapshot: int
    observed_at: datetime
    stale: bool
    covered: bool
    saw: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Break:
    """An answer that the claim rules out, and why."""

    answer: Answer
    why: str


@dataclass(frozen=True)
class Gap:
    """A place from where nothing is proven, and why."""

    place: str
    why: str


@dataclass(frozen=True)
class Verified:
    """What evidence says of a claim. `breaks` are the answers that it rules out, `old` those that only a source saw
    that has stopped, `kept` those that it allows; `looks` prove that somebody looked, `gaps` say from where nobody did.
    """

    state: Fence
    because: str
    breaks: tuple[Break, ...]
    old: tuple[Break, ...]
    kept: tuple[Answer, ...]
    looks: tuple[Look, ...]
    gaps: tuple[Gap, ...]


def verify(claim: Claimed, answers: Iterable[Answer], looks: Sequence[Look], day: date) -> Verified:
    """Broken where a look that still counts saw an answer that the claim rules out. Else it holds if every place that
    matters has a look that still counts and covered a fenced host; what nobody looked at is not proven."""
    mine = sorted(
        (one for one in answers if one.inside or fenced(claim, one.address, one.hostname)),
        key=lambda one: (one.reachable_from, one.who, one.port, one.protocol, one.snapshot, one.place),
    )
    judged = [(one, _ruled_out(claim, one)) for one in mine]
    breaks = tuple(Break(one, why) for one, why in judged if why and not one.stale)
    old = tuple(Break(one, why) for one, why in judged if why and one.stale)
    kept = tuple(one for one, why in judged if not why)
    gaps = _gaps(claim, looks, day)
    proven = tuple(one for one in looks if one.covered and not one.stale)
    state, because = _concluded(breaks, old, gaps, proven)
    return Verified(state, because, breaks, old, kept, proven, gaps)


def fenced(claim: Claimed, address: str, hostname: str) -> bool:
    """Whether an address or name is one of the fenced hosts."""
    return any(_is(one, address, hostname) for one in claim.hosts)


def _ruled_out(claim: Claimed, one: Answer) -> str:
    if not any(_is(allowed, one.reachable_from, one.reachable_from) for allowed in claim.allowed):
        return f"{one.reachable_from} is not among those that may reach it."
    if claim.ports and not any(one.port in ports for ports in claim.ports):
        return f"{one.reachable_from} may reach it, but not on port {one.port}."
    return ""


def _gaps(claim: Claimed, looks: Sequence[Look], day: date) -> tuple[Gap, ...]:
    found = []
    if day > claim.agreed_until:
        found.append(Gap("", f"What was agreed ended on {claim.agreed_until}."))
    if not claim.hosts:
        found.append(Gap("", "No host or address is named that the fence is around."))
    places = claim.look_from or _outside(claim, looks)
    if not any(_is_outside(claim, one) for one in places):
        found.append(Gap("", "Nobody has looked from any place outside the fence."))
    found += [Gap(place, why) for place in places if (why := _not_looked(claim, place, looks))]
    return tuple(found)


def _outside(claim: Claimed, looks: Sequence[Look]) -> tuple[str, ...]:
    places = {one.place for one in looks}
    return tuple(sorted(one for one in places if _is_outside(claim, one)))


def _is_outside(claim: Claimed, place: str) -> bool:
    return not any(_is(allowed, place, place) for allowed in claim.allowed)


def _not_looked(claim: Claimed, place: str, looks: Sequence[Look]) -> str:
    there = [one for one in looks if one.place == place]
    if not there:
        return f"Nobody has looked from {place}."
    fresh = [one for one in there if not one.stale]
    if not fresh:
        last = max(one.observed_at for one in there).date()
        return f"The last look from {place} was on {last}; that source has stopped."
    if not any(one.covered for one in fresh):
        return f"A look was taken from {place}, but nothing says that it looked at the fenced host."
    saw = frozenset(name for one in fresh for name in one.saw)
    missed = [one for one in claim.machines if not any(_is(name, seen, seen) for name in one for seen in saw)]
    if missed:
        names = _and(sorted(_called(one) for one in missed))
        return f"A look was taken from {place}, but nothing says that it looked at {names}."
    return ""


def _called(machine: frozenset[str]) -> str:
    """What to call a machine: a name rather than an address."""
    return min(machine, key=lambda one: (not one[:1].isalpha() or ":" in one, len(one), one))


def _concluded(
    breaks: Sequence[Break], old: Sequence[Break], gaps: Sequence[Gap], looks: Sequence[Look]
) -> tuple[Fence, str]:
    if breaks:
        who = sorted({one.answer.reachable_from for one in breaks})
        return Fence.BROKEN, f"It can still be reached from {_and(who)}."
    if old:
        who = sorted({one.answer.reachable_from for one in old})
        last = max(one.answer.observed_at for one in old).date()
        return Fence.UNPROVEN, f"On {last} it could be reached from {_and(who)}, and nobody has looked since."
    if gaps:
        return Fence.UNPROVEN, " ".join(one.why for one in gaps)
    places = sorted({one.place for one in looks})
    return Fence.HOLDS, f"Looks from {_and(places)} saw nothing that may not reach it."


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is(told: str, address: str, name: str) -> bool:
    """Whether what a claim names is that address or name; a network holds its addresses."""
    if told in {address, name}:
        return True
    if "/" not in told:
        return False
    try:
        return ip_address(address) in ip_network(told, strict=False)
    except ValueError:
        return False


def plain(name: str) -> str:
    """A name or address in one form: lower case, no dot at the end, addresses as the standard writes them (RFC 5952),
    IPv4 inside IPv6 as IPv4, without the zone of an interface."""
    text = name.strip().lower().rstrip(".")
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return text
    return str(getattr(address, "ipv4_mapped", None) or address)


def ports_of(text: str) -> tuple[Ports, ...]:
    """Ports and ranges from text such as `22, 443, 8000-8100`. Invalid names what is none."""
    found = []
    for one in text.replace("\n", ",").replace(";", ",").split(","):
        if not one.strip():
            continue
        first, dash, last = (part.strip() for part in one.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise Invalid(f"“{one.strip()}” is no port: write 22, 443 or 8000-8100.", field="ports")
        ends = int(first), int(last) if dash else int(first)
        if not ends[0] <= ends[1] <= LAST_PORT:
            raise Invalid(f"“{one.strip()}” is no range of ports from 0 to {LAST_PORT:,}.", field="ports")
        found.append(Ports(*ends))
    return tuple(found)


def lines_of(text: str, *, field: str = "") -> tuple[str, ...]:
    """Names, one a line or between commas, `plain`, each once. Invalid where one that has a slash is no network."""
    found: dict[str, None] = {}
    for one in text.replace(",", "\n").splitlines():
        name = plain(one)
        if not name:
            continue
        if "/" in name:
            _check_network(name, field)
        found[name] = None
    return tuple(found)


def _check_network(name: str, field: str) -> None:
    try:
        ip_network(name, strict=False)
    except ValueError:
        raise Invalid(f"“{name}” is no network: write 10.2.0.0/24, or a name without a slash.", field=field) from None
