"""Evidence that others push: a secret for one source, with an end."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from earnest.core.collection.models import Collector
from earnest.core.collection.operations.turns import note
from earnest.core.evidence import operations as evidence
from earnest.foundation import clock
from earnest.foundation.actor import Actor, May, program
from earnest.foundation.errors import EarnestError, Invalid
from earnest.foundation.record import operation

PREFIX = "earnest_push_"


def issue(actor: Actor, collector: Collector, *, ends_on: date) -> str:
    """Give the collector a new secret, shown only now; the one before it ends at once.

    Invalid if it is no push, or if the day has come already.
    """
    actor.require(May.EDIT_RECORD)
    if collector.kind != Collector.Kind.PUSH:
        raise Invalid("Only a push has a secret.")
    if ends_on <= clock.today():
        raise Invalid("The secret must end on a day to come.", field="ends_on")
    secret = PREFIX + secrets.token_urlsafe(32)
    with operation(actor, "collection.issue_secret") as work:
        work.change(collector, secret_digest=_digest(secret), secret_ends_on=ends_on)
    return secret


def revoke(actor: Actor, collector: Collector) -> Collector:
    """End the secret at once."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "collection.revoke_secret") as work:
        return work.change(collector, secret_digest="", secret_ends_on=None)


def holder(secret: str) -> Collector | None:
    """The collector that a live secret is for, None if there is none."""
    if not secret.startswith(PREFIX):
        return None
    rows = Collector.objects.filter(
        secret_digest=_digest(secret), secret_ends_on__gt=clock.today(), active=True, source__active=True
    )
    return rows.select_related("source").first()


@dataclass(frozen=True)
class Accepted:
    """What became of a push: snapshots in all and new ones, and what is wrong with the first that cannot be read."""

    snapshots: int
    new: int
    problem: str


def accept(collector: Collector, path: Path, *, name: str, observed_at: datetime | None) -> Accepted:
    """Take in a pushed file for the collector's source, and note how that went. Invalid if it cannot be kept."""
    now = clock.now()
    try:
        found = evidence.take_in_all(
            program(f"collector {collector.key}"),
            path,
            name=name,
            source=collector.source.slug,
            observed_at=observed_at,
            collected_at=now if observed_at is None else None,
            uploaded=True,
        )
    except EarnestError as error:
        note(collector, tried_at=now, problem=str(error), brought=False, seen=None)
        raise
    kept = [one.snapshot for one in found if isinstance(one, evidence.Taken)]
    problem = next((one.problem for one in found if isinstance(one, evidence.Refused)), "")
    problem = problem or next((one.problem for one in kept if one.problem), "")
    note(collector, tried_at=now, problem=problem, brought=bool(kept), seen=None)
    return Accepted(len(kept), sum(isinstance(one, evidence.Taken) and one.new for one in found), problem)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
