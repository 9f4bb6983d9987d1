"""What the sample company hands over: frozen, typed, in the order in which it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from earnest.library.sample.budget_model import Budget
from earnest.library.sample.decisions_model import Decisions
from earnest.library.sample.risks_model import Risks
from earnest.library.sample.upkeep_model import Upkeep


@dataclass(frozen=True)
class Scope:
    """A part of the organisation that an outsider looks at, such as the PCI DSS assessment."""

    slug: str
    title: str
    framework: str
    statement: str
    period_starts_on: date | None = None
    period_ends_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class LegalEntity:
    name: str
    city: str
    country: str
    people: int
    business: str


@dataclass(frozen=True)
class Organisation:
    """Facts of the organisation. Money is in whole euros; `appetite_*` is the board's stated appetite for loss."""

    name: str
    business: str
    entities: tuple[LegalEntity, ...]
    domain: str
    revenue_eur: int
    lost_hour_eur: int
    cardholders: int
    health_records: int
    appetite_loss_eur: int
    appetite_probability: float
    security_budget_asked_eur: int
    security_budget_offered_eur: int
    policy_renews_on: date
    obligations: tuple[str, ...]
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class Team:
    slug: str
    name: str
    lead_email: str


@dataclass(frozen=True)
class Person:
    """One person. `left_on` is set for those who left in the last year; they are not among the 152."""

    person_id: str
    first: str
    last: str
    email: str
    title: str
    team: str
    country: str
    manager_email: str | None
    started_on: date
    left_on: date | None = None
    executive: bool = False

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    def employed(self, day: date) -> bool:
        """Whether the person works here on that day, its last day included."""
        return self.started_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True)
class Asset:
    """A system or a group of things. `owner` is None where nobody answers for it; `count` is set for groups.

    `known_as` are the names that tools have for it. `each_has_holder`: a group whose devices are each somebody's own.
    """

    slug: str
    title: str
    kind: str
    owner: str | None
    description: str
    data: tuple[str, ...]
    criticality: str
    exposure: str
    depends_on: tuple[str, ...] = ()
    vendor: str | None = None
    count: int | None = None
    support_ends_on: date | None = None
    known_as: tuple[str, ...] = ()
    each_has_holder: bool = False


@dataclass(frozen=True)
class Source:
    """An evidence source. `owner` is a work address, None where nobody is named. Cadence and freshness are in days."""

    slug: str
    title: str
    format: str
    owner: str | None
    cadence_days: int
    freshness_days: int
    tables: tuple[str, ...]


@dataclass(frozen=True)
class EvidenceFile:
    """One export on disk. `format` is a format id, or the id of an adapter in library/adapters.

    Times are UTC. `superseded` says that a newer export of the same source is there.
    """

    path: Path
    source: str
    format: str
    observed_at: datetime
    collected_at: datetime
    superseded: bool


@dataclass(frozen=True)
class Planted:
    """A truth put into the sample on purpose.

    `where` names the control test, rule or page that is to find it (`test:…`, `rule:…`, `page:…`).
    `expected` holds subjects or counts as text, `key=value` or bare subjects.
    """

    id: str
    group: str
    what: str
    where: str
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    organisation: Organisation
    people: tuple[Person, ...]
    leavers: tuple[Person, ...]
    teams: tuple[Team, ...]
    assets: tuple[Asset, ...]
    sources: tuple[Source, ...]
    files: tuple[EvidenceFile, ...]
    decisions: Decisions
    risks: Risks
    budget: Budget
    upkeep: Upkeep
    planted: tuple[Planted, ...]
