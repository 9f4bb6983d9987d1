"""Guessing is slow: failed sign-ins are counted by e-mail address and by network address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from earnest.foundation.errors import EarnestError
from earnest.foundation.models import SignInFailure

WINDOW = timedelta(minutes=5)
PER_EMAIL = 5
PER_ADDRESS = 30
KEPT = timedelta(days=1)


class TooManyAttemptsError(EarnestError):
    """Too many failed sign-ins. `until` is the first moment at which another attempt is taken."""

    status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__("Too many failed attempts to sign in.")
        self.until = until


@dataclass
class Attempt:
    """One try at signing in. It counts as a failure until `succeeded` is called."""

    failure: SignInFailure

    def succeeded(self) -> None:
        SignInFailure.objects.filter(email=self.failure.email).delete()


@contextmanager
def attempt(email: str, address: str) -> Iterator[Attempt]:
    """Count a try before its password is looked at, or many at once slip through. Raises when it is too many."""
    now = timezone.now()
    SignInFailure.objects.filter(at__lt=now - KEPT).delete()
    failure = SignInFailure.objects.create(email=email.strip().lower()[:254], address=address, at=now)
    until = max(
        _free_at(now, PER_EMAIL, email=failure.email),
        _free_at(now, PER_ADDRESS, address=address),
    )
    if until > now:
        failure.delete()
        raise TooManyAttemptsError(until)
    yield Attempt(failure)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Behind a proxy, the hop that the proxy itself saw."""
    seen: str = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or seen
    try:
        return str(ip_address(seen))
    except ValueError:
        return ""


def _free_at(now: datetime, limit: int, **who: str) -> datetime:
    """When fewer than `limit` failures, this one left out, lie in the window; a past moment when that is so already."""
    times = list(
        SignInFailure.objects.filter(at__gt=now - WINDOW, **who)
        .order_by("-at")
        .values_list("at", flat=True)[: limit + 1]
    )
    return times[-1] + WINDOW if len(times) > limit else now - WINDOW
