"""A page with one form of the audits duty."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from earnest.foundation.actor import Role
from earnest.foundation.errors import EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import Record
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.forms import Form

forms_page = require_http_methods(["GET", "HEAD", "POST"])


def asked_for(
    request: ActorRequest,
    form: Form,
    act: Callable[[], object],
    *,
    title: str,
    says: str,
    back: str,
    crumbs: Sequence[Crumb] = (),
    lede: str = "",
) -> HttpResponseBase:
    """`act` does what the form asks; an address that it gives is where the reader goes next, else `back`."""
    if form.is_bound and form.is_valid():
        try:
            made = act()
        except EarnestError as error:
            form.refuse(error)
        else:
            messages.success(request, says)
            return redirect(made if isinstance(made, str) else back)
    path = [] if request.actor.role == Role.AUDITOR else [*way(*crumbs), Crumb(title)]
    context = {"form": form, "title": title, "lede": lede, "back": back, "crumbs": path}
    return render(request, "audits/form.html", context, status=422 if form.is_bound else 200)


def way(*crumbs: Crumb) -> list[Crumb]:
    """The way to a page of audits."""
    return [Crumb(_("Audits"), reverse("audits")), *crumbs]


def to(name: str, row: Record) -> Crumb:
    """A step of the way that is a row with a page of its own."""
    return Crumb(str(row), reverse(name, args=[row.pk]))
