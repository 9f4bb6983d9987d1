"""What the board rests on: finding states, facts of assets, the world's lists, VEX, exceptions and the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from earnest.core.controls.models import ControlException
from earnest.core.controls.rules import Standing, standing
from earnest.core.evidence import queries as evidence
from earnest.core.findings import queries as findings
from earnest.core.things import queries as things
from earnest.duties.hygiene.queries.kept import digest_of
from earnest.duties.hygiene.queries.policy import in_force, rules_in_force, sla_rows
from earnest.duties.hygiene.queries.values import InForce, Unproven
from earnest.duties.hygiene.rules.clocks import SlaRow
from earnest.duties.hygiene.rules.priorities import Rules, threshold
from earnest.foundation import clock

if TYPE_CHECKING:
    from earnest.core.findings.queries import StateFile
    from earnest.core.things.queries import AssetFact

LISTS = ("known_exploited", "exploit_predictions", "vex_statements", "scan_targets")
EXPLOITED_TEST = "exploited-flaws-overdue"
EXPOSED_TEST = "exposed-flaws-overdue"
SEVERITY_TESTS = {
    "critical": "critical-flaws-overdue",
    "high": "high-flaws-overdue",
    "unknown": "high-flaws-overdue",
    "medium": "medium-flaws-overdue",
}
PATCH_TESTS = (EXPLOITED_TEST, EXPOSED_TEST, *dict.fromkeys(SEVERITY_TESTS.values()))
"""The control tests of which a row is a finding, so that an exception from them pauses its clock."""


@dataclass(frozen=True)
class Piece:
    """One table of one current snapshot."""

    table: str
    path: Path
    source: str
    sha256: str
    observed_at: datetime
    stale: bool


@dataclass(frozen=True)
class Excepted:
    """An approved exception that is in force."""

    pk: int
    test: str
    subject: str
    ends_on: date


@dataclass(frozen=True)
class Gathered:
    """Everything that the board of a day is concluded from."""

    day: date
    as_of: datetime
    states: tuple[StateFile, ...]
    assets: Mapping[str, AssetFact]
    pieces: tuple[Piece, ...]
    exceptions: tuple[Excepted, ...]
    policy: InForce
    rules: Rules
    clocks: tuple[SlaRow, ...]
    epss_threshold: float
    unproven: tuple[Unproven, ...]
    digest: str

    def of(self, table: str) -> tuple[Piece, ...]:
        """The pieces of one table."""
        return tuple(one for one in self.pieces if one.table == table)


def gather(day: date | None = None) -> Gathered:
    """Everything as of the end of a day, today by default."""
    day = day or clock.today()
    as_of = clock.end_of(day)
    states = tuple(one for one in findings.state_files(as_of) if one.table == "vulnerabilities")
    assets = things.asset_facts(as_of)
    pieces = current_pieces(as_of, LISTS)
    excepted = exceptions_in_force(day)
    policy = in_force(day)
    rules, clocks = rules_in_force(policy), sla_rows(policy)
    unproven = _unproven(states, pieces, policy)
    rests_on = (
        day,
        [(one.source.slug, one.part, str(one.path), one.snapshot, one.stale) for one in states],
        sorted((name, fact) for name, fact in assets.items()),
        [(one.table, one.source, one.sha256, one.stale) for one in pieces],
        excepted,
        policy,
        clocks,
    )
    return Gathered(
        day=day,
        as_of=as_of,
        states=states,
        assets=assets,
        pieces=pieces,
        exceptions=excepted,
        policy=policy,
        rules=rules,
        clocks=clocks,
        epss_threshold=threshold(rules.policy, policy.overrides),
        unproven=unproven,
        digest=digest_of("board", rests_on),
    )


def current_pieces(as_of: datetime, wanted: tuple[str, ...]) -> tuple[Piece, ...]:
    """The tables of that name that current snapshots have, those of stale sources marked."""
    store = evidence.store()
    return tuple(
        Piece(
            table=table.table,
            path=store.path(table.sha256),
            source=snapshot.source.slug,
            sha256=table.sha256,
            observed_at=snapshot.observed_at,
            stale=as_of - snapshot.observed_at > timedelta(days=snapshot.source.freshness_days),
        )
        for snapshot in evidence.current_snapshots(as_of)
        for table in snapshot.tables.all()
        if table.table in wanted
    )


def exceptions_in_force(day: date) -> tuple[Excepted, ...]:
    """Approved exceptions from the patch tests that except something on a day."""
    rows = ControlException.objects.filter(test__in=PATCH_TESTS).exclude(state=ControlException.State.ASKED)
    return tuple(
        Excepted(row.pk, row.test, row.subject, row.ends_on)
        for row in rows.order_by("pk")
        if standing(row.state, starts_on=row.starts_on, ends_on=row.ends_on, revoked_on=row.revoked_on, today=day)
        is Standing.LIVE
        and row.approver_id is not None
    )


def _unproven(states: tuple[StateFile, ...], pieces: tuple[Piece, ...], policy: InForce) -> tuple[Unproven, ...]:
    found = []
    if not states:
        found.append(
            Unproven("no-source", "No source of vulnerabilities has delivered anything: nothing was looked at.")
        )
    stale: dict[str, StateFile] = {}
    for one in states:
        if one.stale and (one.source.slug not in stale or one.observed_at > stale[one.source.slug].observed_at):
            stale[one.source.slug] = one
    for slug, one in sorted(stale.items()):
        since = f"{one.observed_at:%d %B %Y}".lstrip("0")
        found.append(Unproven("stale-source", f"{one.source.title} has not looked since {since}.", slug))
    found += _lists(pieces, "known_exploited", "kev", "exploited flaws")
    found += _lists(pieces, "exploit_predictions", "epss", "predictions of exploitation")
    if not policy.adopted:
        found.append(Unproven("no-policy", f"Nobody has adopted a policy of priority; {policy.title} is a proposal."))
    return tuple(found)


def _lists(pieces: tuple[Piece, ...], table: str, kind: str, what: str) -> list[Unproven]:
    rows = [one for one in pieces if one.table == table]
    if not rows:
        return [Unproven(f"no-{kind}", f"There is no list of {what}: none was looked up.")]
    if all(one.stale for one in rows):
        newest = max(rows, key=lambda one: one.observed_at)
        since = f"{newest.observed_at:%d %B %Y}".lstrip("0")
        return [Unproven(f"stale-{kind}", f"The list of {what} is of {since}, older than its limit.", newest.source)]
    return []
