"""Who may sign in: for those who manage users."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from earnest.foundation import users
from earnest.foundation.actor import May, Role
from earnest.foundation.errors import EarnestError
from earnest.foundation.models import User
from earnest.foundation.page import Crumb
from earnest.foundation.record import visible_to
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import DeactivateForm, Form, InviteForm, RoleForm
from earnest.interfaces.web.sign_in import one_time_link

LINK = "one-time link to show"


@require_safe
def user_list(request: ActorRequest) -> HttpResponseBase:
    _managers_only(request)
    rows = visible_to(request.actor, User).order_by("-is_active", "name")
    return render(request, "users/list.html", {"rows": rows, "shown": _shown(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: ActorRequest) -> HttpResponseBase:
    """Let somebody sign in: by a link that is shown once and goes to them by a way you trust."""
    _managers_only(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = users.create_user(request.actor, email=given["email"], name=given["name"], role=Role(given["role"]))
        except EarnestError as error:
            form.refuse(error)
        else:
            _show_link(request, user)
            return redirect("users")
    context = {"form": form, "crumbs": _way(_("Invite somebody"))}
    return render(request, "users/invite.html", context, status=422 if form.errors else 200)


@require_safe
def user_page(request: ActorRequest, pk: int) -> HttpResponseBase:
    return _user_page(request, _user(request, pk))


@require_POST
def change_role(request: ActorRequest, pk: int) -> HttpResponseBase:
    user = _user(request, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            users.change_role(request.actor, user, role=Role(form.cleaned_data["role"]), seen=form.cleaned_data["seen"])
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s has another role now.") % {"name": user.name})
            return redirect("user", pk=pk)
    return _user_page(request, user, role=form)


@require_POST
def deactivate(request: ActorRequest, pk: int) -> HttpResponseBase:
    user = _user(request, pk)
    form = DeactivateForm(request.POST)
    if form.is_valid():
        try:
            users.deactivate(request.actor, user, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"])
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("%(name)s can no longer sign in and is signed out everywhere.") % {"name": user.name}
            )
            return redirect("users")
    return _user_page(request, user, leave=form)


@require_POST
def reactivate(request: ActorRequest, pk: int) -> HttpResponseBase:
    user = users.reactivate(request.actor, _user(request, pk))
    _show_link(request, user)
    return redirect("users")


@require_POST
def new_link(request: ActorRequest, pk: int) -> HttpResponseBase:
    user = _user(request, pk)
    if not user.is_active:
        raise Http404
    users.note_link(request.actor, user)
    _show_link(request, user)
    return redirect("users")


def _user_page(
    request: ActorRequest, user: User, *, role: Form | None = None, leave: Form | None = None
) -> HttpResponse:
    context = {
        "row": user,
        "role_form": role or RoleForm(initial={"role": user.role, "seen": user.revision}),
        "leave_form": leave or DeactivateForm(initial={"seen": user.revision}),
        "is_self": request.actor.user == user.pk,
        "crumbs": _way(user.name),
    }
    return render(request, "users/user.html", context, status=422 if role or leave else 200)


def _managers_only(request: ActorRequest) -> None:
    """To everybody else these pages do not exist."""
    if not request.actor.may(May.MANAGE_USERS):
        raise Http404


def _user(request: ActorRequest, pk: int) -> User:
    _managers_only(request)
    user = visible_to(request.actor, User).filter(pk=pk).first()
    if user is None:
        raise Http404
    return user


def _way(label: str) -> list[Crumb]:
    return [Crumb(_("Users"), reverse("users")), Crumb(label)]


def _show_link(request: ActorRequest, user: User) -> None:
    request.session[LINK] = {"name": user.name, "email": user.email, "link": one_time_link(user)}


def _shown(request: ActorRequest) -> dict[str, str] | None:
    found: dict[str, str] | None = request.session.pop(LINK, None)
    return found
