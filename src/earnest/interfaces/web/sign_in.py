"""Signing in and out, and changing one's password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from earnest.core.organization.models import Organization
from earnest.duties.audits.queries import Ended, ended
from earnest.foundation import users
from earnest.foundation.actor import Role
from earnest.foundation.errors import Invalid
from earnest.foundation.models import User
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web import links
from earnest.interfaces.web.attempts import TooManyAttemptsError, address_of, attempt
from earnest.interfaces.web.forms import PasswordForm, SignInForm
from earnest.interfaces.web.middleware import actor_of, signed_in

BACKEND = "django.contrib.auth.backends.ModelBackend"
BY_LINK = "came by one-time link"
"""In the session: the password may be set without the old one."""


def one_time_link(user: User) -> str:
    """The full address of a link that signs the user in once, within 15 minutes."""
    return settings.PUBLIC_URL.rstrip("/") + links.path_for(user)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: ActorRequest) -> HttpResponseBase:
    """E-mail address and password. The answer to a failure does not tell which of the two was wrong."""
    if request.actor.user is not None:
        return redirect(_back(request))
    if not User.objects.exists():
        return redirect("set-up")
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            user = _checked(request, form.cleaned_data["email"], form.cleaned_data["password"])
        except TooManyAttemptsError as error:
            form.add_error(None, _wait(error))
            status = error.status
        else:
            if user is not None:
                enter(request, user, how="password")
                return redirect(_back(request))
            form.add_error(
                None, _("The e-mail address and the password do not belong together. Check both and try again.")
            )
            status = 422
    context = {
        "form": form,
        "next": _back(request, otherwise=""),
        "organization": Organization.objects.first(),
        "ended": _ended(request),
    }
    return render(request, "sign_in/sign_in.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: ActorRequest, token: str) -> HttpResponseBase:
    """A one-time link. Opening it only asks, so that a mail scanner which follows links does not use it up."""
    if request.method == "POST":
        with transaction.atomic():
            user = links.holder(token, for_update=True)
            if user is not None:
                enter(request, user, how="one-time link")
        if user is not None:
            request.session[BY_LINK] = True
            return redirect("home" if user.has_usable_password() else "password")
    user = links.holder(token)
    return render(request, "sign_in/once.html", {"user": user}, status=200 if user else 410)


@login_not_required
@require_POST
def sign_out(request: ActorRequest) -> HttpResponseBase:
    logout(request)
    return redirect("sign-in")


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: ActorRequest) -> HttpResponse | HttpResponseRedirect:
    """Change one's own password. Other sessions of the account end."""
    user = signed_in(request)
    ask = user.has_usable_password() and not request.session.get(BY_LINK)
    form = PasswordForm(request.POST if request.method == "POST" else None, ask_current=ask)
    if request.method == "POST" and form.is_valid():
        try:
            if ask:
                _require_current(request, user, form.cleaned_data["current"])
            changed = users.set_password(request.actor, user, password=form.cleaned_data["password"])
        except TooManyAttemptsError as error:
            form.add_error(None, _wait(error))
        except Invalid as error:
            form.refuse(error)
        else:
            request.session.pop(BY_LINK, None)
            update_session_auth_hash(request, changed)
            messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
            return redirect("home")
    return render(request, "sign_in/password.html", {"form": form}, status=422 if form.errors else 200)


def enter(request: ActorRequest, user: User, *, how: str) -> None:
    """Start a session under a new key, and note it in the ledger."""
    login(request, user, backend=BACKEND)
    users.note_sign_in(actor_of(user), user, how=how)


def _ended(request: ActorRequest) -> tuple[Ended, ...]:
    """Which engagements the guest was let in to who was signed in here and is shown out; nothing for all others."""
    was = str(request.session.get(SESSION_KEY, ""))
    if not was.isdecimal() or not User.objects.filter(pk=int(was), role=Role.AUDITOR, is_active=False).exists():
        return ()
    return ended(int(was))


def _checked(request: ActorRequest, email: str, given: str) -> User | None:
    with attempt(email, address_of(request)) as tried:
        user = authenticate(request, username=email, password=given)
        if not isinstance(user, User):
            return None
        tried.succeeded()
        return user


def _require_current(request: ActorRequest, user: User, given: str) -> None:
    if _checked(request, user.email, given) is None:
        raise Invalid(_("This is not the password you have now."), field="current")


def _wait(error: TooManyAttemptsError) -> str:
    minutes = max(1, -(-int((error.until - timezone.now()).total_seconds()) // 60))
    return ngettext(
        "Too many failed attempts. This is closed for another minute, for safety. Then try again.",
        "Too many failed attempts. This is closed for another %(minutes)d minutes, for safety. Then try again.",
        minutes,
    ) % {"minutes": minutes}


def _back(request: ActorRequest, otherwise: str | None = None) -> str:
    """Where to go afterwards: a path of this server, never another site."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("home") if otherwise is None else otherwise
