"""What hygiene concludes. Days are calendar days, shares lie between 0 and 1, money is in the organisation's currency.

Everything here goes to JSON and back by `msgspec` without loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from earnest.duties.hygiene.rules.shares import Share
from earnest.duties.hygiene.rules.survival import Curve


@dataclass(frozen=True)
class Unproven:
    """Why the board, or a part of it, does not prove that all is seen. `kind` is stale-source, no-source, no-kev,
    stale-kev, no-epss, stale-epss, no-policy or stale-vex; `source` is its key, or empty."""

    kind: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class PriorityCount:
    """Open findings of one priority of the policy in force, the most pressing first."""

    priority: str
    title: str
    days: int | None
    urgent: bool
    forensics: bool
    open: int
    overdue: int
    due: int


@dataclass(frozen=True)
class TeamLine:
    """How one team stands. `team` is empty for what no team answers for; the security team stands first.

    `worst_days` is how long the oldest end of time has passed, `on_time` the share of clocks that are not overdue.
    """

    team: str
    security_team: bool
    assets: int
    open: int
    overdue: int
    due: int
    paused: int
    urgent: int
    exploited: int
    exploited_overdue: int
    unlooked: int
    worst_days: int
    on_time: Share | None


@dataclass(frozen=True)
class Board:
    """Every open finding of a day, in one file, and what was counted in it.

    `digest` is of everything that it rests on. `is_proven` is False where a source is stale or a list is missing: then
    what is not on it is not shown to be absent. `not_applicable` were ended by a VEX statement, `vex_unhonoured` carry
    one that gives no reason. `left_out` are notes of scanners that are no flaws.
    `contradictions` are vectors that do not give the score that the tool tells.
    """

    day: date
    digest: str
    policy: str
    policy_title: str
    adopted: bool
    open: int = 0
    overdue: int = 0
    due: int = 0
    running: int = 0
    paused: int = 0
    not_applicable: int = 0
    exploited: int = 0
    exploited_overdue: int = 0
    assets: int = 0
    unlooked: int = 0
    guessed: int = 0
    contradictions: int = 0
    vex_unhonoured: int = 0
    unregistered: int = 0
    without_package: int = 0
    left_out: int = 0
    by_priority: tuple[PriorityCount, ...] = ()
    by_team: tuple[TeamLine, ...] = ()
    unproven: tuple[Unproven, ...] = ()
    kev_seen_at: datetime | None = None
    epss_seen_at: datetime | None = None
    folder: str = ""

    @property
    def is_proven(self) -> bool:
        return not self.unproven

    @property
    def path(self) -> Path:
        """The DuckDB file of every open finding, and of every finding there ever was."""
        return Path(self.folder) / "board.duckdb"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One open finding, as a list shows it. `not_looked_since` is set where its source is stale or the last look did
    not reach the asset."""

    finding: str
    vulnerability_id: str | None
    title: str | None
    asset_id: str
    asset_name: str
    asset_key: str | None
    asset_kind: str | None
    tier: int
    exposure: str
    team: str
    package_name: str | None
    package_version: str | None
    fixed_version: str | None
    severity: str
    cvss_score: float | None
    exploited: str
    epss: float | None
    priority: str
    priority_title: str
    urgent: bool
    clock: str
    clock_start: date
    due_on: date | None
    overdue_days: int
    exception: int | None
    vex_status: str | None
    package: str
    source: str
    opened_at: datetime
    not_looked_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Spell:
    """One stretch in which a finding was there; `closed_at` is None while it is."""

    spell: int
    opened_at: datetime
    last_seen_at: datetime
    looked_at: datetime
    closed_at: datetime | None
    snapshot: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One open finding with everything that its priority and clock rest on, and its history.

    `values` holds every column of the board; `snapshot` and `place` in it lead to the row of the file that it was read
    from.
    """

    line: Line
    values: Mapping[str, object]
    why: str
    days: int | None
    days_by: str
    vex_note: str
    exception_note: str
    subject: str
    history: tuple[Spell, ...]


@dataclass(frozen=True)
class Filters:
    """What to show; empty or None is all. `clock` may also be `late` (due or overdue) or `open` (not ended by VEX).
    `search` looks into flaw, title, asset and package."""

    team: str | None = None
    clock: str = ""
    priority: str = ""
    severity: str = ""
    exploited: str = ""
    exposure: str = ""
    tier: int | None = None
    source: str = ""
    asset: str = ""
    package: str = ""
    vulnerability: str = ""
    unlooked: bool = False
    contradicted: bool = False
    search: str = ""


@dataclass(frozen=True)
class Page:
    """One page of findings. `count` is of all pages; `number` starts at 1."""

    lines: tuple[Line, ...]
    count: int
    number: int
    pages: int
    size: int
    sort: str


@dataclass(frozen=True)
class Latency:
    """Time to fix as of a day, of everything and by group. `by` is team, severity, priority or os."""

    day: date
    by: str
    all: Curve
    groups: tuple[Curve, ...]
    note: str


@dataclass(frozen=True)
class Loss:
    """A modelled loss a year; nine times in ten between `low` and `high`."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class WorkPackage:
    """One change that closes many findings, made on every asset it needs.

    `kind` is upgrade, base-image, os-patch or advisory. `to_version` is the lowest version that closes all of it, empty
    where the change is not one version. `changes` is how many times it must be made. `removes` is its part of the
    modelled loss, None where none is modelled; the `cumulative` figures count this package and all before it.
    """

    key: str
    kind: str
    title: str
    name: str
    team: str
    to_version: str
    changes: int
    assets: int
    findings: int
    overdue: int
    exploited: int
    urgent: int
    earliest_due: date | None
    weight_share: float
    removes: Loss | None
    cumulative_findings: int
    cumulative_overdue: int
    cumulative_removes: Loss | None
    exported: str = ""


