"""How a nonconformity and an obligation stand: concluded from what was decided and from live evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Live(StrEnum):
    """What live evidence says today of what was found."""

    GONE = "gone"
    """The test passes, or the row no longer violates: what was found is not there any more."""
    THERE = "there"
    UNPROVEN = "unproven"
    """Evidence cannot tell today."""
    NONE = "none"
    """Nothing live was named that could tell."""


class Standing(StrEnum):
    """How a nonconformity stands."""

    NO_CAUSE = "no cause"
    NO_ACTION = "no action"
    IN_WORK = "in work"
    TO_VERIFY = "to verify"
    """All actions are done; nobody else has seen their effect yet."""
    NO_EFFECT = "no effect"
    """Somebody looked, and the cause is not gone."""
    READY = "ready"
    """It may be closed."""
    CLOSED = "closed"
    CONTRADICTED = "contradicted"
    """Closing was decided, and live evidence shows that it is still there: it counts as open."""


@dataclass(frozen=True)
class Corrective:
    """One corrective action as it stands. `effect_seen` is None until somebody other than who did it has looked."""

    done: bool
    effect_seen: bool | None


@dataclass(frozen=True)
class Stands:
    """A nonconformity on a day. `open` is False only where closing holds."""

    standing: Standing
    live: Live
    open: bool
    overdue_days: int
    because: str


def stands(
    *,
    root_cause: str,
    actions: Sequence[Corrective],
    closed_on: date | None,
    due_on: date | None,
    live: Live,
    today: date,
) -> Stands:
    """How a nonconformity stands, and why in one sentence."""
    found, because = _standing(root_cause, actions, closed_on, live)
    still = found is not Standing.CLOSED
    late = (today - due_on).days if still and due_on and due_on < today else 0
    return Stands(found, live, still, late, because)


def _standing(
    root_cause: str, actions: Sequence[Corrective], closed_on: date | None, live: Live
) -> tuple[Standing, str]:
    if closed_on is not None:
        if live is Live.THERE:
            return Standing.CONTRADICTED, "Closing was decided, and today's evidence shows that it is still there."
        if live is Live.UNPROVEN:
            return Standing.CLOSED, "Closing was decided; today's evidence cannot tell whether it holds."
        return Standing.CLOSED, "Closed, and nothing contradicts it."
    if not root_cause.strip():
        return Standing.NO_CAUSE, "Nobody has said why it happened."
    if not actions:
        return Standing.NO_ACTION, "No action removes its cause."
    if any(one.effect_seen is False for one in actions):
        return Standing.NO_EFFECT, "Somebody looked: an action did not remove the cause."
    if not all(one.done for one in actions):
        return Standing.IN_WORK, "Actions are under way."
    if not all(one.effect_seen for one in actions):
        return Standing.TO_VERIFY, "The actions are done; another person has to see their effect."
    if live is Live.THERE:
        return Standing.NO_EFFECT, "The effect was seen, and today's evidence shows that it is there again."
    return Standing.READY, "The effect was seen by another person; it may be closed."


class Truth(StrEnum):
    """Whether what must be true is true here."""

    TRUE = "true here"
    NOT_TRUE = "not true"
    UNPROVEN = "unproven"


_TRUE = {
    "effective": Truth.TRUE,
    "passing": Truth.TRUE,
    "partly effective": Truth.NOT_TRUE,
    "partly passing": Truth.NOT_TRUE,
    "failing": Truth.NOT_TRUE,
}


def truth(word: str | None) -> Truth:
    """From the status of a control or of a control test (`effective`, `passing`, `failing`, …); everything
    else, and None, is unproven."""
    return _TRUE.get(word or "", Truth.UNPROVEN)
