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
from earnest.foundation.errors import Conflict, EarnestError
from earnest.foundation.page import Crumb
from earnest.foundation.record import Record
from earnest.foundation.request import ActorRequest
from earnest.foundation.resource.screens import revision_seen
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
    record: Record | None = None,
) -> HttpResponseBase:
    """`act` does what the form asks; an address that it gives is where the reader goes next, else `back`.

    `record` is what the form is typed over: it carries the revision that was seen, and who saves over somebody else is
    told so.
    """
    conflict = None
    if form.is_bound and form.is_valid():
        try:
            made = act()
        except Conflict as error:
            conflict = error
        except EarnestError as error:
            form.refuse(error)
        else:
            return answered(request, says, made if isinstance(made, str) else back)
    seen = revision_seen(request)
    path = [] if request.actor.role == Role.AUDITOR else [*way(*crumbs), Crumb(title)]
    context = {"form": form, "title": title, "lede": lede, "back": back, "crumbs": path, "conflict": conflict}
    if record is not None:
        context["revision"] = record.revision if conflict or seen is None else seen
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "audits/form.html", context, status=status)


def answered(request: ActorRequest, says: str, where: str) -> HttpResponseBase:
    """What was asked is done: say so, and go on."""
    messages.success(request, says)
    return redirect(where)


def way(*crumbs: Crumb) -> list[Crumb]:
    """The way to a page of audits."""
    return [Crumb(_("Audits"), reverse("audits")), *crumbs]


def to(name: str, row: Record) -> Crumb:
    """A step of the way that is a row with a page of its own."""
    return Crumb(str(row), reverse(name, args=[row.pk]))
