"""What a guest sees of an engagement beyond its own rows: facts of its framework, nothing of the rest of the record.

These are values, not rows: a guest has no door to requirements, controls or evidence themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from earnest.core.assurance import queries as assurance
from earnest.core.controls.models import Control
from earnest.core.evidence.models import Snapshot
from earnest.core.frameworks.models import Requirement
from earnest.duties.audits.models import AnswerEvidence, Engagement, Invitation
from earnest.duties.audits.queries.posture import Posture, posture
from earnest.foundation.actor import Actor
from earnest.foundation.errors import NotAllowed
from earnest.foundation.record import visible_to


@dataclass(frozen=True)
class TestFacts:
    """What a control test found, in numbers and one sentence."""

    __test__ = False  # pytest would take the name for a test class

    id: str
    title: str
    severity: str
    status: str
    grade: str
    population: int
    violations: int
    excepted: int
    unknown: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SnapshotFacts:
    """A file that conclusions rest on: which source, its hash, and when it was observed."""

    source: str
    sha256: str
    observed_at: datetime


@dataclass(frozen=True)
class ControlFacts:
    """A control that supports a requirement of the engagement's framework."""

    key: str
    name: str
    statement: str
    accountable: str
    status: str
    grade: str
    reasons: tuple[str, ...]
    tests: tuple[TestFacts, ...]
    snapshots: tuple[SnapshotFacts, ...]


@dataclass(frozen=True)
class RequirementFacts:
    """A requirement of the engagement's framework and how it stands."""

    key: str
    title: str
    assessable: bool
    status: str
    grade: str
    reasons: tuple[str, ...]
    controls: tuple[str, ...]


@dataclass(frozen=True)
class EngagementFacts:
    """All that a guest may know besides requests, samples and nonconformities; `day` is that of the conclusions."""

    engagement: Engagement
    day: date | None
    requirements: tuple[RequirementFacts, ...]
    controls: tuple[ControlFacts, ...]


def engagement_facts(actor: Actor, engagement: Engagement, day: date) -> EngagementFacts:
    """Facts of the engagement's framework. NotAllowed where the actor may not see the engagement today."""
    if not visible_to(actor, Engagement).filter(pk=engagement.pk).exists():
        raise NotAllowed(f"{actor.name} is not invited to this engagement any more.")
    known = posture(day)
    requirements = tuple(_requirement(row, known) for row in _requirements(engagement))
    keys = sorted({key for one in requirements for key in one.controls})
    rows = Control.objects.filter(key__in=keys).select_related("accountable")
    return EngagementFacts(
        engagement=engagement,
        day=known.day,
        requirements=requirements,
        controls=tuple(_control(row, known) for row in rows.order_by("key")),
    )


def _requirements(engagement: Engagement) -> list[Requirement]:
    rows = Requirement.objects.filter(framework=engagement.framework).select_related("framework")
    return list(rows.order_by("position"))


def _requirement(row: Requirement, known: Posture) -> RequirementFacts:
    told = known.requirements.get((row.framework.key, row.key))
    return RequirementFacts(
        key=row.key,
        title=row.title,
        assessable=row.assessable,
        status=told["status"] if told else "unproven" if row.assessable else "",
        grade=(told["grade"] or "") if told else "",
        reasons=tuple(one["text"] for one in told["reasons"]) if told else (),
        controls=tuple(told["controls"]) if told else (),
    )


def _control(row: Control, known: Posture) -> ControlFacts:
    told = known.controls.get(row.key)
    hashes = {ref[9:] for ref in told["rests_on"] if ref.startswith("snapshot:")} if told else set()
    return ControlFacts(
        key=row.key,
        name=row.name,
        statement=row.statement,
        accountable=row.accountable.name if row.accountable else "",
        status=told["status"] if told else "unproven",
        grade=(told["grade"] or "") if told else "",
        reasons=tuple(one["text"] for one in told["reasons"]) if told else (),
        tests=tuple(
            TestFacts(
                id=one["id"],
                title=one["title"],
                severity=one["severity"],
                status=one["status"],
                grade=one["grade"],
                population=one["population"],
                violations=one["violations"],
                excepted=one["excepted"],
                unknown=one["unknown"],
                reasons=tuple(each["text"] for each in one["reasons"]),
            )
            for one in (told["tests"] if told else ())
        ),
        snapshots=tuple(sorted((SnapshotFacts(slug, sha, seen) for sha, slug, seen in assurance.seen(hashes)),
                               key=lambda one: (one.source, one.observed_at))),
    )  # fmt: skip


