"""Who acts, and the rule that nothing is shown to somebody who is not signed in."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from earnest.core.organization.models import Person
from earnest.foundation.actor import NOBODY, Actor, Role
from earnest.foundation.errors import EarnestError
from earnest.foundation.models import User
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web import errors

API = "/api/"
"""Below this path programs sign in with tokens, each request by itself."""
ZONE_COOKIE = "zone"
GUESTS_MAY = frozenset({"health", "home", "password", "set-up", "sign-in", "sign-in-once", "sign-out"})
"""What a guest auditor may open by its name, besides everything whose name begins with guest-."""


class ActorMiddleware:
    """Sets `request.actor`. Every view needs a signed-in person unless it says `login_not_required`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        request.actor = actor_of(request.user) if isinstance(request.user, User) else NOBODY
        request.zone = _zone(request.COOKIES.get(ZONE_COOKIE, ""))
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self,
        request: ActorRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.actor.role == Role.AUDITOR and not _open_to_guests(request):
            raise Http404
        if request.actor.user is not None or not getattr(view, "login_required", True) or request.path.startswith(API):
            return None
        return to_sign_in(request)

    def process_exception(self, request: ActorRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, EarnestError) and not request.path.startswith(API):
            return errors.told(request, error)
        return None


def actor_of(user: User) -> Actor:
    """The actor behind an account."""
    person = Person.objects.filter(user=user).values_list("pk", flat=True).first()
    return Actor(name=user.name, role=Role(user.role), user=user.pk, person=person)


def _open_to_guests(request: ActorRequest) -> bool:
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    return name in GUESTS_MAY or name.startswith("guest-") or request.path.startswith(API)


def to_sign_in(request: ActorRequest) -> HttpResponseBase:
    """Send the reader to the sign-in page and, afterwards, back to where they were."""
    if request.htmx:
        back = request.htmx.current_url_abs_path or "/"
    else:
        back = request.get_full_path() if request.method == "GET" else "/"
    address = reverse("sign-in") + ("" if back == "/" else "?" + urlencode({"next": back}))
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _zone(name: str) -> ZoneInfo | None:
    if len(name) > 64:
        return None
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def signed_in(request: ActorRequest) -> User:
    """The account behind a request that the middleware has let through."""
    if request.actor.user is None:
        raise PermissionDenied
    return User.objects.get(pk=request.actor.user)
