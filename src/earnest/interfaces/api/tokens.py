"""API tokens: shown once, kept only as a hash, with an end and a scope."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from earnest.foundation import clock
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid, NotAllowed
from earnest.foundation.models import ApiToken, User
from earnest.foundation.record import operation

PREFIX = "earnest_"


def digest_of(secret: str) -> str:
    """What is kept of a token. It is random enough that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(actor: Actor, user: User, *, name: str, expires_on: date, may_write: bool = False) -> str:
    """Make a token by which a program acts as the user; returns the secret, which is shown only now."""
    if actor.user != user.pk and actor.user is not None:
        raise Invalid("A token can only be made for oneself.")
    if expires_on <= clock.today():
        raise Invalid("The token must end on a day to come.", field="expires_on")
    secret = PREFIX + secrets.token_urlsafe(32)
    with operation(actor, "users.issue_token") as work:
        work.create(
            ApiToken(user=user, name=name, digest=digest_of(secret), may_write=may_write, expires_on=expires_on)
        )
    return secret


def revoke(actor: Actor, token: ApiToken) -> None:
    """End a token at once. NotAllowed for anybody but the user it acts as, or the program itself."""
    if actor.user is not None and actor.user != token.user_id:
        raise NotAllowed("A token can only be ended by whoever it acts for.")
    with operation(actor, "users.revoke_token") as work:
        work.delete(token)


def holder(secret: str) -> ApiToken | None:
    """The live token behind a secret, None if there is none."""
    if not secret.startswith(PREFIX):
        return None
    rows = ApiToken.objects.filter(digest=digest_of(secret), expires_on__gt=clock.today(), user__is_active=True)
    return rows.select_related("user").first()
