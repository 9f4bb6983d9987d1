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
from earnest.core.evidence.models import Source
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
SHAPE = 2
"""Of the file of a board: rises with its columns, so that no file of another shape is read."""
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
    unread = unread_sources(states)
    assets = things.asset_facts(as_of)
    pieces = current_pieces(as_of, LISTS)
    excepted = exceptions_in_force(day)
    policy = in_force(day)
    rules, clocks = rules_in_force(policy), sla_rows(policy, day)
    unproven = (*unread, *unproven_of(states, pieces, unread, policy))
    rests_on = (
        day,
        [(one.source.slug, one.part, str(one.path), one.snapshot, one.stale) for one in states],
        sorted((name, fact) for name, fact in assets.items()),
        [(one.table, one.source, one.sha256, one.stale, one.observed_at) for one in pieces],
        unread,
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
        digest=digest_of("board", SHAPE, rests_on),
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
    """Exceptions from the patch tests that were approved by a day and except something on it."""
    rows = ControlException.objects.filter(test__in=PATCH_TESTS, decided_on__lte=day)
    rows = rows.exclude(state=ControlException.State.ASKED)
    return tuple(
        Excepted(row.pk, row.test, row.subject, row.ends_on)
        for row in rows.order_by("pk")
        if standing(row.state, starts_on=row.starts_on, ends_on=row.ends_on, revoked_on=row.revoked_on, today=day)
        is Standing.LIVE
        and row.approver_id is not None
    )


def unread_sources(states: tuple[StateFile, ...]) -> tuple[Unproven, ...]:
    """Sources of which nothing at all is on the board, because their evidence is damaged."""
    shown = {one.source.pk for one in states}
    lost = {
        one.chain.source: one.problem
        for one in findings.fold_missing()
        if one.chain.table == "vulnerabilities" and one.chain.source not in shown
    }
    rows = Source.objects.filter(pk__in=lost).order_by("slug")
    return tuple(Unproven("stale-source", f"{one.title}: {lost[one.pk]}", one.slug) for one in rows)


def unproven_of(
    states: tuple[StateFile, ...], pieces: tuple[Piece, ...], unread: tuple[Unproven, ...], policy: InForce
) -> tuple[Unproven, ...]:
    """Why the board does not prove that all is seen: looks that stopped, lists that are missing, no policy."""
    found = []
    if not states and not unread:
        found.append(
            Unproven("no-source", "No source of vulnerabilities has delivered anything: nothing was looked at.")
        )
    by_source: dict[str, list[StateFile]] = {}
    for one in states:
        by_source.setdefault(one.source.slug, []).append(one)
    for slug, parts in sorted(by_source.items()):
        if any(one.stale for one in parts):
            found.append(Unproven("stale-source", _stopped(parts), slug))
    found += _lists(pieces, "known_exploited", "kev", "exploited flaws")
    found += _lists(pieces, "exploit_predictions", "epss", "predictions of exploitation")
    if not policy.adopted:
        found.append(Unproven("no-policy", f"Nobody has adopted a policy of priority; {policy.title} is a proposal."))
    return tuple(found)


def _stopped(parts: list[StateFile]) -> str:
    """What is wrong with the looks of a source, of which at least one is stale."""
    title = parts[0].source.title
    if problem := next((one.problem for one in parts if one.problem), ""):
        return f"{title}: {problem}"
    stale = [one for one in parts if one.stale]
    if len(stale) == len(parts):
        return f"{title} has not looked since {_day(max(one.observed_at for one in stale))}."
    oldest = min(stale, key=lambda one: (one.observed_at, one.part))
    return (
        f"{title} has not looked at {len(stale):,} of {len(parts):,} parts in time; "
        f"at {oldest.part} not since {_day(oldest.observed_at)}."
    )


def _lists(pieces: tuple[Piece, ...], table: str, kind: str, what: str) -> list[Unproven]:
    """Each list that is missing or old. Another list that is fresh says nothing of what the old one would have."""
    rows = [one for one in pieces if one.table == table]
    if not rows:
        return [Unproven(f"no-{kind}", f"There is no list of {what}: none was looked up.")]
    newest: dict[str, Piece] = {}
    for one in rows:
        if one.source not in newest or one.observed_at > newest[one.source].observed_at:
            newest[one.source] = one
    return [
        Unproven(
            f"stale-{kind}",
            f"The list of {what} of “{slug}” is of {_day(one.observed_at)}, older than its limit.",
            slug,
        )
        for slug, one in sorted(newest.items())
        if one.stale
    ]


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"