@dataclass(frozen=True)
class Packages:
    """Work packages, those that remove the most for each change first.

    `loss` is what failing patch controls add to the expected loss of a year, which is divided among the packages;
    `unproven_loss` is what those add that nothing proves, which looking removes and patching does not. `because` says
    in words how it was divided. `no_fix` counts open findings for which no mended version is known and whose clock is
    not paused; `share_without` is their part of the loss. A finding that two sources see counts once.
    """

    packages: tuple[WorkPackage, ...]
    count: int
    findings: int
    no_fix: int
    share_without: float
    loss: Loss | None
    unproven_loss: float
    currency: str
    because: str


@dataclass(frozen=True)
class Checked:
    """Checks by outcome. `share` is of passed in passed and failed, with its 95 % range; None where none was assessed.

    `not_assessed` counts manual, errored and unrun checks, `muted` those that somebody silenced.
    """

    passed: int
    failed: int
    not_assessed: int
    not_applicable: int
    muted: int
    share: Share | None


@dataclass(frozen=True)
class AssetChecks:
    """One benchmark on one asset."""

    asset_id: str
    asset_name: str
    team: str
    tier: int
    checked: Checked
    newly_failed: int
    newly_passed: int
    observed_at: datetime
    stale: bool


@dataclass(frozen=True)
class Benchmark:
    """One benchmark over all assets. Drift is since the look before: checks that turned to fail or to pass."""

    name: str
    checked: Checked
    newly_failed: int
    newly_passed: int
    asset_count: int
    assets: tuple[AssetChecks, ...]
    stale: bool
    compared_with: datetime | None


@dataclass(frozen=True)
class Week:
    """As of the end of a day, seven days apart; opened and closed are of the seven days up to it."""

    day: date
    open: int
    overdue: int
    opened: int
    closed: int


@dataclass(frozen=True)
class Trend:
    """A year of weeks, oldest first. Overdue is told by today's policy and clocks."""

    weeks: tuple[Week, ...]
    note: str


@dataclass(frozen=True)
class InForce:
    """The policy in force on a day. Where nobody adopted one it is the proposal of the library, and `adopted` is
    False."""

    policy: str
    title: str
    adopted: bool
    adopted_by: str
    adopted_on: date | None
    overrides: Mapping[str, object] = field(default_factory=dict)
