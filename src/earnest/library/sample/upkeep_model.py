"""What the people of Larkfield Pay decided about their estate, as typed records. Nothing here is a conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Way = Literal["keep", "ringfence", "integrate", "upgrade", "replace", "retire"]
Spread = tuple[float, float, float]
"""Low, most likely, high."""


@dataclass(frozen=True)
class PolicyRecord:
    """Which policy says what is mended by when."""

    policy: str
    adopted_by: str
    adopted_on: date
    reason: str


@dataclass(frozen=True)
class ClockRecord:
    """Days promised for a priority. `tier` None is any, `exposure` empty is any."""

    policy: str
    priority: str
    tier: int | None
    exposure: str
    days: int
    because: str


@dataclass(frozen=True)
class ExpectationRecord:
    """An own expectation of who sees what, or the answer for one of the program's where only key and owner are set."""

    key: str
    owner: str
    title: str = ""
    expected_from: str = ""
    looked_by: str = ""
    reason: str = ""
    way_out: str = ""


@dataclass(frozen=True)
class MatchRecord:
    """Two sightings that a person calls one thing or not. Each is a system and what the system calls it."""

    kind: Literal["same", "different"]
    left: tuple[str, str]
    right: tuple[str, str]
    reason: str
    decided_by: str


@dataclass(frozen=True)
class CollectorRecord:
    """A way by which a source delivers without a person."""

    key: str
    title: str
    kind: Literal["folder", "push", "command"]
    source: str
    every_minutes: int
    owner: str
    note: str = ""


@dataclass(frozen=True)
class LeftRecord:
    """What is left of the loss of a scenario once the work is done: 1 changes nothing, 0 removes it."""

    scenario: str
    after: Spread
    source: str


@dataclass(frozen=True)
class OptionRecord:
    """A way with an old system. Money is in euros, time in months; None is nothing."""

    kind: Way
    title: str
    one_off: Spread | None
    run: Spread | None
    months: Spread | None
    source: str
    proposed_by: str
    as_is_goes_on: bool = True
    left: tuple[LeftRecord, ...] = ()


@dataclass(frozen=True)
class OldSystemRecord:
    """An old system with the ways with it; `decided` is the way that `approver` chose, None while it is open."""

    key: str
    title: str
    asset: str
    owner: str
    run: Spread
    options: tuple[OptionRecord, ...]
    note: str = ""
    shares: tuple[tuple[str, Spread, str], ...] = ()
    decided: Way | None = None
    approver: str | None = None
    decided_on: date | None = None
    decided_because: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class ClaimRecord:
    """A word that only these may reach a system."""

    key: str
    title: str
    asset: str
    allowed_from: tuple[str, ...]
    agreed_by: str
    agreed_on: date
    valid_until: date
    owner: str


@dataclass(frozen=True)
class StepRecord:
    """One step with an old system; `needs` are titles of steps before it."""

    system: str
    title: str
    starts_on: date
    ends_on: date
    owner: str
    option: Way | None = None
    needs: tuple[str, ...] = ()
    done_on: date | None = None


@dataclass(frozen=True)
class Upkeep:
    policy: PolicyRecord
    clocks: tuple[ClockRecord, ...]
    expectations: tuple[ExpectationRecord, ...]
    matches: tuple[MatchRecord, ...]
    collectors: tuple[CollectorRecord, ...]
    old_systems: tuple[OldSystemRecord, ...]
    claims: tuple[ClaimRecord, ...]
    steps: tuple[StepRecord, ...]
