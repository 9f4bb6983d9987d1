"""One-time sign-in links: signed, good for fifteen minutes, and dead once used."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from earnest.foundation.models import User

GOOD_FOR = timedelta(minutes=15)
_SALT = "earnest.sign-in.once"


def token_for(user: User) -> str:
    """A token that signs the user in once. Signing in, a new password or deactivation ends it."""
    return signing.dumps({"user": user.pk, "stamp": _stamp(user)}, salt=_SALT)


def path_for(user: User) -> str:
    """The path of a one-time sign-in link."""
    return reverse("sign-in-once", args=[token_for(user)])


def holder(token: str, *, for_update: bool = False) -> User | None:
    """Whose token this is; None when it is not good (any more). `for_update` holds the row, in a transaction."""
    try:
        content = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    rows = User.objects.select_for_update() if for_update else User.objects.all()
    user = rows.filter(pk=content["user"], is_active=True).first()
    return user if user is not None and constant_time_compare(content["stamp"], _stamp(user)) else None


def _stamp(user: User) -> str:
    last = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac(_SALT, f"{user.pk}|{user.password}|{last}|{user.email}", algorithm="sha256").hexdigest()[:32]
