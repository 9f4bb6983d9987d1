"""Who may sign in: every change to an account, each with its ledger entry. Passwords never reach the ledger."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.models import ApiToken, User
from earnest.foundation.record import operation


def create_user(actor: Actor, *, email: str, name: str, role: Role, password: str | None = None) -> User:
    """Add somebody who may sign in. Without a password they come in by a one-time link and set one."""
    actor.require(May.MANAGE_USERS)
    _refuse_program(role)
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid(_("%(email)s may sign in already.") % {"email": email}, field="email")
    user = User(email=email, name=name.strip(), role=role)
    _give_password(user, password)
    with operation(actor, "users.create") as work:
        return work.create(user)


def change_role(actor: Actor, user: User, *, role: Role, seen: int | None = None) -> User:
    """Give an account another role. The last CISO keeps theirs."""
    actor.require(May.MANAGE_USERS)
    _refuse_program(role)
    with operation(actor, "users.change_role") as work:
        changed = work.change(user, seen=seen, role=role)
        _refuse_no_ciso()
        return changed


def deactivate(actor: Actor, user: User, *, reason: str, seen: int | None = None) -> User:
    """Stop an account from signing in. Its sessions end at once; its password, one-time links and API tokens are
    gone for good."""
    actor.require(May.MANAGE_USERS)
    if not reason.strip():
        raise Invalid(_("Say why this person may no longer sign in."), field="reason")
    if actor.user == user.pk:
        raise Invalid(_("You cannot deactivate yourself. Another CISO can."))
    ended = User(email=user.email)
    ended.set_unusable_password()
    with operation(actor, "users.deactivate", reason=reason) as work:
        changed = work.change(user, seen=seen, is_active=False, password=ended.password)
        for token in ApiToken.objects.filter(user=user):
            work.delete(token)
        _refuse_no_ciso()
        return changed


def reactivate(actor: Actor, user: User, *, seen: int | None = None) -> User:
    """Let an account sign in again, by a one-time link."""
    actor.require(May.MANAGE_USERS)
    with operation(actor, "users.reactivate") as work:
        return work.change(user, seen=seen, is_active=True)


def set_password(actor: Actor, user: User, *, password: str) -> User:
    """Set one's own password, or anybody's for those who manage users. All other sessions of the account end."""
    if actor.user != user.pk and not actor.may(May.MANAGE_USERS):
        raise NotAllowed(_("You may only change your own password."))
    changed = User.objects.get(pk=user.pk)
    _give_password(changed, password)
    with operation(actor, "users.set_password") as work:
        user = work.change(user, password=changed.password)
        work.facts["changed"] = "password"
        work.touched.append(user.reference)
    return user


def note_sign_in(actor: Actor, user: User, *, how: str) -> None:
    """Keep in the ledger that somebody signed in. `how` is "password", "one-time link" or "set-up"."""
    with operation(actor, "users.sign_in") as work:
        work.facts["how"] = how
        work.touched.append(user.reference)


def note_link(actor: Actor, user: User) -> None:
    """Keep in the ledger that a one-time sign-in link was made for somebody."""
    actor.require(May.MANAGE_USERS)
    with operation(actor, "users.make_link") as work:
        work.facts["for"] = user.email
        work.touched.append(user.reference)


def _give_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
    user.set_password(password)


def _refuse_program(role: Role) -> None:
    if role == Role.PROGRAM:
        raise Invalid(_("No person can have the role of the program itself."), field="role")


def _refuse_no_ciso() -> None:
    if not User.objects.filter(role=Role.CISO, is_active=True).exists():
        raise Invalid(_("Somebody must remain CISO. Give another person that role first."), field="role")