def may_download(actor: Actor, engagement: Engagement, snapshot: Snapshot) -> bool:
    """Whether a guest may take a file away: where an answer or a population of their engagement rests on it."""
    if not visible_to(actor, Engagement).filter(pk=engagement.pk).exists():
        return False
    handed = engagement.requests.filter(
        answers__evidence__kind="snapshot", answers__evidence__points_at=str(snapshot.pk)
    ).exists()
    drawn = any(
        one["sha256"] == snapshot.sha256
        for listed in engagement.populations.values_list("snapshots", flat=True)
        for one in listed
    )
    return handed or drawn


def engagement_files(actor: Actor, engagement: Engagement) -> tuple[Snapshot, ...]:
    """Evidence files that an answer or a population of the engagement rests on: those that a guest may take away."""
    if not visible_to(actor, Engagement).filter(pk=engagement.pk).exists():
        return ()
    told = AnswerEvidence.objects.filter(answer__request__engagement=engagement, kind=AnswerEvidence.Kind.SNAPSHOT)
    numbers = [int(one) for one in told.values_list("points_at", flat=True) if one.isdecimal() and len(one) < 18]
    drawn = engagement.populations.values_list("snapshots", flat=True)
    hashes = {one["sha256"] for listed in drawn for one in listed}
    rows = Snapshot.objects.filter(Q(pk__in=numbers) | Q(sha256__in=hashes)).select_related("source")
    return tuple(rows.order_by("source__title", "-observed_at", "-pk"))


@dataclass(frozen=True)
class HandedOver:
    """A file that an answer handed over. `sha256` is that of its bytes, which the evidence store keeps."""

    sha256: str
    name: str


def handed_over(actor: Actor, engagement: Engagement) -> tuple[HandedOver, ...]:
    """The files that answers of the engagement handed over, under the name of the newest answer; none for whoever may
    not see the engagement today."""
    if not visible_to(actor, Engagement).filter(pk=engagement.pk).exists():
        return ()
    told = AnswerEvidence.objects.filter(answer__request__engagement=engagement, kind=AnswerEvidence.Kind.DOCUMENT)
    names = {row.points_at: row.label for row in told.order_by("pk")}
    return tuple(HandedOver(sha256, name) for sha256, name in sorted(names.items(), key=lambda one: (one[1], one[0])))


@dataclass(frozen=True)
class Ended:
    """An engagement that somebody was invited to and is no more. `ask` is who can open it again, `email` theirs."""

    engagement: str
    ask: str
    email: str


def ended(user: int) -> tuple[Ended, ...]:
    """What a guest may still know: which engagements they were let in to, and whom to ask. Those open to them today are
    left out, and nobody learns anything of an engagement that they were never invited to."""
    rows = Invitation.objects.filter(user=user).exclude(engagement__in=Invitation.live_for(user).values("engagement"))
    found: dict[int, Ended] = {}
    for row in rows.select_related("engagement__accountable").order_by("-expires_on", "-pk"):
        who = row.engagement.accountable
        told = Ended(row.engagement.title, who.name if who else row.invited_by, who.email if who else "")
        found.setdefault(row.engagement_id, told)
    return tuple(found.values())


def invitations(actor: Actor, engagement: Engagement) -> tuple[Invitation, ...]:
    """Who was let in, and until when."""
    rows = visible_to(actor, Invitation).filter(engagement=engagement).select_related("user")
    return tuple(rows.order_by("revoked_on", "expires_on", "pk"))
