"""Engagements from plan to close, guests let in and shown out, and what they looked at."""

from __future__ import annotations

from datetime import date

from earnest.duties.audits.models import Engagement, Invitation
from earnest.duties.audits.operations.reach import needed, require_open
from earnest.foundation import clock, users
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.models import User
from earnest.foundation.record import operation, visible_to

LONGEST_DAYS = 400
"""Days that an invitation may last."""
NEXT = {
    Engagement.State.PLANNED: (Engagement.State.FIELDWORK,),
    Engagement.State.FIELDWORK: (Engagement.State.REPORTING, Engagement.State.PLANNED),
    Engagement.State.REPORTING: (Engagement.State.CLOSED, Engagement.State.FIELDWORK),
    Engagement.State.CLOSED: (),
}
"""Where an engagement can go from each state, the way forward first."""


def plan_engagement(actor: Actor, engagement: Engagement) -> Engagement:
    """Take an audit into the plan. `engagement` is a row that is not kept yet."""
    actor.require(May.EDIT_RECORD)
    with operation(actor, "audits.plan_engagement") as work:
        return work.create(engagement)


def move_engagement(
    actor: Actor, engagement: Engagement, *, state: str, on: date | None = None, seen: int | None = None
) -> Engagement:
    """Go on to the next state, or a step back while it is not closed. A closed one is opened again with a reason."""
    actor.require(May.EDIT_RECORD)
    there = Engagement.State(engagement.state)
    if state not in NEXT[there]:
        raise Invalid(f"An engagement that is {there.label.lower()} cannot become {state}.", field="state")
    closed = (on or clock.today()) if state == Engagement.State.CLOSED else None
    with operation(actor, "audits.move_engagement") as work:
        return work.change(engagement, seen=seen, state=state, closed_on=closed)


def reopen_engagement(actor: Actor, engagement: Engagement, *, reason: str, seen: int | None = None) -> Engagement:
    """Take back that an engagement is closed: the report is being written again, and what belongs to it can change."""
    actor.require(May.EDIT_RECORD)
    reason = needed(reason, "reason", "Say why it is open again.")
    if engagement.state != Engagement.State.CLOSED:
        raise Invalid(f"“{engagement}” is not closed.")
    with operation(actor, "audits.reopen_engagement", reason=reason) as work:
        return work.change(engagement, seen=seen, state=Engagement.State.REPORTING, closed_on=None)


def invite(actor: Actor, engagement: Engagement, *, name: str, email: str, expires_on: date) -> Invitation:
    """Let an auditor look at one engagement until a day. They get an account of their own if they have none.

    Invalid for an address of our own people, for a closed engagement, and for a day that is past or too far away.
    """
    actor.require(May.MANAGE_USERS)
    today = clock.today()
    name = needed(name, "name", "Name the guest.")
    if engagement.state == Engagement.State.CLOSED:
        raise Invalid(f"“{engagement}” is closed; nobody is invited to it any more.")
    if not 0 <= (expires_on - today).days <= LONGEST_DAYS:
        raise Invalid(f"The last day must be from today on, within {LONGEST_DAYS} days.", field="expires_on")
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and user.role != Role.AUDITOR:
        raise Invalid(
            f"{email} signs in as {user.get_role_display()}. A guest needs an address of their own.", field="email"
        )
    if user is not None and engagement.invitations.filter(user=user, revoked_on=None).exists():
        raise Invalid(f"{email} is invited already. Change or revoke that invitation.", field="email")
    with operation(actor, "audits.invite") as work:
        if user is None:
            user = users.create_user(actor, email=email, name=name, role=Role.AUDITOR)
        elif not user.is_active:
            user = users.reactivate(actor, user)
        return work.create(
            Invitation(
                engagement=engagement,
                name=name,
                email=email,
                user=user,
                invited_by=actor.name,
                invited_on=today,
                expires_on=expires_on,
            )
        )


def extend_invitation(
    actor: Actor, invitation: Invitation, *, expires_on: date, reason: str, seen: int | None = None
) -> Invitation:
    """Choose another last day."""
    actor.require(May.MANAGE_USERS)
    needed(reason, "reason", "Say why the guest may look for longer, or shorter.")
    if invitation.revoked_on is not None:
        raise Invalid("This invitation is revoked. Invite the guest again.")
    if not 0 <= (expires_on - clock.today()).days <= LONGEST_DAYS:
        raise Invalid(f"The last day must be from today on, within {LONGEST_DAYS} days.", field="expires_on")
    if expires_on > invitation.expires_on:
        require_open(invitation.engagement)
    with operation(actor, "audits.extend_invitation", reason=reason) as work:
        return work.change(invitation, seen=seen, expires_on=expires_on)


def revoke_invitation(actor: Actor, invitation: Invitation, *, reason: str, seen: int | None = None) -> Invitation:
    """Show a guest out at once. With no other invitation their account ends, and so do its sessions."""
    actor.require(May.MANAGE_USERS)
    reason = needed(reason, "reason", "Say why the guest may look no longer.")
    if invitation.revoked_on is not None:
        raise Invalid("This invitation is revoked already.")
    with operation(actor, "audits.revoke_invitation", reason=reason) as work:
        revoked = work.change(invitation, seen=seen, revoked_on=clock.today())
        guest = invitation.user
        if guest.is_active and not Invitation.live_for(guest.pk).exists():
            users.deactivate(actor, guest, reason=reason)
        return revoked


def guest_viewed(actor: Actor, engagement: Engagement, *, what: str) -> None:
    """Keep in the ledger that a guest looked at something of an engagement. `what` names it.

    NotAllowed where the engagement is not theirs to see today.
    """
    if actor.role == Role.AUDITOR:
        _keep(actor, engagement, "audits.guest_viewed", what)


def downloaded(actor: Actor, engagement: Engagement, *, what: str) -> None:
    """Keep in the ledger that somebody, a guest or not, took something of an engagement away. `what` names it.

    NotAllowed where the engagement is not theirs to see today.
    """
    _keep(actor, engagement, "audits.downloaded", what)


def _keep(actor: Actor, engagement: Engagement, name: str, what: str) -> None:
    if not visible_to(actor, Engagement).filter(pk=engagement.pk).exists():
        raise NotAllowed(f"{actor.name} is not invited to this engagement any more.")
    with operation(actor, name) as work:
        work.facts |= {"what": what[:300], "engagement": engagement.title}
        work.touched.append(engagement.reference)
